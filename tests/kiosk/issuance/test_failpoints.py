"""The real process is killed at every failpoint, and one card comes of it all the same.

Printer and ministry are processes of their own and outlive the kill, as in life.
"""

import contextlib
import functools
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devices.clock import SystemClock, VirtualClock
from devices.entropy import SeededEntropy
from devices.printer.makes import MAKES
from devices.printer.printer import MakeName
from kiosk.config import ChipSection, Config, DemoSection, save_config
from kiosk.issuance import failpoints
from kiosk.keys import load_key
from kiosk.ministry.simulator import Ministry
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident, residents
from kiosk.visit.codes import Code
from tests.command import run
from tests.kiosk.issuance.kills import CASES, IN_MEMORY
from tests.kiosk.issuance.office_process import BLANKS, act, office_process

ROOT = Path(__file__).parents[3]
RUN = ROOT / "run.py"


AGAIN = ["E4.sent", "E6.reject"]
"""Around the moving of a card, with the make of printer that can prove least; `test_kills` kills
in memory at every one."""
ONCE = {"T9.after", "E9.after"}
"""Of the replacing of a card; the rest of it is killed in memory only."""
HERE = [
    name
    for name, case in CASES.items()
    if name not in IN_MEMORY and (not case.replaces or name in ONCE)
]
KILLS: dict[MakeName, list[str]] = {"evolis": HERE, "epcl": AGAIN}
SPECIFIED = [
    "T1.in", "T1.after", "E1.sent", "E1.timeout", "E1.after", "T2.in", "T2.after", "T3.in",
    "T3.after", "E2.after", "E3.after", "T4.in", "T4.after", "E4.sent", "E4.timeout", "E4.after",
    "E5.poll", "E6.reject", "T5.in", "T5.after", "E7.timeout", "E7.after", "T6.in", "T6.after",
    "T7.in", "T7.after", "E8.after", "T8.in", "T8.after", "R.fence", "R.armed", "R.reserved",
    "R.claiming", "R.presenting", "M.step", "T9.in", "T9.after", "E9.after", "T11.in", "T11.after",
    "T10.in", "T10.after",
]  # fmt: skip


@contextlib.contextmanager
def machine(*arguments: str) -> Iterator[str]:
    """Run one simulator; yield its address."""
    command = [sys.executable, str(RUN), "sim", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@dataclass(frozen=True)
class Town:
    """Machines that stay, and people who come one after the other."""

    config: Config
    printer: Path
    coupler: Path
    people: Iterator[Resident]
    with_damaged_cards: Iterator[Resident]


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[MakeName], Town]]:
    """Return how to get a town with a printer of the wanted make; each is founded once."""
    with contextlib.ExitStack() as stack:
        yield functools.cache(
            lambda make: stack.enter_context(founded(make, tmp_path_factory.mktemp("town")))
        )


@contextlib.contextmanager
def founded(make: MakeName, folder: Path) -> Iterator[Town]:
    """Start a printer of that make, coupler and ministry, with everybody on file."""
    entropy, clock = SeededEntropy(7), VirtualClock(SystemClock().wall())
    everybody = residents(entropy, clock.wall().date())
    ready = [each for each in everybody if each.shows is Code.PRINT_READY][: len(KILLS[make])]
    broken = [each for each in everybody if each.shows is Code.DAMAGED][: len(ONCE)]
    key = load_key(folder / founding.KEY_FILE, entropy, "ministry")
    ministry = Ministry(folder / founding.MINISTRY, key, clock)
    founding.put_on_file(ministry, ready + broken, clock, entropy)
    ministry.close()
    ports = _free_ports(3)
    control = [f"127.0.0.1:{port}" for port in ports]
    machines, chips = folder / founding.PRINTER, folder / founding.COUPLER
    at = ("--tcp", "127.0.0.1:0", "--control")
    kept = ("--state", str(machines), "--speed", "200", "--station", control[2])
    with (
        machine("chip", *at, control[2], "--card", "none", "--state", str(chips)) as coupler,
        machine("printer", *at, control[0], "--make", make, *kept) as printer,
        machine("ministry", *at, control[1], "--state", str(folder)) as office,
    ):
        config = founding.settings(
            folder,
            founding.office_section(entropy),
            ministry.public_key,
            founding.slips_section(folder, entropy),
            printer=printer,
            make=make,
            ministry=office,
            coupler=coupler if MAKES[make].profile.coupler else "",
            demo=DemoSection(fingerprint=control[0], printer=control[0], ministry=control[1]),
        )
        yield Town(config, machines, chips, iter(ready), iter(broken))


