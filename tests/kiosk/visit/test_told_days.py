"""Whoever comes within the days that they were told, or a fair time after, has their turn still."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.models import Day
from db.owed import Matter, Place
from db.states import PlaceState
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.message import message
from kiosk.policy import Policy
from kiosk.visit.codes import Code
from kiosk.visit.views import FarewellView, NikView, SlipShown
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.issuance.kills import killed_at
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.test_returning import blanks

DEWI, OTHERS = somebody(Code.PRINT_READY), [somebody(Code.PRINT_READY, n) for n in range(1, 41)]
CALL = Policy().promise_days


@pytest.fixture
def dewi(tmp_path: Path) -> Iterator[Guest]:
    """Yield somebody without a telephone, who comes after forty others to an office without blanks.

    It printed one card a day before.
    """
    bench = found(tmp_path, [DEWI, *OTHERS], blanks=0)
    printer = bench.office.issuance._printing.commissioned()
    assert printer is not None
    yesterday = (OPENING.date() - timedelta(1)).isoformat()
    Day.insert(day=yesterday, printer=printer.serial, used=1, cap=200).execute()
    for each in OTHERS:
        bench.office.matters.open(Wish(Kind.QUEUE, each.nik, "no_blank"))
    yield Guest(bench, DEWI)
    assert bench.office.check().violations == []
    bench.close()


def told(slip: SlipShown) -> int:
    """Return how many days from now the slip names as the last."""
    turn, kept = slip.kept.when
    assert dict(turn.args)["turn"] == len(OTHERS) + 1
    assert kept == message("slip.turn_kept", days=CALL)
    latest = dict(turn.args)["latest"]
    assert isinstance(latest, date)
    return (latest - OPENING.date()).days


def place() -> Place:
    return Place.get(Place.nik == DEWI.nik)


def call(bench: Bench) -> None:
    """Let a delivery call everybody long before the days they were told."""
    blanks(bench, len(OTHERS) + 1)
    assert place().state == PlaceState.CALLED


def test_a_call_before_the_days_of_the_slip_ends_a_fair_time_after_them(dewi: Guest) -> None:
    slip = dewi.slip()
    last = told(slip)
    assert last > 2 * CALL
    dewi.days(1)
    call(dewi.bench)
    dewi.days(last - 1 + CALL)
    assert isinstance(dewi.come(slip.token), FarewellView)
    assert not [view for view in dewi.came if isinstance(view, NikView) and view.problem]


def test_after_that_the_blank_goes_to_whoever_is_next(dewi: Guest) -> None:
    slip = dewi.slip()
    call(dewi.bench)
    dewi.days(told(slip) + CALL + 1)
    assert place().state == PlaceState.ENDED


def test_a_later_day_told_at_a_later_visit_counts_and_an_earlier_one_takes_nothing(
    dewi: Guest,
) -> None:
    slip = dewi.slip()
    last, first_told = told(slip), place().told_until or ""
    dewi.days(7)
    assert told(dewi.slip(slip.token)) > last
    later = place().told_until or ""
    assert later > first_told
    for each in OTHERS:
        for matter in dewi.bench.office.matters.of(each.nik):
            dewi.bench.office.matters.close(matter.reference)
    assert dewi.slip(slip.token).kept.when[0].args[-1] == ("turn", 1)
    assert place().told_until == later


def test_a_slip_counts_as_long_as_the_days_that_it_names(dewi: Guest) -> None:
    dewi.bench.decide(Policy(queue_days=10))
    slip = dewi.slip()
    last = OPENING.date() + timedelta(told(slip) + CALL)
    row = Matter.get(Matter.key == slip.kept.reference)
    assert row.valid_until == last.isoformat()


def test_where_no_day_can_be_told_the_slip_says_how_often_to_ask(dewi: Guest) -> None:
    Day.delete().execute()
    _, ask = dewi.slip().kept.when
    assert ask == message("slip.turn_ask", days=CALL)


@pytest.mark.parametrize("moment", ["in", "after"])
def test_killed_before_the_days_are_told_they_are_told_the_next_time(
    moment: str, dewi: Guest
) -> None:
    with killed_at(f"Q.tell.{moment}"):
        dewi.come()
    assert (place().told_until is None) == (moment == "in")
    dewi.bench.reopen()
    slip = dewi.slip()
    last = OPENING.date() + timedelta(told(slip))
    assert place().told_until == last.isoformat()


def test_nobody_who_came_later_passes_who_waited_for_more_than_a_year(dewi: Guest) -> None:
    for each in OTHERS:
        for matter in dewi.bench.office.matters.of(each.nik):
            dewi.bench.office.matters.close(matter.reference)
    slip = dewi.slip()
    dewi.days(200)
    later = Guest(dewi.bench, OTHERS[0])
    later.slip()
    dewi.days(200)
    again = dewi.slip(slip.token)
    assert again.kept.reference == slip.kept.reference
    assert dict(again.kept.when[0].args)["turn"] == 1
    blanks(dewi.bench, 1)
    assert later.ending().code is Code.NO_BLANK
    assert isinstance(dewi.come(again.token), FarewellView)
