"""An officer vouches for somebody whom the reader does not know."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from db.models import Audit
from db.states import Role
from devices.entropy import SeededEntropy
from devices.fingerprint.exchange import FaultKind, ReaderFault
from devices.fingerprint.reader import Abandoned, NotMatched
from kiosk.desk.accounts import FREE_FAILURES, Accounts
from kiosk.desk.authority import Supervisor
from kiosk.identity import Identity, Method, Reason
from kiosk.message import message
from kiosk.policy import Policy
from kiosk.simulation import founding
from kiosk.visit.attesting import LetIn, SignAttestation, SignedIn, Unattested
from kiosk.visit.codes import Act, Code
from kiosk.visit.events import Attest, CallOfficer, Confirm, Intent, OpenAttestation, SignIn, Stay
from kiosk.visit.jobs import GiveCard, Recognise
from kiosk.visit.views import (
    Attesting,
    CollectStage,
    CollectView,
    FingerView,
    Holder,
    OfficerCalled,
    OutcomeView,
    ReviewView,
    View,
)
from kiosk.visit.visit import SIGNED_IN_SECONDS
from tests.kiosk.bench import Bench, found, somebody
from tests.kiosk.visit.stage import NIK, RECORD, Stage

SITI, BUDI = ("siti", "satu dua tiga"), ("budi", "kebun-77")
SIGN_IN, WORN = SignIn(*SITI), Attest(Reason.WORN)
HOLDER = Identity(NIK, Method.OFFICER, 1, ("siti",), Reason.WORN)
DENIED = Unattested(message("staff.denied"), ())
TWO = founding.officers(SeededEntropy("two"))
SIGNED_IN = SignedIn(TWO.first)
WHOSE = Holder(RECORD.fields.name, NIK)
SHOWN = Attesting(Act.IDENTITY, holder=WHOSE, officer=TWO.first)
"""The form once an officer has signed in."""
BROKEN = ReaderFault(FaultKind.SILENT)


def at_the_finger(stage: Stage) -> None:
    stage.to_the_finger()


def not_identified(stage: Stage) -> None:
    stage.to_the_finger()
    for _ in range(3):
        stage.done(NotMatched())
    assert stage.shows(OutcomeView).code is Code.NOT_IDENTIFIED


def reader_broken(stage: Stage) -> None:
    stage.to_the_finger()
    stage.done(BROKEN)
    assert stage.shows(OutcomeView).code is Code.NOT_IDENTIFIED


def at_the_hopper(stage: Stage) -> None:
    stage.to_the_hopper()


def reader_broken_at_the_hopper(stage: Stage) -> None:
    stage.to_the_hopper()
    stage.done(BROKEN)
    assert stage.shows(OutcomeView).card_here


Way = Callable[[Stage], None]
TO_THE_DATA: list[Way] = [at_the_finger, not_identified, reader_broken]
TO_THE_CARD: list[Way] = [at_the_hopper, reader_broken_at_the_hopper]


def signing(way: Way) -> Stage:
    """Return a visit in which an officer has opened the form."""
    stage = Stage()
    way(stage)
    stage.want(CallOfficer())
    assert stage.overlay() == OfficerCalled(Act.IDENTITY)
    stage.want(OpenAttestation())
    assert stage.overlay() == Attesting(Act.IDENTITY)
    return stage


def signed_in(way: Way) -> Stage:
    """Return a visit in which an officer has signed in, and sees who it should be."""
    stage = signing(way)
    stage.want(SIGN_IN)
    stage.done(SIGNED_IN)
    assert stage.overlay() == SHOWN
    return stage


def task(stage: Stage) -> object:
    """What is being done."""
    return None if stage.visit.job is None else stage.visit.job.task


@pytest.mark.parametrize("way", TO_THE_DATA + TO_THE_CARD)
def test_an_officer_takes_the_place_of_the_finger(way: Way) -> None:
    stage = signing(way)
    before = stage.visit.job
    stage.want(SIGN_IN)
    assert before is None or before.abandoned
    assert stage.overlay() == Attesting(Act.IDENTITY, checking=True)
    assert task(stage) == LetIn(SIGN_IN)
    stage.done(SIGNED_IN)
    assert stage.overlay() == SHOWN
    before = stage.visit.job
    stage.want(WORN)
    assert before is None or before.abandoned
    assert stage.overlay() == replace(SHOWN, checking=True)
    assert task(stage) == SignAttestation(RECORD, Reason.WORN, TWO.first)
    stage.done(HOLDER)
    assert stage.overlay() is None
    if way in TO_THE_DATA:
        stage.shows(ReviewView)
        return
    assert stage.shows(CollectView).stage is CollectStage.OPEN_DOOR
    given = task(stage)
    assert isinstance(given, GiveCard)
    assert given.holder == HOLDER


@pytest.mark.parametrize("way", TO_THE_DATA + TO_THE_CARD)
def test_who_is_denied_may_try_again_and_the_finger_is_asked_for_meanwhile(way: Way) -> None:
    stage = signing(way)
    view: View = stage.seen()
    for said, form in ((DENIED, Attesting(Act.IDENTITY, DENIED.why)), (SIGNED_IN, SHOWN)):
        stage.want(SIGN_IN)
        stage.done(said)
        assert stage.overlay() == form
        assert stage.seen() == view
        if isinstance(view, FingerView | CollectView):
            assert isinstance(task(stage), Recognise)
    stage.want(WORN)
    stage.done(HOLDER)
    assert stage.overlay() is None
    assert stage.seen() != view


@pytest.mark.parametrize("way", TO_THE_DATA + TO_THE_CARD)
def test_nobody_signs_for_somebody_whom_they_were_not_shown(way: Way) -> None:
    stage = signing(way)
    before = stage.visit.job
    stage.want(WORN)
    assert stage.overlay() == Attesting(Act.IDENTITY)
    assert stage.visit.job is before
    stage.want(SIGN_IN, WORN)
    assert task(stage) == LetIn(SIGN_IN)


@pytest.mark.parametrize("left", [Stay(), CallOfficer(), SIGNED_IN_SECONDS + 1])
@pytest.mark.parametrize("way", TO_THE_DATA + TO_THE_CARD)
def test_who_signed_in_is_forgotten_with_the_form(way: Way, left: Intent | float) -> None:
    stage = signed_in(way)
    stage.wait(left) if isinstance(left, float) else stage.want(left)
    before = stage.visit.job
    stage.want(WORN)
    stage.want(CallOfficer(), OpenAttestation(), WORN)
    assert stage.overlay() == Attesting(Act.IDENTITY)
    assert stage.visit.job is before


def test_a_second_press_while_the_first_is_checked_is_not_taken() -> None:
    for stage, press in ((signing(at_the_finger), SIGN_IN), (signed_in(at_the_finger), WORN)):
        stage.want(press)
        job = stage.visit.job
        stage.want(press, OpenAttestation(), press)
        assert stage.visit.job is job
        assert job is not None
        assert not job.abandoned


@pytest.mark.parametrize("late", [DENIED, SIGNED_IN])
def test_a_late_answer_opens_no_form_and_shows_nobody_on_another(late: object) -> None:
    stage = signing(at_the_finger)
    stage.want(SIGN_IN, Stay())
    stage.done(late)
    assert stage.overlay() is None
    assert isinstance(stage.seen(), FingerView)
    for opened in (CallOfficer(), OpenAttestation()):
        stage = signing(at_the_finger)
        stage.want(SIGN_IN, Stay(), opened)
        lies_over = stage.overlay()
        stage.done(late)
        assert stage.overlay() is lies_over


def test_a_form_goes_away_by_itself_and_when_the_finger_is_known_after_all() -> None:
    stage = signing(not_identified)
    stage.wait(89)
    assert stage.overlay() == Attesting(Act.IDENTITY)
    stage.wait(2)
    assert stage.overlay() is None
    stage = signing(at_the_finger)
    stage.done(Identity(NIK, Method.SENSOR, 120))
    stage.shows(ReviewView)
    assert stage.overlay() is None


@pytest.mark.parametrize("way", [lambda _: None, Stage.to_the_data, Stage.to_the_print])
def test_nobody_is_vouched_for_elsewhere(way: Way) -> None:
    stage = Stage()
    way(stage)
    view, job = stage.seen(), stage.visit.job
    stage.want(CallOfficer())
    assert stage.overlay() == OfficerCalled()
    stage.want(OpenAttestation())
    assert stage.overlay() is None
    stage.want(SIGN_IN, WORN)
    assert (stage.seen(), stage.visit.job) == (view, job)


def test_who_signed_first_is_known_to_the_second_and_forgotten_with_the_form() -> None:
    stage = signed_in(not_identified)
    one = Unattested(message("staff.second_signs"), (TWO.first,))
    stage.want(WORN)
    stage.done(one)
    assert stage.overlay() == Attesting(Act.IDENTITY, one.why, (TWO.first,))
    stage.want(WORN)
    assert stage.overlay() == Attesting(Act.IDENTITY, one.why, (TWO.first,))
    stage.want(SIGN_IN)
    assert task(stage) == LetIn(SIGN_IN, (TWO.first,))
    stage.done(SignedIn(TWO.second))
    assert stage.overlay() == replace(SHOWN, by=(TWO.first,), officer=TWO.second)
    stage.want(WORN)
    assert task(stage) == SignAttestation(RECORD, Reason.WORN, TWO.second, (TWO.first,))
    stage.done(one)
    stage.want(Confirm())
    stage.want(CallOfficer(), OpenAttestation())
    assert stage.overlay() == Attesting(Act.IDENTITY)


RESIDENT = somebody(Code.PRINT_READY)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Yield an office with Siti and Budi."""
    bench = found(tmp_path, [RESIDENT])
    office, cheap = bench.office, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    office.accounts = Accounts(
        office.issuance.journal, bench.clock, SeededEntropy("desk"), b"", cheap
    )
    assert office.accounts.first(*SITI) is None
    siti = office.accounts.sign_in(*SITI)
    assert isinstance(siti, Supervisor)
    assert office.accounts.add(siti, BUDI[0], Role.OPERATOR, BUDI[1]) is None
    yield bench
    bench.close()


