"""A damaged or lost card in one visit: an officer signs, the ministry knows, another is printed."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from db.states import Cause, Need
from devices.entropy import SeededEntropy
from kiosk.desk.accounts import Accounts
from kiosk.desk.matter import VOID_REFUSED, Wish
from kiosk.documents.slip import Kind
from kiosk.identity import Reason
from kiosk.issuance.results import NotNow, Refusal, Unlike, Withdrawn
from kiosk.message import message
from kiosk.ministry.client import MinistryClient, Rejected, Unavailable
from kiosk.ministry.contract import Record, Status
from kiosk.policy import Policy
from kiosk.register.nik import read_nik
from kiosk.simulation import founding
from kiosk.visit.attesting import SignWithdrawal, Unattested
from kiosk.visit.codes import Act, Code, Question
from kiosk.visit.events import (
    Attest,
    Back,
    Begin,
    CallOfficer,
    Choose,
    Confirm,
    OpenAttestation,
    SignIn,
    Stay,
    SubmitNik,
)
from kiosk.visit.facts import Condition, Facts, Purpose
from kiosk.visit.jobs import Fetched, FetchRecord, PrintCard
from kiosk.visit.outcomes import wishes
from kiosk.visit.views import (
    Attesting,
    FingerView,
    Holder,
    OfficerCalled,
    OfficerView,
    OutcomeView,
    QuestionView,
    ReadyView,
    ReviewView,
    WaitView,
)
from tests.kiosk.bench import OFFICERS, Bench, found, somebody
from tests.kiosk.locale.endings import FETCHED
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.stage import CARD, HOLDER, NIK, RECORD, Stage

OLD = msgspec.structs.replace(RECORD, status=Status.CARD_ISSUED, card=FETCHED.card)
NEXT = msgspec.structs.replace(RECORD, generation=2)
SIGNED = SignIn("siti", "satu dua tiga")
RESIDENT = somebody(Code.DAMAGED)
CAUSES = {Condition.DAMAGED: Cause.DAMAGED, Condition.LOST: Cause.LOST}
WHOSE = Holder(OLD.fields.name, NIK)
BOTH = pytest.mark.parametrize("condition", CAUSES)


def at_the_officer(condition: Condition) -> Stage:
    """Return a visit that waits for an officer."""
    stage = Stage()
    stage.to_the_data(OLD)
    while isinstance(stage.seen(), ReviewView):
        stage.want(Confirm())
    while isinstance(view := stage.seen(), QuestionView):
        asked = view.question is Question.CONDITION
        stage.want(Choose(condition if asked else view.question is Question.POLICE_LETTER))
    act = Act.CUT if condition is Condition.DAMAGED else Act.LETTER
    assert stage.shows(OfficerView).act is act
    return stage


def task(stage: Stage) -> object:
    """What is being done."""
    return None if stage.visit.job is None else stage.visit.job.task


def withdrawn(condition: Condition) -> Stage:
    """Return a visit in which the officer has just signed."""
    stage = at_the_officer(condition)
    stage.want(OpenAttestation(), SIGNED)
    stage.done(Withdrawn(CAUSES[condition], 1))
    stage.shows(WaitView)
    assert stage.overlay() is None
    return stage


@BOTH
def test_an_officer_signs_and_the_card_is_printed_in_the_same_visit(condition: Condition) -> None:
    stage = at_the_officer(condition)
    stage.want(CallOfficer())
    assert stage.overlay() == OfficerCalled(stage.shows(OfficerView).act)
    stage.want(OpenAttestation(), SIGNED)
    assert task(stage) == SignWithdrawal(OLD, CAUSES[condition], HOLDER, SIGNED)
    stage.done(Withdrawn(CAUSES[condition], 1))
    assert task(stage) == FetchRecord(NIK, again=True)
    stage.done(Fetched(NEXT, None))
    stage.shows(ReadyView)
    assert not stage.visit.can_go_back
    stage.want(Confirm())
    printing = task(stage)
    assert isinstance(printing, PrintCard)
    assert printing.facts.found == NEXT


@BOTH
@pytest.mark.parametrize("fetched", [Fetched(Unavailable.DOWN, None), None])
def test_the_place_is_kept_while_the_ministry_does_not_answer(
    condition: Condition, fetched: Fetched | None
) -> None:
    stage = withdrawn(condition)
    stage.done(
        fetched or Fetched(OLD, None, withdrawn=Withdrawn(CAUSES[condition], 1), unlike_card=True)
    )
    ending = stage.shows(OutcomeView)
    assert ending.code == Code(condition)
    assert ending.heading.id == "outcome.withdrawn.heading"


@BOTH
def test_whoever_comes_back_meanwhile_surrenders_nothing_again(condition: Condition) -> None:
    stage = Stage()
    stage.want(Begin(Purpose.OWN_CARD), SubmitNik(NIK))
    stage.done(
        Fetched(OLD, replace(CARD, in_hopper=False), withdrawn=Withdrawn(CAUSES[condition], 1))
    )
    stage.shows(FingerView)
    stage.done(HOLDER)
    stage.answer_everything()
    assert stage.shows(OutcomeView).heading.id == "outcome.withdrawn.heading"


@BOTH
@pytest.mark.parametrize("answer", [OLD, Unavailable.DOWN])
def test_whose_void_was_refused_hears_that_and_has_a_case(
    condition: Condition, answer: Record | Unavailable
) -> None:
    stage = withdrawn(condition)
    refused = Withdrawn(CAUSES[condition], 1, refused=True)
    stage.done(Fetched(answer, None, withdrawn=refused))
    assert stage.shows(OutcomeView).heading.id == "outcome.void_refused.heading"
    facts = Facts(stage.clock.wall().date(), read_nik(NIK), OLD, withdrawn=refused)
    assert wishes(Code(condition), facts, Policy()) == (Wish(Kind.CASE, NIK, VOID_REFUSED),)


def test_the_case_of_a_refused_void_is_found_again_until_there_is_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = found(tmp_path, [RESIDENT])
    office, holder = bench.office, bench.holder(RESIDENT)
    office.issuance.voids.withdraw(bench.record(RESIDENT), Cause.DAMAGED, holder, OFFICERS.first)
    with monkeypatch.context() as patch:
        patch.setattr(MinistryClient, "report", lambda *_: Rejected("no card is known"))
        endings = [Guest(bench, RESIDENT).ending() for _ in range(2)]
    assert {each.heading.id for each in endings} == {"outcome.void_refused.heading"}
    place, case, suket = office.matters.of(RESIDENT.nik)
    assert suket.kind is Kind.SUKET, "they have no card in hand"
    assert (case.kind, case.about) == (Kind.CASE, VOID_REFUSED)
    assert place.called_until is not None, "with the blank of the cut card"
    assert [each.slip.kept.reference for each in endings if each.slip] == [case.reference] * 2
    with office.issuance.journal.step("T8") as step:
        office.matters.handed_over(step, RESIDENT.nik)
    assert office.matters.of(RESIDENT.nik) == ()
    bench.close()


def test_data_that_changed_with_the_new_generation_are_looked_through_again() -> None:
    stage = withdrawn(Condition.DAMAGED)
    fields = msgspec.structs.replace(NEXT.fields, address="JL. BARU NO. 1")
    stage.done(Fetched(msgspec.structs.replace(NEXT, fields=fields), None))
    stage.shows(ReviewView)


def test_whoever_has_no_letter_hears_what_to_bring() -> None:
    stage = Stage()
    stage.to_the_data(OLD)
    stage.answer_everything(Condition.LOST)
    ending = stage.shows(OutcomeView)
    assert ending.heading.id == "outcome.lost_no_letter.heading"
    assert message("document.police_letter") in ending.bring


@BOTH
def test_where_no_officer_comes_the_card_stays_as_it_is(
    condition: Condition,
) -> None:
    stage = at_the_officer(condition)
    stage.want(Back())
    stage.shows(QuestionView)
    stage = at_the_officer(condition)
    stage.want(Confirm())
    ending = stage.shows(OutcomeView)
    assert ending.heading.id == f"outcome.{condition}.heading"
    assert not isinstance(task(stage), SignWithdrawal)


def test_who_is_denied_may_try_again_and_a_reason_signs_for_no_card() -> None:
    stage = at_the_officer(Condition.DAMAGED)
    stage.want(OpenAttestation(), Attest(Reason.WORN))
    assert task(stage) is None
    stage.want(SIGNED)
    assert stage.overlay() == Attesting(Act.CUT, checking=True, holder=WHOSE)
    stage.done(Unattested(message("staff.denied"), ()))
    assert stage.overlay() == Attesting(Act.CUT, message("staff.denied"), holder=WHOSE)
    stage.want(Stay())
    stage.shows(OfficerView)
    stage.want(SIGNED)
    assert task(stage) is None


def test_a_card_of_other_data_than_the_record_is_for_the_counter() -> None:
    stage = at_the_officer(Condition.DAMAGED)
    stage.want(OpenAttestation(), SIGNED)
    stage.done(Unlike())
    ending = stage.shows(OutcomeView)
    assert ending.code is Code.DATA_CHANGED
    assert ending.heading.id == "outcome.data_changed_since.heading"


@BOTH
def test_without_a_blank_for_another_nothing_is_withdrawn(condition: Condition) -> None:
    stage = at_the_officer(condition)
    stage.want(OpenAttestation(), SIGNED)
    stage.done(Refusal(NotNow.NO_BLANK))
    assert stage.shows(OutcomeView).heading.id == "outcome.no_blank_yet.heading"


def sign(bench: Bench, pin: str) -> object:
    """Let Siti sign that the resident's card was cut."""
    task = SignWithdrawal(
        bench.record(RESIDENT), Cause.DAMAGED, bench.holder(RESIDENT), SignIn("siti", pin)
    )
    return task.run(bench.office, lambda _: None, lambda: False)


