"""What a visit opens is kept, found again by its slip, and closed when it has been done."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.owed import KINDS
from kiosk.desk.matter import Matter, Wish
from kiosk.documents.reference import grouped
from kiosk.documents.slip import Invalid, Kind, Problem
from kiosk.issuance.results import NotNow, Printed, Refusal
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, OPENING, Bench, found, somebody

ANNA, BUDI, CITRA = (somebody(Code.PRINT_READY, number) for number in range(3))
TODAY = OPENING.date()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Found an office without a single blank."""
    bench = found(tmp_path, [ANNA, BUDI, CITRA], blanks=0, cap=2)
    yield bench
    assert bench.office.check().violations == []
    bench.close()


def wish(kind: Kind, about: str, nik: str = ANNA.nik) -> Wish:
    return Wish(kind, nik, about)


def problem(bench: Bench, typed: str) -> Problem | None:
    found = bench.office.matters.find(typed)
    return found.problem if isinstance(found, Invalid) else None


def days(bench: Bench, number: int) -> None:
    bench.clock.sleep_until(bench.clock.monotonic() + number * 86_400)


def issue(bench: Bench, who: object = ANNA) -> object:
    return bench.office.issuance.issue(bench.record(who), lambda _: None)  # type: ignore[arg-type]


def test_every_kind_of_slip_is_one_the_database_knows() -> None:
    assert [kind.name for kind in Kind] == list(KINDS)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_opened_is_found_by_token_and_reference_until_it_is_closed(
    kind: Kind, bench: Bench
) -> None:
    matters = bench.office.matters
    opened = matters.open(Wish(kind, ANNA.nik, "moved", ("name",)))
    assert matters.open(Wish(kind, ANNA.nik, "moved")) == opened
    assert matters.of(ANNA.nik) == (opened,)
    assert (opened.lines, opened.opened) == (("name",), TODAY)
    bench.reopen()
    matters = bench.office.matters
    assert matters.find(opened.token) == matters.find(grouped(opened.reference)) == opened
    matters.close(opened.reference)
    matters.close(opened.reference)
    assert problem(bench, opened.token) is problem(bench, opened.reference) is Problem.USED
    assert matters.of(ANNA.nik) == ()
    assert matters.open(Wish(kind, ANNA.nik, "moved")).reference != opened.reference


def test_what_nobody_comes_for_lapses(bench: Bench) -> None:
    opened = bench.office.matters.open(wish(Kind.CASE, "moved"))
    days(bench, (opened.valid_until - TODAY).days)
    bench.office.tend()
    assert problem(bench, opened.reference) is None
    days(bench, 1)
    assert problem(bench, opened.reference) is Problem.EXPIRED
    bench.office.tend()
    assert bench.office.matters.of(ANNA.nik) == ()


@pytest.mark.parametrize("typed", ["", "1234", "4821 0937 5558", "K" * 106, "moved"])
def test_what_is_no_slip_is_none(typed: str, bench: Bench) -> None:
    assert problem(bench, typed) is Problem.NOT_A_SLIP


@pytest.mark.parametrize(
    ("number", "kept"),
    [("0812-3456-7890", True), ("+62 812 3456 789", True), ("12345", False), ("call me", False)],
)
def test_a_number_to_call_is_digits(number: str, kept: bool, bench: Bench) -> None:
    opened = bench.office.matters.open(wish(Kind.QUEUE, "no_blank"))
    assert bench.office.matters.phone(opened.reference, number) is kept


def test_the_queue_is_told_in_turn_and_a_blank_is_kept_for_whoever_is_called(bench: Bench) -> None:
    matters = bench.office.matters
    first, second = (matters.open(wish(Kind.QUEUE, "no_blank", who.nik)) for who in (ANNA, BUDI))
    assert first.turn is not None
    assert second.turn is not None
    assert (first.turn.number, second.turn.number) == (1, 2)
    assert (first.turn.earliest, first.called_until) == (None, None)
    bench.office.issuance.receive_blanks("box-1", 1, OFFICERS)
    called = open_of(bench, ANNA.nik)
    assert called.turn is None
    assert called.called_until == TODAY + timedelta(bench.office.policy.promise_days)
    left = open_of(bench, BUDI.nik)
    assert left.turn is not None
    assert left.turn.number == 1
    assert matters.promised() == 1
    for other in (BUDI, CITRA):
        assert issue(bench, other) == Refusal(NotNow.NO_BLANK)
    assert isinstance(issue(bench, ANNA), Printed)


