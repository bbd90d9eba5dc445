"""The command line of the kiosk."""

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devices.printer.printer import MakeName
    from kiosk.office import Office

BUSY, USAGE, NO, YES = 75, 2, 1, 0
LONGEST_SENTENCE = 1_000
"""Characters; a path in it is as long as its owner made it."""
DEMO = Path("data")
DATABASE, SETTINGS = DEMO / "office.sqlite3", DEMO / "kiosk.toml"


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; return the exit status."""
    from kiosk.config import ConfigError

    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except ConfigError as error:
        return _say(str(error), USAGE)


# -- the kiosk --------------------------------------------------------------------------------


def kiosk(options: argparse.Namespace) -> int:
    """Open the kiosk on this terminal; without settings, on the demo office."""
    from screens.terminal import terminal_problem

    problem = terminal_problem()
    if problem:
        return _say(problem, USAGE)
    if options.config is None:
        return _demo(options.make, options.chips, options.quick)
    return _open_kiosk(options.config)


def _demo(make: "MakeName", chips: bool | None, quick: bool) -> int:
    from db.connection import Busy, WriterLock
    from devices.clock import SystemClock
    from kiosk.simulation.demo import prepare
    from kiosk.simulation.supervisor import Supervisor

    if not DEMO.exists():
        print("Founding the demo office in ./data, once …", flush=True)
    clock = SystemClock()
    try:
        config = prepare(DEMO, clock, make, chips=chips)
        WriterLock(DEMO / "machines")
    except Busy as error:
        return _failed(error)
    return Supervisor(Path(__file__).resolve(), DEMO, config, clock, quick=quick).run()


def _open_kiosk(path: Path) -> int:
    from devices.clock import SystemClock
    from devices.entropy import SystemEntropy
    from kiosk.config import load_config
    from kiosk.policy import in_force
    from kiosk.visit.outcomes import Place
    from kiosk.visit.visit import Visit
    from kiosk.voice import Voice
    from kiosk.worker import OfficeThreads
    from screens.app import KioskApp
    from screens.dock.dock import Dock

    def office() -> "Office":
        from kiosk.office import Office

        return Office(config, clock, SystemEntropy())

    config = load_config(path)
    shape = "%(asctime)s %(levelname)s %(message)s"
    logging.basicConfig(filename=config.log, level=logging.INFO, format=shape)
    clock = SystemClock()
    place = Place(config.office.name, config.office.counter_value, config.office.hours_value)
    app = KioskApp(
        lambda post: OfficeThreads(office, clock, post),
        lambda: Visit(clock, in_force(config.policy, clock.wall().date()), place, config.language),
        clock.monotonic,
        config.office.name,
        Dock(config.demo.channels) if config.demo is not None else None,
        Voice(config.speech, clock),
        theme=config.screen.theme,
        ring_seconds=config.screen.ring_seconds if config.screen.ring else None,
    )
    failure = app.run()
    if failure is not None:
        return _failed(failure)
    if app.return_code:
        return _say(f"The kiosk met an error of its own; {config.log} says where.", app.return_code)
    return YES


def _failed(failure: BaseException) -> int:
    from db.connection import Busy, Unfit

    if isinstance(failure, Busy):
        return _say("Another process works in this office. Close it, then try again.", BUSY)
    if isinstance(failure, Unfit):
        return _say(f"{failure} Put that right, then start again.", NO)
    return _say(f"The office stopped ({type(failure).__name__}). Start the kiosk again.", NO)


# -- simulated machines -----------------------------------------------------------------------


def sim(options: argparse.Namespace) -> int:
    """Serve a simulated machine on a line."""
    from devices.bench import serve
    from devices.cable import MIXTURES, Cable
    from devices.clock import SystemClock
    from devices.entropy import SeededEntropy

    cable = Cable(options.machine(options), SeededEntropy(options.seed), MIXTURES[options.faults])
    return _serve(
        serve(
            cable,
            SystemClock(),
            tcp=options.tcp,
            control=options.control,
            parent=options.parent,
            link=options.link,
        )
    )


def sim_ministry(options: argparse.Namespace) -> int:
    """The simulated ministry."""
    from devices.clock import SystemClock
    from devices.entropy import SystemEntropy
    from kiosk.keys import load_key
    from kiosk.ministry.service import serve_ministry
    from kiosk.ministry.simulator import Ministry
    from kiosk.simulation.founding import KEY_FILE, MINISTRY

    options.state.mkdir(parents=True, exist_ok=True)
    clock = SystemClock()
    key = load_key(options.state / KEY_FILE, SystemEntropy(), "ministry")
    ministry = Ministry(options.state / MINISTRY, key, clock)
    tcp = options.tcp or ("127.0.0.1", 0)
    return _serve(serve_ministry(ministry, tcp=tcp, control=options.control, parent=options.parent))


def _serve(serving: Coroutine[None, None, None]) -> int:
    try:
        asyncio.run(serving)
    except OSError as error:
        known = error.errno is not None and error.errno > 0
        why = os.strerror(error.errno or 0) if known else error.strerror
        return _say(f"That address cannot be used: {why}.", USAGE)
    return YES


# -- officers ---------------------------------------------------------------------------------


def staff(options: argparse.Namespace) -> int:
    """Let officers sign in and act; never while a kiosk works in the same office."""
    from getpass import getpass

    from db.connection import Busy, Unfit, open_for_reading
    from devices.clock import SystemClock
    from devices.entropy import SystemEntropy
    from kiosk.config import load_config
    from kiosk.desk.commands import OTHERS_AT_WORK, act, show
    from kiosk.desk.console import Console
    from kiosk.locale.catalogue import catalogue
    from kiosk.office import Office

    clock = SystemClock()
    config = load_config(options.config or SETTINGS)
    console = Console(catalogue(config.language), input, getpass, print)
    try:
        if options.show:
            open_for_reading(config.database)
            show(options, config, console, clock)
            return YES
        if not sys.stdin.isatty():
            return _say("Officers sign in at a terminal; run this command in one.", USAGE)
        printer = None
        if config.demo is not None:
            from kiosk.simulation.demo import resting_printer

            printer = resting_printer(config.database.parent, clock, config.printer.make)
        office = Office(config, clock, SystemEntropy(), printer=printer)
    except Busy:
        return _say(console.words.say(OTHERS_AT_WORK), BUSY)
    except Unfit as error:
        return _failed(error)
    try:
        return YES if act(options, office, console) else NO
    except EOFError:
        return _say("", NO)
    finally:
        office.close()


# -- the office without a screen --------------------------------------------------------------


def simulate(options: argparse.Namespace) -> int:
    """Run a scenario in virtual time."""
    import shutil
    from dataclasses import asdict

    from kiosk.simulation.scenario import SCENARIOS
    from kiosk.simulation.simulation import Simulation

    if options.list or options.scenario is None:
        for name, scenario in SCENARIOS.items():
            print(f"{name}: {scenario.about}")
        return YES if options.list else _say("Name one of these scenarios.", USAGE)
    folder = options.keep or Path(tempfile.mkdtemp(prefix="ktp-simulation-"))
    if options.keep and not options.resume and folder.exists() and any(folder.iterdir()):
        return _say(f"{folder} is not empty; add --resume, or name another folder.", USAGE)
    folder.mkdir(parents=True, exist_ok=True)
    simulation = Simulation(
        SCENARIOS[options.scenario],
        options.seed,
        folder,
        profile=options.faults,
        pictures=options.cards == "full",
        make=options.make,
    )
    found = simulation.run()
    if options.keep is None:
        shutil.rmtree(folder)
    said = {"scenario": options.scenario, "seed": options.seed, "days": 1, **asdict(found)}
    _print(said, as_json=options.json)
    return YES if found.check["ok"] else NO


def check(options: argparse.Namespace) -> int:
    """Hold the office's records against every rule."""
    from db.connection import Unfit, open_for_reading
    from db.models import Office
    from kiosk.issuance.invariants import check as hold

    try:
        open_for_reading(options.database)
    except Unfit as error:
        return _say(str(error), USAGE)
    found = hold(Office.get().kiosk)
    violations = [{"rule": each.rule, "what": each.what} for each in found.violations]
    _print(
        {"ok": found.ok, "checked": found.checked, "violations": violations},
        as_json=options.json,
    )
    return YES if found.ok else NO


