"""What a visit opens is kept, found again by its slip, and closed when it has been done."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import owed
from db.models import Audit
from db.owed import KINDS
from kiosk.desk.matter import Matter, Wish
from kiosk.desk.suket import all_suket
from kiosk.desk.waiting import UNRECORDED, number_to_call, place_behind
from kiosk.documents.reference import grouped
from kiosk.documents.slip import Invalid, Kind, Problem
from kiosk.issuance.results import NotNow, Printed, Refusal
from kiosk.policy import Policy
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, OPENING, Bench, found, somebody

ANNA, BUDI, CITRA = (somebody(Code.PRINT_READY, number) for number in range(3))
TODAY = OPENING.date()
NEVER_LAPSE = (Kind.CASE, Kind.QUEUE)
WAITS = [(Kind.QUEUE, "no_blank"), (Kind.APPOINTMENT, "cap_reached")]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Found an office without a single blank."""
    bench = found(tmp_path, [ANNA, BUDI, CITRA], blanks=0, cap=2)
    yield bench
    assert bench.office.check().violations == []
    bench.close()


def wish(kind: Kind, about: str, nik: str = ANNA.nik) -> Wish:
    return Wish(kind, nik, about, with_suket=about == "no_blank")


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


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in NEVER_LAPSE])
def test_what_nobody_comes_for_lapses(kind: Kind, bench: Bench) -> None:
    opened = bench.office.matters.open(wish(kind, "moved"))
    days(bench, (opened.valid_until - TODAY).days)
    bench.office.tend()
    assert problem(bench, opened.reference) is None
    days(bench, 1)
    assert problem(bench, opened.reference) is Problem.EXPIRED
    bench.office.tend()
    assert bench.office.matters.of(ANNA.nik) == ()


def test_a_case_outlives_its_slip_until_an_officer_closes_it(bench: Bench) -> None:
    opened = bench.office.matters.open(wish(Kind.CASE, "moved"))
    days(bench, 400)
    bench.office.tend()
    assert problem(bench, opened.token) is Problem.EXPIRED
    assert open_of(bench, ANNA.nik).reference == opened.reference
    again = bench.office.matters.open(wish(Kind.CASE, "moved"))
    assert again.reference == opened.reference
    assert again.valid_until == TODAY + timedelta(400 + bench.office.policy.case_days)
    assert problem(bench, again.token) is None
    bench.office.matters.settle(opened.reference, OFFICERS.first)
    assert bench.office.matters.of(ANNA.nik) == ()
    assert json.loads(newest("Q.close").payload)["by"] == OFFICERS.first.name


def test_a_ticket_from_while_the_server_was_down_lapses(bench: Bench) -> None:
    opened = bench.office.matters.open(wish(Kind.QUEUE, UNRECORDED))
    days(bench, (opened.valid_until - TODAY).days + 1)
    bench.office.tend()
    assert bench.office.matters.of(ANNA.nik) == ()
    assert problem(bench, opened.reference) is Problem.EXPIRED


@pytest.mark.parametrize(("kind", "about"), WAITS)
def test_a_turn_outlives_its_slip_until_it_was_called(kind: Kind, about: str, bench: Bench) -> None:
    opened = bench.office.matters.open(wish(kind, about))
    days(bench, 200)
    bench.office.matters.open(wish(Kind.QUEUE, "no_blank", BUDI.nik))
    days(bench, 200)
    bench.office.tend()
    assert problem(bench, opened.token) is Problem.EXPIRED
    again = bench.office.matters.open(wish(kind, about))
    assert again.reference == opened.reference
    assert again.valid_until > bench.clock.wall().date()
    assert problem(bench, again.token) is None
    bench.office.issuance.receive_blanks("box-1", 1, OFFICERS)
    called = open_of(bench, ANNA.nik).called_until
    assert called is not None, "she came before Budi"
    days(bench, (called - bench.clock.wall().date()).days + 1)
    bench.office.tend()
    assert bench.office.matters.of(ANNA.nik) == ()


def newest(act: str) -> Audit:
    row = Audit.select().where(Audit.act == act).order_by(Audit.seq.desc()).first()
    assert isinstance(row, Audit)
    return row


