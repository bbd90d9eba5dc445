"""A person at a terminal: starts the real program on a real pty, reads the screen, presses."""

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import pyte

from devices.clock import SystemClock

PROGRAM = Path(__file__).parents[2] / "run.py"
TAP_THROUGH = 0.45
"""Seconds after a new screen in which presses are not taken, and a moment more."""
RESTLESS = 0.9
"""Seconds of waiting for a program that never rests, such as one that prints."""
GLANCE = 0.05
"""Seconds between looks at what its processes do."""
FARTHEST = 20
"""Steps from plate to plate before somebody gives up."""
TURN = 0.1
"""Seconds in which a plate is drawn to its end."""


def children(pid: int) -> dict[int, str]:
    """Return the processes that a process started, with their command lines; none of a dead one."""
    found = {}
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found[int(child)] = Path(f"/proc/{child}/cmdline").read_text()
    return found


def is_working(pid: int) -> bool:
    """Tell whether a process, or one that it started, wants the processor or the disk."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            state = (thread / "stat").read_text().rpartition(")")[2].split()[0]
            if state in ("R", "D"):
                return True
    return any(map(is_working, children(pid)))


class Terminal:
    """A program on a pty, and what it has drawn."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        columns: int = 80,
        rows: int = 24,
        program: Path = PROGRAM,
    ) -> None:
        self.clock = SystemClock()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.raw = bytearray()
        self.pressed: list[str] = []
        self.modes = termios.tcgetattr(slave)
        self._slave = slave
        self._ends = [self._master, slave]
        self.program = subprocess.Popen(
            [sys.executable, str(program), *arguments],
            cwd=folder,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,  # so that no PIN is asked for at the tester's own terminal
            env={**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"},
        )

    def close(self) -> None:
        """Leave, as a window that is closed."""
        if self.program.poll() is None:
            self.program.send_signal(signal.SIGHUP)
            try:
                self.end()
            finally:
                self.program.kill()
        self.vanish()

    def vanish(self) -> None:
        """Go away, as a line that is cut."""
        while self._ends:
            os.close(self._ends.pop())

    def end(self, seconds: float = 15.0) -> int:
        """Return the exit status of a program that was told to end."""
        until = self.clock.monotonic() + seconds
        while self.program.poll() is None and self.clock.monotonic() < until:
            self.look(0.05)
        status = self.program.poll()
        assert status is not None, "the program did not end"
        self.look(0.05)
        return status

    def restored(self) -> bool:
        """Tell whether the terminal is as it was before."""
        return termios.tcgetattr(self._slave) == self.modes

    def look(self, seconds: float) -> None:
        """Take in what is drawn during so many seconds."""
        until = self.clock.monotonic() + seconds
        while (left := until - self.clock.monotonic()) > 0:
            self.take_in(left)

    def text(self) -> str:
        """Return what stands on the screen."""
        return "\n".join(self.screen.display)

    def until(self, words: str | Callable[[str], bool], seconds: float = 20.0) -> None:
        """Look until the words stand on the screen, and until presses are taken.

        A program counts from when it has made the screen, which on a busy machine can be long after
        the words are seen, but is over when it first rests: so this counts from then.
        """
        self.sees(words, seconds)
        last = self.clock.monotonic() + RESTLESS
        ready = None
        while self.clock.monotonic() < (last if ready is None else min(ready, last)):
            drawn = len(self.raw)
            self.look(GLANCE)
            if len(self.raw) > drawn:
                ready = None
            elif ready is None and not is_working(self.program.pid):
                ready = self.clock.monotonic() + TAP_THROUGH

    def sees(self, words: str | Callable[[str], bool], seconds: float = 20.0) -> None:
        """Look until the words stand on the screen; fail after so many seconds."""
        seen: Callable[[str], bool] = (
            (lambda text: words in text) if isinstance(words, str) else words
        )
        until = self.clock.monotonic() + seconds
        while not seen(self.text()):
            assert self.clock.monotonic() < until, f"{words!r} never came:\n{self.text()}"
            self.look(0.05)

    def press(self, *keys: str) -> None:
        """Type."""
        self.pressed += keys
        for key in keys:
            self.send(KEYS.get(key, key).encode())

    def send(self, data: bytes) -> None:
        """Let bytes arrive as if they were typed."""
        os.write(self._master, data)
        self.look(0.03)

    def answer(self, key: str, shown: Callable[[str], bool], seconds: float = 5.0) -> float:
        """Press a key; return the seconds until the screen shows what follows from it."""
        start = self.clock.monotonic()
        os.write(self._master, KEYS.get(key, key).encode())
        while not shown(self.text()):
            left = start + seconds - self.clock.monotonic()
            assert left > 0, f"nothing followed {key}:\n{self.text()}"
            self.take_in(left)
        return self.clock.monotonic() - start

    def take_in(self, seconds: float) -> None:
        """Take in the next that is drawn, if anything is within so many seconds."""
        if select.select([self._master], [], [], seconds)[0]:
            data = os.read(self._master, 65536)
            self.raw += data
            self._stream.feed(data)

    def choose(self, words: str, key: str) -> None:
        """Go by that arrow key to the plate with the words, or behind them in a line; press it."""
        marked = re.compile(f"▶ {re.escape(words)}|{re.escape(words)}.*▶")
        for _ in range(FARTHEST):
            if marked.search(self.text()):
                self.press("enter")
                return
            before = self.text()
            self.answer(key, before.__ne__)
            self.look(TURN)
        raise AssertionError(f"{key} never leads to {words!r}:\n{self.text()}")

    def click(self, words: str) -> None:
        """Press and release the left button on the last place where the words stand."""
        for row, line in reversed(list(enumerate(self.screen.display, start=1))):
            found = [match.start() for match in re.finditer(re.escape(words), line)]
            if found:
                column = found[-1] + len(words) // 2 + 1
                os.write(self._master, f"\x1b[<0;{column};{row}M".encode())
                self.look(0.05)
                os.write(self._master, f"\x1b[<0;{column};{row}m".encode())
                self.look(0.05)
                return
        raise AssertionError(f"{words!r} is nowhere to click:\n{self.text()}")


KEYS = {
    "enter": "\r",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "escape": "\x1b",
    "ctrl+c": "\x03",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f12": "\x1b[24~",
}