def board(options: argparse.Namespace) -> int:
    """Show the public stock board, beside a running kiosk."""
    from db.connection import Unfit
    from devices.clock import SystemClock
    from kiosk.config import load_config
    from kiosk.figures.stock import StockReader

    config = load_config(options.config or SETTINGS)
    cap, policies = config.printer.cards_per_day, config.policy
    try:
        reader = StockReader(config.database, cap, SystemClock(), policies)
    except Unfit as error:
        return _say(str(error), USAGE)
    if options.json:
        stock = reader.read()
        if stock is None:
            return _say("The figures cannot be read just now. Try again.", NO)
        _print(stock.document, as_json=True)
        return YES
    from screens.board.board import BoardApp
    from screens.terminal import terminal_problem

    problem = terminal_problem()
    if problem:
        return _say(problem, USAGE)
    app = BoardApp(reader.read, config.office.name, config.language, config.screen.theme)
    app.run()
    return app.return_code or YES


def slip(options: argparse.Namespace) -> int:
    """Do what the command says with a slip."""
    from db.connection import Unfit
    from devices.clock import SystemClock
    from kiosk.config import load_config
    from kiosk.documents.command import judge, print_again, receipt_printer

    clock = SystemClock()
    config, token = load_config(options.config or SETTINGS), " ".join(options.token)
    try:
        if options.command == "verify":
            answer = judge(config, token, clock)
        else:
            url, file = options.receipt, options.file
            printer = None if url is None else receipt_printer(config, url, options.baud)
            answer = print_again(config, token, clock, file=file, printer=printer)
    except Unfit as error:
        return _say(str(error), USAGE)
    except OSError as error:
        return _say(f"{options.file} cannot be written: {error.strerror}.", USAGE)
    if options.json:
        _print(answer.document, as_json=True)
    elif answer.text:
        refused = options.command == "print" and not answer.yes
        print(answer.text, file=sys.stderr if refused else None)
    return YES if answer.yes else NO


