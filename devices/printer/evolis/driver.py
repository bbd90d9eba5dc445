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
RESET = 5.0
BARRIER, BARRIER_TRIES = 1.8, 3
"""Seconds after which a printer that has nothing to do and says nothing counts as gone."""
HOST_MANAGES = 2
"""The error mode in which every command answers and nothing is repeated (guide p. 20)."""
GRACE, RETRY = 20.0, 0.5
"""Seconds that the line may be gone while a card is in the path; and between looks."""
DAMAGED = (FaultKind.SYNTAX, FaultKind.PARAMETER, FaultKind.TIMEOUT, FaultKind.OUT_OF_STEP)
"""What is said when an order or an answer did not arrive as it was sent."""
MODE = r"\d{1,3};\d{1,3}"
"""What `Rem` answers, and nothing else does (guide p. 20)."""
BYTES_PER_SECOND = 11520
"""Of the slowest line we use, 115200 8N1."""
EVOLIS = PrinterProfile(
    "evolis",
    panels=5,
    levels=64,
    counter_order="unknown",
    preload=True,
    door=True,
    coupler=True,
    present=128,
)

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
        return _again(self._make_ready)

    def evidence(self, patience: float) -> Evidence | Fault:
        """Ask twice for serial, counters, path and mode, each answer unlike its neighbours.

        An answer that slipped by one place therefore never passes for another, and one that was
        damaged on its way contradicts its repetition: nothing guards a reply on this line.
        """
        return _again(lambda: self._evidence(patience))

    def load(
        self, panels: Panels, tell: Tell, abandoned: Callable[[], bool] = lambda: False
    ) -> Fault | None:
        """Download four panels outside a sequence, and paint the varnish (guide p. 14, 46)."""
        return _again(lambda: self._load(panels, tell, abandoned))

    def feed_to_chip(self, tell: Tell) -> Fault | None:
        """Send Sic (guide p. 43)."""
        feeding = Told(Progress.FEEDING, 0, self.profile.panels)
        return _result(lambda: self._step(command("Sic"), SEQUENCE, lambda: tell(feeding)))

    def print_loaded(self, tell: Tell, *, fed: bool = False) -> Finished | Fault:
        """Send Si, Ss, Sr, Ssd for each panel, Se (guide p. 42–44); after Sic no Si (p. 69).

        Giving the next panel starts the one before it, and its answer comes when that is printed.
        An answer that got lost is read again with Rlr (p. 34); nothing is done twice.
        """
        return _result(lambda: self._print_loaded(tell, fed=fed))

    def reject(self) -> Fault | None:
        """Send Ser (guide p. 42)."""
        return _again(self._reject)

    def hopper_door_open(self) -> bool | Fault:
        """Begin a sequence with nothing in it: refused while the door is open.

        It is given up again with Srs, or the next download would print.
        """
        return _again(self._hopper_door_open)

    def wipe(self) -> Fault | None:
        """Paint every panel empty."""
        return _again(self._wipe)

    # -- the exchanges ------------------------------------------------------------------------

    def _make_ready(self) -> None:
        self._barrier()
        self._order(command("Pem", HOST_MANAGES), QUERY)
        self._order(command("Pr", "ymcko"), QUERY)
        for sensor, kind in (
            ("o", FaultKind.COVER_OPEN),
            ("f", FaultKind.FEEDER_EMPTY),
            ("c", FaultKind.RIBBON),
        ):
            query = command("Rse", sensor)
            readings = {int(self._answer(query, r"\d{1,5}")) for _ in range(2)}
            if len(readings) > 1:
                raise _Stop(Fault(FaultKind.OUT_OF_STEP, "the answers change"))
            (reading,) = readings
            there = reading >= self.profile.present
            if there is (kind is FaultKind.COVER_OPEN):
                raise _Stop(Fault(kind, f"sensor {sensor} reads {reading}"))
        if self._door_open(HOST_MANAGES):
            raise _Stop(Fault(FaultKind.HOPPER_DOOR, "HOPPER DOOR"))

    def _evidence(self, patience: float) -> Evidence:
        first = self._barrier(patience)
        reading = self._reading(first)
        if self._reading(self._mode()) != reading:
            raise _Stop(Fault(FaultKind.OUT_OF_STEP, "the answers change"))
        return reading

    def _reading(self, mode: int) -> Evidence:
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
            restarted=(mode, self._mode()) != (HOST_MANAGES, HOST_MANAGES),
        )

    def _load(self, panels: Panels, tell: Tell, abandoned: Callable[[], bool]) -> None:
        mode = self._barrier()
        number, levels = self.profile.panels, self.profile.levels
        dyes = {"y": panels.y, "m": panels.m, "c": panels.c}
        for done, panel in enumerate("ymck"):
            if abandoned():
                return
            tell(Told(Progress.LOADING, done, number))
            black = panel not in dyes
            payload, compressed = (
                encode_black(panels.k) if black else encode_dye(dyes[panel], levels)
            )
            order = download(panel, 2 if black else levels, payload, compressed=compressed)
            self._order(order, DOWNLOAD)
        tell(Told(Progress.LOADING, 4, number))
        self._order(command("Wcb", "o", 255 if panels.varnish else 0), WIPE)
        if self._mode() != mode:
            raise _Stop(Fault(FaultKind.RESTARTED, "the error mode was lost"))

    def _print_loaded(self, tell: Tell, *, fed: bool) -> Finished:
        number = self.profile.panels
        if not fed:
            self._step(command("Si"), SEQUENCE, lambda: tell(Told(Progress.FEEDING, 0, number)))
        self._step(command("Ss"), SEQUENCE)
        self._step(command("Sr"), SEQUENCE)
        for done, panel in enumerate("ymcko"):
            told = partial(tell, Told(Progress.PRINTING, max(0, done - 1), number))
            self._step(command("Ssd", panel), SEQUENCE, told)
        self._step(command("Se"), EJECT, lambda: tell(Told(Progress.EJECTING, number, number)))
        return Finished()

    def _reject(self) -> None:
        self._barrier(STEP)
        self._order(command("Pem", HOST_MANAGES), QUERY)
        self._order(command("Ser"), EJECT)

    def _hopper_door_open(self) -> bool:
        return self._door_open(self._barrier())

    def _door_open(self, mode: int) -> bool:
        """Ask, and leave the error mode as it is: it tells whether the printer was restarted."""
        door_open = False
        try:
            self._order(command("Ss"), QUERY)
        except _Stop as stop:
            if stop.fault.kind is not FaultKind.HOPPER_DOOR:
                raise
            door_open = True
        self._order(command("Srs"), RESET)
        self._order(command("Pem", mode), QUERY)
        return door_open

    def _wipe(self) -> None:
        for panel in "ymcko":
            self._order(command("Wcb", panel, 0), WIPE)

    # -- one command, one answer --------------------------------------------------------------

    def _barrier(self, patience: float = BARRIER) -> int:
        """Drop whatever answers are still on their way; return the error mode.

        `Rem` answers `current;saved`, as nothing else does, and the printer answers in order. It is
        asked again, because the rest of a command that was cut off may swallow the first.
        """
        self._drain()
        for _ in range(BARRIER_TRIES):
            deadline = self._send(command("Rem"), patience / BARRIER_TRIES)
            while (reply := self._receive(deadline)) is not None:
                if re.fullmatch(MODE, reply):
                    self._replies.clear()
                    return int(reply.split(";")[0])
        raise _Stop(Fault(FaultKind.SILENT, "no answer"))

    def _drain(self) -> None:
        """Drop what has come unasked."""
        now = self._clock.monotonic()
        while self._read(now) and self._clock.monotonic() < now + QUERY:
            pass
        self._replies.clear()
        self._pending.clear()

    def _order(self, order: bytes, seconds: float) -> None:
        """Let the printer do one thing, once."""
        self._barrier()
        self._do(order, seconds, grace=0.0)

    def _step(self, order: bytes, seconds: float, sent: Callable[[], None] | None = None) -> None:
        """Let the printer do one thing that makes no sense to one that forgot what was before.

        While a card is in the path the line may be gone for a while: the printer goes on.
        """
        if self._when_there(self._barrier, GRACE) != HOST_MANAGES:
            raise _Stop(Fault(FaultKind.RESTARTED, "the error mode was lost"))
        self._do(order, seconds, sent, grace=GRACE)

    def _do(
        self,
        order: bytes,
        seconds: float,
        sent: Callable[[], None] | None = None,
        *,
        grace: float,
    ) -> None:
        """Send an order behind a barrier.

        The printer's last answer, if it has to be read again, therefore tells whether it ever
        understood the order: only an order that it did not is sent again.
        """
        cut = False
        try:
            reply = self._reply(order, seconds, sent)
        except _Stop as stop:
            if stop.fault.kind is not FaultKind.LOST or not grace:
                raise
            cut, reply = True, None
            self._when_there(self._drain, grace)
        again = reply is not None and _misunderstood(reply)
        if reply is None or (reply != "OK" and fault_of(reply) is None):
            reply = self._reply(command("Rlr"), QUERY if reply is None else seconds)
            again = reply is not None and (
                re.fullmatch(MODE, reply) is not None or (cut and _misunderstood(reply))
            )
        if again:
            self._barrier()
            reply = self._reply(order, seconds)
        if reply != "OK":
            raise _Stop(_fault_in(reply))

    def _when_there(self, act: Callable[[], Got], grace: float) -> Got:
        """Do it as soon as the line is there."""
        deadline = self._clock.monotonic() + grace
        while True:
            try:
                return act()
            except _Stop as stop:
                if stop.fault.kind is not FaultKind.LOST or self._clock.monotonic() >= deadline:
                    raise
            self._clock.sleep_until(self._clock.monotonic() + RETRY)

    def _mode(self) -> int:
        return int(self._answer(command("Rem"), MODE).split(";")[0])

    def _answer(self, query: bytes, pattern: str) -> str:
        """Return the answer to something that changes nothing, and may be asked twice."""
        reply = self._reply(query, QUERY)
        if reply is None or re.fullmatch(pattern, reply) is None:
            self._barrier()
            reply = self._reply(query, QUERY)
        if reply is None or re.fullmatch(pattern, reply) is None:
            raise _Stop(_fault_in(reply))
        return reply

    def _reply(
        self, what: bytes, seconds: float, sent: Callable[[], None] | None = None
    ) -> str | None:
        deadline = self._send(what, seconds)
        if sent is not None:
            sent()
        return self._receive(deadline)

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
            data = self._read(until)
            if data:
                self._pending += self._replies.receive(data)
            elif (whole := self._replies.silence()) is not None:
                self._pending.append(whole)
            elif self._clock.monotonic() >= deadline:
                return None
        return self._pending.pop(0)

    def _read(self, deadline: float) -> bytes:
        try:
            return self._port.read(deadline)
        except PortLost as lost:
            raise _Stop(Fault(FaultKind.LOST, lost.what)) from None


def _misunderstood(reply: str) -> bool:
    """Tell whether the printer says that it knows no such command, and so has done nothing."""
    fault = fault_of(reply)
    return fault is not None and fault.kind is FaultKind.SYNTAX


def _fault_in(reply: str | None) -> Fault:
    """Return what is wrong with an answer that is not the wanted one."""
    if reply is None:
        return Fault(FaultKind.SILENT, "no answer")
    return fault_of(reply) or Fault(FaultKind.OUT_OF_STEP, reply)


def _result(exchange: Callable[[], Got]) -> Got | Fault:
    try:
        return exchange()
    except _Stop as stop:
        return stop.fault


def _again(exchange: Callable[[], Got]) -> Got | Fault:
    """Do what may be done twice once more if an answer was damaged; each begins with a barrier."""
    result = _result(exchange)
    if isinstance(result, Fault) and result.kind in DAMAGED:
        return _result(exchange)
    return result
