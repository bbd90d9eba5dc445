"""No card is ended where it can be known that none could follow it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from db.models import Audit, Void
from db.owed import Place
from db.states import Cause, Need
from devices.printer.printer import FaultKind
from kiosk.documents.slip import Kind
from kiosk.issuance.results import NotNow, Refusal
from kiosk.message import message
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedOfficer
from kiosk.visit.codes import Code
from kiosk.visit.endings import PHOTO
from kiosk.visit.views import FarewellView, OfficerView, OutcomeView, View, WaitView
from tests.kiosk.bench import SITI, Bench, found, somebody
from tests.kiosk.visit.guest import Guest

FIRST = somebody(Code.PRINT_READY)
DAMAGED, LOST = somebody(Code.DAMAGED), somebody(Code.LOST)
BOTH = pytest.mark.parametrize("who", [DAMAGED, LOST], ids=lambda who: who.shows)
BRINGS = {Code.DAMAGED: "damaged_card", Code.LOST: "police_letter"}


def full_day(bench: Bench) -> None:
    """Let today's only card be somebody else's."""
    assert isinstance(Guest(bench, FIRST).come(), FarewellView)


def switched_off(bench: Bench) -> None:
    bench.touch_printer(act="power", **{"is": "off"})


def feeder_empty(bench: Bench) -> None:
    bench.touch_printer(act="feeder", **{"is": "empty"})


def cover_open(bench: Bench) -> None:
    bench.touch_printer(act="cover", **{"is": "open"})


WHY: Mapping[Callable[[Bench], None], tuple[Code, str, Kind]] = {
    full_day: (Code.CAP_REACHED, "cap_reached", Kind.APPOINTMENT),
    switched_off: (Code.PRINTER_OUT, "printer_out", Kind.QUEUE),
    feeder_empty: (Code.PRINTER_OUT, "printer_to_fill", Kind.QUEUE),
    cover_open: (Code.PRINTER_OUT, "printer_to_fill", Kind.QUEUE),
}
"""What is known before, and the ending and the slip that follow from it."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Yield an office that prints one card a day, and has an officer."""
    made = found(tmp_path, [FIRST, DAMAGED, LOST], cap=1)
    assert made.office.accounts.first(*SITI) is None
    yield made
    assert made.office.check().violations == []
    made.close()


def asked_for_officer(guest: Guest) -> bool:
    return any(isinstance(view, OfficerView) for view in guest.came)


@BOTH
@pytest.mark.parametrize("happened", WHY, ids=lambda each: each.__name__)
def test_no_officer_is_asked_to_end_a_card_that_none_can_follow(
    happened: Callable[[Bench], None], who: Resident, bench: Bench
) -> None:
    happened(bench)
    guest = Guest(bench, who, officer=SimulatedOfficer(*SITI))
    ending = guest.ending()
    code, variant, kind = WHY[happened]
    assert (ending.code, ending.heading.id) == (code, f"outcome.{variant}.heading")
    assert message(f"document.{BRINGS[who.shows]}") in ending.bring
    assert not asked_for_officer(guest)
    assert Void.select().count() == 0
    assert ending.slip is not None
    assert ending.slip.kept.kind is kind
    assert Place.get(Place.nik == who.nik).need == Need(who.shows), "not as for a first card"


@BOTH
def test_on_the_day_of_the_appointment_it_is_ended_and_another_printed(
    who: Resident, bench: Bench
) -> None:
    full_day(bench)
    guest = Guest(bench, who, officer=SimulatedOfficer(*SITI))
    slip = guest.slip()
    guest.days(1)
    assert isinstance(guest.come(slip.token), FarewellView)
    assert bench.office.matters.of(who.nik) == ()


@pytest.mark.parametrize("who", [FIRST, DAMAGED, LOST], ids=lambda who: who.shows)
def test_a_photo_that_cannot_be_printed_is_seen_before_and_told(
    who: Resident, bench: Bench
) -> None:
    record = bench.record(who)
    bench.ministry.seed([msgspec.structs.replace(record, photo=b"\x89PNG no picture")])
    guest = Guest(bench, who, officer=SimulatedOfficer(*SITI))
    ending = guest.ending()
    assert (ending.code, ending.heading.id) == (Code.FAILED, "outcome.photo_unreadable.heading")
    (case,) = [each for each in bench.office.matters.of(who.nik) if each.kind is Kind.CASE]
    assert case.about == PHOTO
    assert not asked_for_officer(guest)
    assert Void.select().count() == 0


class Unlucky(Guest):
    """Somebody whose printer is switched off while the officer is on the way."""

    def _see(self, view: View) -> None:
        super()._see(view)
        if isinstance(view, OfficerView):
            switched_off(self.bench)


def test_a_letter_was_only_looked_at_and_the_card_stays_as_it_is(bench: Bench) -> None:
    ending = Unlucky(bench, LOST, officer=SimulatedOfficer(*SITI)).ending()
    assert ending.code is Code.PRINTER_OUT
    assert Void.select().count() == 0


def test_a_card_that_was_cut_is_given_up_and_its_blank_kept(bench: Bench) -> None:
    guest = Unlucky(bench, DAMAGED, officer=SimulatedOfficer(*SITI))
    ending = guest.ending()
    assert ending.code is Code.PRINTER_OUT
    assert Void.get().cause == Cause.DAMAGED
    assert ending.slip is not None
    assert ending.slip.kept.suket is not None
    (place,) = [each for each in bench.office.matters.of(DAMAGED.nik) if each.about == "damaged"]
    assert place.called_until is not None


def test_while_the_printer_is_asked_the_screen_says_so(bench: Bench) -> None:
    guest = Guest(bench, DAMAGED)
    guest.come()
    asked = guest.came.index(WaitView(asks_printer=True))
    assert isinstance(guest.came[asked + 1], OfficerView)
    assert isinstance(guest.came[-1], OutcomeView)


@pytest.mark.parametrize("full", [False, True])
def test_asking_moves_nothing_and_writes_nothing_down(full: bool, bench: Bench) -> None:
    if full:
        full_day(bench)
    rows, fed = Audit.select().count(), bench.printer.act({"act": "look"}, 0.0)
    refusal = bench.office.issuance.refusal(DAMAGED.nik, Cause.DAMAGED)
    assert refusal == (Refusal(NotNow.CAP_REACHED) if full else None)
    assert (Audit.select().count(), bench.printer.act({"act": "look"}, 0.0)) == (rows, fed)


def test_what_the_printer_says_is_handed_on(bench: Bench) -> None:
    cover_open(bench)
    refusal = bench.office.issuance.refusal(LOST.nik, Cause.LOST)
    assert refusal is not None
    assert refusal.fault is not None
    assert refusal.fault.kind is FaultKind.COVER_OPEN