def _print(figures: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, value in figures.items():
        if isinstance(value, dict):
            value = "  ".join(f"{key}={each}" for key, each in value.items())
        print(f"{name:<10} {value}")


def _say(sentence: str, status: int) -> int:
    from kiosk.text import clean

    print(clean(sentence, LONGEST_SENTENCE), file=sys.stderr)
    return status


# -- the words of the command line ------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    from devices.machines import MACHINES, add_make, add_options
    from kiosk.desk.options import add_commands, add_slip
    from kiosk.simulation.options import add_simulate

    parser = argparse.ArgumentParser(
        prog="run.py", description="The KTP-el kiosk. Without a command it opens."
    )
    parser.add_argument("--config", type=Path, help="settings of an office (default: the demo)")
    add_make(parser)
    parser.add_argument(
        "--chips",
        action=argparse.BooleanOptionalAction,
        help="the demo office writes the chip of each card from now on, or not",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="the demo office's card printer takes seconds where a real one takes half a minute",
    )
    parser.set_defaults(run=kiosk)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    command = commands.add_parser("sim", help="one simulated machine, until it is told to stop")
    machines = command.add_subparsers(title="machines", required=True)
    for name, make in {**MACHINES, "ministry": sim_ministry}.items():
        machine = machines.add_parser(name, help=make.__doc__, description=make.__doc__)
        if name == "ministry":
            machine.set_defaults(run=sim_ministry, state=Path("ministry"))
        else:
            machine.set_defaults(run=sim, machine=make)
        add_options(machine, name)

    command = commands.add_parser("simulate", help=simulate.__doc__, description=simulate.__doc__)
    command.set_defaults(run=simulate)
    add_simulate(command)

    add_commands(commands, staff)

    command = commands.add_parser("check", help=check.__doc__, description=check.__doc__)
    command.set_defaults(run=check)
    command.add_argument("--database", type=Path, default=DATABASE, metavar="FILE")
    command.add_argument("--json", action="store_true", help="one JSON document")

    command = commands.add_parser("board", help=board.__doc__, description=board.__doc__)
    command.set_defaults(run=board)
    command.add_argument("--json", action="store_true", help="one JSON document, once")
    add_slip(commands, slip)
    return parser


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
