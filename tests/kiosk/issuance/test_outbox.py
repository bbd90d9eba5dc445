"""Reports to the ministry: durable, in order, sent until acknowledged, and only then forgotten."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.models import Outbox
from kiosk.issuance.issuance import Printed
from kiosk.ministry.client import MinistryClient, Rejected, Unavailable
from kiosk.ministry.contract import Receipt
from kiosk.visit.codes import Code
from tests.kiosk.bench import Bench, found, somebody

HOLDER = somebody(Code.PRINT_READY)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Return an office with one card in its holder's hands, and nothing reported."""
    made = found(tmp_path, [HOLDER])
    printed = made.office.issuance.issue(made.record(HOLDER), lambda _: None)
    assert isinstance(printed, Printed)
    made.office.issuance.hand_over(printed.card.key, made.holder(HOLDER), made.at_the_door)
    yield made
    made.close()


def states() -> list[tuple[str, str]]:
    return [(row.kind, row.state) for row in Outbox.select().order_by(Outbox.seq)]


WAITING = [("prints", "PENDING"), ("handovers", "PENDING")]
ACKED = [("prints", "ACKED"), ("handovers", "ACKED")]


@pytest.mark.parametrize("weather", ["down", "slow", "error", "error_after", "portal", "garbled"])
def test_reports_wait_in_bad_weather_and_drain_after_it(weather: str, bench: Bench) -> None:
    bench.weather(weather)
    for errand in bench.office.issuance.errands():
        assert not errand()()
    assert states() == WAITING
    bench.reopen()
    assert states() == WAITING
    bench.weather("up")
    bench.report()
    assert states() == ACKED
    assert bench.ministry.act({"act": "look"})["reports"] == 2


def test_the_handover_waits_for_the_print(bench: Bench) -> None:
    (errand,) = bench.office.issuance.errands()
    assert errand()()
    assert states() == [("prints", "ACKED"), ("handovers", "PENDING")]


def test_a_report_that_arrives_twice_is_one_report(bench: Bench) -> None:
    (first,), (second,) = bench.office.issuance.errands(), bench.office.issuance.errands()
    settle = first()
    assert second()()
    assert states()[0] == ("prints", "ACKED")
    with pytest.raises(Exception, match="is not PENDING"):
        settle()
    bench.report()
    assert bench.ministry.act({"act": "look"})["reports"] == 2


@pytest.mark.parametrize(
    "receipt",
    [
        Receipt(key="another", digest="0" * 64, state="recorded"),
        Receipt(key="x", digest="1" * 64, state="recorded"),
        Unavailable.NOT_THE_MINISTRY,
    ],
)
def test_only_the_very_receipt_counts(
    receipt: Receipt | Unavailable, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MinistryClient, "report", lambda *_: receipt)
    (errand,) = bench.office.issuance.errands()
    assert not errand()()
    assert states() == WAITING


def test_a_report_refused_for_good_is_dead_and_stops_its_claim(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MinistryClient, "report", lambda *_: Rejected("a card is known already"))
    (errand,) = bench.office.issuance.errands()
    assert errand()()
    assert states() == [("prints", "DEAD"), ("handovers", "PENDING")]
    assert bench.office.issuance.errands() == []
    assert {each.rule for each in bench.office.check().violations} == {"V3"}