def test_only_an_officers_pin_ends_a_card_and_the_next_look_finds_room_for_another(
    tmp_path: Path,
) -> None:
    bench = found(tmp_path, [RESIDENT])
    office, quick = bench.office, founding.QUICK
    office.accounts = Accounts(
        office.issuance.journal, bench.clock, SeededEntropy("desk"), b"", quick
    )
    assert office.accounts.first("siti", "satu dua tiga") is None
    assert sign(bench, "wrong") == Unattested(message("staff.denied"), ())
    assert office.issuance.voids.of(RESIDENT.nik) is None
    assert sign(bench, "satu dua tiga") == Withdrawn(Cause.DAMAGED, 1)
    fetch = FetchRecord(RESIDENT.nik, again=True)
    bench.weather("down")
    kept = fetch.run(office, lambda _: None, lambda: False)
    opened = office.matters.of(RESIDENT.nik)
    gone = Withdrawn(Cause.DAMAGED, 1)
    assert kept == Fetched(Unavailable.DOWN, None, opened, withdrawn=gone, need=Need.DAMAGED)
    bench.weather("up")
    there = fetch.run(office, lambda _: None, lambda: False)
    assert isinstance(there, Fetched)
    assert isinstance(there.answer, Record)
    assert (there.answer.generation, there.withdrawn, there.unlike_card) == (2, None, False)
    assert office.check().ok
    bench.close()
