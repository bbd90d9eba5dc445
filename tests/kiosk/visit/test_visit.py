"""One visit from the welcome to its end."""

from datetime import date, timedelta

import msgspec
import pytest

from devices.fingerprint.reader import (
    Capture,
)
from devices.printer.printer import Fault as PrinterFault
from devices.printer.printer import FaultKind as PrinterFaultKind
from devices.printer.printer import Progress
from devices.printer.printer import Told as PrinterTold
from kiosk.issuance.results import AlreadyPrinted, Door, NotNow, Printed, Refusal
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Refused
from kiosk.visit.codes import Code, Question
from kiosk.visit.events import (
    Back,
    Begin,
    Cancel,
    Choose,
    Confirm,
    Done,
    Stay,
    SubmitNik,
    ToggleWrong,
    Told,
)
from kiosk.visit.facts import Field, Purpose
from kiosk.visit.jobs import Fetched, Job, Preload
from kiosk.visit.outcomes import DOCUMENTS, PROOFS
from kiosk.visit.views import (
    CollectStage,
    CollectView,
    FarewellView,
    FingerStage,
    FingerView,
    Group,
    NikView,
    OutcomeView,
    PrintingView,
    QuestionView,
    ReadyView,
    ReviewView,
    WaitView,
    WelcomeView,
)
from tests.kiosk.locale.endings import FIELDS
from tests.kiosk.visit.stage import CARD, HOLDER, NIK, PLACE, RECORD, START, Stage

JAM = PrinterFault(PrinterFaultKind.CARD_JAM, "MECHANICAL ERROR")
EMPTY = PrinterFault(PrinterFaultKind.FEEDER_EMPTY, "FEEDER EMPTY")


@pytest.fixture
def stage() -> Stage:
    return Stage()


def outcome(stage: Stage) -> OutcomeView:
    return stage.shows(OutcomeView)


def test_the_way_to_a_card(stage: Stage) -> None:
    stage.shows(WelcomeView)
    stage.want(Begin(Purpose.OWN_CARD))
    assert stage.seen() == NikView()
    stage.want(SubmitNik(f"{NIK[:4]} {NIK[4:10]}.{NIK[10:]}"))
    stage.shows(WaitView)
    stage.done(Fetched(RECORD, None))
    assert stage.seen() == FingerView(NIK[-4:], FingerStage.PLACE, None, 3)
    stage.tell(Capture.CAPTURED)
    assert stage.seen() == FingerView(NIK[-4:], FingerStage.HOLD, None, 3)
    stage.done(HOLDER)
    for group in Group:
        stage.shows(ReviewView)
        assert [row.field for row in stage.shows(ReviewView).rows] == list(group.value)
        stage.want(Confirm())
    for question in (Question.MOVED, Question.MARRIED, Question.DEATH_IN_FAMILY):
        assert stage.seen() == QuestionView(question)
        stage.want(Choose(False))
    stage.shows(ReadyView)
    stage.want(Confirm())
    stage.tell(PrinterTold(Progress.PRINTING, 2, 5))
    assert (stage.shows(PrintingView).done, stage.shows(PrintingView).of) == (2, 5)
    stage.done(Printed(CARD))
    assert stage.seen() == CollectView(CollectStage.PLACE_FINGER)
    stage.done(HOLDER)
    stage.tell(Door.CLOSE_IT)
    assert stage.seen() == CollectView(CollectStage.CLOSE_DOOR)
    stage.done(True)
    assert stage.seen() == FarewellView()
    stage.want(Confirm())
    assert stage.visit.ended


def at_review(stage: Stage) -> Job:
    """Come to the data; return what the printer does meanwhile."""
    stage.want(Begin(Purpose.OWN_CARD), SubmitNik(NIK))
    stage.done(Fetched(RECORD, None))
    before = stage.visit.aside
    stage.done(HOLDER)
    aside = stage.visit.aside
    assert before is None
    assert aside is not None
    return aside


def test_the_printer_takes_the_card_while_the_data_is_checked(stage: Stage) -> None:
    aside = at_review(stage)
    assert aside.task == Preload(RECORD)
    page = stage.seen()
    stage.visit.send(Told(aside.ticket, PrinterTold(Progress.LOADING, 1, 5)))
    stage.visit.send(Done(aside.ticket, None))
    assert stage.seen() == page
    stage.want(Confirm(), Back(), Confirm())
    assert stage.visit.aside is aside


