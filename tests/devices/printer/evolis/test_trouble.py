"""Every trouble of the line in every operation of the printer, and every physical one."""

from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np
import pytest

from devices.cable import Cable, Planned, Side, Trouble
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.port import MemoryPort
from devices.printer.evolis import driver
from devices.printer.evolis.driver import EVOLIS, EvolisPrinter
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.printer.machine.mechanism import PANELS, STAGES
from devices.printer.printer import Evidence, Fault, FaultKind, Finished, Panels, Told
from devices.simulator import Json

LASTS = 35.0
"""Seconds of a trouble that lasts; longer than any answer is waited for."""
OVER = 70.0
PATIENCE = 90.0
WAIT = 30.0

DYE = np.zeros((648, 1016), np.uint8)
DYE[10:40, 100:200] = 77
CARD = Panels(y=DYE, m=DYE, c=DYE, k=DYE > 50, varnish=True)

HEALED: set[FaultKind] = set()
FAULTS = {
    Trouble.DELAY: {FaultKind.SILENT},
    Trouble.SILENCE: {FaultKind.SILENT},
    Trouble.CHATTER: {FaultKind.OUT_OF_STEP},
    Trouble.DISCONNECT: {FaultKind.LOST},
    Trouble.RESET: {FaultKind.RESTARTED, FaultKind.SILENT},
}
"""What may be said where an operation cannot be saved; every other trouble must be healed."""
WHILE_PRINTING = {
    **FAULTS,
    # A printer that gives up half an order says what it also says of a card that does not move.
    Trouble.TRUNCATE: {FaultKind.TIMEOUT},
    # The doubled order prints a panel twice, which takes longer than its answer is waited for.
    Trouble.DUPLICATE: {FaultKind.SILENT},
    # The plug comes back within the grace that a card in the path is given.
    Trouble.DISCONNECT: HEALED,
}


