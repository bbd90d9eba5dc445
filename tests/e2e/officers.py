"""Officers at a terminal: commands that ask for names and PINs."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

from tests.e2e.terminal import Terminal

SITI, BUDI = ("siti", "satu dua tiga"), ("budi", "kebun-77")
QUESTION = re.compile(r"(Nama petugas|PIN|PIN baru untuk [a-z]+|sekali lagi): ")


def types(folder: Path, command: list[str], *answers: str) -> tuple[int, str]:
    """Type a command and the answers to its questions; return its status and the screen."""
    with contextlib.closing(Terminal(folder, *command)) as terminal:
        for number, answer in enumerate(answers, start=1):
            terminal.sees(asked(number), 40)
            terminal.send(answer.encode() + b"\n")
        status = terminal.end(40)
        assert terminal.restored()
        return status, terminal.text()


def asked(times: int) -> Callable[[str], bool]:
    """Tell whether so many questions stand on a screen."""
    return lambda text: len(QUESTION.findall(text)) >= times
