"""One record that cannot be so harms nobody: not the kiosk, not its holder, not the others."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from db import owed
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.ministry.client import MinistryClient, Unavailable
from kiosk.ministry.contract import Record
from kiosk.ministry.simulator import Ministry
from kiosk.visit.codes import Code
from kiosk.visit.views import FarewellView, FingerView
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.visit.guest import Guest

ANNA, BUDI, CITRA = (somebody(Code.PRINT_READY, number) for number in range(3))
TODAY = OPENING.date()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Found an office for three."""
    made = found(tmp_path, [ANNA, BUDI, CITRA])
    yield made
    assert made.office.check().violations == []
    made.close()


def goes_wrong(bench: Bench, change: Callable[[Record], Record]) -> None:
    """Let the ministry answer for Anna with something else than is on file."""
    find = bench.ministry._find

    def found_so(nik: str) -> Record | None:
        record = find(nik)
        return change(record) if record is not None and nik == ANNA.nik else record

    bench.ministry._find = found_so  # type: ignore[method-assign]


def born(day: date) -> Callable[[Record], Record]:
    """Return what changes the day of birth."""

    def change(record: Record) -> Record:
        fields = msgspec.structs.replace(record.fields, birth_date=day, marital_status=1)
        return msgspec.structs.replace(record, fields=fields)

    return change


@pytest.mark.parametrize("day", [TODAY + timedelta(1), date(2200, 1, 1)])
def test_nobody_is_born_after_today(day: date, bench: Bench) -> None:
    goes_wrong(bench, born(day))
    assert bench.office.ministry.fetch(ANNA.nik) is Unavailable.UNREADABLE
    assert Guest(bench, ANNA).ending().slip is not None
    bench.reopen()
    assert Guest(bench, ANNA).ending().slip is not None


def test_the_record_of_another_number_is_nobody_s(bench: Bench) -> None:
    another = bench.record(BUDI)
    goes_wrong(bench, lambda _: another)
    assert bench.office.ministry.fetch(ANNA.nik) is Unavailable.UNREADABLE
    assert bench.office.ministry.fetch(BUDI.nik) == another


def test_whoever_was_born_today_is_too_young(bench: Bench) -> None:
    goes_wrong(bench, born(TODAY))
    ending = Guest(bench, ANNA).ending()
    assert ending.code is Code.UNDERAGE
    assert ending.slip is not None


def test_a_day_that_no_slip_can_say_is_not_written_down(bench: Bench) -> None:
    far = Wish(Kind.APPOINTMENT, ANNA.nik, "underage", day=date(2217, 1, 2))
    with pytest.raises(ValueError, match="last day"):
        bench.office.matters.open(far)
    assert owed.Matter.select().count() == 0
    assert bench.office.matters.of(ANNA.nik) == ()


def test_nor_is_another_day_for_what_is_open_already(bench: Bench) -> None:
    soon = Wish(Kind.APPOINTMENT, ANNA.nik, "underage", day=TODAY + timedelta(1))
    opened = bench.office.matters.open(soon)
    bench.clock.sleep_until(bench.clock.monotonic() + 10 * 86_400)
    with pytest.raises(ValueError, match="last day"):
        bench.office.matters.open(replace(soon, day=date(2217, 1, 2)))
    assert owed.Matter.get_by_id(opened.reference).day == str(opened.day)


def of_another_kind(record: Record) -> Record:
    """Return a record with a value that the contract does not foresee."""
    fields = msgspec.structs.replace(record.fields, village_type="nagari")
    return msgspec.structs.replace(record, fields=fields)


def test_whose_record_cannot_be_read_is_told_so_and_has_a_case(bench: Bench) -> None:
    goes_wrong(bench, of_another_kind)
    guest = Guest(bench, ANNA)
    ending = guest.ending()
    assert ending.heading.id == "outcome.record_unreadable.heading"
    assert not any(isinstance(view, FingerView) for view in guest.came), "nobody is known by it"
    assert ending.slip is not None
    assert (ending.slip.kept.kind, ending.slip.may_phone) == (Kind.CASE, False)
    again = guest.ending(ending.slip.token)
    assert again.slip is not None
    assert again.slip.kept.reference == ending.slip.kept.reference
    bench.ministry._find = Ministry._find.__get__(bench.ministry)  # type: ignore[method-assign]
    assert isinstance(guest.come(ending.slip.token), FarewellView)


def test_what_was_fetched_before_is_not_taken_for_what_cannot_be_read_now(bench: Bench) -> None:
    bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, Code.SERVER_DOWN))
    idle(bench, minutes=2)
    assert bench.office.ahead.of(ANNA.nik) is not None
    goes_wrong(bench, of_another_kind)
    assert Guest(bench, ANNA).ending().heading.id == "outcome.record_unreadable.heading"


def idle(bench: Bench, minutes: int) -> None:
    """Let nobody need the office, and its errands be done as its threads do them."""
    for _ in range(minutes):
        bench.clock.sleep_until(bench.clock.monotonic() + 61)
        for errand in bench.office.errands():
            errand()()


def test_a_record_that_cannot_be_read_holds_up_nobody_else_s(bench: Bench) -> None:
    goes_wrong(bench, of_another_kind)
    for each in (ANNA, BUDI):
        bench.office.matters.open(Wish(Kind.QUEUE, each.nik, Code.SERVER_DOWN))
    errand = bench.office.ahead.errand()
    assert errand is not None
    assert errand()(), "the ministry answers: nothing has to wait before it is asked again"
    idle(bench, minutes=2)
    held = [each for each in (ANNA, BUDI) if bench.office.ahead.of(each.nik) is not None]
    assert held == [BUDI]


def test_nor_does_one_that_never_comes(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    fetch = MinistryClient.fetch
    monkeypatch.setattr(
        MinistryClient,
        "fetch",
        lambda client, nik: Unavailable.ERROR if nik == ANNA.nik else fetch(client, nik),
    )
    for each in (ANNA, BUDI):
        bench.office.matters.open(Wish(Kind.QUEUE, each.nik, Code.SERVER_DOWN))
    idle(bench, minutes=3)
    assert bench.office.ahead.of(BUDI.nik) is not None
    bench.office.matters.open(Wish(Kind.QUEUE, CITRA.nik, Code.SERVER_DOWN))
    idle(bench, minutes=3)
    assert bench.office.ahead.of(CITRA.nik) is not None
