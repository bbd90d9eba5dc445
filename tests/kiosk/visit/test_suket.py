"""Who gave a card up and goes without another has a Suket, to stand in for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.desk.suket import suket_of
from kiosk.documents.slip import Kind
from kiosk.simulation.resident import SimulatedOfficer
from kiosk.visit.codes import Code
from kiosk.visit.events import Intent, SignIn
from kiosk.visit.views import FarewellView, Overlay
from tests.kiosk.bench import SITI, Bench, found, somebody
from tests.kiosk.visit.guest import Guest

FIRST, DAMAGED, LOST = (somebody(each) for each in (Code.PRINT_READY, Code.DAMAGED, Code.LOST))


class Then(SimulatedOfficer):
    """Signs; what happens at that moment is known before the visit goes on."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__(*SITI)
        self._happens = happens

    def answer(self, overlay: Overlay) -> Intent | None:
        signature = super().answer(overlay)
        if isinstance(signature, SignIn):
            self._happens()
        return signature


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Found an office that makes one card a day, with an officer."""
    bench = found(tmp_path, [FIRST, DAMAGED, LOST], cap=1)
    assert bench.office.accounts.first(*SITI) is None
    yield bench
    assert bench.office.check().violations == []
    bench.close()


def printer_off(bench: Bench) -> None:
    bench.touch_printer(act="power", **{"is": "off"})


def server_down(bench: Bench) -> None:
    bench.weather("down")


def cap_reached(bench: Bench) -> None:
    assert isinstance(Guest(bench, FIRST).come(), FarewellView)


FAULTS: dict[Callable[[Bench], None], tuple[Code, str]] = {
    printer_off: (Code.PRINTER_OUT, "outcome.printer_out.heading"),
    server_down: (Code.DAMAGED, "outcome.withdrawn.heading"),
    cap_reached: (Code.CAP_REACHED, "outcome.cap_reached.heading"),
}
"""What happens while the card is cut, and the ending that follows."""


@pytest.mark.parametrize("fault", FAULTS)
def test_whose_card_was_cut_goes_with_a_suket_and_gives_it_back(
    fault: Callable[[Bench], None], bench: Bench
) -> None:
    guest = Guest(bench, DAMAGED, officer=Then(lambda: fault(bench)))
    ending = guest.ending()
    assert (ending.code, ending.heading.id) == FAULTS[fault]
    assert ending.slip is not None
    assert ending.slip.kept.suket is not None
    assert suket_of(DAMAGED.nik) is not None
    bench.weather("up")
    bench.touch_printer(act="power", **{"is": "on"})
    guest.days(1)
    guest.officer = None
    assert isinstance(guest.come(ending.slip.token), FarewellView)
    assert suket_of(DAMAGED.nik) is None
    assert bench.office.matters.of(DAMAGED.nik) == ()


def test_who_goes_with_the_damaged_card_has_none_until_it_is_cut(bench: Bench) -> None:
    guest = Guest(bench, DAMAGED)
    uncut = guest.slip()
    assert uncut.kept.suket is None
    guest.officer = Then(lambda: server_down(bench))
    cut = guest.slip(uncut.token)
    assert cut.kept.reference == uncut.kept.reference
    assert cut.kept.suket is not None


def test_a_lost_card_whose_letter_was_seen_is_stood_in_for(bench: Bench) -> None:
    assert Guest(bench, LOST).slip().kept.suket is None, "no officer came, nothing was withdrawn"
    ending = Guest(bench, LOST, officer=Then(lambda: printer_off(bench))).ending()
    assert ending.code is Code.PRINTER_OUT
    assert ending.slip is not None
    assert (ending.slip.kept.kind, ending.slip.kept.suket is None) == (Kind.QUEUE, False)


def test_a_first_card_that_cannot_be_printed_takes_nothing_from_anybody(bench: Bench) -> None:
    printer_off(bench)
    ending = Guest(bench, FIRST).ending()
    assert ending.code is Code.PRINTER_OUT
    assert suket_of(FIRST.nik) is None
