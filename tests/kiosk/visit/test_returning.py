"""Whoever goes without a card comes back with their slip, another day, and goes on from there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from db.owed import Place
from db.states import Need
from kiosk.desk.suket import suket_of
from kiosk.documents.reference import grouped
from kiosk.documents.slip import Kind, Problem
from kiosk.message import message
from kiosk.ministry.contract import Status
from kiosk.policy import Policy
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Code, Question
from kiosk.visit.facts import Field, Purpose
from kiosk.visit.views import (
    FarewellView,
    FingerView,
    NikView,
    OfficerView,
    OutcomeView,
    PhoneView,
    QuestionView,
    ReturnView,
    ReviewView,
    SlipShown,
)
from tests.kiosk.bench import OFFICERS, OPENING, Bench, found, somebody
from tests.kiosk.visit.guest import Guest

ANNA, BUDI, CITRA, DIAN = (somebody(Code.PRINT_READY, number) for number in range(4))
CHILD = somebody(Code.NEVER_RECORDED)
TODAY = OPENING.date()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Found an office without blanks, whose printer makes one card a day."""
    bench = found(tmp_path, [ANNA, BUDI, CITRA, DIAN, CHILD], blanks=0, cap=1)
    yield bench
    assert bench.office.check().violations == []
    bench.close()


@pytest.fixture
def anna(bench: Bench) -> Guest:
    return Guest(bench, ANNA)


def says(guest: Guest, **answers: object) -> Guest:
    """Return the same person, who answers otherwise."""
    told = replace(guest.who.answers, **answers)  # type: ignore[arg-type]
    return Guest(guest.bench, replace(guest.who, answers=told))


def blanks(bench: Bench, number: int) -> None:
    bench.office.issuance.receive_blanks(f"box-{bench.clock.monotonic()}", number, OFFICERS)


def used(bench: Bench, token: str) -> bool:
    return getattr(bench.office.matters.find(token), "problem", None) is Problem.USED


def change(bench: Bench, who: Resident, **fields: object) -> None:
    """Let the ministry change somebody's record."""
    bench.ministry.seed([msgspec.structs.replace(bench.record(who), **fields)])


def goes_home_with_a_card(guest: Guest, token: str) -> bool:
    return isinstance(guest.come(token), FarewellView) and used(guest.bench, token)


def test_a_place_kept_while_the_server_is_down_leads_to_a_card(anna: Guest) -> None:
    blanks(anna.bench, 1)
    anna.bench.weather("down")
    slip = anna.slip()
    assert slip.kept.kind is Kind.QUEUE
    assert slip.kept.when == (), "nobody knows yet whether they wait for a blank"
    anna.bench.weather("up")
    anna.days(1)
    assert goes_home_with_a_card(anna, slip.token)
    assert anna.greeted() == [slip.kept.reference]
    assert anna.bench.office.matters.of(ANNA.nik) == ()


def test_a_number_from_while_the_server_was_down_keeps_the_place(anna: Guest) -> None:
    anna.bench.weather("down")
    early = anna.slip()
    anna.bench.weather("up")
    assert turn(Guest(anna.bench, BUDI).slip()) == 1
    ending = anna.ending(early.kept.reference)
    assert ending.code is Code.NO_BLANK
    assert ending.slip is not None
    assert turn(ending.slip) == 1, "Anna came before Budi"
    assert ending.also == (message("also.replaced", reference=grouped(early.kept.reference)),), (
        "told once, however often the slip is shown"
    )
    assert used(anna.bench, early.token)
    assert anna.ending().also == (), "told only when it happens"


def turn(slip: SlipShown) -> object:
    """Return the place in the queue that a slip tells."""
    told, _ = slip.kept.when
    return dict(told.args)["turn"]