def test_a_promise_that_is_missed_goes_on_though_its_holder_has_two_slips(bench: Bench) -> None:
    office = bench.office
    first = office.matters.open(wish(Kind.QUEUE, "printer_out"))
    second = office.matters.open(wish(Kind.QUEUE, "no_blank"))
    office.matters.open(wish(Kind.QUEUE, "no_blank", BUDI.nik))
    office.issuance.receive_blanks("box-1", 1, OFFICERS)
    last = TODAY + timedelta(office.policy.promise_days)
    assert [each.called_until for each in office.matters.of(ANNA.nik)] == [last, last]
    days(bench, office.policy.promise_days)
    office.tend()
    assert open_of(bench, BUDI.nik).called_until is None
    days(bench, 1)
    office.tend()
    assert office.matters.of(ANNA.nik) == ()
    assert problem(bench, first.reference) is problem(bench, second.reference) is Problem.EXPIRED
    assert open_of(bench, BUDI.nik).called_until is not None
    assert issue(bench, ANNA) == Refusal(NotNow.NO_BLANK)
    back = office.matters.open(wish(Kind.QUEUE, "no_blank"))
    assert back.turn is not None
    assert back.turn.number == 1
    assert isinstance(issue(bench, BUDI), Printed)


def test_a_blank_is_kept_to_the_last_day_of_its_promise_whatever_the_slips_say(
    bench: Bench,
) -> None:
    bench.decide(Policy(queue_days=10, promise_days=14))
    office = bench.office
    opened = office.matters.open(wish(Kind.QUEUE, "printer_out"))
    office.matters.open(wish(Kind.QUEUE, "no_blank"))
    office.matters.close(opened.reference)
    office.issuance.receive_blanks("box-1", 1, OFFICERS)
    days(bench, 14)
    office.tend()
    assert open_of(bench, ANNA.nik).called_until == TODAY + timedelta(14)
    again = office.matters.open(wish(Kind.QUEUE, "no_blank"))
    assert again.valid_until == TODAY + timedelta(24)
    assert isinstance(issue(bench, ANNA), Printed)


def test_a_place_is_found_and_a_number_to_call_by_any_open_slip_of_its_holder(
    bench: Bench,
) -> None:
    matters = bench.office.matters
    first = matters.open(wish(Kind.QUEUE, "printer_out"))
    second = matters.open(wish(Kind.QUEUE, "no_blank"))
    case = matters.open(wish(Kind.CASE, "moved", BUDI.nik))
    place = bench.office.issuance.allocation.place_of(ANNA.nik)
    assert place is not None
    assert number_to_call(place) is None
    assert place_behind(case.reference) is place_behind("482109375557") is None
    for slip, number in ((first, "0812345678"), (second, "0899999999")):
        assert place_behind(slip.reference) == place
        assert matters.phone(slip.reference, number)
        assert number_to_call(place) == number
    matters.close(second.reference)
    assert place_behind(second.reference) is None
    assert number_to_call(place) == "0812345678"
    matters.open(wish(Kind.QUEUE, "no_blank"))
    matters.close(first.reference)
    assert place_behind(first.reference) == place, "its own number stands in the list"


def test_a_blank_is_kept_until_the_day_on_which_its_holder_is_to_come(bench: Bench) -> None:
    office = bench.office
    office.matters.open(wish(Kind.QUEUE, "no_blank"))
    office.issuance.receive_blanks("box-1", 1, OFFICERS)
    days(bench, office.policy.promise_days)
    office.tend()
    opened = office.matters.open(wish(Kind.APPOINTMENT, "cap_reached"))
    assert opened.day == TODAY + timedelta(office.policy.promise_days + 1)
    last = opened.day + timedelta(office.policy.promise_days)
    assert [each.called_until for each in office.matters.of(ANNA.nik)] == [last] * 2
    days(bench, 1 + office.policy.promise_days)
    office.tend()
    assert isinstance(issue(bench, ANNA), Printed)


def test_an_earlier_day_takes_nothing_from_a_promise(bench: Bench) -> None:
    bench.office.matters.open(wish(Kind.QUEUE, "no_blank"))
    bench.office.issuance.receive_blanks("box-1", 1, OFFICERS)
    bench.decide(Policy(promise_days=3))
    opened = bench.office.matters.open(wish(Kind.APPOINTMENT, "cap_reached"))
    assert opened.called_until == TODAY + timedelta(14)


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


