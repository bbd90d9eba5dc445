"""Reports to the ministry: durable, in order, sent until acknowledged, and only then forgotten."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.models import Claim, Outbox
from kiosk.issuance.results import Printed
from kiosk.ministry.client import MinistryClient, Rejected, Unavailable
from kiosk.ministry.contract import ClaimRequest, Granted, Receipt, Refused
from kiosk.visit.codes import Code
from tests.kiosk.bench import Bench, found, somebody

HOLDER, OTHER, THIRD = (somebody(Code.PRINT_READY, number) for number in range(3))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Return an office with one card in its holder's hands, and nothing reported."""
    made = found(tmp_path, [HOLDER, OTHER, THIRD])
    printed = made.office.issuance.issue(made.record(HOLDER), lambda _: None)
    assert isinstance(printed, Printed)
    made.office.issuance.hand_over(printed.card.key, made.holder(HOLDER), made.at_the_door)
    yield made
    made.close()


def states() -> list[tuple[str, str]]:
    return [(row.kind, row.state) for row in Outbox.select().order_by(Outbox.seq)]


def waiting_claims() -> list[Claim]:
    return list(Claim.select().where(Claim.state == "CLAIMING"))


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
    assert settle()
    assert states()[0] == ("prints", "ACKED")
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


def test_a_report_that_is_never_answered_holds_up_nobody_else(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = bench.office.issuance.issue(bench.record(OTHER), lambda _: None)
    assert isinstance(printed, Printed)
    report, first = MinistryClient.report, Outbox.get_by_id(1).key

    def never_the_first(
        client: MinistryClient, kind: str, key: str, body: bytes
    ) -> Receipt | Rejected | Unavailable:
        return Unavailable.MALFORMED if key == first else report(client, kind, key, body)

    monkeypatch.setattr(MinistryClient, "report", never_the_first)
    settled = [errand()() for _ in range(4) for errand in bench.office.issuance.errands()]
    assert settled == [False, True, False, False]
    assert states() == [*WAITING, ("prints", "ACKED")]


def test_a_claim_that_is_never_answered_holds_up_nobody_else(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.report()
    people = [bench.record(each) for each in (OTHER, THIRD)]
    bench.weather("down")
    for each in people:
        bench.office.issuance.issue(each, lambda _: None)
    bench.weather("up")
    claim, first = MinistryClient.claim, min(row.key for row in waiting_claims())

    def never_the_first(
        client: MinistryClient, key: str, request: ClaimRequest
    ) -> Granted | Refused | Unavailable:
        return Unavailable.MALFORMED if key == first else claim(client, key, request)

    monkeypatch.setattr(MinistryClient, "claim", never_the_first)
    settled = [errand()() for _ in range(3) for errand in bench.office.issuance.errands()]
    assert settled == [False, True, False]
    assert [row.key for row in waiting_claims()] == [first]
