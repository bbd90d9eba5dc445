"""From the welcome to the finger: whose visit this is."""

import pytest

from devices.fingerprint.exchange import FaultKind, ReaderFault
from devices.fingerprint.reader import (
    Capture,
    NoFinger,
    NotMatched,
    Poor,
    PoorImage,
)
from kiosk.message import message
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.visit.codes import Code
from kiosk.visit.events import (
    Back,
    Begin,
    Cancel,
    Interrupted,
    SubmitNik,
)
from kiosk.visit.facts import Purpose
from kiosk.visit.jobs import Fetched, TooManyNumbers
from kiosk.visit.views import (
    FingerView,
    NikView,
    OutcomeView,
    WaitView,
    WelcomeView,
)
from tests.kiosk.visit.stage import CARD, HOLDER, NIK, RECORD, Stage

OTHER = "3574010101909002"


@pytest.fixture
def stage() -> Stage:
    return Stage()


def outcome(stage: Stage) -> OutcomeView:
    return stage.shows(OutcomeView)


def test_an_impossible_number_is_explained_and_can_be_corrected(stage: Stage) -> None:
    stage.want(Begin(Purpose.OWN_CARD), SubmitNik("3513012909000000"))
    view = stage.shows(NikView)
    assert view.typed == "3513012909000000"
    assert view.problem is not None
    assert stage.visit.job is None
    stage.want(SubmitNik(NIK))
    stage.shows(WaitView)


def test_a_mistyped_number_can_be_corrected_before_the_last_finger(stage: Stage) -> None:
    stage.to_the_finger()
    stage.done(NotMatched())
    stage.done(NotMatched())
    stage.want(Back())
    view = stage.shows(NikView)
    assert view.typed == NIK


def test_three_wrong_fingers_are_enough(stage: Stage) -> None:
    stage.to_the_finger()
    for left in (2, 1):
        stage.done(NotMatched())
        stage.shows(FingerView)
        assert stage.shows(FingerView).tries_left == left
    stage.done(NotMatched())
    assert outcome(stage).code is Code.NOT_IDENTIFIED


@pytest.mark.parametrize("poor", Poor)
def test_a_poor_image_costs_no_try(poor: Poor, stage: Stage) -> None:
    stage.to_the_finger()
    for _ in range(5):
        stage.done(PoorImage(poor))
        stage.shows(FingerView)
        assert stage.shows(FingerView).tries_left == 3
        assert stage.shows(FingerView).hint is not None


def test_no_finger_is_waited_for_again(stage: Stage) -> None:
    stage.to_the_finger()
    stage.done(NoFinger())
    stage.shows(FingerView)
    assert stage.visit.job is not None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        *((each, Code.SERVER_DOWN) for each in Unavailable if each is not Unavailable.UNREADABLE),
        (Unavailable.UNREADABLE, Code.UNKNOWN_STATUS),
        (UnknownNik(), Code.NIK_UNKNOWN),
    ],
)
def test_what_the_ministry_cannot_say(
    answer: Unavailable | UnknownNik, code: Code, stage: Stage
) -> None:
    stage.to_the_finger(answer)
    assert outcome(stage).code is code


def test_a_number_that_nobody_has_is_looked_through_once(stage: Stage) -> None:
    stage.want(Begin(Purpose.OWN_CARD), SubmitNik(NIK))
    stage.done(Fetched(UnknownNik(), None))
    again = stage.shows(NikView)
    assert again == NikView(NIK, message("nik.not_found"))
    stage.want(SubmitNik(OTHER))
    stage.done(Fetched(UnknownNik(), None))
    assert stage.shows(NikView).typed == OTHER
    stage.want(SubmitNik(OTHER))
    stage.done(Fetched(UnknownNik(), None))
    assert outcome(stage).code is Code.NIK_UNKNOWN
    stage.want(Back())
    assert stage.shows(NikView).typed == OTHER


def test_who_reports_a_death_is_asked_for_their_own_number(stage: Stage) -> None:
    stage.want(Begin(Purpose.REPORT_DEATH))
    assert stage.shows(NikView).of_reporter
    stage.want(SubmitNik("35"))
    assert stage.shows(NikView).of_reporter
    other = Stage()
    other.want(Begin(Purpose.OWN_CARD))
    assert not other.shows(NikView).of_reporter


def test_what_was_wrong_with_a_finger_is_not_said_of_the_next(stage: Stage) -> None:
    stage.to_the_finger()
    stage.done(NotMatched())
    assert stage.shows(FingerView).hint is not None
    stage.tell(Capture.LIFT)
    assert stage.shows(FingerView).hint is not None
    stage.tell(Capture.CAPTURED)
    assert stage.shows(FingerView).hint is None


def test_whose_card_lies_here_unchanged_is_asked_for_the_finger_only(stage: Stage) -> None:
    stage.to_the_finger(RECORD, CARD)
    stage.done(HOLDER)
    assert outcome(stage).code is Code.CARD_WAITING


def test_a_broken_reader_sounds_like_a_wrong_finger(stage: Stage) -> None:
    stage.to_the_finger()
    stage.done(ReaderFault(FaultKind.LOST))
    assert outcome(stage).heading.id == "outcome.not_identified.heading"


def test_too_many_numbers_are_called_that_and_nothing_is_said_of_the_last(stage: Stage) -> None:
    stage.want(Begin(Purpose.OWN_CARD), SubmitNik(NIK))
    stage.done(TooManyNumbers())
    ending = outcome(stage)
    assert ending.code is Code.NOT_IDENTIFIED
    assert ending.heading.id == "outcome.too_many_numbers.heading"
    assert NIK not in repr(ending)


def test_after_a_cut_the_welcome_says_so_to_whoever_comes_first(stage: Stage) -> None:
    stage.visit.send(Interrupted())
    assert stage.shows(WelcomeView).interrupted
    stage.want(Begin(Purpose.OWN_CARD))
    stage.visit.send(Interrupted())
    stage.shows(NikView)
    stage.want(Cancel())
    assert stage.visit.ended


def test_a_number_can_be_begun_on_the_welcome(stage: Stage) -> None:
    stage.want(Begin(Purpose.OWN_CARD, typed="3"))
    assert stage.shows(NikView).typed == "3"