def test_whom_to_call_is_forgotten_with_the_card_in_hand(bench: Bench) -> None:
    opened = bench.office.matters.open(wish(Kind.QUEUE, "no_blank"))
    other = bench.office.matters.open(wish(Kind.QUEUE, "no_blank", BUDI.nik))
    for each in (opened, other):
        assert bench.office.matters.phone(each.reference, "081234567890")
    bench.office.issuance.receive_blanks("box-1", 2, OFFICERS)
    printed = issue(bench)
    assert isinstance(printed, Printed)
    assert whom_to_call(opened) == "081234567890"
    holder = bench.holder(ANNA)
    assert bench.office.issuance.hand_over(
        printed.card.key, holder, bench.at_the_door, officer=OFFICERS.first
    )
    assert problem(bench, opened.reference) is Problem.USED
    assert (whom_to_call(opened), whom_to_call(other)) == (None, "081234567890")


def whom_to_call(opened: Matter) -> str | None:
    row: owed.Matter = owed.Matter.get_by_id(opened.reference)
    return None if row.phone is None else str(row.phone)


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


def test_a_suket_that_is_over_is_extended_by_what_would_prepare_one(bench: Bench) -> None:
    matters = bench.office.matters
    assert matters.open(wish(Kind.QUEUE, "no_blank")).suket == "0001-2026"
    days(bench, 180)
    assert [row.key for row in all_suket(TODAY + timedelta(180))] == ["0001-2026"]
    assert all_suket(TODAY + timedelta(181)) == []
    days(bench, 220)
    bench.office.tend()
    again = matters.open(wish(Kind.SUKET, "data_changed"))
    assert (again.suket, again.suket_until) == ("0001-2026", TODAY + timedelta(400 + 180))
    assert [row.key for row in all_suket(TODAY + timedelta(400))] == ["0001-2026"]


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


def test_a_day_that_is_past_is_given_anew_under_the_same_number(bench: Bench) -> None:
    matters = bench.office.matters
    first = matters.open(wish(Kind.APPOINTMENT, "cap_reached"))
    recorded = matters.open(wish(Kind.APPOINTMENT, "never_recorded", BUDI.nik))
    days(bench, 1)
    for again in (first, recorded):
        assert matters.find(again.reference) == again, "today is told"
    today = TODAY + timedelta(1)
    assert matters.open(wish(Kind.APPOINTMENT, "never_recorded", BUDI.nik)) == recorded
    moved = matters.open(wish(Kind.APPOINTMENT, "cap_reached"))
    assert (moved.reference, moved.day) == (first.reference, today + timedelta(1))
    days(bench, 2)
    assert open_of(bench, BUDI.nik).day is None
    moved = matters.open(wish(Kind.APPOINTMENT, "never_recorded", BUDI.nik))
    assert (moved.reference, moved.day) == (recorded.reference, today + timedelta(3))
    assert moved.valid_until == today + timedelta(3 + bench.office.policy.appointment_days)


def test_a_new_day_takes_room_of_that_day_and_none_of_the_old(bench: Bench) -> None:
    matters = bench.office.matters
    niks = [f"{ANNA.nik[:12]}{9100 + number}" for number in range(5)]
    for nik in niks[:4]:
        matters.open(wish(Kind.APPOINTMENT, "cap_reached", nik))
    days(bench, 1)
    moved = [matters.open(wish(Kind.APPOINTMENT, "cap_reached", nik)).day for nik in niks]
    wednesday = TODAY + timedelta(2)
    thursday, friday = wednesday + timedelta(1), wednesday + timedelta(2)
    assert moved == [thursday, thursday, wednesday, wednesday, friday]


def test_room_is_kept_for_those_who_were_given_this_day(bench: Bench) -> None:
    bench.office.issuance.receive_blanks("box-1", 5, OFFICERS)
    bench.office.matters.open(wish(Kind.APPOINTMENT, "cap_reached"))
    days(bench, 1)
    bench.office.tend()
    printed = issue(bench, BUDI)
    assert isinstance(printed, Printed)
    assert issue(bench, CITRA) == Refusal(NotNow.CAP_REACHED)
    assert isinstance(issue(bench, ANNA), Printed)
