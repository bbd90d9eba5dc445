"""Somebody else's card lies in the box: an officer hands out the right one, or nobody opens it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.models import Card
from kiosk.issuance.results import Door, Printed
from kiosk.message import message
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedOfficer
from kiosk.visit.attesting import Attended, SignHandOver, Unattested
from kiosk.visit.codes import Act, Code
from kiosk.visit.events import (
    Attest,
    Back,
    CallOfficer,
    Cancel,
    Confirm,
    Intent,
    OpenAttestation,
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
    stage.want(OpenAttestation(), Attest(*SITI))
    assert task(stage) == SignHandOver(Attest(*SITI))
    stage.done(Unattested(message("staff.denied"), ()))
    holder = stage.shows(OfficerView).holder
    assert stage.overlay() == Attesting(Act.BOX, message("staff.denied"), holder=holder)
    stage.want(Attest(*SITI))
    stage.done(Attended(OFFICERS.first))
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
    stage.want(OpenAttestation(), Attest(*SITI))
    signing = stage.visit.job
    assert signing is not None
    stage.want(Cancel())
    stage.shows(OutcomeView)
    assert signing.abandoned
    stage.done(Attended(OFFICERS.first))
    stage.shows(OutcomeView)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Yield an office with an officer, whose books and hopper agree when the test is over."""
    made = found(tmp_path, [ANNA, BUDI])
    assert made.office.accounts.first(*SITI) is None
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


def officers(guest: Guest) -> list[OfficerView]:
    return [view for view in guest.came if isinstance(view, OfficerView)]


def boxes(guest: Guest) -> list[CollectView]:
    return [view for view in guest.came if isinstance(view, CollectView)]
