"""A card that is in the printer's memory before anybody asked for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.printer.evolis.simulator.commands import EJECT, FEED, PRINT
from devices.printer.machine.mechanism import PANELS
from devices.printer.printer import Progress, Told
from kiosk.issuance.results import Printed
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Code
from tests.kiosk.bench import Bench, found, somebody

HOLDER, OTHER = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)
MECHANICS = FEED + len(PANELS) * PRINT + EJECT
"""Seconds that the printer itself needs for a card."""
AT_ONCE = 2.0
"""Seconds more that a resident may wait whose card is in the memory."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = found(tmp_path, [HOLDER, OTHER], paced=True)
    yield made
    assert made.office.check().violations == []
    made.close()


def wanted() -> bool:
    return False


def preload(bench: Bench, resident: Resident, abandoned: Callable[[], bool] = wanted) -> list[Told]:
    told: list[Told] = []
    bench.office.issuance.preload(bench.record(resident), told.append, abandoned)
    return told


def prints(bench: Bench, resident: Resident) -> tuple[float, list[Told]]:
    """Print a card; return the seconds it took, and what was told of it."""
    record, told = bench.record(resident), list[Told]()
    start = bench.clock.monotonic()
    assert isinstance(bench.office.issuance.issue(record, told.append), Printed)
    return bench.clock.monotonic() - start, told


def steps(told: list[Told]) -> set[Progress]:
    return {each.step for each in told}


def face(bench: Bench, resident: Resident) -> str:
    """Return the hash of what a card of this resident shows, as the printer would have it."""
    preload(bench, resident)
    memory = bench.printer.mechanism.memory["k"].dots
    return str(memory.tobytes())


def test_what_was_loaded_while_the_data_was_checked_is_printed_at_once(bench: Bench) -> None:
    assert steps(preload(bench, HOLDER)) == {Progress.LOADING}
    bench.clock.sleep_until(bench.clock.monotonic() + 30)
    seconds, told = prints(bench, HOLDER)
    assert Progress.LOADING not in steps(told)
    assert seconds <= MECHANICS + AT_ONCE


def test_without_that_the_line_is_waited_for(bench: Bench) -> None:
    seconds, told = prints(bench, HOLDER)
    assert Progress.LOADING in steps(told)
    assert seconds > MECHANICS + AT_ONCE


def test_loading_moves_nothing_and_owes_nothing(bench: Bench) -> None:
    before = bench.office.issuance.blanks()
    preload(bench, HOLDER)
    assert bench.office.issuance.blanks() == before
    assert witness.read(bench.folder / founding.PRINTER) == []


def test_the_card_of_one_is_never_printed_for_another(bench: Bench) -> None:
    his = face(bench, OTHER)
    preload(bench, HOLDER)
    _, told = prints(bench, OTHER)
    assert Progress.LOADING in steps(told)
    assert str(bench.printer.mechanism.memory["k"].dots.tobytes()) == his


def test_a_memory_that_was_lost_is_filled_again(bench: Bench) -> None:
    preload(bench, HOLDER)
    bench.touch_printer(act="power", **{"is": "cut"})
    bench.clock.sleep_until(bench.clock.monotonic() + 5)
    _, told = prints(bench, HOLDER)
    assert Progress.LOADING in steps(told)


def test_a_spoiled_card_is_loaded_anew(bench: Bench) -> None:
    preload(bench, HOLDER)
    cut: list[Told] = []

    def tell(told: Told) -> None:
        if told.step is Progress.PRINTING and told.done == 2 and not cut:
            cut.append(told)
            bench.touch_printer(act="power", **{"is": "cut"})

    assert isinstance(bench.office.issuance.issue(bench.record(HOLDER), tell), Printed)
    assert cut
    cards = witness.read(bench.folder / founding.PRINTER)
    assert [card.went for card in cards] == ["reject", "hopper"]


@pytest.mark.parametrize("panels", range(4))
def test_whoever_gives_up_stops_the_loading_between_two_panels(bench: Bench, panels: int) -> None:
    told: list[Told] = []
    bench.office.issuance.preload(bench.record(HOLDER), told.append, lambda: len(told) >= panels)
    assert len(told) <= max(panels, 1) + 1
    _, printed = prints(bench, HOLDER)
    assert Progress.LOADING in steps(printed)


def test_nothing_is_loaded_for_whoever_has_a_card(bench: Bench) -> None:
    prints(bench, HOLDER)
    assert preload(bench, HOLDER) == []


def test_nobody_is_left_in_the_memory(bench: Bench) -> None:
    preload(bench, HOLDER)
    bench.office.forget_resident()
    assert not any(panel.dots.any() for panel in bench.printer.mechanism.memory.values())
    _, told = prints(bench, HOLDER)
    assert Progress.LOADING in steps(told)


def test_a_printer_that_cannot_print_is_not_loaded(bench: Bench) -> None:
    bench.touch_printer(act="feeder", **{"is": "empty"})
    assert preload(bench, HOLDER) == []
