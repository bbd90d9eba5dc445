"""Somebody else's card lies in the box: an officer hands out the right one, or nobody opens it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.models import Card
from db.states import NOT_FOUND, Cause
from kiosk.issuance.results import Door, Printed, Withdrawn
from kiosk.message import message
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedOfficer
from kiosk.visit.attesting import LetIn, SignedIn, Unattested
from kiosk.visit.codes import Act, Code
from kiosk.visit.events import (
    Back,
    CallOfficer,
    Cancel,
    Confirm,
    Intent,
    OpenAttestation,
    SignIn,
)
from kiosk.visit.jobs import GiveCard
from kiosk.visit.slips import Conclude
from kiosk.visit.stages import DOOR_STAGES
from kiosk.visit.views import (
    Attesting,
    CollectStage,
    CollectView,
    FarewellView,
    OfficerCalled,
    OfficerView,
    OutcomeView,
)
from tests.kiosk.bench import OFFICERS, SITI, Bench, found, somebody
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.stage import CARD, HOLDER, RECORD, Stage

SHARED = replace(CARD, shared=True)
ANNA, BUDI = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)


def at_the_box() -> Stage:
    """Return a visit whose card lies with another, its holder known."""
    stage = Stage()
    stage.to_the_print()
    stage.done(Printed(SHARED))
    assert stage.shows(CollectView).stage is CollectStage.PLACE_FINGER
    stage.done(HOLDER)
    assert stage.shows(OfficerView).act is Act.BOX
    assert stage.visit.job is None
    return stage


def task(stage: Stage) -> object:
    """What is being done."""
    return None if stage.visit.job is None else stage.visit.job.task


def test_the_box_is_opened_once_an_officer_has_signed() -> None:
    stage = at_the_box()
    stage.want(CallOfficer())
    assert stage.overlay() == OfficerCalled(Act.BOX)
    stage.want(OpenAttestation(), SignIn(*SITI))
    assert task(stage) == LetIn(SignIn(*SITI))
    stage.done(Unattested(message("staff.denied"), ()))
    holder = stage.shows(OfficerView).holder
    assert stage.overlay() == Attesting(Act.BOX, message("staff.denied"), holder=holder)
    stage.want(SignIn(*SITI))
    stage.done(SignedIn(OFFICERS.first))
    assert stage.overlay() is None
    assert stage.seen() == CollectView(CollectStage.OPEN_DOOR, attended=True)
    assert task(stage) == GiveCard(CARD.key, HOLDER, RECORD, OFFICERS.first)
    stage.tell(Door.CLOSE_IT)
    assert stage.seen() == CollectView(CollectStage.CLOSE_DOOR, attended=True)
    stage.done(True)
    stage.shows(FarewellView)


@pytest.mark.parametrize("intent", [Confirm(), Cancel()])
def test_where_no_officer_comes_the_card_waits_and_can_be_asked_for_again(intent: Intent) -> None:
    stage = at_the_box()
    stage.want(Back())
    stage.shows(OfficerView)
    stage.want(intent)
    ending = stage.shows(OutcomeView)
    assert (ending.code, ending.card_here) == (Code.CARD_WAITING, True)
    assert isinstance(task(stage), Conclude)
    stage.want(Confirm())
    stage.done(HOLDER)
    stage.shows(OfficerView)


def test_a_signature_that_comes_after_the_visit_went_on_opens_nothing() -> None:
    stage = at_the_box()
    stage.want(OpenAttestation(), SignIn(*SITI))
    signing = stage.visit.job
    assert signing is not None
    stage.want(Cancel())
    stage.shows(OutcomeView)
    assert signing.abandoned
    stage.done(SignedIn(OFFICERS.first))
    stage.shows(OutcomeView)


@pytest.mark.parametrize("door", [Door.OPEN_IT, Door.CLOSE_IT, Door.SIGN])
def test_a_card_that_the_officer_does_not_find_is_looked_for(door: Door) -> None:
    stage = at_the_box()
    stage.want(OpenAttestation(), SignIn(*SITI))
    stage.done(SignedIn(OFFICERS.first))
    stage.tell(door)
    giving = stage.visit.job
    assert giving is not None
    stage.want(Confirm())
    assert giving.abandoned
    ending = stage.shows(OutcomeView)
    assert (ending.heading.id, ending.card_here) == ("outcome.card_not_found.heading", False)


def test_nobody_says_so_without_an_officer_at_the_box() -> None:
    stage = Stage()
    stage.to_the_hopper()
    stage.done(HOLDER)
    stage.tell(Door.OPEN_IT)
    stage.want(Confirm())
    stage.shows(CollectView)


def opened(folder: Path) -> Bench:
    """Return an office with an officer."""
    made = found(folder, [ANNA, BUDI])
    assert made.office.accounts.first(*SITI) is None
    return made


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Yield an office whose books and hopper agree when the test is over."""
    made = opened(tmp_path)
    yield made
    assert made.office.check().violations == []
    blanks = made.office.issuance.blanks()
    assert witness.compare(witness.read(tmp_path / founding.PRINTER), blanks) == []
    made.close()