def open_of(bench: Bench, nik: str) -> Matter:
    (opened,) = bench.office.matters.of(nik)
    return opened


def test_a_card_closes_place_appointment_and_suket_but_no_case_about_data(bench: Bench) -> None:
    matters = bench.office.matters
    queue = matters.open(wish(Kind.QUEUE, "no_blank"))
    matters.open(wish(Kind.APPOINTMENT, "cap_reached"))
    matters.open(wish(Kind.CASE, "report_death"))
    matters.open(wish(Kind.CASE, "lost"))
    assert queue.suket == "0001-2026"
    assert queue.suket_until == TODAY + timedelta(180)
    bench.office.issuance.receive_blanks("box-1", 1, OFFICERS)
    printed = issue(bench)
    assert isinstance(printed, Printed)
    assert len(matters.of(ANNA.nik)) == 4
    holder = bench.holder(ANNA)
    assert bench.office.issuance.hand_over(printed.card.key, holder, bench.at_the_door)
    assert open_of(bench, ANNA.nik).about == "report_death"
    assert problem(bench, queue.token) is Problem.USED
    assert matters.extend(ANNA.nik) is None
    assert matters.promised() == 0


def test_a_suket_is_numbered_once_a_person_and_extended(bench: Bench) -> None:
    matters = bench.office.matters
    assert matters.open(wish(Kind.SUKET, "data_changed")).suket == "0001-2026"
    assert matters.open(wish(Kind.QUEUE, "no_blank")).suket == "0001-2026"
    assert matters.open(wish(Kind.QUEUE, "no_blank", BUDI.nik)).suket == "0002-2026"
    days(bench, 100)
    later = TODAY + timedelta(280)
    assert matters.extend(ANNA.nik) == later
    assert [each.suket_until for each in matters.of(ANNA.nik)] == [later, later]
    assert matters.of(ANNA.nik)[0].valid_until == later
    days(bench, 300)
    assert matters.open(wish(Kind.QUEUE, "no_blank", CITRA.nik)).suket == "0001-2027"


def test_a_suket_that_nobody_signed_goes_with_its_matter(bench: Bench) -> None:
    matters = bench.office.matters
    taken_back = matters.open(wish(Kind.QUEUE, "no_blank"))
    matters.close(taken_back.reference)
    assert matters.open(wish(Kind.QUEUE, "no_blank")).suket == "0002-2026"


def test_printing_is_appointed_within_the_cap_and_recording_within_its_places(bench: Bench) -> None:
    matters = bench.office.matters

    def appointed(about: str, person: int, day: date | None = None) -> date | None:
        nik = f"{ANNA.nik[:12]}{9100 + person}"
        return matters.open(Wish(Kind.APPOINTMENT, nik, about, day=day)).day

    # 2 March 2026 is a Monday.
    tuesday, wednesday = TODAY + timedelta(1), TODAY + timedelta(2)
    given = [appointed("cap_reached", person) for person in range(3)]
    assert given == [tuesday, tuesday, wednesday]
    places = bench.office.policy.recordings_per_day
    recorded = [appointed("never_recorded", person) for person in range(places + 1)]
    assert (recorded[0], recorded[-1]) == (tuesday, wednesday)
    saturday = date(2026, 3, 14)
    assert appointed("never_recorded", 80, saturday) == date(2026, 3, 16)
    before_eid = date(2026, 3, 18)  # joint leave and Eid al-Fitr until the 24th
    assert appointed("never_recorded", 81, before_eid) == date(2026, 3, 25)


def test_room_is_kept_for_those_who_were_given_this_day(bench: Bench) -> None:
    bench.office.issuance.receive_blanks("box-1", 5, OFFICERS)
    bench.office.matters.open(wish(Kind.APPOINTMENT, "cap_reached"))
    days(bench, 1)
    bench.office.tend()
    printed = issue(bench, BUDI)
    assert isinstance(printed, Printed)
    assert issue(bench, CITRA) == Refusal(NotNow.CAP_REACHED)
    assert isinstance(issue(bench, ANNA), Printed)