def test_whoever_waits_for_a_blank_has_a_suket_until_they_are_called(anna: Guest) -> None:
    slip = anna.slip()
    assert slip.kept.kind is Kind.QUEUE
    assert slip.kept.suket is not None
    anna.days(100)
    assert anna.slip(slip.token).kept.reference == slip.kept.reference
    stands_in = suket_of(ANNA.nik)
    assert stands_in is not None
    until = TODAY + timedelta(days=100 + Policy().suket_days)
    assert stands_in.valid_until == until.isoformat(), "extended: the queue is still long"
    blanks(anna.bench, 1)
    anna.days(1)
    assert goes_home_with_a_card(anna, slip.token)
    (kept,) = next(view for view in anna.came if isinstance(view, ReturnView)).kept
    assert [each.id for each in kept.when] == ["slip.called"]
    assert suket_of(ANNA.nik) is None, "handed back with the card"


def test_a_mended_printer_prints_what_was_granted(anna: Guest) -> None:
    blanks(anna.bench, 1)
    anna.bench.touch_printer(act="power", **{"is": "off"})
    slip = anna.slip()
    assert slip.kept.kind is Kind.QUEUE
    anna.bench.touch_printer(act="power", **{"is": "on"})
    anna.days(1)
    assert goes_home_with_a_card(anna, slip.token)


def test_an_empty_feeder_is_no_broken_printer(anna: Guest) -> None:
    blanks(anna.bench, 1)
    anna.bench.touch_printer(act="feeder", **{"is": "empty"})
    ending = anna.ending()
    assert ending.heading.id == "outcome.printer_to_fill.heading"
    assert dict(ending.why.args)["cause"] == message("printer.feeder_empty")
    anna.bench.touch_printer(act="feeder", **{"is": "full"})
    assert isinstance(anna.come(), FarewellView), "at once"


def test_an_appointment_for_another_day_leads_to_a_card(anna: Guest) -> None:
    blanks(anna.bench, 2)
    assert isinstance(Guest(anna.bench, BUDI).come(), FarewellView)
    ending = anna.ending()
    assert ending.code is Code.CAP_REACHED
    assert ending.slip is not None
    day, blank = ending.slip.kept.when
    assert day.args == (("day", TODAY + timedelta(days=1)),)
    assert blank.id == "slip.called"
    anna.days(1)
    assert goes_home_with_a_card(anna, ending.slip.token)


def test_who_comes_too_late_for_a_card_is_given_room_on_a_day_to_come(anna: Guest) -> None:
    blanks(anna.bench, 4)
    assert isinstance(Guest(anna.bench, BUDI).come(), FarewellView)
    slip = anna.slip()
    anna.days(3)
    assert isinstance(Guest(anna.bench, CITRA).come(), FarewellView)
    again = anna.slip(slip.token)
    assert told_day(again) == TODAY + timedelta(days=4)
    assert again.kept.reference == slip.kept.reference
    returned = [view for view in anna.came if isinstance(view, ReturnView)]
    assert not [when for view in returned for when in view.kept[0].when if when.id == "slip.day"]
    anna.days(1)
    assert Guest(anna.bench, DIAN).ending().code is Code.CAP_REACHED
    assert goes_home_with_a_card(anna, again.token)


def told_day(slip: SlipShown) -> object:
    """Return the day that a slip names."""
    return dict(slip.kept.when[0].args)["day"]


@pytest.mark.parametrize("code", [Code.NEVER_RECORDED, Code.IN_PIPELINE])
def test_no_day_that_is_past_is_told(code: Code, tmp_path: Path) -> None:
    who = somebody(code)
    bench = found(tmp_path, [who])
    guest = Guest(bench, who)
    slip = guest.slip()
    first = told_day(slip)
    assert isinstance(first, date)
    guest.days((first - TODAY).days)
    at_the_day = guest.slip(slip.token)
    later = first if code is Code.NEVER_RECORDED else first + timedelta(14)
    assert told_day(at_the_day) == later
    guest.days(20)
    last = told_day(guest.slip())
    assert isinstance(last, date)
    assert last > bench.clock.wall().date()
    assert bench.office.check().violations == []
    bench.close()


def test_who_was_never_recorded_comes_back_recorded(bench: Bench) -> None:
    blanks(bench, 1)
    child = Guest(bench, CHILD)
    slip = child.slip()
    assert slip.kept.kind is Kind.APPOINTMENT
    change(bench, CHILD, status=Status.PRINT_READY_RECORD, photo=bench.record(ANNA).photo)
    child.days(2)
    assert goes_home_with_a_card(child, slip.token)


