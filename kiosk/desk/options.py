"""The words of the commands that officers type."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from db.states import Role

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

PLACES = ("feeder", "hopper", "reject", "nowhere")


def add_commands(commands: "Commands", run: Callable[[argparse.Namespace], int]) -> None:
    """Add `officer`, `blanks`, `card` and `attempt`; each sets `act`, which the console knows."""
    officer = _group(commands, "officer", "accounts of officers: who may sign in")
    for act, about in (
        ("first", "make the first supervisor of an office that has no officers yet"),
        ("add", "make an account, or give a disabled one back; a supervisor signs in"),
        ("disable", "let somebody sign in no more; a supervisor signs in"),
        ("unlock", "forget somebody's failures; a supervisor signs in"),
        ("pin", "change your own PIN"),
        ("list", "show every account"),
    ):
        command = officer.add_parser(act, help=about, description=about)
        command.set_defaults(run=run, act=act)
        if act in ("first", "add", "disable", "unlock"):
            command.add_argument("name", help="a-z, 0-9, dot and hyphen")
        if act == "add":
            command.add_argument("--role", choices=list(Role), default=Role.OPERATOR, type=Role)

    about = "take a sealed box of blank cards into stock; two officers sign in"
    command = _group(commands, "blanks", "blank cards").add_parser(
        "receive", help=about, description=about
    )
    command.set_defaults(run=run, act="receive")
    command.add_argument("box", help="as it is labelled")
    command.add_argument("number", type=int, help="of blanks in it")

    about = "say that the cut cards were destroyed, all of them; two officers sign in"
    command = _group(commands, "card", "cards that came back").add_parser(
        "destroy", help=about, description=about
    )
    command.set_defaults(run=run, act="destroy")
    command.add_argument("minutes", help="number of the minutes of their destruction")
    command.add_argument("number", type=int, help="of cut cards that both officers counted")

    about = "say where the blank is that the machine lost sight of; two officers sign in"
    command = _group(commands, "attempt", "printing that the machine cannot judge").add_parser(
        "resolve", help=about, description=about
    )
    command.set_defaults(run=run, act="resolve")
    command.add_argument("key", help="of the attempt; to a wrong one the right one is told")
    command.add_argument("found", choices=PLACES, help="where both officers saw it")
    command.add_argument("--reason", required=True, help="what was counted, without a NIK")


def _group(commands: "Commands", name: str, about: str) -> "Commands":
    group = commands.add_parser(name, help=about, description=about)
    return group.add_subparsers(title="commands", metavar="", required=True)