def sign(bench: Bench, who: tuple[str, str], before: Unattested | None = None) -> object:
    """Let an officer sign in, and then sign."""
    signed = before.by if before is not None else ()
    let_in = LetIn(SignIn(*who), signed).run(bench.office, lambda _: None, lambda: False)
    if not isinstance(let_in, SignedIn):
        return let_in
    task = SignAttestation(bench.record(RESIDENT), Reason.INJURED, let_in.by, signed)
    return task.run(bench.office, lambda _: None, lambda: False)


def test_one_officer_makes_an_identity_and_the_audit_says_who_and_why(bench: Bench) -> None:
    identity = sign(bench, BUDI)
    assert identity == Identity(RESIDENT.nik, Method.OFFICER, 1, ("budi",), Reason.INJURED)
    *_, row = Audit.select().order_by(Audit.seq)
    said = json.loads(row.payload)
    assert (row.act, said["officers"], said["reason"]) == ("O.attest", ["budi"], "injured")
    assert said["claim"]
    assert RESIDENT.nik not in row.payload
    assert bench.office.check().ok


def numbers_left(bench: Bench) -> int:
    """Try numbers until no more are allowed; return how many were."""
    tried = range(bench.office.policy.nik_tries_per_hour + 1)
    return sum(bench.office.numbers.allow() for _ in tried)


