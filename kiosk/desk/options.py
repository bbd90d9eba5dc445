"""The words of the commands that officers type."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from db.states import Role

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

Run = Callable[[argparse.Namespace], int]

PLACES = ("feeder", "hopper", "reject", "nowhere")


def add_commands(commands: "Commands", run: Run) -> None:
    """Add what officers type; each sets `act`, or `show` where it only reads."""
    officer = _group(commands, "officer", "accounts of officers: who may sign in")
    for act, about in (
        ("first", "make the first supervisor of an office that has no officers yet"),
        ("add", "make an account, or give a disabled one back; a supervisor signs in"),
        ("disable", "let somebody sign in no more; a supervisor signs in"),
        ("unlock", "forget somebody's failures; a supervisor signs in"),
        ("pin", "change your own PIN"),
        ("review", "look through who was vouched for since the last time; a supervisor signs in"),
    ):
        command = _command(officer, act, about, run, act=act)
        if act in ("first", "add", "disable", "unlock"):
            command.add_argument("name", help="a-z, 0-9, dot and hyphen")
        if act == "add":
            command.add_argument("--role", choices=list(Role), default=Role.OPERATOR, type=Role)
    _command(officer, "list", "show every account", run, show="officers")

    about = "take a sealed box of blank cards into stock; two officers sign in"
    command = _command(_group(commands, "blanks", "blank cards"), "receive", about, run)
    command.add_argument("box", help="as it is labelled")
    command.add_argument("number", type=int, help="of blanks in it")

    card = _group(commands, "card", "cards that came back, or are missed")
    about = "say that the cut cards were destroyed, all of them; two officers sign in"
    command = _command(card, "destroy", about, run)
    command.add_argument("minutes", help="number of the minutes of their destruction")
    command.add_argument("number", type=int, help="of cut cards that both officers counted")
    about = "say that somebody's card is nowhere, so that it is void; two officers sign in"
    command = _command(card, "missing", about, run)
    command.add_argument("reference", metavar="REFERENCE", help="of any slip of its holder")
    command.add_argument("--reason", required=True, help="where you looked, without a NIK")
    about = "say that its holder has a card that counts as lying in the box; two officers sign in"
    command = _command(card, "taken", about, run)
    command.add_argument("reference", metavar="REFERENCE", help="of any slip of its holder")
    command.add_argument("--reason", required=True, help="how you know, without a NIK")
    _command(card, "list", "show which cards lie in the box by the books", run, show="cards")
    about = "say that a card lay in the box that counts as handed over; an officer signs in"
    _command(card, "left-behind", about, run)
    about = "report a void again that the ministry refused; an officer signs in"
    command = _command(card, "report-again", about, run)
    command.add_argument("reference", metavar="REFERENCE", help="of the case about it")

    attempt = _group(commands, "attempt", "printing that the machine cannot judge")
    about = "say where the blank is that the machine lost sight of; two officers sign in"
    command = _command(attempt, "resolve", about, run)
    command.add_argument("key", help="of the attempt; to a wrong one the right one is told")
    command.add_argument("found", choices=PLACES, help="where both officers saw it")
    command.add_argument("--reason", required=True, help="what was counted, without a NIK")
    _add_queue(commands, run)


def _add_queue(commands: "Commands", run: Run) -> None:
    queue = _group(commands, "queue", "who waits for a blank card")
    _command(queue, "list", "show who was called and who is next", run, show="queue")
    _command(
        queue,
        "call-list",
        "while the kiosk is closed, show whom to call, by which number; an officer signs in",
        run,
    )
    about = "call somebody out of turn; a supervisor signs in"
    command = _command(queue, "hardship", about, run)
    command.add_argument("reference", metavar="REFERENCE", help="of the queue slip")
    command.add_argument("--reason", required=True, help="why, without a NIK or a name")

    case = _group(commands, "case", "what the counter has to settle")
    _command(case, "list", "show every open case", run, show="cases")
    command = _command(case, "close", "say that a case is settled; an officer signs in", run)
    command.add_argument("reference", metavar="REFERENCE", help="of the slip")

    suket = _group(commands, "suket", "certificates that stand in for a card")
    _command(suket, "list", "show every Suket that counts", run, show="suket")
    about = "say that the counter signed one; an officer signs in"
    command = _command(suket, "signed", about, run)
    command.add_argument("number", metavar="NUMBER", help="as the list shows it: 0001-2026")


def add_slip(commands: "Commands", run: Run) -> None:
    """Add `slip verify` and `slip print`; each sets `command`."""
    slips = commands.add_parser("slip", help="what people take away on paper")
    group = slips.add_subparsers(title="commands", required=True)
    for name, about in (
        ("verify", "tell whether a slip is one of this office's and counts today"),
        ("print", "print a slip that counts once more: on this terminal, or as an option says"),
    ):
        command = group.add_parser(name, help=about, description=about)
        command.set_defaults(run=run, command=name, json=False)
        said = "what its QR code says"
        if name == "verify":
            said = f"{said}; or the twelve digits, grouped as you like"
            command.add_argument("--json", action="store_true", help="one JSON document")
        command.add_argument("token", nargs="+", metavar="TOKEN", help=said)
        if name == "verify":
            continue
        where = command.add_mutually_exclusive_group()
        where.add_argument("--file", type=_document, metavar="FILE", help=".pdf or .png")
        where.add_argument(
            "--receipt",
            nargs="?",
            const="",
            metavar="URL",
            help="a receipt printer's port (default: that of the settings)",
        )
        command.add_argument("--baud", type=int, default=38400, help="of that port")


def _document(text: str) -> Path:
    if Path(text).suffix.lower() in (".pdf", ".png"):
        return Path(text)
    raise argparse.ArgumentTypeError(f"{text!r} is neither .pdf nor .png.")


def _command(
    group: "Commands", name: str, about: str, run: Run, **defaults: str
) -> argparse.ArgumentParser:
    command = group.add_parser(name, help=about, description=about)
    command.set_defaults(run=run, **({"act": name, "show": None} | defaults))
    return command


def _group(commands: "Commands", name: str, about: str) -> "Commands":
    group = commands.add_parser(name, help=about, description=about)
    return group.add_subparsers(title="commands", required=True)