def test_a_case_is_worked_on_until_officers_close_it_and_then_leads_to_a_card(
    anna: Guest,
) -> None:
    blanks(anna.bench, 1)
    wrong = says(anna, wrong=frozenset({Field.OCCUPATION}))
    slip = wrong.slip()
    assert slip.kept.kind is Kind.CASE
    stands_in = suket_of(ANNA.nik)
    assert stands_in is not None, "for somebody without a card"
    assert slip.kept.suket is not None
    (case, suket) = anna.bench.office.matters.of(ANNA.nik)
    assert case.lines == ("occupation",)
    anna.days(3)
    again = anna.ending(slip.token)
    assert again.heading.id == "outcome.case_open.heading"
    assert again.slip is not None
    assert again.slip.kept.reference == slip.kept.reference
    assert len(anna.bench.office.matters.of(ANNA.nik)) == 2, "no second case"
    anna.bench.office.matters.close(case.reference)
    change(anna.bench, ANNA, data_version=2)
    anna.days(1)
    assert isinstance(anna.come(slip.token), FarewellView)
    assert problems(anna) == ["nik.case_done"], "said, and gone on with the number"
    assert used(anna.bench, suket.token)
    assert suket_of(ANNA.nik) is None


def test_a_suket_is_a_slip_too(anna: Guest) -> None:
    blanks(anna.bench, 1)
    says(anna, wrong=frozenset({Field.OCCUPATION})).come()
    (case, suket) = anna.bench.office.matters.of(ANNA.nik)
    anna.bench.office.matters.close(case.reference)
    anna.days(5)
    assert goes_home_with_a_card(anna, suket.token)
    assert anna.greeted() == [suket.reference]


def problems(guest: Guest) -> list[str]:
    """Return what the number's screen said."""
    shown = [view.problem for view in guest.came if isinstance(view, NikView)]
    return [each.id for each in shown if each is not None]


def test_a_death_is_reported_once(anna: Guest) -> None:
    reporter = says(anna, purpose=Purpose.REPORT_DEATH)
    slip = reporter.slip()
    assert slip.kept.kind is Kind.CASE
    anna.days(2)
    assert anna.ending(slip.token).heading.id == "outcome.case_open.heading"
    assert reporter.slip().kept.reference == slip.kept.reference
    assert len(anna.bench.office.matters.of(ANNA.nik)) == 1


def test_a_second_death_is_a_case_of_its_own(anna: Guest) -> None:
    reporter = says(anna, purpose=Purpose.REPORT_DEATH)
    first = reporter.slip().kept
    anna.days(2)
    told = {**anna.who.answers.told, Question.ANOTHER_DEATH: True}
    bereaved = says(anna, purpose=Purpose.REPORT_DEATH, told=told)
    ending = bereaved.ending()
    assert ending.heading.id == "outcome.report_death.heading"
    assert ending.slip is not None
    second = ending.slip.kept
    assert (second.kind, second.reference == first.reference) == (Kind.CASE, False)
    office = anna.bench.office
    assert [each.reference for each in office.matters.of(ANNA.nik)] == [
        first.reference,
        second.reference,
    ]
    assert reporter.ending().heading.id == "outcome.case_open.heading"
    assert len(office.matters.of(ANNA.nik)) == 2
    office.matters.settle(first.reference, OFFICERS.first)
    assert reporter.slip().kept.reference == second.reference


def test_a_card_left_in_the_machine_is_collected_with_the_slip(anna: Guest) -> None:
    blanks(anna.bench, 1)
    slip = anna.slip(leave_card=True)
    assert slip.kept.kind is Kind.CARD_WAITING
    anna.days(3)
    assert goes_home_with_a_card(anna, slip.token)
    assert not {ReviewView, QuestionView} & set(map(type, anna.came)), "she said it all before"


def test_whose_data_changed_since_the_card_was_made_looks_through_them(anna: Guest) -> None:
    blanks(anna.bench, 1)
    slip = anna.slip(leave_card=True)
    anna.days(3)
    record = anna.bench.record(ANNA)
    fields = msgspec.structs.replace(record.fields, address="JL. BARU NO. 1")
    anna.bench.ministry.seed([msgspec.structs.replace(record, fields=fields, data_version=2)])
    anna.come(slip.token)
    assert ReviewView in set(map(type, anna.came))