@pytest.mark.parametrize("times", [1, 2])
def test_whom_an_officer_vouched_for_had_a_number_of_their_own(times: int, bench: Bench) -> None:
    """At the box they are vouched for again; that forgives no other number."""
    allowed = bench.office.policy.nik_tries_per_hour
    assert bench.office.numbers.allow(), "somebody tried one that was not theirs"
    assert bench.office.numbers.allow()
    for _ in range(times):
        assert isinstance(sign(bench, BUDI), Identity)
    assert numbers_left(bench) == allowed - 1


def test_whom_nobody_vouched_for_may_have_tried_a_number(bench: Bench) -> None:
    bench.decide(Policy(attesting_officers=2))
    assert bench.office.numbers.allow()
    assert isinstance(sign(bench, BUDI), Unattested)
    assert sign(bench, ("siti", "wrong")) == DENIED
    assert numbers_left(bench) == bench.office.policy.nik_tries_per_hour - 1


def test_under_another_policy_it_takes_two_different_officers(bench: Bench) -> None:
    bench.decide(Policy(attesting_officers=2))
    first = sign(bench, BUDI)
    assert isinstance(first, Unattested)
    assert [each.name for each in first.by] == ["budi"]
    assert sign(bench, BUDI, first) == Unattested(message("staff.same_person"), first.by)
    wrong = sign(bench, ("siti", "wrong"), first)
    assert wrong == Unattested(message("staff.denied"), first.by)
    both = sign(bench, SITI, first)
    assert isinstance(both, Identity)
    assert both.attested_by == ("budi", "siti")


def test_without_as_many_officers_as_the_policy_asks_for_there_is_no_identity(
    bench: Bench,
) -> None:
    bench.decide(Policy(attesting_officers=2))
    record, before = bench.record(RESIDENT), Audit.select().count()
    with pytest.raises(ValueError, match="Two different officers"):
        bench.office.issuance.attest(record, TWO.first, Reason.WORN)
    for several in ((), (TWO.first, TWO.first)):
        with pytest.raises(AttributeError):
            bench.office.issuance.attest(record, several, Reason.WORN)  # type: ignore[arg-type]
    assert Audit.select().count() == before
    assert bench.office.issuance.attest(record, TWO, Reason.WORN).score == 2


def test_a_locked_officer_is_told_until_when(bench: Bench) -> None:
    for _ in range(FREE_FAILURES - 1):
        assert sign(bench, ("budi", "wrong")) == DENIED
    last = sign(bench, ("budi", "wrong"))
    assert isinstance(last, Unattested)
    assert last.why.id == "staff.locked"


def test_what_nobody_waits_for_any_more_is_not_signed(bench: Bench) -> None:
    before = Audit.select().count()
    signature = SignAttestation(bench.record(RESIDENT), Reason.WORN, TWO.first)
    for each in (signature, LetIn(SignIn("budi", "wrong"))):
        assert isinstance(each.run(bench.office, lambda _: None, lambda: True), Abandoned)
    assert Audit.select().count() == before


def test_a_pin_is_in_no_trace() -> None:
    assert SITI[1] not in repr(SIGN_IN)
