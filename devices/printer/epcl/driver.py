"""The driver for Zebra/Eltron printers: a P420 with Extended Memory and the serial option."""

import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from devices.clock import Clock
from devices.port import Port, PortLost
from devices.printer.epcl import language, raster
from devices.printer.epcl.language import Ack, Nack, Reply, Said, command, fault_of
from devices.printer.printer import (
    Evidence,
    Fault,
    FaultKind,
    Finished,
    Panels,
    PrinterProfile,
    Progress,
    Tell,
    Told,
)

QUERY = 2.0
"""Seconds for an answer that moves nothing; all times here are our choice."""
DOWNLOAD, STEP, WIPE = 30.0, 30.0, 15.0
BARRIER, BARRIER_TRIES = 1.8, 3
"""Seconds after which a printer that has nothing to do and says nothing counts as gone."""
QUICKEST_BOOT = 2.0
"""Seconds in which no printer is switched off, on, and answers again. Nothing else tells that one
was restarted, so a card is only printed while its answers come closer together than that."""
VERSION = r"[A-Za-z0-9][A-Za-z0-9 ./-]{1,39}"
"""What `V` answers: model and firmware (p. 2-8). No other answer is of this form."""
COUNTERS = r"Cpt imp:(\d{1,10}) next clean Prn:\d{1,10} nb pass:\d{1,3}"
"""What `%CLN` answers; first the image passes ever made, one for each panel (p. 2-89)."""
BYTES_PER_SECOND = 11520
"""Of the fastest line we use, 115200 8N1; the manual's page of rates is not public."""
DYES = "ymc"
"""The colour buffers 0, 1, 2 (p. 2-56)."""
EPCL = PrinterProfile(
    "epcl", panels=5, levels=raster.LEVELS, counter_order="unknown", preload=False, door=False
)

Got = TypeVar("Got")