def _free_ports(number: int) -> list[int]:
    import socket

    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports: list[int] = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


def in_order(config: Config) -> None:
    """Put the machines right, as an officer does after the power came back."""
    assert config.demo is not None
    for what, state in (("ribbon", "new"), ("cover", "closed"), ("door", "closed")):
        act(config.demo.printer, {"act": what, "is": state})
    act(config.demo.printer, {"act": "clear"})
    act(config.demo.ministry, {"act": "weather", "is": "up"})


@pytest.mark.parametrize(
    ("make", "name"),
    [(make, name) for make, names in KILLS.items() for name in names],
)
def test_killed_there_it_still_makes_exactly_one_card(
    name: str, make: MakeName, towns: Callable[[MakeName], Town], tmp_path: Path
) -> None:
    town, case = towns(make), CASES[name]
    resident = next(town.with_damaged_cards if case.replaces else town.people)
    update: dict[str, object] = {"database": tmp_path / "office.sqlite3"}
    if not case.chips:
        update["chip"] = ChipSection()
    config = msgspec.structs.replace(town.config, **update)
    settings = tmp_path / "kiosk.toml"
    save_config(config, settings)
    assert config.demo is not None
    act(config.demo.printer, {"act": "feeder", "is": "full"})
    already = len(witness.read(town.printer)) if town.printer.exists() else 0

    def office(failpoint: str, trouble: str = "") -> dict[str, Any]:
        answer = tmp_path / "answer.json"
        answer.unlink(missing_ok=True)
        ended = office_process(settings, resident.nik, failpoint, trouble, answer)
        assert ended == (-signal.SIGKILL if failpoint else 0), f"{failpoint} was never reached"
        in_order(config)
        said: dict[str, Any] = {} if failpoint else json.loads(answer.read_text())
        return said

    if case.before:
        office(case.before)
    if case.troubled_before:
        assert office("", case.troubled_before)["unresolved"]
    office(name, case.trouble)

    came_of_it = office("")
    assert came_of_it["card"]
    assert came_of_it["again"] == [came_of_it["printed_at"], config.office.name]
    assert came_of_it["blanks"]["received"] == BLANKS
    assert came_of_it["blanks"]["issued"] == 1
    left = witness.read(town.printer)[already:]
    assert witness.compare(left, came_of_it["blanks"]) == []
    (good,) = [card.n for card in left if card.went == "hand"]
    assert case.chips == (good in witness.written(town.coupler))
    checked = run("check", "--database", str(config.database), "--json")
    assert checked.returncode == 0, checked.stdout


def test_every_specified_failpoint_exists_and_is_killed_at() -> None:
    assert set(SPECIFIED) <= set(failpoints.NAMES)
    assert set(failpoints.NAMES) <= set(CASES)
    assert set(SPECIFIED) <= set(CASES)


def test_every_failpoint_stands_in_the_source() -> None:
    folders = (ROOT / "kiosk" / "issuance", ROOT / "db")
    files = [path for folder in folders for path in folder.glob("*.py")]
    text = "\n".join(path.read_text() for path in files if path.name != "failpoints.py")
    steps = set(re.findall(r'journal\.step\("(\w+)"\)', text))
    written = {f"{step}.{moment}" for step in steps for moment in ("in", "after")}
    written |= {name for name in failpoints.NAMES if f'"{name}"' in text}
    assert set(failpoints.NAMES) <= written
