"""The card printer's driver: what a card weighs on its line, and how long a resident waits."""

import os
import tempfile
import time  # noqa: TID251 - finer than any clock of ours
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from devices.cable import Cable
from devices.clock import SystemClock, VirtualClock
from devices.port import MemoryPort, SerialPort
from devices.printer.evolis.driver import EVOLIS, EvolisPrinter
from devices.printer.evolis.raster import encode_black, encode_dye, quantised
from devices.printer.evolis.simulator import panels as simulated
from devices.printer.evolis.simulator.commands import EJECT, FEED, PRINT
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.printer.machine.mechanism import PANELS
from devices.printer.printer import Panels
from kiosk.documents.card import draw_card
from kiosk.issuance.results import Printed
from kiosk.visit.codes import Code
from tests.benchmarks.lines import CountedPort, simulator
from tests.benchmarks.report import Block, Figure
from tests.kiosk.bench import OPENING, Bench, found, somebody

RESIDENTS = 20
TIMES = 3
"""Of which the quickest counts."""
LEVELS = EVOLIS.levels
LIMIT_KB = 340.0
CHECKING = 30.0
"""Seconds that a resident looks at the data at least."""


@dataclass(frozen=True)
class Card:
    """What is sent of one card, and what it costs to make and to read."""

    kilobytes: float
    raw: float
    encoding: float
    decoding: float
    zlib: float


def weight() -> Block:
    """Weigh the cards of some residents; hold making and reading them against zlib."""
    people = [somebody(Code.PRINT_READY, number) for number in range(RESIDENTS)]
    with tempfile.TemporaryDirectory() as folder:
        bench = found(Path(folder), people, blanks=0)
        cards = [_card(_panels(bench, number)) for number in range(RESIDENTS)]
        bench.close()
    sizes = [card.kilobytes for card in cards]
    raw = float(np.mean([card.raw for card in cards]))
    peer = float(np.mean([card.zlib for card in cards]))
    return Block(
        f"A card on a pre-printed blank at {LEVELS} levels, {RESIDENTS} residents with photo",
        (
            Figure("on the line, mean", float(np.mean(sizes)), "kB", "unpacked", raw, "≤ 0.23"),
            Figure("on the line, largest", max(sizes), "kB", "allowed", LIMIT_KB, "≤ 1"),
            Figure(
                "encoding all panels",
                float(np.mean([card.encoding for card in cards])) * 1e3,
                "ms",
                "of zlib level 1",
                peer * 1e3,
                "≤ 6",
            ),
            Figure(
                "decoding them in the simulator",
                float(np.mean([card.decoding for card in cards])) * 1e3,
                "ms",
                "of zlib level 1",
                peer * 1e3,
                "≤ 6",
            ),
        ),
        "noise in the photo: dots that differ from their neighbours take a byte each",
    )


def _panels(bench: Bench, number: int) -> Panels:
    record = bench.record(somebody(Code.PRINT_READY, number))
    face = draw_card(record, "KOTA PROBOLINGGO", OPENING.date(), specimen=False)
    y, m, c = (np.asarray(dye, np.uint8) for dye in face.dyes())
    return Panels(y, m, c, face.black(), varnish=True)


def _card(panels: Panels) -> Card:
    clock = VirtualClock(OPENING)
    line = CountedPort(MemoryPort(Cable(PrinterSimulator()), clock, "printer"), clock)
    printer = EvolisPrinter(line, clock, EVOLIS)
    assert printer.make_ready() is None
    line.reset()
    assert printer.load(panels, lambda _: None) is None
    dyes = (panels.y, panels.m, panels.c)
    plain = b"".join(quantised(dye, LEVELS).tobytes() for dye in dyes)
    plain += np.packbits(panels.k).tobytes()
    sent = [*(encode_dye(dye, LEVELS) for dye in dyes), encode_black(panels.k)]
    levels = [*(str(LEVELS) for _ in dyes), "2"]

    def decode() -> None:
        for (payload, packed), of in zip(sent, levels, strict=True):
            (simulated.compressed if packed else simulated.raw)(payload, of)

    return Card(
        kilobytes=line.sent / 1000,
        raw=(3 * panels.y.size * 6 + panels.k.size) / 8 / 1000,
        encoding=_quickest(
            lambda: ([encode_dye(dye, LEVELS) for dye in dyes], encode_black(panels.k))
        ),
        decoding=_quickest(decode),
        zlib=_quickest(lambda: zlib.compress(plain, level=1)),
    )


def _quickest(act: Callable[[], object]) -> float:
    """Return seconds."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken)


def waiting() -> Block:
    """Time, on a virtual clock with a paced line, from "Print my card" to the card."""
    holder = somebody(Code.PRINT_READY)
    with tempfile.TemporaryDirectory() as folder:
        bench = found(Path(folder), [holder], paced=True)
        record = bench.record(holder)
        start = bench.clock.monotonic()
        bench.office.issuance.preload(record, lambda _: None, lambda: False)
        loading = bench.clock.monotonic() - start
        bench.clock.sleep_until(start + CHECKING)
        start = bench.clock.monotonic()
        assert isinstance(bench.office.issuance.issue(record, lambda _: None), Printed)
        took = bench.clock.monotonic() - start
        bench.close()
    mechanics = FEED + len(PANELS) * PRINT + EJECT
    return Block(
        f"From the press to the card in the hopper, data checked for {CHECKING:.0f} s",
        (
            Figure(
                "printing", took, "s", "of the printer's mechanics, and 2", mechanics + 2, "≤ 1"
            ),
            Figure("loading meanwhile", loading, "s", "of checking", CHECKING, "≤ 1"),
        ),
        "the mechanics; virtual time, the line at 115,200 baud",
    )


def gone() -> Block:
    """Time until a printer that says nothing, and a line that disappears, are reported."""
    clock = SystemClock()
    master, slave = os.openpty()
    port = SerialPort(os.ttyname(slave), "printer", clock, baud=115_200)
    start = clock.monotonic()
    assert EvolisPrinter(port, clock, EVOLIS).make_ready() is not None
    silence = clock.monotonic() - start
    port.close()
    os.close(master)
    os.close(slave)
    with simulator("printer") as (address, process):
        port = SerialPort(address, "printer", clock, baud=115_200)
        printer = EvolisPrinter(port, clock, EVOLIS)
        assert printer.make_ready() is None
        process.kill()
        process.wait()
        start = clock.monotonic()
        assert printer.make_ready() is not None
        lost = clock.monotonic() - start
        port.close()
    return Block(
        "A printer that is gone",
        (
            Figure("until silence is reported", silence, "s", "allowed", 2.0, "≤ 1"),
            Figure("until a lost line is reported", lost, "s", "allowed", 1.0, "≤ 1"),
        ),
        "patience with a printer that is only slow",
    )
