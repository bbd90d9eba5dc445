"""The right to a card when the ministry comes to say that it is the next one."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from db.models import Attempt, Claim
from kiosk.issuance.results import AlreadyPrinted, Printed
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Record, Refused
from kiosk.ministry.simulator import Ministry
from kiosk.visit.codes import Code
from tests.kiosk.bench import Bench, found, somebody

HOLDER = somebody(Code.PRINT_READY)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = found(tmp_path, [HOLDER])
    yield made
    assert made.office.check().violations == []
    made.close()


def issue(bench: Bench, record: Record) -> object:
    return bench.office.issuance.issue(record, lambda _: None)


def next_generation(bench: Bench) -> Record:
    """Make the ministry say that an earlier card was made void."""
    record = bench.record(HOLDER)
    later = msgspec.structs.replace(record, generation=record.generation + 1)
    bench.ministry.seed([later])
    return later


def states() -> list[tuple[int, str]]:
    rows = Claim.select().order_by(Claim.generation)
    return [(row.generation, row.state) for row in rows]


@pytest.mark.parametrize("granted", [False, True])
def test_an_unused_claim_of_an_earlier_card_makes_way(granted: bool, bench: Bench) -> None:
    record = bench.record(HOLDER)
    bench.weather("down")
    assert issue(bench, record) is Unavailable.DOWN
    bench.weather("up")
    if granted:
        bench.report()
    assert isinstance(issue(bench, next_generation(bench)), Printed)
    assert states() == [(1, "REFUSED"), (2, "CONSUMED")]


def test_an_unused_claim_of_an_earlier_card_stands_while_nobody_can_be_asked(bench: Bench) -> None:
    record = bench.record(HOLDER)
    bench.weather("down")
    assert issue(bench, record) is Unavailable.DOWN
    bench.weather("up")
    later = next_generation(bench)
    bench.weather("down")
    assert issue(bench, later) is Unavailable.DOWN
    assert states() == [(1, "CLAIMING")]


def test_a_claim_that_the_ministry_still_grants_stands(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = bench.record(HOLDER)
    bench.weather("down")
    issue(bench, record)
    bench.weather("up")
    later = next_generation(bench)
    monkeypatch.setattr(Ministry, "_refusal", lambda *_: None)
    refused = issue(bench, later)
    assert isinstance(refused, Refused)
    assert refused.reason == "claimed_by_other"
    assert states() == [(1, "GRANTED")]
    assert Attempt.select().count() == 0


def test_a_card_of_ours_that_is_not_void_here_is_the_only_one(bench: Bench) -> None:
    printed = issue(bench, bench.record(HOLDER))
    assert isinstance(printed, Printed)
    assert issue(bench, next_generation(bench)) == printed
    bench.office.issuance.hand_over(printed.card.key, bench.holder(HOLDER), bench.at_the_door)
    assert isinstance(issue(bench, next_generation(bench)), AlreadyPrinted)
    assert states() == [(1, "CONSUMED")]


def test_a_late_answer_changes_no_claim_that_has_had_one(bench: Bench) -> None:
    record = bench.record(HOLDER)
    bench.weather("down")
    assert issue(bench, record) is Unavailable.DOWN
    bench.weather("up")
    (late,) = [errand() for errand in bench.office.issuance.errands()]
    assert isinstance(issue(bench, record), Printed)
    assert late()
    assert states() == [(1, "CONSUMED")]
