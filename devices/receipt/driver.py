"""The driver for ESC/POS receipt printers.

A receipt that was printed twice harms nobody, one that is missing does: so nothing counts as
printed before the printer itself says so, and what is left in its memory after a fault is erased,
so that it does not come out in front of somebody else; nor does what hangs out of it already, which
is cut off before the next receipt.
"""

from devices.clock import Clock
from devices.port import Port, PortLost
from devices.receipt.language import (
    CLEAR,
    CUT,
    NEAR_END,
    Answer,
    AnswerReader,
    Cleared,
    ProcessId,
    Status,
    fault_of,
    job,
    status_query,
)
from devices.receipt.receipt import Fault, FaultKind, Printed, Ready, Receipt

ANSWER = 0.5
"""Seconds for an answer that is given at once; these four are our choice."""
TRIES = 3
PRINTING = 15.0
"""Seconds for a receipt: 4 kB take 0.4 s on the slowest line, 30 cm of paper 2 s."""
LOOK = 0.5
"""Seconds between looks at the printer while it prints."""


class _Stop(Exception):
    """Ends an exchange; its fault is the result."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


class ReceiptPrinter:
    """Drives a receipt printer over any port. Every method has a deadline and returns a value."""

    def __init__(self, port: Port, clock: Clock) -> None:
        self._port = port
        self._clock = clock
        self._answers = AnswerReader()
        self._printed = b""
        self._number = 0
        self._begun = False

    def status(self) -> Ready | Fault:
        """Tell whether a receipt would be printed now."""
        try:
            return self._status()
        except _Stop as stop:
            return stop.fault

    def print_receipt(self, receipt: Receipt) -> Printed | Fault:
        """Print and cut a receipt if the printer is ready, and wait until it says that it has.

        Raises ValueError if the receipt is more than a printer's memory holds.
        """
        self._number += 1
        process_id = f"{self._number % 10_000:04}".encode("ascii")
        whole = (CUT if self._begun else b"") + job(receipt, process_id)
        try:
            self._clear()
            self._status()
        except _Stop as stop:
            return stop.fault
        try:
            self._send(whole, PRINTING)
            self._wait_until_printed(process_id)
        except _Stop as stop:
            self._begun = True
            return self._given_up(stop.fault)
        self._begun = False
        return Printed()

    def _given_up(self, fault: Fault) -> Fault:
        """Leave nothing in the printer's memory, if it can still be told."""
        if fault.kind is not FaultKind.LOST:
            try:
                self._clear()
            except _Stop as stop:
                return stop.fault
        return fault

    def _clear(self) -> None:
        """Let the printer forget; one that does not know the command says nothing, which is well.

        Sent in front: NULs, which end a real-time command that was cut off.
        """
        self._drain()
        self._answers.clear()
        self._send(b"\x00" * len(CLEAR) + CLEAR, ANSWER)
        deadline = self._clock.monotonic() + ANSWER
        while self._clock.monotonic() < deadline:
            if any(isinstance(each, Cleared) for each in self._receive(deadline)):
                return

    def _wait_until_printed(self, process_id: bytes) -> None:
        deadline = self._clock.monotonic() + PRINTING
        self._printed = b""
        while self._clock.monotonic() < deadline:
            self._receive(min(deadline, self._clock.monotonic() + LOOK))
            if self._printed != process_id:
                self._status()
            if self._printed == process_id:
                return
        raise _Stop(Fault(FaultKind.SILENT, "never said that it has printed"))

    def _status(self) -> Ready:
        """Ask everything twice: nothing guards an answer, nor does it say to what it is one."""
        for _ in range(TRIES):
            first, second = self._readings(), self._readings()
            if first == second:
                fault = fault_of(first)
                if fault is not None:
                    raise _Stop(fault)
                return Ready(paper_low=bool(first[Status.PAPER] & NEAR_END))
        raise _Stop(Fault(FaultKind.OUT_OF_STEP, "the answers change"))

    def _readings(self) -> dict[Status, int]:
        return {status: self._reading(status) for status in Status}

    def _reading(self, status: Status) -> int:
        for _ in range(TRIES):
            self._drain()
            self._send(status_query(status), ANSWER)
            deadline = self._clock.monotonic() + ANSWER
            while self._clock.monotonic() < deadline:
                for each in self._receive(deadline):
                    if isinstance(each, int):
                        return each
        raise _Stop(Fault(FaultKind.SILENT, f"no answer to DLE EOT {status:d}"))

    def _drain(self) -> None:
        """Take what has come unasked; only word of what was printed is kept."""
        now = self._clock.monotonic()
        while (data := self._read(now)) and self._clock.monotonic() < now + ANSWER:
            self._heard(data)

    def _receive(self, deadline: float) -> list[Answer]:
        """Return the answers of the next bytes; note which receipt they say is printed."""
        return self._heard(self._read(deadline))

    def _heard(self, data: bytes) -> list[Answer]:
        answers = self._answers.receive(data)
        for each in answers:
            if isinstance(each, ProcessId):
                self._printed = each.id
        return answers

    def _read(self, deadline: float) -> bytes:
        try:
            return self._port.read(deadline)
        except PortLost as lost:
            raise _Stop(Fault(FaultKind.LOST, lost.what)) from None

    def _send(self, data: bytes, seconds: float) -> None:
        try:
            self._port.write(data, self._clock.monotonic() + seconds)
        except PortLost as lost:
            raise _Stop(Fault(FaultKind.LOST, lost.what)) from None
