"""The driver and a printer to which something happens: whatever it is has a name, and is over."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from devices.cable import Cable, Planned, Side, Trouble
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.port import MemoryPort
from devices.receipt.driver import ReceiptPrinter
from devices.receipt.receipt import Align, Code, Fault, FaultKind, Line, Printed, Ready
from devices.receipt.simulator.simulator import ReceiptSimulator
from devices.simulator import Json
from tests.kiosk.documents.scanner import scan

TOKEN = "K" + "x-_9" * 26 + "Z"
RECEIPT = (
    Line("Dispendukcapil", Align.CENTRE, bold=True),
    Line("Nomor antrean", Align.CENTRE, size=2),
    Code(TOKEN),
    Line("Bawa kartu keluarga."),
)
LASTS, PATIENCE = 20.0, 45.0
"""Seconds that a trouble lasts, longer than a receipt is waited for; and of an operation."""
HEALED: set[FaultKind] = set()
FAULTS = {
    Trouble.DELAY: {FaultKind.SILENT},
    Trouble.SILENCE: {FaultKind.SILENT},
    Trouble.CHATTER: {FaultKind.OUT_OF_STEP, FaultKind.SILENT},
    Trouble.DISCONNECT: {FaultKind.LOST},
    Trouble.RESET: {FaultKind.SILENT},
    # Of the receipt itself, or of the word that it is printed, which nobody repeats.
    Trouble.DROP: {FaultKind.SILENT},
    Trouble.TRUNCATE: {FaultKind.SILENT},
    Trouble.CORRUPT: {FaultKind.SILENT},
}
"""What may be said where it cannot be saved; every other trouble must be healed."""


class World:
    """A receipt printer and its driver."""

    def __init__(self) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.machine = ReceiptSimulator()
        self.cable = Cable(self.machine, SeededEntropy(3))
        port = MemoryPort(self.cable, self.clock, "receipt printer")
        self.driver = ReceiptPrinter(port, self.clock)

    def act(self, **act: Json) -> None:
        self.machine.act(act, self.clock.monotonic())

    def prints(self) -> None:
        """Print one good receipt, of which nothing is missing."""
        self.act(act="look")  # whatever it still had to print has been printed
        before = len(self.machine.receipts)
        assert self.driver.print_receipt(RECEIPT) == Printed()
        assert len(self.machine.receipts) > before
        assert scan(self.machine.receipts[-1]) == [TOKEN]


def hits(trouble: Trouble) -> Iterator[tuple[World, Printed | Fault]]:
    """Let the trouble happen at one message after another; yield what came of it."""
    for side in Side:
        for skip in range(60):
            world = World()
            start = world.clock.monotonic()
            world.cable.plan(Planned(trouble, side, skip, LASTS))
            result = world.driver.print_receipt(RECEIPT)
            if world.cable.act({"act": "line", "is": "plugged"}, start)["planned"]:
                break
            assert world.clock.monotonic() - start < PATIENCE
            yield world, result


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.value)
def test_a_receipt_in_trouble_is_printed_or_said_not_to_be(trouble: Trouble) -> None:
    count = 0
    for world, result in hits(trouble):
        count += 1
        if isinstance(result, Fault):
            assert result.kind in FAULTS.get(trouble, HEALED)
        else:
            assert len(world.machine.receipts) >= 1
        world.clock.sleep_until(world.clock.monotonic() + 2 * LASTS)
        world.prints()
    assert count > 10


def test_a_printer_that_is_well_prints_and_says_so() -> None:
    world = World()
    assert world.driver.status() == Ready(paper_low=False)
    world.prints()
    world.act(act="paper", **{"is": "low"})
    assert world.driver.status() == Ready(paper_low=True)
    world.prints()


STATES: list[tuple[dict[str, Json], dict[str, Json], FaultKind]] = [
    ({"act": "paper", "is": "out"}, {"act": "paper", "is": "new"}, FaultKind.PAPER_OUT),
    ({"act": "cover", "is": "open"}, {"act": "cover", "is": "closed"}, FaultKind.COVER_OPEN),
    ({"act": "cutter", "is": "jammed"}, {"act": "cutter", "is": "free"}, FaultKind.CUTTER),
    ({"act": "head", "is": "hot"}, {"act": "head", "is": "cool"}, FaultKind.HEAD_HOT),
    ({"act": "power", "is": "off"}, {"act": "power", "is": "on"}, FaultKind.SILENT),
]


@pytest.mark.parametrize(("act", "mend", "kind"), STATES)
def test_what_is_wrong_is_said_before_anything_is_printed(
    act: dict[str, Json], mend: dict[str, Json], kind: FaultKind
) -> None:
    world = World()
    world.act(**act)
    for result in (world.driver.status(), world.driver.print_receipt(RECEIPT)):
        assert isinstance(result, Fault)
        assert result.kind is kind
    world.act(**mend)
    world.prints()
    assert len(world.machine.receipts) == 1


@pytest.mark.parametrize("after", [1, 31, 100, 200, 400, 470])
def test_paper_that_ends_in_the_middle_is_said_and_the_rest_is_forgotten(after: int) -> None:
    world = World()
    world.act(act="paper", **{"is": "out"}, after=after)
    result = world.driver.print_receipt(RECEIPT)
    assert isinstance(result, Fault)
    assert result.kind is FaultKind.PAPER_OUT
    world.act(act="paper", **{"is": "new"})
    world.clock.sleep_until(world.clock.monotonic() + 60)
    assert world.driver.status() == Ready(paper_low=False)
    assert len(world.machine.receipts) == 0
    world.prints()


def test_what_hangs_out_of_the_printer_is_cut_off_before_the_next_receipt() -> None:
    world = World()
    world.act(act="paper", **{"is": "out"}, after=300)
    assert isinstance(world.driver.print_receipt(RECEIPT), Fault)
    world.act(act="paper", **{"is": "out"}, after=5000)  # the same roll was pushed in again
    world.prints()


def test_a_pulled_plug_is_lost_until_it_is_back() -> None:
    world = World()
    world.cable.unplug()
    lost = world.driver.status()
    assert isinstance(lost, Fault)
    assert lost.kind is FaultKind.LOST
    world.cable.plug()
    world.prints()