def test_whoever_leaves_while_the_card_is_made_comes_back_for_it(anna: Guest) -> None:
    blanks(anna.bench, 1)
    ending = anna.come(leave_printer=True)
    assert isinstance(ending, OutcomeView)
    assert ending.slip is not None
    assert ending.slip.kept.kind is Kind.CARD_WAITING
    assert anna.bench.office.issuance.blanks()["held"] == 1
    anna.days(3)
    assert goes_home_with_a_card(anna, ending.slip.token)
    assert anna.bench.office.matters.of(ANNA.nik) == ()


def test_a_card_that_is_not_made_leaves_no_slip_for_it_behind(anna: Guest) -> None:
    assert anna.ending().code is Code.NO_BLANK
    assert [each.kind for each in anna.bench.office.matters.of(ANNA.nik)] == [Kind.QUEUE]


def test_no_card_is_cut_before_there_is_a_blank_for_another(tmp_path: Path) -> None:
    who = somebody(Code.DAMAGED)
    bench = found(tmp_path, [who], blanks=0, cap=1)
    guest = Guest(bench, who)
    ending = guest.ending()
    assert ending.code is Code.NO_BLANK
    assert not any(isinstance(view, OfficerView) for view in guest.came)
    assert ending.slip is not None
    assert Place.get(Place.nik == who.nik).need == Need.DAMAGED
    stands_in = suket_of(who.nik)
    assert stands_in is not None
    (told,) = [dict(each.args) for each in ending.slip.kept.told if each.id == "slip.suket"]
    assert told["suket"] == stands_in.key
    blanks(bench, 1)
    guest.days(1)
    guest.come(ending.slip.token)
    assert any(isinstance(view, OfficerView) for view in guest.came)
    assert bench.office.check().violations == []
    bench.close()


def test_where_no_officer_comes_a_blank_is_kept_and_nobody_has_to_be_called(
    tmp_path: Path,
) -> None:
    who = somebody(Code.DAMAGED)
    bench = found(tmp_path, [who], blanks=1)
    guest = Guest(bench, who)
    ending = guest.ending()
    assert ending.heading.id == "outcome.damaged.heading"
    assert ending.slip is not None
    assert [each.id for each in ending.slip.kept.when] == ["slip.called"]
    assert not ending.slip.may_phone
    assert not any(isinstance(view, PhoneView) for view in guest.came)
    assert bench.office.check().violations == []
    bench.close()


def test_the_counter_sends_back_who_was_not_known_and_nothing_says_why(anna: Guest) -> None:
    blanks(anna.bench, 1)
    slip = says(anna, finger="wrong").slip()
    assert slip.kept.kind is Kind.COUNTER
    assert slip.kept.told == ()
    anna.days(30)  # as long as a birth certificate may take
    assert goes_home_with_a_card(anna, slip.token)


def test_a_final_answer_closes_what_only_led_to_it(anna: Guest) -> None:
    blanks(anna.bench, 1)
    anna.bench.weather("down")
    slip = anna.slip()
    anna.bench.weather("up")
    assert isinstance(anna.come(), FarewellView)
    assert anna.ending().code is Code.ALREADY_PRINTED
    assert anna.ending().slip is None
    assert used(anna.bench, slip.token)


def test_before_identification_a_slip_discloses_nothing(anna: Guest) -> None:
    anna.bench.weather("down")
    slip = anna.slip()
    anna.bench.weather("up")
    stranger = says(anna, finger="wrong")
    ending = stranger.ending(slip.token)
    assert ending.code is Code.NOT_IDENTIFIED
    assert stranger.greeted() == []
    fingers = [view for view in stranger.came if isinstance(view, FingerView)]
    assert {(view.last_four, view.slip) for view in fingers} == {("", slip.kept.reference)}
    assert ANNA.nik not in repr(stranger.came)
    assert ANNA.fields.name not in repr(stranger.came)
