"""Whoever denies a card that was handed over here: when it was, for whose finger, a complaint."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.documents.slip import Kind
from kiosk.identity import Identity, Method, Reason
from kiosk.message import message
from kiosk.visit.codes import Code, Question
from kiosk.visit.endings import DISPUTED
from kiosk.visit.facts import Condition
from kiosk.visit.views import FarewellView
from tests.kiosk.bench import OPENING, found, somebody
from tests.kiosk.visit.guest import Guest

ANNA = somebody(Code.PRINT_READY)
TODAY = OPENING.date()


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[Guest]:
    """Yield somebody who comes to an office that has a blank for her."""
    bench = found(tmp_path, [ANNA], blanks=1)
    yield Guest(bench, ANNA)
    assert bench.office.check().violations == []
    bench.close()


def denies(guest: Guest) -> Guest:
    """Return the same person, who says that no card ever reached them."""
    told = {**guest.who.answers.told, Question.CONDITION: Condition.NEVER_RECEIVED}
    return Guest(guest.bench, replace(guest.who, answers=replace(guest.who.answers, told=told)))


def test_who_took_their_card_here_and_denies_it_hears_when_and_has_a_complaint(anna: Guest) -> None:
    assert isinstance(anna.come(), FarewellView)
    taken = anna.bench.office.issuance.card_of(ANNA.nik)
    assert taken is not None
    assert taken.handed_over is not None
    anna.days(1)
    ending = denies(anna).ending()
    assert (ending.code, ending.heading.id) == (
        Code.ALREADY_PRINTED,
        "outcome.card_disputed.heading",
    )
    why = dict(ending.why.args)
    assert dict(ending.heading.args)["handed_over"] == taken.handed_over.at
    assert taken.handed_over.at.date() == TODAY
    assert why["known_by"] == message("handed_over.sensor")
    assert ending.slip is not None
    assert ending.slip.kept.kind is Kind.CASE
    (case,) = anna.bench.office.matters.of(ANNA.nik)
    assert (case.reference, case.about) == (ending.slip.kept.reference, DISPUTED)
    assert denies(anna).slip().kept.reference == case.reference, "one complaint"
    assert anna.ending().heading.id == "outcome.already_printed.heading"


def test_a_card_that_an_officer_vouched_for_was_opened_for_no_finger(anna: Guest) -> None:
    anna.come(leave_card=True)
    office = anna.bench.office
    card = office.issuance.card_of(ANNA.nik)
    assert card is not None
    assert card.handed_over is None
    vouched = Identity(ANNA.nik, Method.OFFICER, 1, ("siti",), Reason.WORN)
    assert office.issuance.hand_over(card.key, vouched, anna.bench.at_the_door)
    ending = denies(anna).ending()
    assert dict(ending.why.args)["known_by"] == message("handed_over.officer")