def test_whoever_prints_sooner_sees_how_far_the_loading_is(stage: Stage) -> None:
    aside = at_review(stage)
    stage.want(*[Confirm()] * len(Group))
    for _ in range(3):
        stage.want(Choose(choice=False))
    stage.shows(ReadyView)
    stage.want(Confirm())
    assert not aside.abandoned
    stage.visit.send(Told(aside.ticket, PrinterTold(Progress.LOADING, 2, 5)))
    assert stage.shows(PrintingView).done == 2
    stage.visit.send(Done(aside.ticket, None))
    stage.shows(PrintingView)


def test_whoever_gets_no_card_stops_the_loading(stage: Stage) -> None:
    aside = at_review(stage)
    stage.want(ToggleWrong(Field.NAME), *[Confirm()] * len(Group))
    for _ in range(3):
        stage.want(Choose(choice=False))
    stage.shows(OutcomeView)
    assert aside.abandoned


def test_another_number_starts_with_nothing_said_and_nothing_loaded(stage: Stage) -> None:
    aside = at_review(stage)
    stage.want(ToggleWrong(Field.NAME))
    while not isinstance(stage.seen(), NikView):
        stage.want(Back())
    other = msgspec.structs.replace(RECORD, data_version=RECORD.data_version + 1)
    stage.want(SubmitNik(NIK))
    stage.done(Fetched(other, None))
    stage.done(HOLDER)
    assert not any(row.wrong for row in stage.shows(ReviewView).rows)
    assert aside.abandoned
    assert stage.visit.aside is not None
    assert stage.visit.aside.task == Preload(other)


def test_whoever_leaves_stops_the_loading_and_is_forgotten(stage: Stage) -> None:
    aside = at_review(stage)
    stage.want(Cancel())
    assert aside.abandoned
    assert stage.visit.aside is None


def test_a_page_shows_four_lines_at_the_most() -> None:
    assert all(len(group.value) <= 4 for group in Group)
    assert {field for group in Group for field in group.value} == set(Field)


@pytest.mark.parametrize("field", Field)
def test_each_line_can_be_called_wrong_alone(field: Field, stage: Stage) -> None:
    stage.to_the_data()
    while isinstance(stage.seen(), ReviewView):
        stage.want(ToggleWrong(field), Confirm())
    stage.answer_everything()
    view = outcome(stage)
    assert view.code is Code.DATA_CHANGED
    named = dict(view.why.args)["fields"]
    assert [each.id for each in named] == [f"field.{field}"]  # type: ignore[union-attr]
    brought = {each.id.removeprefix("document.") for each in view.bring}
    assert set(PROOFS[field]) <= brought


def test_a_line_called_wrong_can_be_called_right_again(stage: Stage) -> None:
    stage.to_the_data()
    stage.want(ToggleWrong(Field.NAME))
    assert stage.shows(ReviewView).rows[0].wrong
    stage.want(ToggleWrong(Field.NAME))
    stage.answer_everything()
    stage.shows(ReadyView)


def test_a_line_of_another_page_cannot_be_marked(stage: Stage) -> None:
    stage.to_the_data()
    stage.want(ToggleWrong(Field.MOTHER))
    stage.answer_everything()
    stage.shows(ReadyView)


@pytest.mark.parametrize(
    ("name", "field", "text"),
    [
        *(
            (name, field, text)
            for name, field in (
                ("name", Field.NAME),
                ("address", Field.ADDRESS),
                ("birth_place", Field.BIRTH),
            )
            for text in ("W" * 128, "X" * 99 + "…", "山田", "A\ufffdB")
        ),
        ("name", Field.NAME, "12345"),
        ("name", Field.NAME, ""),
    ],
)
def test_what_cannot_be_printed_is_wrong_and_stays_so(
    name: str, field: Field, text: str, stage: Stage
) -> None:
    fields = msgspec.structs.replace(FIELDS, **{name: text})
    stage.to_the_data(msgspec.structs.replace(RECORD, fields=fields))
    while isinstance(stage.seen(), ReviewView):
        stage.want(ToggleWrong(field), Confirm())
    stage.answer_everything()
    assert outcome(stage).code is Code.DATA_CHANGED


def test_an_answer_that_is_too_late_changes_nothing(stage: Stage) -> None:
    stage.want(Begin(Purpose.OWN_CARD), SubmitNik(NIK))
    assert stage.visit.job is not None
    stale = stage.visit.job.ticket
    stage.want(Back(), SubmitNik("3513012909009002"))
    stage.visit.send(Done(stale, Fetched(RECORD, None)))
    stage.shows(WaitView)
    assert stage.visit.job.ticket != stale


