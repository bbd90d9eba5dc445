"""Every way out of a visit: back, stop, an officer, and nobody there any more."""

import contextlib
import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from devices.printer.printer import Progress
from devices.printer.printer import Told as PrinterTold
from kiosk.documents.slip import Kind
from kiosk.ministry.client import UnknownNik
from kiosk.policy import Policy
from kiosk.register.nik import read_nik
from kiosk.visit.codes import Code, Question
from kiosk.visit.events import (
    Back,
    Begin,
    CallOfficer,
    Cancel,
    Confirm,
    SetLanguage,
    Stay,
    SubmitNik,
    Tick,
    ToggleWrong,
)
from kiosk.visit.facts import Facts, Field, Purpose
from kiosk.visit.jobs import PrintCard
from kiosk.visit.slips import GivePaper, Opened
from kiosk.visit.views import (
    CollectStage,
    CollectView,
    FarewellView,
    Group,
    IdleWarning,
    NikView,
    OfficerCalled,
    OutcomeView,
    Paper,
    PrintingView,
    QuestionView,
    ReadyView,
    ReviewView,
    View,
    WaitView,
    WelcomeView,
    WritingView,
)
from kiosk.visit.visit import UNHURRIED
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.documents.scanner import scan
from tests.kiosk.locale.endings import CASE, FIELDS
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.stage import HOLDER, NIK, Stage
from tests.screens.seen import SAMPLES

WAITING = replace(CASE, kind=Kind.CARD_WAITING, about=Code.CARD_WAITING)
"""What is open for the holder of a card in the making."""


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_back_returns_to_each_question_as_it_was_answered(stage: Stage) -> None:
    stage.to_the_data()
    stage.want(ToggleWrong(Field.SEX), Confirm())
    stage.want(Back())
    view = stage.shows(ReviewView)
    assert [row.field for row in view.rows if row.wrong] == [Field.SEX]
    stage.want(ToggleWrong(Field.SEX))
    stage.answer_everything()
    stage.shows(ReadyView)
    for question in (Question.DEATH_IN_FAMILY, Question.MARRIED, Question.MOVED):
        stage.want(Back())
        assert stage.seen() == QuestionView(question)
    for group in reversed(Group):
        stage.want(Back())
        stage.shows(ReviewView)
        assert stage.shows(ReviewView).group is group
    stage.want(Back())
    stage.shows(NikView)
    stage.want(Back())
    assert stage.visit.ended


def to_the_last_question(stage: Stage) -> None:
    stage.to_the_data()
    stage.answer_everything()


