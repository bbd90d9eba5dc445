"""The words of the commands about what people take away on paper."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_slip(commands: "Commands", run: Callable[[argparse.Namespace], int]) -> None:
    """Add what can be done with a slip; each sets `command`."""
    for name, about in (
        ("verify", "tell whether a slip is one of this office's and counts today"),
        ("print", "print a slip that counts once more: on this terminal, or as an option says"),
    ):
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run, command=name, json=False)
        command.add_argument("token", metavar="TOKEN", help="what its QR code says")
        if name == "verify":
            command.add_argument("--json", action="store_true", help="one JSON document")
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
