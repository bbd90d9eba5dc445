"""How many numbers may be tried here: whatever is told of one counts, and nothing else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.policy import Policy
from kiosk.visit.codes import Code
from kiosk.visit.jobs import Fetched, FetchRecord, TooManyNumbers
from kiosk.visit.slips import FetchBySlip, NoSlip
from tests.kiosk.bench import Bench, found, somebody
from tests.kiosk.visit.guest import Guest

ANNA = somebody(Code.PRINT_READY)
MOST = 3


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Found an office that lets few numbers be tried."""
    made = found(tmp_path, [ANNA])
    made.decide(Policy(nik_tries_per_hour=MOST))
    yield made
    made.close()


def typed(bench: Bench, nik: str = ANNA.nik) -> object:
    """Ask for a number as a visit does."""
    return FetchRecord(nik).run(bench.office, lambda _: None, lambda: False)


def shown(bench: Bench, slip: str) -> object:
    """Ask for whom a slip was given to."""
    return FetchBySlip(slip).run(bench.office, lambda _: None, lambda: False)


def test_while_the_ministry_is_away_numbers_use_up_nothing(bench: Bench) -> None:
    bench.weather("down")
    for _ in range(MOST + 1):
        assert Guest(bench, ANNA).ending().code is Code.SERVER_DOWN
    bench.weather("up")
    assert all(isinstance(typed(bench), Fetched) for _ in range(MOST))
    assert isinstance(typed(bench), TooManyNumbers)


@pytest.mark.parametrize("nik", [ANNA.nik, "3513012909009999"], ids=["known", "unknown"])
def test_what_the_ministry_says_of_a_number_counts(nik: str, bench: Bench) -> None:
    assert all(isinstance(typed(bench, nik), Fetched) for _ in range(MOST))
    assert isinstance(typed(bench, nik), TooManyNumbers)
    bench.weather("down")
    assert isinstance(typed(bench, nik), TooManyNumbers), "nor is anything opened then"


def test_a_record_that_is_held_here_is_something_told(bench: Bench) -> None:
    bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, Code.SERVER_DOWN))
    errand = bench.office.ahead.errand()
    assert errand is not None
    assert errand()()
    bench.weather("down")
    assert all(isinstance(typed(bench), Fetched) for _ in range(MOST))
    assert isinstance(typed(bench), TooManyNumbers)


def test_whoever_comes_after_too_many_hears_that_and_not_that_they_are_nobody(
    bench: Bench,
) -> None:
    for _ in range(MOST):
        typed(bench)
    ending = Guest(bench, ANNA).ending()
    assert ending.heading.id == "outcome.too_many_numbers.heading"
    assert ending.slip is None


def test_numbers_of_slips_count_whether_there_is_such_a_slip_or_not(bench: Bench) -> None:
    slip = bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, Code.SERVER_DOWN))
    guessed = f"{(int(slip.reference) + 1) % 10**12:012}"
    asked = [shown(bench, each) for each in (guessed, slip.reference, slip.token)]
    assert [type(each) for each in asked] == [NoSlip, Fetched, Fetched]
    assert len(asked) == MOST
    for another in (guessed, slip.reference, slip.token):
        assert isinstance(shown(bench, another), TooManyNumbers)
    assert isinstance(typed(bench), TooManyNumbers), "they are counted with what is typed"


def test_slips_of_the_office_use_up_nothing_while_the_ministry_is_away(bench: Bench) -> None:
    slip = bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, Code.SERVER_DOWN))
    bench.weather("down")
    assert all(isinstance(shown(bench, slip.token), Fetched) for _ in range(MOST + 1))
    for _ in range(MOST):
        assert isinstance(shown(bench, "not a slip"), NoSlip)
    assert isinstance(shown(bench, slip.token), TooManyNumbers), "guesses count in any weather"
