"""The simulated Eltron P420: its parser and commands, behind the electronics of any printer."""

import re
from functools import partial

from devices.printer.epcl.simulator.commands import OK, Commands
from devices.printer.epcl.simulator.parser import Order, Parser
from devices.printer.machine.electronics import Electronics, Task
from devices.printer.machine.mechanism import Mechanism

ACK, NACK, EOT = b"\x06", b"\x15", b"\x04"


class EpclFirmware:
    """Reads orders, obeys them, and says what came of it."""

    bits_per_second = 115_200
    """Our choice; `+B` (p. 2-84) is not known to this printer."""
    waits_for_people = False

    def __init__(self, mechanism: Mechanism) -> None:
        self._commands = Commands(mechanism)
        self._parser = Parser()

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
        return Task(partial(self._commands.obey, order), _spoken)


class EpclSimulator(Electronics):
    """A P420 with a serial port and a reject hopper."""

    BOOT = 5.0
    """Our choice, nothing is published."""

    def wake(self) -> EpclFirmware:
        """Return a firmware that has been told nothing."""
        return EpclFirmware(self.mechanism)


def _spoken(answer: str) -> bytes:
    """Return ACK, or NACK with a code and EOT (p. B-2); that EOT ends a text too is our choice."""
    if answer == OK:
        return ACK
    return (NACK if re.fullmatch(r"\d\d", answer) else b"") + answer.encode("ascii") + EOT