@pytest.mark.parametrize(
    ("issued", "code", "words"),
    [
        (Refusal(NotNow.PRINTER_OUT), Code.PRINTER_OUT, "printer_out"),
        (Refusal(NotNow.PRINTER_OUT, JAM), Code.PRINTER_OUT, "printer_out"),
        (Refusal(NotNow.PRINTER_OUT, EMPTY), Code.PRINTER_OUT, "printer_to_fill"),
        (Refusal(NotNow.NO_BLANK), Code.NO_BLANK, "no_blank"),
        (Refusal(NotNow.CAP_REACHED), Code.CAP_REACHED, "cap_reached"),
        (AlreadyPrinted(START, PLACE.office), Code.ALREADY_PRINTED, "already_printed"),
        (Unavailable.SLOW, Code.SERVER_DOWN, "server_down_kept"),
        (
            Refused(
                key="k", digest="0" * 64, reason="already_printed", printed_on=date(2025, 1, 2)
            ),
            Code.ALREADY_PRINTED,
            "already_printed_unknown",
        ),
    ],
)
def test_a_card_that_is_not_printed_now(
    issued: object, code: Code, words: str, stage: Stage
) -> None:
    stage.to_the_print()
    stage.done(issued)
    assert outcome(stage).code is code
    assert outcome(stage).heading.id == f"outcome.{words}.heading"


def test_a_photo_that_cannot_be_read_is_told_to_its_holder_only(stage: Stage) -> None:
    stage.to_the_finger(msgspec.structs.replace(RECORD, photo=b"no picture"))
    stage.shows(FingerView)
    stage.done(HOLDER)
    stage.answer_everything()
    assert outcome(stage).code is Code.FAILED


def test_a_record_that_changed_meanwhile_is_fetched_again_but_once(stage: Stage) -> None:
    stale = Refused(key="k", digest="0" * 64, reason="stale_version")
    stage.to_the_print()
    stage.done(stale)
    stage.shows(WaitView)
    stage.done(Fetched(RECORD, None))
    stage.answer_everything()
    stage.want(Confirm())
    stage.done(stale)
    assert outcome(stage).code is Code.UNKNOWN_STATUS


def test_a_death_in_the_family_is_remembered_to_the_end(stage: Stage) -> None:
    stage.to_the_data()
    while isinstance(stage.seen(), ReviewView):
        stage.want(Confirm())
    stage.want(Choose(False), Choose(False), Choose(True), Confirm())
    stage.done(Printed(CARD))
    stage.done(HOLDER)
    stage.done(True)
    assert [each.id for each in stage.shows(FarewellView).also] == ["also.report_death"]


@pytest.mark.parametrize(
    ("accompanied", "death", "seconds"),
    [(False, False, 20), (False, True, 30), (True, False, 40), (True, True, 60)],
)
def test_the_farewell_ends_by_itself_once_there_was_time_to_read_it(
    stage: Stage, *, accompanied: bool, death: bool, seconds: float
) -> None:
    stage.want(Begin(Purpose.OWN_CARD, accompanied=accompanied), SubmitNik(NIK))
    stage.done(Fetched(RECORD, None))
    stage.done(HOLDER)
    while isinstance(stage.seen(), ReviewView):
        stage.want(Confirm())
    stage.want(Choose(False), Choose(False), Choose(death), Confirm())
    stage.done(Printed(CARD))
    stage.done(HOLDER)
    stage.done(True)
    assert len(stage.shows(FarewellView).also) == death
    stage.wait(seconds - 1)
    stage.want(Stay())  # a touch that presses nothing
    stage.wait(seconds - 1)
    stage.shows(FarewellView)
    stage.wait(2)
    assert stage.visit.ended


def test_the_purpose_of_reporting_a_death_lists_the_documents(stage: Stage) -> None:
    stage.want(Begin(Purpose.REPORT_DEATH), SubmitNik(NIK))
    stage.done(Fetched(RECORD, None))
    stage.done(HOLDER)
    brought = {each.id.removeprefix("document.") for each in outcome(stage).bring}
    assert brought == set(DOCUMENTS["report_death"])


def test_the_day_from_which_a_card_is_due_is_told(stage: Stage) -> None:
    born = START.date() - timedelta(days=16 * 365)
    fields = msgspec.structs.replace(FIELDS, birth_date=born, marital_status=1)
    stage.to_the_data(msgspec.structs.replace(RECORD, fields=fields))
    stage.answer_everything()
    view = outcome(stage)
    assert view.code is Code.UNDERAGE
    assert dict(view.when.args)["adult"] == born.replace(year=born.year + 17)