def state(who: Resident) -> str:
    return str(Card.get(Card.nik == who.nik).state)


def test_two_cards_in_one_box_reach_their_holders_and_neither_is_given_away(bench: Bench) -> None:
    anna, budi = Guest(bench, ANNA), Guest(bench, BUDI)
    anna.come(leave_printer=True)
    budi.come()
    assert [view.act for view in officers(budi)] == [Act.BOX]
    assert not any(view.stage in DOOR_STAGES for view in boxes(budi))
    assert (state(ANNA), state(BUDI)) == ("HELD", "HELD")
    seen = bench.touch_printer(act="look")
    assert (seen["hopper"], seen["door"]) == (2, "closed")
    anna.officer = SimulatedOfficer(*SITI)
    assert isinstance(anna.come(), FarewellView)
    assert (state(ANNA), state(BUDI)) == ("HANDED_OVER", "HELD")
    assert bench.touch_printer(act="look")["hopper"] == 1
    assert isinstance(budi.come(), FarewellView)
    assert officers(budi) == []
    assert (state(ANNA), state(BUDI)) == ("HANDED_OVER", "HANDED_OVER")


def test_a_missed_card_is_not_handed_over_and_is_void_before_there_is_another(
    tmp_path: Path,
) -> None:
    bench = opened(tmp_path)
    office, anna, budi = bench.office, Guest(bench, ANNA), Guest(bench, BUDI)
    anna.come(leave_printer=True)
    budi.come()
    bench.touch_printer(act="door", **{"is": "open"})
    bench.touch_printer(act="take", card=1)  # somebody else has Anna's
    bench.touch_printer(act="door", **{"is": "closed"})
    anna.officer, anna.misses = SimulatedOfficer(*SITI), True
    slip = anna.slip()
    assert state(ANNA) == "HELD"
    again = anna.slip(slip.token)
    assert again.kept.reference == slip.kept.reference
    assert boxes(anna) == []
    for said in (Withdrawn(Cause.LOST, 1), None):
        assert office.issuance.voids.missing(ANNA.nik, OFFICERS, "not in the box") == said
    assert not any(each.about == NOT_FOUND for each in office.matters.of(ANNA.nik))
    assert office.issuance.blanks()["missing"] == 1
    bench.weather("down")
    assert Guest(bench, ANNA).ending().code is Code.SERVER_DOWN
    assert Card.select().where(Card.nik == ANNA.nik).count() == 1
    bench.weather("up")
    anna.misses = False
    assert isinstance(anna.come(), FarewellView)
    cards = Card.select().where(Card.nik == ANNA.nik).order_by(Card.printed_at)
    assert [card.state for card in cards] == ["VOID", "HANDED_OVER"]
    assert office.check().violations == []
    bench.close()


def officers(guest: Guest) -> list[OfficerView]:
    return [view for view in guest.came if isinstance(view, OfficerView)]


def boxes(guest: Guest) -> list[CollectView]:
    return [view for view in guest.came if isinstance(view, CollectView)]
