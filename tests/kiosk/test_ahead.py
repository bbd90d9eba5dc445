"""Whoever is expected can be served while the server is down, and nothing of it is on the disk."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from db.states import Cause
from devices.fingerprint.person import template_of
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.identity import Identity
from kiosk.message import message
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Record
from kiosk.policy import Policy
from kiosk.visit.codes import Code
from kiosk.visit.events import Begin, Choose, Confirm, SubmitNik
from kiosk.visit.facts import Facts, Purpose, Unidentified
from kiosk.visit.jobs import Fetched, FetchRecord
from kiosk.visit.outcomes import reminders
from kiosk.visit.views import FingerView, OutcomeView, ReturnView, ReviewView
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.visit.stage import HOLDER, Stage

ANNA, BUDI, CITRA, DEWI = (somebody(Code.PRINT_READY, number) for number in range(4))
TODAY = OPENING.date()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Found an office without a blank, where Anna and Budi wait for one."""
    bench = found(tmp_path, [ANNA, BUDI, CITRA, DEWI], blanks=0)
    for each in (ANNA, BUDI):
        bench.office.matters.open(Wish(Kind.QUEUE, each.nik, Code.NO_BLANK))
    yield bench
    bench.close()


def idle(bench: Bench) -> int:
    """Let the office be idle for a while; return how many records were fetched."""
    bench.clock.sleep_until(bench.clock.monotonic() + 61)
    fetched = 0
    while (errand := bench.office.ahead.errand()) is not None and errand()():
        fetched += 1
    return fetched


def asked(bench: Bench, nik: str) -> Fetched:
    result = FetchRecord(nik).run(bench.office, lambda _: None, lambda: False)
    assert isinstance(result, Fetched)
    return result


def test_whoever_is_expected_is_known_while_the_server_is_down(bench: Bench) -> None:
    assert idle(bench) == 2
    at = bench.clock.wall()
    bench.weather("down")
    known = asked(bench, ANNA.nik)
    assert isinstance(known.answer, Record)
    assert known.answer.fields == ANNA.fields
    assert known.as_of is not None
    assert at - known.as_of < timedelta(seconds=1)
    assert asked(bench, CITRA.nik) == Fetched(Unavailable.DOWN, None, short=frozenset(Cause))


def test_while_the_server_is_up_only_its_answer_counts(bench: Bench) -> None:
    assert idle(bench) == 2
    changed = msgspec.structs.replace(bench.record(ANNA), deceased=True)
    bench.ministry.seed([changed])
    known = asked(bench, ANNA.nik)
    assert (known.answer, known.as_of) == (changed, None)


def test_nobody_is_fetched_twice_without_need_and_a_server_that_is_down_is_asked_later(
    bench: Bench,
) -> None:
    bench.weather("down")
    assert idle(bench) == 0
    bench.weather("up")
    assert idle(bench) == 2
    assert idle(bench) == 0
    half = Policy().records_hours * 1800 + 1
    bench.clock.sleep_until(bench.clock.monotonic() + half)
    assert idle(bench) == 2


def test_a_record_grows_old_and_is_let_go_when_nobody_waits_for_it(bench: Bench) -> None:
    assert idle(bench) == 2
    bench.office.matters.close(bench.office.matters.of(BUDI.nik)[0].reference)
    bench.weather("down")
    idle(bench)
    assert bench.office.ahead.of(BUDI.nik) is None
    assert bench.office.ahead.of(ANNA.nik) is not None
    bench.clock.sleep_until(bench.clock.monotonic() + Policy().records_hours * 3600)
    assert bench.office.ahead.of(ANNA.nik) is None


def test_no_more_are_held_than_the_policy_says_and_appointments_come_first(bench: Bench) -> None:
    bench.decide(Policy(records_ahead=2))
    bench.office.matters.open(Wish(Kind.APPOINTMENT, CITRA.nik, Code.CAP_REACHED))
    far = Wish(Kind.APPOINTMENT, DEWI.nik, "never_recorded", day=TODAY + timedelta(30))
    bench.office.matters.open(far)
    assert idle(bench) == 2
    held = [each for each in (ANNA, BUDI, CITRA, DEWI) if bench.office.ahead.of(each.nik)]
    assert held == [ANNA, CITRA]


def test_somebody_whom_the_ministry_does_not_know_is_not_asked_for_again_and_again(
    bench: Bench,
) -> None:
    bench.office.matters.open(Wish(Kind.QUEUE, "3513012909009999", Code.SERVER_DOWN))
    assert idle(bench) == 3
    assert idle(bench) == 0
    assert bench.office.ahead.of("3513012909009999") is None


def test_nothing_of_it_is_on_the_disk_and_a_restart_fetches_anew(bench: Bench) -> None:
    assert idle(bench) == 2
    template = template_of(ANNA.nik)[20:60]
    for path in bench.folder.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            assert template not in kept, path
            assert ANNA.fields.name.encode() not in kept, path
    bench.reopen()
    assert bench.office.ahead.of(ANNA.nik) is None
    assert idle(bench) == 2


def test_the_visit_goes_on_with_it_and_says_so_at_the_end(bench: Bench) -> None:
    idle(bench)
    bench.weather("down")
    stage = Stage(bench.clock)
    stage.want(Begin(Purpose.OWN_CARD), SubmitNik(ANNA.nik))
    stage.done(asked(bench, ANNA.nik))
    stage.shows(FingerView)
    stage.done(HOLDER)
    while isinstance(stage.seen(), ReturnView | ReviewView):
        stage.want(Confirm())
    stage.want(Choose(choice=True))
    outcome = stage.shows(OutcomeView)
    assert outcome.code is Code.MOVED
    assert [each.id for each in outcome.also] == ["also.held_record"]


@pytest.mark.parametrize("identity", [HOLDER, Unidentified.NO_MATCH, None])
def test_whoever_is_identified_hears_of_when_the_data_are(
    identity: Identity | Unidentified | None,
) -> None:
    facts = Facts(TODAY, identity=identity, record_as_of=OPENING)
    told = (message("also.held_record", fetched=OPENING),)
    assert reminders(facts) == (told if identity is HOLDER else ())
