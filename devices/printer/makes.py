"""The makes of card printers there are: what drives one, and what stands in for one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devices.clock import Clock
from devices.port import Port
from devices.printer.epcl import language as epcl
from devices.printer.epcl.driver import EPCL, EpclPrinter
from devices.printer.evolis import language as evolis
from devices.printer.evolis.driver import EVOLIS, EvolisPrinter
from devices.printer.printer import CardPrinter, MakeName, PrinterProfile
from devices.recorder import Describe

if TYPE_CHECKING:
    from devices.printer.machine.electronics import Electronics


@dataclass(frozen=True)
class Make:
    """One make; its driver knows nothing of its simulator."""

    profile: PrinterProfile
    driver: Callable[[Port, Clock, PrinterProfile], CardPrinter]
    describe_order: Describe
    describe_reply: Describe

    def drive(self, port: Port, clock: Clock) -> CardPrinter:
        """Return a driver for the printer at the end of that line."""
        return self.driver(port, clock, self.profile)


MAKES: Mapping[MakeName, Make] = {
    "evolis": Make(EVOLIS, EvolisPrinter, evolis.describe_order, evolis.describe_reply),
    "epcl": Make(EPCL, EpclPrinter, epcl.describe_order, epcl.describe_reply),
}


def simulator(make: MakeName) -> "type[Electronics]":
    """Return the simulated printer of a make; a kiosk with a real one never loads it."""
    if make == "epcl":
        from devices.printer.epcl.simulator.simulator import EpclSimulator

        return EpclSimulator
    from devices.printer.evolis.simulator.simulator import PrinterSimulator

    return PrinterSimulator