WAYS: dict[str, Callable[[Stage], object]] = {
    "the number": lambda stage: stage.want(Begin(Purpose.OWN_CARD)),
    "the wait": lambda stage: stage.want(Begin(Purpose.OWN_CARD), SubmitNik(NIK)),
    "the finger": Stage.to_the_finger,
    "the data": Stage.to_the_data,
    "the last question": to_the_last_question,
    "an outcome": lambda stage: stage.to_the_finger(UnknownNik()),
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_stops_is_forgotten(way: str, stage: Stage) -> None:
    WAYS[way](stage)
    job = stage.visit.job
    stage.want(Cancel())
    assert stage.visit.ended
    assert job is None or job.abandoned
    assert remembered(stage) == []


@pytest.mark.parametrize("way", WAYS)
def test_an_officer_can_be_called_and_the_visit_goes_on(way: str, stage: Stage) -> None:
    WAYS[way](stage)
    view = stage.seen()
    stage.want(CallOfficer())
    assert isinstance(stage.overlay(), OfficerCalled)
    stage.want(Stay())
    assert stage.overlay() is None
    assert stage.seen() == view


@pytest.mark.parametrize("way", WAYS)
def test_nobody_pressing_is_asked_with_a_countdown_and_then_forgotten(
    way: str, stage: Stage
) -> None:
    WAYS[way](stage)
    if stage.visit.deadline is None:
        return
    for _ in range(10):
        stage.wait(125)
        assert isinstance(stage.overlay(), IdleWarning)
        stage.want(Stay())
        assert stage.overlay() is None
    seen: list[int] = []
    while not stage.visit.ended:
        assert stage.visit.deadline is not None
        stage.clock.sleep_until(stage.visit.deadline)
        stage.visit.send(Tick())
        overlay = stage.overlay()
        if isinstance(overlay, IdleWarning):
            seen.append(overlay.seconds_left)
    assert seen == list(range(45, 0, -1))
    assert remembered(stage) == []


def remembered(stage: Stage) -> list[object]:
    """Return whatever of the resident can be reached from the visit."""
    found: list[object] = []
    seen: set[int] = set()
    todo: list[object] = [stage.visit]
    while todo:
        each = todo.pop()
        if id(each) in seen or isinstance(each, type) or type(each).__name__ == "module":
            continue
        seen.add(id(each))
        if isinstance(each, str) and (NIK in each or FIELDS.name in each):
            found.append(each)
        if type(each).__module__.startswith(("kiosk", "builtins", "datetime")):
            todo += gc.get_referents(each)
    return found


def test_a_card_being_made_cannot_be_stopped(stage: Stage) -> None:
    stage.to_the_print()
    stage.want(Cancel(), Back())
    stage.shows(PrintingView)
    assert stage.visit.deadline is None
    assert not stage.visit.can_go_back


ANNA = somebody(Code.PRINT_READY)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = found(tmp_path, [ANNA])
    yield bench
    bench.close()


def test_whoever_leaves_the_printer_has_the_slip_on_paper(bench: Bench) -> None:
    view = Guest(bench, ANNA).come(leave_printer=True)
    assert isinstance(view, OutcomeView)
    assert view.heading.id == "outcome.card_in_the_making.heading"
    assert view.slip is not None
    assert view.slip.paper is Paper.PRINTED
    assert [scan(each) for each in bench.receipts.receipts] == [[view.slip.token]]


def test_whoever_leaves_the_printer_hears_that_there_is_no_paper(bench: Bench) -> None:
    bench.touch_receipts(act="paper", **{"is": "out"})
    view = Guest(bench, ANNA).come(leave_printer=True)
    assert isinstance(view, OutcomeView)
    assert view.slip is not None
    assert view.slip.paper is Paper.NOT_PRINTED


def test_nobody_leaves_with_a_promise_of_a_card_that_no_blank_is_there_for(
    tmp_path: Path,
) -> None:
    with contextlib.closing(found(tmp_path / "none", [ANNA], blanks=0)) as bench:
        guest = Guest(bench, ANNA)
        guest.come(leave_printer=True)
        assert {each.code for each in guest.came if isinstance(each, OutcomeView)} == {
            Code.NO_BLANK
        }
        assert [each.kind for each in bench.office.matters.of(ANNA.nik)] == [Kind.QUEUE]


def test_whose_card_fails_after_they_left_has_what_a_waiting_holder_gets(bench: Bench) -> None:
    bench.touch_printer(act="power", **{"is": "off"})
    facts = Facts(OPENING.date(), read_nik(ANNA.nik), bench.record(ANNA))
    print_card = PrintCard(facts, Policy())
    print_card.run(bench.office, lambda _: None, lambda: True)
    kinds = {each.kind for each in bench.office.matters.of(ANNA.nik)}
    assert kinds == {Kind.CARD_WAITING, Kind.QUEUE}
    print_card.run(bench.office, lambda _: None, lambda: False)
    kinds = {each.kind for each in bench.office.matters.of(ANNA.nik)}
    assert kinds == {Kind.CARD_WAITING, Kind.QUEUE}, "the ending tells that it counts no more"


def test_whoever_waits_for_the_card_gets_no_paper(bench: Bench) -> None:
    assert isinstance(Guest(bench, ANNA).come(), FarewellView)
    assert bench.touch_receipts(act="look")["receipts"] == 0


def test_the_paper_is_asked_for_when_leaving_and_told_on_the_ending(stage: Stage) -> None:
    stage.to_the_print()
    stage.tell(WAITING)
    printing = stage.visit.job
    stage.want(Confirm())
    assert stage.visit.job is printing, "nobody leaves before a blank is theirs"
    stage.tell(PrinterTold(Progress.FEEDING, 0, 0))
    stage.want(Confirm())
    assert stage.visit.job is not None
    assert stage.visit.job is not printing
    assert stage.visit.job.task == GivePaper(
        replace(stage.shows(OutcomeView), slip=None), WAITING, "id"
    )
    for paper in (Paper.PRINTING, Paper.PRINTED):
        stage.tell(Opened(WAITING, is_new=True, paper=paper))
        slip = stage.shows(OutcomeView).slip
        assert slip is not None
        assert (slip.paper, slip.may_phone) == (paper, False)
    stage.want(Confirm())
    assert stage.visit.ended
    assert remembered(stage) == []


def test_whoever_leaves_the_card_hears_how_to_get_it(stage: Stage) -> None:
    stage.to_the_hopper()
    stage.want(Cancel())
    view = stage.shows(OutcomeView)
    assert view.code is Code.CARD_WAITING
    assert view.card_here
    stage.want(Confirm())
    assert stage.seen() == CollectView(CollectStage.PLACE_FINGER)


def test_an_open_door_cannot_be_walked_away_from(stage: Stage) -> None:
    stage.to_the_hopper()
    stage.done(HOLDER)
    stage.want(Cancel())
    assert stage.seen() == CollectView(CollectStage.OPEN_DOOR)


def test_a_language_lasts_one_visit(stage: Stage) -> None:
    stage.want(SetLanguage("en"))
    stage.to_the_data()
    assert stage.visit.language == "en"
    assert Stage().visit.language == "id"


def test_a_language_chosen_by_somebody_who_left_does_not_stay(stage: Stage) -> None:
    stage.want(SetLanguage("jv"))
    stage.wait(Policy().idle_seconds - 1)
    assert not stage.visit.ended
    stage.wait(1)
    assert stage.visit.ended


def test_the_welcome_in_the_usual_language_waits_for_ever(stage: Stage) -> None:
    assert stage.visit.deadline is None


def test_everybody_is_asked_whether_they_are_there_unless_a_machine_works() -> None:
    unhurried = {WelcomeView, WaitView, WritingView, PrintingView, CollectView}
    assert set(UNHURRIED) == unhurried
    stage = Stage()
    views = {type(each): each for each, overlay in SAMPLES.values() if overlay is None}
    assert set(views) == set(get_args(View))
    for kind, view in views.items():
        stage.visit._conversation.view = view
        assert (stage.visit.deadline is None) == (kind in unhurried), kind
