"""One command, one answer: what the coupler's driver does with its line.

Nothing that comes is trusted: an answer counts when its sums hold and it is that command's. A
command that does something to a card is never simply sent again: the chip is asked to repeat its
answer, and the command goes again only when that proves that it never arrived.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from devices.chip.frame import (
    FLUSH,
    SYNTAX_ERROR,
    WAKE_UP,
    Decoder,
    Event,
    Frame,
    Op,
    Signal,
    Tfi,
    command,
    encode,
)
from devices.clock import Clock
from devices.port import Port, PortLost

REPLY = 0.5
"""Seconds for an answer in which no card has a part; this and the next three are our choice."""
WRITE = 2.0
IDLE = 0.05
"""Seconds of silence after an error that mean that no more comes; an adapter may hold bytes back
for 16 ms, and that is not silence."""
TIDYING = 1.0
TRIES = 3
TEST_LINE = 0x00
"""The test of Diagnose that sends back what it is given (UM0701-02 §7.2.1)."""

Got = TypeVar("Got")


class FaultKind(Enum):
    """Why the coupler is of no use now."""

    SILENT = auto()
    LOST = auto()
    GARBLED = auto()
    """Something came, but no answer that adds up."""
    REFUSED = auto()
    """The chip does not take a command that it must know, or is another chip."""


@dataclass(frozen=True)
class CouplerFault:
    """The coupler cannot be used."""

    kind: FaultKind


class Broken(Exception):
    """Ends an exchange."""

    def __init__(self, kind: FaultKind) -> None:
        super().__init__(kind)
        self.fault = CouplerFault(kind)


class Exchange:
    """The line to one PN532. Every method has a deadline and raises `Broken`."""

    def __init__(self, port: Port, clock: Clock) -> None:
        self._port = port
        self._clock = clock
        self._decoder = Decoder()
        self._pending: list[Event] = []
        self._clean = False
        self._heard = False
        self._tests = 0

    def ask(self, op: Op, parameters: bytes = b"", *, seconds: float = REPLY) -> bytes:
        """Return the answer's parameters; for commands that may be sent twice."""
        self._heard = False
        for _ in range(TRIES):
            self._say(command(op, parameters))
            answer = self._await(seconds, _code(op))
            if answer is not None:
                return answer[len(_code(op)) :]
            self._clean = False
        raise Broken(FaultKind.GARBLED if self._heard else FaultKind.SILENT)

    def ask_once(self, op: Op, parameters: bytes, *, seconds: float) -> bytes:
        """Return the answer's parameters; the command reaches the chip at most once.

        Before it goes a test of the line whose answer is its own, so that no answer from before
        is taken for this one, and so that the chip, asked to repeat itself, says which came last.
        """
        tested = _code(Op.DIAGNOSE) + self._test()
        own, sent = _code(op), command(op, parameters)
        say: Frame | Signal = sent
        self._heard = False
        for _ in range(TRIES):
            self._say(say)
            wanted = (own, tested) if say is Signal.NACK else (own,)
            answer = self._await(seconds, *wanted)
            if answer is not None and answer.startswith(own):
                return answer[len(own) :]
            self._clean = False
            say = Signal.NACK if answer is None else sent
        raise Broken(FaultKind.GARBLED if self._heard else FaultKind.SILENT)

    def forget(self) -> None:
        """Begin anew: the chip may be asleep, or in the middle of something."""
        self._clean = False

    def _test(self) -> bytes:
        self._heard = False
        for _ in range(TRIES):
            self._tests += 1
            test = bytes([TEST_LINE]) + self._tests.to_bytes(4)
            self._say(command(Op.DIAGNOSE, test))
            if self._await(REPLY, _code(Op.DIAGNOSE) + test) is not None:
                return test
            self._clean = False
        raise Broken(FaultKind.GARBLED if self._heard else FaultKind.SILENT)

    def _await(self, seconds: float, *wanted: bytes) -> bytes | None:
        """Return the data of a frame that begins with one of these; None if none comes in time."""
        deadline = self._clock.monotonic() + seconds
        while (event := self._next(deadline)) is not None:
            if event == SYNTAX_ERROR:
                raise Broken(FaultKind.REFUSED)
            if isinstance(event, Frame) and event.data.startswith(wanted):
                return event.data
        return None

    def _next(self, deadline: float) -> Event | None:
        while not self._pending and self._clock.monotonic() < deadline:
            data = self._read(deadline)
            came = self._decoder.receive(data, self._clock.monotonic())
            self._heard = self._heard or (bool(data) and came != [Signal.ACK])
            self._pending += came
        return self._pending.pop(0) if self._pending else None

    def _say(self, what: Frame | Signal) -> None:
        """Send; after an error first end what the chip may still take for the rest of a frame."""
        rough = not self._clean
        self._tidy()
        self._write((FLUSH + WAKE_UP if rough else b"") + encode(what))

    def _tidy(self) -> None:
        """Drop what came unasked; after an error let whatever is still on its way arrive first."""
        deadline = self._clock.monotonic() + TIDYING
        idle = 0.0 if self._clean else IDLE
        while self._read(min(deadline, self._clock.monotonic() + idle)):
            if self._clock.monotonic() >= deadline:
                self._clean = False
                raise Broken(FaultKind.GARBLED)
        self._clean = True
        self._decoder.clear()
        self._pending.clear()

    def _write(self, data: bytes) -> None:
        self._on_line(lambda: self._port.write(data, self._clock.monotonic() + WRITE))

    def _read(self, deadline: float) -> bytes:
        return self._on_line(lambda: self._port.read(deadline))

    def _on_line(self, act: Callable[[], Got]) -> Got:
        try:
            return act()
        except PortLost:
            self._clean = False
            raise Broken(FaultKind.LOST) from None


def _code(op: Op) -> bytes:
    """Return how the answer to a command begins."""
    return bytes([Tfi.CHIP, op + 1])
