"""The simulated Evolis printer: its parser and commands, behind the electronics of any printer."""

from functools import partial

from devices.printer.evolis.simulator.commands import Commands
from devices.printer.evolis.simulator.parser import Order, Parser
from devices.printer.machine.electronics import Electronics, Task
from devices.printer.machine.mechanism import Mechanism

ACK, NACK = b"\x06", b"\x15"
LETTERS = {
    "ERROR CDE": "1",
    "ERROR PARAMETRES": "2",
    "OPT NOT AVAILABLE": "1",
    "FEEDER EMPTY": "F",
    "COVER OPEN": "C",
    "ERROR RIBBON": "R",
    "ERROR HEAD": "T",
    "ERROR TIME OUT": "T",
    "CARD JAM": "T",
    "HOPPER FULL": "T",
    "HOPPER DOOR": "T",
    "ERROR": "T",
}
"""Behind a NACK (guide p. 7); where two faults share a letter, and for options, our choice."""


class EvolisFirmware:
    """Reads orders, obeys them, and says what came of it."""

    def __init__(self, mechanism: Mechanism) -> None:
        self._commands = Commands(mechanism)
        self._parser = Parser()

    @property
    def bits_per_second(self) -> int:
        """Return what `Pcom` set."""
        return self._commands.registers.link.speed

    @property
    def waits_for_people(self) -> bool:
        """Tell whether the printer manages its errors by itself (guide p. 20)."""
        return not self._commands.registers.host_manages

    def receive(self, data: bytes, at: float) -> list[Task]:
        """Take bytes; return what they order."""
        return [self._task(order) for order in self._parser.receive(data, at)]

    def due(self) -> float | None:
        """Return when an order that has begun will be given up."""
        return self._parser.due()

    def expire(self, now: float) -> Task | None:
        """Give up an order whose rest did not come in time."""
        late = self._parser.expire(now)
        return None if late is None else self._task(late)

    def _task(self, order: Order) -> Task:
        return Task(partial(self._commands.obey, order), partial(self._say, order))

    def _say(self, order: Order, text: str) -> bytes:
        """Answer, as text with a NUL behind it, or with ACK and NACK (guide p. 7, 20)."""
        self._commands.said(order.name, text)
        if not self._commands.registers.acknowledges:
            return text.encode("ascii") + b"\x00"
        if text in LETTERS:
            return NACK + LETTERS[text].encode("ascii")
        return (b"" if text == "OK" else text.encode("ascii")) + ACK


class PrinterSimulator(Electronics):
    """An Evolis printer."""

    BOOT = 1.0
    """Our choice, nothing is published."""

    def wake(self) -> EvolisFirmware:
        """Return a firmware that has been told nothing."""
        return EvolisFirmware(self.mechanism)