@pytest.fixture(autouse=True, scope="module")
def encoded_once() -> Iterator[None]:
    """Encode the one card once: what is in trouble here is the line."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("encode_dye", "encode_black"):
            patch.setattr(driver, name, remembering(getattr(driver, name)))
        yield


def remembering(encode: Callable[..., tuple[bytes, bool]]) -> Callable[..., tuple[bytes, bool]]:
    """Return what encodes each panel of `CARD`, which stays, once."""
    encoded: dict[tuple[int, ...], tuple[bytes, bool]] = {}

    def remembered(panel: object, *levels: int) -> tuple[bytes, bool]:
        key = (id(panel), *levels)
        if key not in encoded:
            encoded[key] = encode(panel, *levels)
        return encoded[key]

    return remembered


def tell(_: Told) -> None:
    """Take the progress of an operation."""


class World:
    """A printer with a card in its memory, and its driver, that have met."""

    def __init__(self) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.machine = PrinterSimulator()
        self.cable = Cable(self.machine, SeededEntropy(3))
        port = MemoryPort(self.cable, self.clock, "card printer")
        self.driver = EvolisPrinter(port, self.clock, EVOLIS)
        assert self.driver.make_ready() is None
        assert self.driver.load(CARD, tell) is None

    def act(self, act: dict[str, Json]) -> None:
        self.machine.act(act, self.clock.monotonic())

    def evidence(self) -> Evidence:
        self.clock.sleep_until(self.clock.monotonic() + OVER)
        evidence = self.driver.evidence(WAIT)
        assert isinstance(evidence, Evidence)
        return evidence

    def prints(self) -> None:
        """Make one good card, as the office would after a fault."""
        assert self.driver.make_ready() is None
        assert self.driver.load(CARD, tell) is None
        assert self.driver.print_loaded(tell) == Finished()


OPERATIONS: dict[str, Callable[[World], object]] = {
    "make_ready": lambda world: world.driver.make_ready(),
    "evidence": lambda world: world.driver.evidence(WAIT),
    "load": lambda world: world.driver.load(CARD, tell),
    "print_loaded": lambda world: world.driver.print_loaded(tell),
    "reject": lambda world: world.driver.reject(),
    "hopper_door_open": lambda world: world.driver.hopper_door_open(),
    "wipe": lambda world: world.driver.wipe(),
}


def hits(operation: str, trouble: Trouble) -> Iterator[tuple[World, object]]:
    """Let the trouble happen at one message after another; yield what came of it."""
    for side in Side:
        for skip in range(30):
            world = World()
            start = world.clock.monotonic()
            world.cable.plan(Planned(trouble, side, skip, LASTS))
            result = OPERATIONS[operation](world)
            if world.cable.act({"act": "line", "is": "plugged"}, start)["planned"]:
                break
            assert world.clock.monotonic() - start < PATIENCE
            yield world, result


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.value)
@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each != "print_loaded"])
def test_an_operation_in_trouble_says_which_and_moves_no_card(
    operation: str, trouble: Trouble
) -> None:
    count = 0
    for world, result in hits(operation, trouble):
        count += 1
        if isinstance(result, Fault):
            assert result.kind in FAULTS.get(trouble, HEALED)
        if isinstance(result, Evidence):
            assert (result.serial, result.fed, result.panels) == ("SIM0001", 0, 0)
        assert world.evidence().fed == 0
        world.prints()
    assert count > 1


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.value)
def test_a_card_in_trouble_is_whole_or_not_in_the_hopper(trouble: Trouble) -> None:
    count = 0
    for world, result in hits("print_loaded", trouble):
        count += 1
        evidence = world.evidence()
        assert evidence.fed in (0, 1)
        hopper = world.machine.mechanism.hopper
        if isinstance(result, Fault):
            assert result.kind in WHILE_PRINTING.get(trouble, HEALED)
            assert evidence.card_in_path or evidence.fed == 0 or len(hopper) == 1
        else:
            assert len(hopper) == 1
        assert all(set(card.layers) == set(PANELS) for card in hopper)
        if evidence.card_in_path:
            assert world.driver.reject() is None
        world.prints()
    assert count > len("ymcko")


Act = dict[str, Json]
JAMS: list[tuple[Act, Act, FaultKind | None]] = [
    ({"act": "jam", "at": stage}, {"act": "clear"}, FaultKind.CARD_JAM)
    for stage in STAGES
    if stage != "reject"
]
ENDS: list[tuple[Act, Act, FaultKind | None]] = [
    ({"act": "ribbon", "is": "out", "at": panel}, {"act": "ribbon", "is": "new"}, FaultKind.RIBBON)
    for panel in PANELS
]
OTHERS: list[tuple[Act, Act, FaultKind | None]] = [
    ({"act": "double"}, {"act": "look"}, None),
    ({"act": "feeder", "is": "empty"}, {"act": "feeder", "is": "full"}, FaultKind.FEEDER_EMPTY),
    ({"act": "hopper", "is": "full"}, {"act": "hopper", "is": "room"}, FaultKind.HOPPER_FULL),
    ({"act": "cover", "is": "open"}, {"act": "cover", "is": "closed"}, FaultKind.COVER_OPEN),
    ({"act": "head", "is": "hot"}, {"act": "head", "is": "cool"}, FaultKind.HEAD),
]


@pytest.mark.parametrize(("act", "mend", "kind"), [*JAMS, *ENDS, *OTHERS])
def test_whatever_happens_to_a_card_has_a_name_and_the_next_one_is_printed(
    act: Act, mend: Act, kind: FaultKind | None
) -> None:
    world = World()
    world.act(act)
    result = world.driver.print_loaded(tell)
    assert (result.kind if isinstance(result, Fault) else None) is kind
    world.act(mend)
    if world.evidence().card_in_path:
        assert world.driver.reject() is None
    world.prints()


@pytest.mark.parametrize("panel", [None, 0, 1, 2, 3])
def test_a_card_pulled_out_by_hand_is_missing_from_the_evidence(panel: int | None) -> None:
    world = World()

    def pull(told: Told) -> None:
        if panel is None or told.done == panel:
            world.act({"act": "cover", "is": "open"})
            world.act({"act": "pull"})

    assert isinstance(world.driver.print_loaded(pull), Fault)
    world.act({"act": "cover", "is": "closed"})
    evidence = world.evidence()
    assert not evidence.card_in_path
    assert evidence.panels < len(PANELS)
    world.prints()


@pytest.mark.parametrize("after", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
def test_power_cut_at_any_byte_of_the_orders_leaves_no_half_card_in_the_hopper(after: int) -> None:
    world = World()
    world.act({"act": "power", "is": "cut", "after": after})
    result = world.driver.print_loaded(tell)
    evidence = world.evidence()
    hopper = world.machine.mechanism.hopper
    assert isinstance(result, Fault) or len(hopper) == 1
    assert all(set(card.layers) == set(PANELS) for card in hopper)
    if evidence.card_in_path:
        assert world.driver.reject() is None
    world.prints()
