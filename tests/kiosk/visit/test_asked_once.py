"""Nothing is asked twice: whatever is answered, and whatever the record says."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec
import pytest

from devices.clock import VirtualClock
from kiosk.ministry.contract import CardOnRecord, Record, Status
from kiosk.visit.codes import Question
from kiosk.visit.events import Back, Begin, Choose, Confirm, SubmitNik, ToggleWrong
from kiosk.visit.facts import Field, Purpose
from kiosk.visit.views import CHOICES, Choice, FingerView, NikView, QuestionView, ReviewView
from tests.kiosk.locale.endings import ISSUED
from tests.kiosk.visit.stage import CARD, NIK, RECORD, START, Stage

FETCHED = msgspec.structs.replace(
    ISSUED,
    photo=RECORD.photo,
    card=CardOnRecord(printed_on=START.date(), printed_at="KANTOR", received=True),
)
RECORDS = {
    **{status.lower(): msgspec.structs.replace(RECORD, status=status) for status in Status},
    "card in hand": FETCHED,
    "dead": msgspec.structs.replace(RECORD, deceased=True),
}
CARDS = {"no card of ours": None, "handed over": replace(CARD, in_hopper=False), "here": CARD}
LINES = (frozenset[Field](), frozenset({Field.NAME}))
"""What is called wrong on the pages of data."""
LONGEST = 12
"""Questions and pages of any visit."""


def asked(record: Record, card: str, wrong: frozenset[Field], said: Sequence[Choice]) -> Stage:
    """Return a visit that was answered so far."""
    stage = Stage(VirtualClock(START))
    stage.to_the_data(record, CARDS[card])
    choices = iter(said)
    for _ in range(LONGEST):
        match stage.seen():
            case ReviewView(group):
                stage.want(*(ToggleWrong(line) for line in group.value if line in wrong), Confirm())
            case QuestionView():
                choice = next(choices, None)
                if choice is None:
                    return stage
                stage.want(Choose(choice))
            case _:
                return stage
    raise AssertionError(f"it never ends after {said}")


def visits(record: Record, card: str, wrong: frozenset[Field]) -> Iterator[list[Question]]:
    """Yield the questions of every visit, whatever is chosen."""
    todo: list[tuple[list[Choice], list[Question]]] = [([], [])]
    while todo:
        said, questions = todo.pop()
        view = asked(record, card, wrong, said).seen()
        if isinstance(view, QuestionView):
            here = [*questions, view.question]
            todo += [([*said, choice], here) for choice in view.choices]
        else:
            yield questions


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("record", RECORDS)
def test_no_sequence_of_answers_is_asked_the_same_twice(record: str, card: str) -> None:
    for wrong in LINES:
        for questions in visits(RECORDS[record], card, wrong):
            assert len(questions) == len(set(questions)), questions


def test_a_number_stays_through_back_and_is_never_typed_anew() -> None:
    stage = Stage(VirtualClock(START))
    stage.want(Begin(Purpose.OWN_CARD), SubmitNik(NIK[:-1]))
    assert stage.shows(NikView).typed == NIK[:-1]
    stage.to_the_finger(RECORD)
    stage.shows(FingerView)
    stage.want(Back())
    assert stage.shows(NikView).typed == NIK


def test_what_was_answered_before_going_back_is_asked_where_it_was() -> None:
    stage = asked(FETCHED, "no card of ours", LINES[0], ())
    question = stage.shows(QuestionView).question
    stage.want(Back())
    stage.shows(ReviewView)
    stage.want(Confirm())
    assert stage.shows(QuestionView).question is question


def test_these_visits_come_by_every_question_that_is_asked_with_a_press() -> None:
    met = {
        question
        for name in ("print_ready_record", "card in hand")
        for questions in visits(RECORDS[name], "no card of ours", LINES[0])
        for question in questions
    }
    of_reporters = {Question.ANOTHER_DEATH}  # everybody here comes for a card
    assert met == set(CHOICES) - of_reporters
