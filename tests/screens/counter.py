"""The kiosk's app with its real office behind it; machines and ministry in memory, time by hand."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from textual._context import visible_screen_stack
from textual.pilot import Pilot

from devices.cable import Cable
from devices.clock import VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.receipt.simulator.simulator import ReceiptSimulator
from devices.simulator import Json
from kiosk.ministry.simulator import Ministry
from kiosk.ministry.transport import LockstepTransport
from kiosk.office import Office
from kiosk.policy import Policy
from kiosk.simulation import founding
from kiosk.simulation.people import Resident
from kiosk.visit.outcomes import Place
from kiosk.visit.visit import Visit
from kiosk.voice import Voice
from kiosk.worker import OfficeThreads
from screens.app import KioskApp
from screens.dock.dock import Dock
from tests.kiosk.bench import OFFICERS, OPENING, SITI, quick_accounts

Answer = TypeVar("Answer")
PATIENCE = 3000
"""Looks at the screen before a test gives up; each lets the app work through what it has, and a
card takes its time on a busy machine."""
BREATH = 0.01
"""Seconds that any wait really takes, so that the screen keeps up with the office."""


class HandClock:
    """Time that passes when somebody waits, and when a hand moves it."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._now = 0.0
        self._turn = threading.Lock()
        self._never = threading.Event()

    def wall(self) -> datetime:
        return self._start + timedelta(seconds=self._now)

    def monotonic(self) -> float:
        return self._now

    def sleep_until(self, when: float) -> None:
        self._never.wait(BREATH)
        with self._turn:
            self._now = max(self._now, when)

    def move(self, seconds: float) -> None:
        with self._turn:
            self._now += seconds


@dataclass
class Counter:
    """One kiosk, open."""

    app: KioskApp
    pilot: Pilot[BaseException]
    clock: HandClock
    reader: FingerprintSimulator
    printer: PrinterSimulator
    receipts: ReceiptSimulator
    ministry: Ministry

    async def until(self, seen: Callable[[], bool]) -> None:
        """Let the app work until that is so."""
        for _ in range(PATIENCE):
            if seen():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"that was never seen:\n{self.text()}")

    def touch_reader(self, act: Mapping[str, Json]) -> None:
        """Do something to the reader."""
        self.reader.act(act, self.clock.monotonic())

    def touch_printer(self, act: Mapping[str, Json]) -> None:
        """Do something to the card printer."""
        self.printer.act(act, self.clock.monotonic())

    def text(self) -> str:
        """Return what stands on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    async def shows(self, name: str) -> None:
        """Wait for a screen by the name of its class, and until it takes presses."""
        await self.until(lambda: type(self.app.screen).__name__ == name)
        self.clock.move(0.5)
        await self.pilot.pause()

    async def ask(self, question: Callable[[Office], Answer]) -> Answer:
        """Return what the office says, asked where it works."""
        answers: list[Answer] = []
        self.app._office._work.put(lambda office: answers.append(question(office)))
        await self.until(lambda: bool(answers))
        return answers[0]

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        self.clock.move(0.5)
        await self.pilot.press(*keys)


def drop_time_outs_of_the_pilot() -> None:
    """Drop what looking leaves to whoever looks: which screens lay beneath, and cancelled timers.

    Each look leaves one of these, with its context, for 30 seconds.
    """
    visible_screen_stack.set([])
    loop: Any = asyncio.get_running_loop()
    loop._scheduled = [each for each in loop._scheduled if not each.cancelled()]


@contextlib.asynccontextmanager
async def counter(
    folder: Path,
    people: list[Resident],
    *,
    dock: Dock | None = None,
    voice: Voice | None = None,
    blanks: int = 5,
    cap: int = 200,
    ring_seconds: float | None = None,
    opens: datetime = OPENING,
) -> AsyncIterator[Counter]:
    """Open a kiosk for these people, with an officer who has an account."""
    clock, entropy = HandClock(opens), SeededEntropy("counter")
    ministry = Ministry(None, entropy.secret(32, "ministry key"), clock)
    founding.put_on_file(ministry, people, VirtualClock(OPENING), entropy)
    reader, printer = FingerprintSimulator(entropy), PrinterSimulator(folder / founding.PRINTER)
    receipts = ReceiptSimulator()
    who = founding.office_section(entropy)
    slips = founding.slips_section(folder, entropy)
    config = founding.settings(folder, who, ministry.public_key, slips, cards_per_day=cap)

    def open_office() -> Office:
        office = Office(
            config,
            clock,
            entropy,
            fingerprint=MemoryPort(Cable(reader), clock, "fingerprint reader"),
            printer=MemoryPort(Cable(printer), clock, "card printer"),
            receipt=MemoryPort(Cable(receipts), clock, "receipt printer"),
            transport=LockstepTransport(ministry, clock),
        )
        if blanks:
            office.issuance.receive_blanks("box-1", blanks, OFFICERS)
        office.accounts = quick_accounts(office, entropy)
        office.accounts.first(*SITI)
        return office

    app = KioskApp(
        lambda post: OfficeThreads(open_office, clock, post),
        lambda: Visit(clock, Policy(), Place(who.name, who.counter_value, who.hours_value), "id"),
        clock.monotonic,
        who.name,
        dock,
        voice,
        ring_seconds=ring_seconds,
    )
    async with app.run_test(size=(80, 24)) as pilot:
        yield Counter(app, pilot, clock, reader, printer, receipts, ministry)
    ministry.close()
