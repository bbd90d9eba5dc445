"""The office's receipt printer: paper is put on it, and what went wrong comes back as a value."""

import threading

from devices.clock import Clock
from devices.port import Port
from devices.receipt.driver import ReceiptPrinter
from devices.receipt.language import describe_answer, describe_order
from devices.receipt.receipt import Fault
from devices.recorder import RecordedPort
from kiosk.documents.paper import Paper, receipt


class Receipts:
    """Prints one slip at a time; its line is taken for that long only, so that others can too.

    Two threads may want it: who leaves early gets paper while the office prints cards.
    """

    def __init__(self, port: Port, clock: Clock) -> None:
        self._line = RecordedPort(port, clock, describe_order, describe_answer)
        self._printer = ReceiptPrinter(self._line, clock)
        self._turn = threading.Lock()

    def print(self, paper: Paper) -> Fault | None:
        """Print a slip and cut it; None if the printer itself says that it has.

        Under a minute for each slip that waits; there are two at most.
        """
        slip = receipt(paper)
        with self._turn:
            result = self._printer.print_receipt(slip)
            self._line.close()
        return result if isinstance(result, Fault) else None

    def recent(self) -> list[str]:
        """Return what last passed on the line, without a word of what was printed."""
        return self._line.recent()
