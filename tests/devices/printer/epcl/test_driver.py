"""The driver against the simulator, in memory and in virtual time."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from devices.cable import Cable, Planned, Side, Trouble
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.port import MemoryPort
from devices.printer.epcl.driver import EPCL, QUICKEST_BOOT, EpclPrinter
from devices.printer.epcl.raster import quantised
from devices.printer.epcl.simulator.simulator import EpclSimulator
from devices.printer.machine.mechanism import PANELS
from devices.printer.printer import (
    Evidence,
    Fault,
    FaultKind,
    Finished,
    Panels,
    Progress,
    Told,
)
from devices.simulator import Json

LASTS, OVER, PATIENCE, WAIT = 35.0, 70.0, 90.0, 30.0
"""Seconds: of a trouble that lasts, until it is over, of any operation, of waiting for evidence."""

DYE = np.zeros((648, 1016), np.uint8)
DYE[10:40, 100:200] = np.arange(100)
CARD = Panels(y=DYE, m=DYE, c=DYE, k=DYE > 50, varnish=True)


def quiet(_: Told) -> None:
    """Hear nothing."""


class World:
    """A printer with a card in its memory, and its driver, that have met."""

    def __init__(self, folder: Path | None = None) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.machine = EpclSimulator(folder)
        self.cable = Cable(self.machine, SeededEntropy(3))
        self.driver = self.meet()
        assert self.driver.make_ready() is None
        assert self.driver.load(CARD, quiet) is None

    def meet(self) -> EpclPrinter:
        """Return a driver that knows nothing yet, as after a kill."""
        return EpclPrinter(MemoryPort(self.cable, self.clock, "card printer"), self.clock, EPCL)

    def act(self, act: dict[str, Json]) -> None:
        self.machine.act(act, self.clock.monotonic())

    def wait(self, seconds: float) -> None:
        self.clock.sleep_until(self.clock.monotonic() + seconds)

    def evidence(self) -> Evidence:
        evidence = self.driver.evidence(WAIT)
        assert isinstance(evidence, Evidence), evidence
        return evidence

    def prints(self) -> None:
        """Make one good card, as the office would after a fault."""
        assert self.driver.make_ready() is None
        assert self.driver.load(CARD, quiet) is None
        assert self.driver.print_loaded(quiet) == Finished()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_card_is_printed_and_its_panels_are_counted(world: World, tmp_path: Path) -> None:
    assert world.evidence() == Evidence("P420 SIM1.0", None, 0, False, None)
    told: list[Told] = []
    assert world.driver.print_loaded(told.append) == Finished()
    assert world.evidence() == Evidence("P420 SIM1.0", None, EPCL.panels, False, None)
    steps = [each.step for each in told]
    assert steps == [Progress.FEEDING, *[Progress.PRINTING] * 4, Progress.EJECTING]
    assert [each.done for each in told] == [0, 1, 2, 3, 4, 5]
    lines = (tmp_path / "cards.jsonl").read_text().splitlines()
    assert [json.loads(line)["went"] for line in lines] == ["hopper"]


def test_the_panels_arrive_as_they_were_drawn(world: World) -> None:
    memory = world.machine.mechanism.memory
    for letter in "ymc":
        assert np.array_equal(memory[letter].dots, quantised(DYE))
    assert np.array_equal(memory["k"].dots.astype(bool), CARD.k)
    assert world.machine.mechanism.kept.fed == 0


def test_wiping_leaves_nobody_in_memory(world: World) -> None:
    assert world.driver.wipe() is None
    assert not any(panel.dots.any() for panel in world.machine.mechanism.memory.values())


def test_what_cannot_be_printed_whole_is_refused_before_anything_is_sent(world: World) -> None:
    high = DYE.copy()
    high[0, 0] = 9
    for panels, kind in (
        (Panels(DYE, DYE, high, CARD.k, varnish=True), FaultKind.PARAMETER),
        (Panels(DYE, DYE, DYE, CARD.k, varnish=False), FaultKind.NO_OPTION),
    ):
        fault = world.driver.load(panels, quiet)
        assert isinstance(fault, Fault)
        assert fault.kind is kind


def test_a_driver_that_has_just_come_knows_nothing_of_the_path_until_it_was_emptied(
    world: World,
) -> None:
    world.driver.print_loaded(lambda told: world.act({"act": "jam"}) if told.done == 2 else None)
    world.driver = world.meet()
    assert world.evidence().card_in_path is None
    assert world.driver.reject() is not None
    assert world.evidence().card_in_path is None
    world.act({"act": "clear"})
    assert world.driver.reject() is None
    assert world.evidence().card_in_path is False
    assert world.machine.mechanism.path is None
    assert world.machine.mechanism.hopper == []


def test_the_door_cannot_be_asked(world: World) -> None:
    door = world.driver.hopper_door_open()
    assert isinstance(door, Fault)
    assert door.kind is FaultKind.NO_OPTION
    assert EPCL.door is False


def test_a_card_is_not_printed_from_a_memory_that_may_be_lost(world: World) -> None:
    world.wait(QUICKEST_BOOT + 1)
    fault = world.driver.print_loaded(quiet)
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.RESTARTED
    assert world.machine.mechanism.kept.fed == 0
    assert world.evidence().card_in_path is False


@pytest.mark.parametrize("panel", range(6))
def test_power_cut_at_any_step_ends_the_card(panel: int, world: World) -> None:
    def cut(told: Told) -> None:
        if told.done == panel:
            world.act({"act": "power", "is": "cut"})

    fault = world.driver.print_loaded(cut)
    assert isinstance(fault, Fault)
    world.wait(10)
    evidence = world.evidence()
    assert evidence.panels == panel
    assert evidence.card_in_path is None
    assert world.machine.mechanism.hopper == []
    world.prints()


Act = dict[str, Json]


@pytest.mark.parametrize(
    ("act", "mend", "kind"),
    [
        *(
            ({"act": "jam", "at": stage}, {"act": "clear"}, FaultKind.CARD_JAM)
            for stage in ("feed", *PANELS, "eject")
        ),
        *(
            ({"act": "ribbon", "is": "out", "at": panel}, {"act": "ribbon", "is": "new"},
             FaultKind.RIBBON)
            for panel in PANELS
        ),
        ({"act": "feeder", "is": "empty"}, {"act": "feeder", "is": "full"}, FaultKind.FEEDER_EMPTY),
        ({"act": "hopper", "is": "full"}, {"act": "hopper", "is": "room"}, FaultKind.CARD_JAM),
        ({"act": "cover", "is": "open"}, {"act": "cover", "is": "closed"}, FaultKind.CARD_JAM),
        ({"act": "head", "is": "hot"}, {"act": "head", "is": "cool"}, FaultKind.HEAD),
        ({"act": "power", "is": "off"}, {"act": "power", "is": "on"}, FaultKind.SILENT),
    ],
)  # fmt: skip
def test_whatever_happens_to_a_card_has_a_name_and_the_next_one_is_printed(
    act: Act, mend: Act, kind: FaultKind, world: World
) -> None:
    world.act(act)
    fault = world.driver.print_loaded(quiet)
    assert isinstance(fault, Fault)
    assert fault.kind is kind
    world.act(mend)
    world.wait(10)
    assert world.evidence().card_in_path is not True
    world.prints()


OPERATIONS: dict[str, Callable[[World], object]] = {
    "evidence": lambda world: world.driver.evidence(WAIT),
    "load": lambda world: world.driver.load(CARD, quiet),
    "reject": lambda world: world.driver.reject(),
    "print_loaded": lambda world: world.driver.print_loaded(quiet),
}


def hits(operation: str, trouble: Trouble, side: Side) -> Iterator[tuple[World, object]]:
    """Let the trouble happen at every third message, barriers and orders in turn."""
    for skip in range(0, 40, 3):
        world = World()
        start = world.clock.monotonic()
        world.cable.plan(Planned(trouble, side, skip, LASTS))
        result = OPERATIONS[operation](world)
        if world.cable.act({"act": "line", "is": "plugged"}, start)["planned"]:
            break
        assert world.clock.monotonic() - start < PATIENCE
        world.wait(OVER)
        yield world, result


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.value)
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each != "print_loaded"])
def test_an_operation_in_trouble_moves_no_card_and_reads_nothing_wrong(
    operation: str, trouble: Trouble
) -> None:
    for side in Side:
        for world, result in hits(operation, trouble, side):
            if isinstance(result, Evidence):
                assert (result.serial, result.panels) == ("P420 SIM1.0", 0)
            assert world.machine.mechanism.kept.fed == 0
            world.prints()


@pytest.mark.parametrize("side", Side, ids=lambda side: side.value)
@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.value)
def test_a_card_in_trouble_is_finished_only_if_it_lies_whole_in_the_hopper(
    trouble: Trouble, side: Side
) -> None:
    count = 0
    for world, result in hits("print_loaded", trouble, side):
        count += 1
        machine = world.machine.mechanism
        assert machine.kept.fed <= 1
        assert all(set(card.layers) == set(PANELS) for card in machine.hopper)
        evidence = world.evidence()
        if result == Finished():
            assert (len(machine.hopper), evidence.panels) == (1, len(PANELS))
            assert evidence.card_in_path is False
        elif evidence.card_in_path is False:
            assert machine.path is None
        world.prints()
    assert count >= 4
