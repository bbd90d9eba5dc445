"""The driver for Evolis printers."""

import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from devices.clock import Clock
from devices.port import Port, PortLost
from devices.printer.evolis import language
from devices.printer.evolis.language import command, download, fault_of
from devices.printer.evolis.raster import encode_black, encode_dye
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
"""Seconds for an answer that moves nothing; this and the next four after the SDK samples."""
DOWNLOAD = 30.0
SEQUENCE = 30.0
EJECT = 30.0
WIPE = 15.0
STEP = 30.0
"""Seconds that a printer may still be busy with what it was told before."""
BARRIER_TRIES = 2
BYTES_PER_SECOND = 11520
"""Of the slowest line we use, 115200 8N1."""
EVOLIS = PrinterProfile("evolis", panels=5, levels=64, counter_order="unknown", present=128)

Got = TypeVar("Got")


class _Stop(Exception):
    """Ends an exchange; its fault is the result."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


class EvolisPrinter:
    """Drives an Evolis printer over any port. Every reply is asked for, one at a time."""

    def __init__(self, port: Port, clock: Clock, profile: PrinterProfile) -> None:
        self.profile = profile
        self._port = port
        self._clock = clock
        self._replies = language.ReplyReader()
        self._pending: list[str] = []

    def make_ready(self) -> Fault | None:
        """Set `Pem;2`, so that the printer never repeats a card by itself (guide p. 20)."""
        return _fault(self._make_ready)

    def evidence(self, patience: float) -> Evidence | Fault:
        """Ask for serial, counters, path and mode, each answer unlike its neighbours.

        An answer that slipped by one place therefore never passes for another.
        """
        return _result(lambda: self._evidence(patience))

    def load(self, panels: Panels, tell: Tell) -> Fault | None:
        """Download four panels outside a sequence, and paint the varnish (guide p. 14, 46)."""
        return _fault(lambda: self._load(panels, tell))

    def print_loaded(self, tell: Tell) -> Finished | Fault:
        """Send Si, Ss, Sr, Ssd for each panel, Se (guide p. 42–44).

        Giving the next panel starts the one before it, and its answer comes when that is printed.
        """
        return _result(lambda: self._print_loaded(tell))

    def reject(self) -> Fault | None:
        """Send Ser (guide p. 42)."""
        return _fault(self._reject)

    def hopper_door_open(self) -> bool | Fault:
        """Begin a sequence with nothing in it: refused while the door is open.

        It is given up again with Srs, or the next download would print.
        """
        return _result(self._hopper_door_open)

    def wipe(self) -> Fault | None:
        """Paint every panel empty."""
        return _fault(self._wipe)

    # -- the exchanges ------------------------------------------------------------------------

    def _make_ready(self) -> None:
        self._barrier()
        self._order(command("Pem", 2), QUERY)
        self._order(command("Pr", "ymcko"), QUERY)
        for sensor, kind in (
            ("o", FaultKind.COVER_OPEN),
            ("f", FaultKind.FEEDER_EMPTY),
            ("c", FaultKind.RIBBON),
        ):
            reading = int(self._answer(command("Rse", sensor), r"\d{1,5}"))
            there = reading >= self.profile.present
            if there is (kind is FaultKind.COVER_OPEN):
                raise _Stop(Fault(kind, f"sensor {sensor} reads {reading}"))
        if self._door_open(2):
            raise _Stop(Fault(FaultKind.HOPPER_DOOR, "HOPPER DOOR"))

    def _evidence(self, patience: float) -> Evidence:
        first = self._barrier(patience)
        serial = self._answer(command("Rsn"), r"[A-Za-z0-9-]{4,32}")
        path = self._answer(command("Rlr", "p"), "NO CARD|OK|ERR CARD")
        fed = self._answer(command("Rco", "c"), r"\d{1,12}")
        self._mode()
        panels = self._answer(command("Rco", "p"), r"\d{1,12}")
        return Evidence(
            serial=serial,
            fed=int(fed),
            panels=int(panels),
            card_in_path=path != "NO CARD",
            restarted=(first, self._mode()) != (2, 2),
        )

    def _load(self, panels: Panels, tell: Tell) -> None:
        self._barrier()
        levels = self.profile.levels
        dyes = (("y", panels.y), ("m", panels.m), ("c", panels.c))
        number = self.profile.panels
        for done, (panel, dye) in enumerate(dyes):
            tell(Told(Progress.LOADING, done, number))
            payload, compressed = encode_dye(dye, levels)
            self._order(download(panel, levels, payload, compressed=compressed), DOWNLOAD)
        tell(Told(Progress.LOADING, 3, number))
        payload, compressed = encode_black(panels.k)
        self._order(download("k", 2, payload, compressed=compressed), DOWNLOAD)
        tell(Told(Progress.LOADING, 4, number))
        self._order(command("Wcb", "o", 255 if panels.varnish else 0), WIPE)

    def _print_loaded(self, tell: Tell) -> Finished:
        number = self.profile.panels
        self._order(command("Si"), SEQUENCE, lambda: tell(Told(Progress.FEEDING, 0, number)))
        self._order(command("Ss"), SEQUENCE)
        self._order(command("Sr"), SEQUENCE)
        for done, panel in enumerate("ymcko"):
            told = partial(tell, Told(Progress.PRINTING, max(0, done - 1), number))
            self._order(command("Ssd", panel), SEQUENCE, told)
        self._order(command("Se"), EJECT, lambda: tell(Told(Progress.EJECTING, number, number)))
        return Finished()

    def _reject(self) -> None:
        self._barrier(STEP)
        self._order(command("Pem", 2), QUERY)
        self._order(command("Ser"), EJECT)

    def _hopper_door_open(self) -> bool:
        return self._door_open(self._barrier())

    def _door_open(self, mode: int) -> bool:
        """Ask, and leave the error mode as it is: it tells whether the printer was restarted."""
        fault = fault_of(self._ask(command("Ss"), SEQUENCE))
        if fault is not None and fault.kind is not FaultKind.HOPPER_DOOR:
            raise _Stop(fault)
        self._order(command("Srs"), SEQUENCE)
        self._order(command("Pem", mode), QUERY)
        return fault is not None

    def _wipe(self) -> None:
        self._barrier()
        for panel in "ymcko":
            self._order(command("Wcb", panel, 0), WIPE)

    # -- one command, one answer --------------------------------------------------------------

    def _barrier(self, patience: float = BARRIER_TRIES * QUERY) -> int:
        """Drop whatever answers are still on their way; return the error mode.

        `Rem` answers `current;saved`, as nothing else does, and the printer answers in order. It is
        asked twice, because the rest of a command that was cut off may swallow the first.
        """
        self._replies.clear()
        self._pending.clear()
        for _ in range(BARRIER_TRIES):
            deadline = self._send(command("Rem"), patience / BARRIER_TRIES)
            while (reply := self._receive(deadline)) is not None:
                if re.fullmatch(r"\d{1,3};\d{1,3}", reply):
                    return int(reply.split(";")[0])
        raise _Stop(Fault(FaultKind.SILENT, "no answer"))

    def _mode(self) -> int:
        return int(self._answer(command("Rem"), r"\d{1,3};\d{1,3}").split(";")[0])

    def _order(self, order: bytes, seconds: float, sent: Callable[[], None] | None = None) -> None:
        reply = self._ask(order, seconds, sent)
        if reply != "OK":
            raise _Stop(fault_of(reply) or Fault(FaultKind.OUT_OF_STEP, reply))

    def _answer(self, query: bytes, pattern: str) -> str:
        reply = self._ask(query, QUERY)
        if re.fullmatch(pattern, reply) is None:
            raise _Stop(fault_of(reply) or Fault(FaultKind.OUT_OF_STEP, reply))
        return reply

    def _ask(self, what: bytes, seconds: float, sent: Callable[[], None] | None = None) -> str:
        deadline = self._send(what, seconds)
        if sent is not None:
            sent()
        reply = self._receive(deadline)
        if reply is None:
            raise _Stop(Fault(FaultKind.SILENT, "no answer"))
        return reply

    def _send(self, what: bytes, seconds: float) -> float:
        """Send; return the deadline for the answer: `seconds` more than the wire needs."""
        deadline = self._clock.monotonic() + 1.25 * len(what) / BYTES_PER_SECOND + seconds
        try:
            self._port.write(what, deadline)
        except PortLost as lost:
            raise _Stop(Fault(FaultKind.LOST, lost.what)) from None
        return deadline

    def _receive(self, deadline: float) -> str | None:
        while not self._pending:
            now = self._clock.monotonic()
            until = min(deadline, now + language.SILENCE) if self._replies.partial else deadline
            try:
                data = self._port.read(until)
            except PortLost as lost:
                raise _Stop(Fault(FaultKind.LOST, lost.what)) from None
            if data:
                self._pending += self._replies.receive(data)
            elif (whole := self._replies.silence()) is not None:
                self._pending.append(whole)
            elif self._clock.monotonic() >= deadline:
                return None
        return self._pending.pop(0)


def _result(exchange: Callable[[], Got]) -> Got | Fault:
    try:
        return exchange()
    except _Stop as stop:
        return stop.fault


def _fault(exchange: Callable[[], None]) -> Fault | None:
    return _result(exchange)