class _Stop(Exception):
    """Ends an exchange; its fault is the result."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


class EpclPrinter:
    """Drives an EPCL printer over any port. Every reply is asked for, one at a time.

    The language has neither a count of fed cards nor a query for its card path. That the path is
    empty is known only while this driver remembers that the printer answered an order to empty it.
    """

    def __init__(self, port: Port, clock: Clock, profile: PrinterProfile) -> None:
        self.profile = profile
        self._port = port
        self._clock = clock
        self._replies = language.ReplyReader()
        self._pending: list[Reply] = []
        self._path_empty = False
        self._answered_at = float("-inf")

    def make_ready(self) -> Fault | None:
        """Clear an old error, and empty a path that nothing is known of.

        What would keep a card from being printed cannot be asked: it is said when it does.
        """
        return _result(self._make_ready)

    def evidence(self, patience: float) -> Evidence | Fault:
        """Ask twice for version and image passes; contradicting answers prove nothing."""
        return _result(lambda: self._evidence(patience))

    def load(
        self, panels: Panels, tell: Tell, abandoned: Callable[[], bool] = lambda: False
    ) -> Fault | None:
        """Download three dyes and the resin; the varnish needs no picture (p. 1-18)."""
        return _result(lambda: self._load(panels, tell, abandoned))

    def feed_to_chip(self, tell: Tell) -> Fault | None:  # noqa: ARG002 - nothing is ever sent
        """Say that no public page tells how a card is stopped over a coupler."""
        return Fault(FaultKind.NO_OPTION, "no command for a coupler")

    def print_loaded(self, tell: Tell, *, fed: bool = False) -> Finished | Fault:  # noqa: ARG002
        """Send IS 0, IS 1, IS 2, I 10, IV, MO (p. 1-17; 10 and MO: QZ Tray's sample).

        The first feeds the card. Each is sent once; whatever is not answered as it should ends the
        attempt, and the evidence says what became of it.
        """
        return _result(lambda: self._print_loaded(tell))

    def reject(self) -> Fault | None:
        """Send +RB for the reject hopper (p. 2-83), then MC, which clears the path (rastertop330i).

        That MC obeys +RB is our choice, so what went where is for two officers to see. MC feeds
        nothing and may be sent again.
        """
        return _result(self._reject)

    def hopper_door_open(self) -> bool | Fault:
        """Say that nothing in the language tells."""
        return Fault(FaultKind.NO_OPTION, "no command for the door")

    def wipe(self) -> Fault | None:
        """Clear the buffers: vF and F (p. 2-34), $F (rastertop330i)."""
        return _result(self._wipe)

    # -- the exchanges ------------------------------------------------------------------------

    def _make_ready(self) -> None:
        self._order(command("."))
        if not self._path_empty:
            self._reject()

    def _evidence(self, patience: float) -> Evidence:
        self._barrier(patience)
        first, second = self._reading(), self._reading()
        if first != second:
            raise _Stop(Fault(FaultKind.OUT_OF_STEP, "the answers change"))
        return first

    def _reading(self) -> Evidence:
        version = self._answer(command("V"), VERSION)
        counters = self._answer(command("%CLN"), COUNTERS)
        return Evidence(
            serial=version[0],
            fed=None,
            panels=int(counters[1]),
            card_in_path=False if self._path_empty else None,
            restarted=None,
        )

    def _load(self, panels: Panels, tell: Tell, abandoned: Callable[[], bool]) -> None:
        if not raster.fits(panels):
            raise _Stop(Fault(FaultKind.PARAMETER, "the picture is too high for this printer"))
        if not panels.varnish:
            raise _Stop(Fault(FaultKind.NO_OPTION, "this printer always varnishes"))
        number = self.profile.panels
        for done, dye in enumerate((panels.y, panels.m, panels.c)):
            if abandoned():
                return
            tell(Told(Progress.LOADING, done, number))
            payload = raster.encode_dye(dye)
            order = language.colour_download(done, raster.LINES, raster.ROWS, payload)
            self._order(order, seconds=DOWNLOAD)
        if abandoned():
            return
        tell(Told(Progress.LOADING, len(DYES), number))
        area = language.black_area(raster.LINES, raster.ROWS // 8)
        fill = language.black_download(raster.encode_black(panels.k))
        self._order(area, fill, seconds=DOWNLOAD)

    def _print_loaded(self, tell: Tell) -> Finished:
        number = self.profile.panels
        orders = [*(command("IS", each) for each in range(len(DYES))), command("I", 10)]
        for done, order in enumerate([*orders, command("IV")]):
            step = Progress.PRINTING if done else Progress.FEEDING
            self._step(order, partial(tell, Told(step, done, number)))
        self._step(command("MO"), partial(tell, Told(Progress.EJECTING, number, number)))
        self._barrier(strict=True)
        self._path_empty = True
        return Finished()

    def _reject(self) -> None:
        self._path_empty = False
        self._barrier(STEP)
        self._order(command("."), command("+RB", 0, 1), command("MC"), seconds=STEP)
        self._path_empty = True

    def _wipe(self) -> None:
        for order in (command("vF"), command("F"), command("$F")):
            self._order(order, seconds=WIPE)

    # -- one command, one answer --------------------------------------------------------------

    def _barrier(self, patience: float = BARRIER, *, strict: bool = False) -> None:
        """Drop whatever answers are still on their way.

        Nothing else answers as `V` does, and the printer answers in order (our assumption). It is
        asked again, because the rest of a command that was cut off may swallow the first. A strict
        barrier allows no other answer: a stray one may have been taken for the answer to an order.
        """
        if strict and (self._pending or self._replies.partial):
            raise _Stop(Fault(FaultKind.OUT_OF_STEP, "an answer too many"))
        if not strict:
            self._drain()
        for _ in range(1 if strict else BARRIER_TRIES):
            deadline = self._send(command("V"), patience / BARRIER_TRIES)
            while (reply := self._receive(deadline)) is not None:
                if isinstance(reply, Said) and re.fullmatch(VERSION, reply.text):
                    self._replies.clear()
                    return
                if strict:
                    raise _Stop(Fault(FaultKind.OUT_OF_STEP, "an answer too many"))
        raise _Stop(Fault(FaultKind.SILENT, "no answer"))

    def _drain(self) -> None:
        """Drop what has come unasked."""
        now = self._clock.monotonic()
        while self._read(now) and self._clock.monotonic() < now + QUERY:
            pass
        self._replies.clear()
        self._pending.clear()

    def _step(self, order: bytes, sent: Callable[[], None]) -> None:
        """Let the printer do one thing to the card, once, unless it may have been restarted."""
        before = self._answered_at
        self._barrier(strict=True)
        if self._clock.monotonic() - before > QUICKEST_BOOT:
            raise _Stop(Fault(FaultKind.RESTARTED, "it may have been restarted"))
        self._path_empty = False
        deadline = self._send(order, STEP)
        sent()
        reply = self._receive(deadline)
        if not isinstance(reply, Ack):
            raise _Stop(_fault_in(reply))

    def _order(self, *orders: bytes, seconds: float = QUERY) -> None:
        """Let the printer do what may be done twice; once more from the beginning if need be."""
        for last in (False, True):
            self._barrier()
            failed = self._give(orders, seconds)
            if failed is None:
                return
            if last:
                raise _Stop(failed)

    def _give(self, orders: tuple[bytes, ...], seconds: float) -> Fault | None:
        for order in orders:
            reply = self._receive(self._send(order, seconds))
            if not isinstance(reply, Ack):
                return _fault_in(reply)
        return None

    def _answer(self, query: bytes, pattern: str) -> re.Match[str]:
        """Return the answer to something that changes nothing, and may be asked twice."""
        reply: Reply | None = None
        for _ in range(2):
            reply = self._receive(self._send(query, QUERY))
            answer = re.fullmatch(pattern, reply.text) if isinstance(reply, Said) else None
            if answer is not None:
                return answer
            self._barrier()
        raise _Stop(_fault_in(reply))

    def _send(self, what: bytes, seconds: float) -> float:
        """Send; return the deadline for the answer: `seconds` more than the wire needs."""
        deadline = self._clock.monotonic() + 1.25 * len(what) / BYTES_PER_SECOND + seconds
        try:
            self._port.write(what, deadline)
        except PortLost as lost:
            raise _Stop(Fault(FaultKind.LOST, lost.what)) from None
        return deadline

    def _receive(self, deadline: float) -> Reply | None:
        while not self._pending:
            now = self._clock.monotonic()
            until = min(deadline, now + language.SILENCE) if self._replies.partial else deadline
            data = self._read(until)
            if data:
                self._pending += self._replies.receive(data)
            elif (whole := self._replies.silence()) is not None:
                self._pending.append(whole)
            elif self._clock.monotonic() >= deadline:
                return None
        self._answered_at = self._clock.monotonic()
        return self._pending.pop(0)

    def _read(self, deadline: float) -> bytes:
        try:
            return self._port.read(deadline)
        except PortLost as lost:
            raise _Stop(Fault(FaultKind.LOST, lost.what)) from None


def _fault_in(reply: Reply | None) -> Fault:
    """Return what is wrong with an answer that is not the wanted one."""
    match reply:
        case None:
            return Fault(FaultKind.SILENT, "no answer")
        case Nack():
            return fault_of(reply)
        case Ack():
            return Fault(FaultKind.OUT_OF_STEP, "an answer of another order")
        case Said(text):
            return Fault(FaultKind.OUT_OF_STEP, text)


def _result(exchange: Callable[[], Got]) -> Got | Fault:
    try:
        return exchange()
    except _Stop as stop:
        return stop.fault
