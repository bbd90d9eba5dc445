"""The command line without a process of its own: what it says, and how it ends."""

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import run as program


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str, cwd: Path = Path()) -> Ended:
    """Do what the command line says, in that folder; errors of our own come through."""
    said, complained = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(complained),
    ):
        try:
            status = program.main(list(arguments))
        except SystemExit as ended:  # argparse, after help and wrong usage
            status = int(ended.code or 0)
    return Ended(status, said.getvalue(), complained.getvalue())
