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
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Record
from kiosk.visit.codes import Code
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.visit.guest import Guest

ANNA, BUDI = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)
TODAY = OPENING.date()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Found an office for two."""
    made = found(tmp_path, [ANNA, BUDI])
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
    assert bench.office.ministry.fetch(ANNA.nik) is Unavailable.MALFORMED
    assert Guest(bench, ANNA).ending().slip is not None
    bench.reopen()
    assert Guest(bench, ANNA).ending().slip is not None


def test_the_record_of_another_number_is_nobody_s(bench: Bench) -> None:
    another = bench.record(BUDI)
    goes_wrong(bench, lambda _: another)
    assert bench.office.ministry.fetch(ANNA.nik) is Unavailable.MALFORMED
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
