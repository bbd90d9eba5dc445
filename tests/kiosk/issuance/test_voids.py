"""Damaged and lost cards: withdrawn once, and no other card before the ministry knows of it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from db.models import Audit, Card, Claim, Outbox, Void
from db.states import CardState, Cause
from kiosk.issuance.results import (
    AlreadyPrinted,
    Issued,
    NotNow,
    Printed,
    Refusal,
    Unlike,
    Withdrawn,
)
from kiosk.ministry.client import MinistryClient, Rejected
from kiosk.ministry.contract import Record, VoidReport
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, Bench, found, somebody

OURS, OTHER = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)
FOREIGN = somebody(Code.DAMAGED)
"""Has a card that another office made."""
BAD = ["down", "slow", "error", "error_after", "portal", "garbled"]
NIGHT = 24 * 3600.0


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Yield an office that made one card yesterday, and the ministry knows."""
    made = found(tmp_path, [OURS, OTHER, FOREIGN])
    take(made, OURS)
    made.report()
    made.clock.sleep_until(made.clock.monotonic() + NIGHT)
    yield made
    assert made.office.check().violations == []
    left = witness.read(tmp_path / founding.PRINTER)
    assert (
        witness.compare(left, made.office.issuance.blanks(), made.office.matters.promised()) == []
    )
    made.close()


def take(bench: Bench, who: Resident) -> Issued:
    """Let somebody's card be printed, and taken."""
    issuance = bench.office.issuance
    issued = issuance.issue(bench.record(who), lambda _: None)
    if isinstance(issued, Printed):
        assert issuance.hand_over(issued.card.key, bench.holder(who), bench.at_the_door)
    return issued


def withdraw(
    bench: Bench, who: Resident, cause: Cause = Cause.DAMAGED, record: Record | None = None
) -> Withdrawn | Unlike | Refusal:
    """Let an officer sign."""
    found = record or bench.record(who)
    issuance = bench.office.issuance
    done = issuance.voids.withdraw(found, cause, bench.holder(who), OFFICERS.first)
    issuance.report_void(who.nik)
    return done


def live_cards(who: Resident) -> int:
    gone = (CardState.VOID, CardState.DESTROYED)
    return Card.select().where((Card.nik == who.nik) & Card.state.not_in(gone)).count()


@pytest.mark.parametrize("who", [OURS, FOREIGN])
@pytest.mark.parametrize("cause", Cause)
def test_a_card_is_withdrawn_and_another_one_made(
    who: Resident, cause: Cause, bench: Bench
) -> None:
    assert withdraw(bench, who, cause) == Withdrawn(cause, 1)
    assert bench.office.issuance.voids.of(who.nik) is None
    assert bench.office.issuance.card_of(who.nik) is None
    record = bench.record(who)
    assert (record.generation, record.status, record.card) == (2, "PRINT_READY_RECORD", None)
    assert isinstance(take(bench, who), Printed)
    bench.report()
    old, new = Void.get(), Card.get(Card.state == CardState.HANDED_OVER, Card.nik == who.nik)
    assert (new.supersedes, old.nik, old.cause) == (old.key, who.nik, cause)
    assert live_cards(who) == 1
    assert isinstance(take(bench, who), AlreadyPrinted)
    returned = int(who is OURS and cause is Cause.DAMAGED)
    assert bench.office.issuance.blanks()["returned"] == returned


@pytest.mark.parametrize("weather", BAD)
@pytest.mark.parametrize("who", [OURS, FOREIGN])
def test_until_the_ministry_knows_there_is_no_other_card(
    who: Resident, weather: str, bench: Bench
) -> None:
    record = bench.record(who)
    bench.weather(weather)
    assert withdraw(bench, who, record=record) == Withdrawn(Cause.DAMAGED, 1)
    assert bench.office.issuance.voids.of(who.nik) == Withdrawn(Cause.DAMAGED, 1)
    ready = msgspec.structs.replace(record, status="PRINT_READY_RECORD", generation=2)
    if who is OURS:
        assert isinstance(bench.office.issuance.issue(ready, lambda _: None), AlreadyPrinted)
    else:
        with pytest.raises(Exception, match="D1: the ministry does not know"):
            bench.office.issuance.issue(ready, lambda _: None)
    bench.reopen()
    bench.weather("up")
    bench.report()
    assert bench.office.issuance.voids.of(who.nik) is None
    assert isinstance(take(bench, who), Printed)
    assert live_cards(who) == 1


def test_a_signature_twice_withdraws_one_card(bench: Bench) -> None:
    record = bench.record(FOREIGN)
    bench.weather("down")
    assert withdraw(bench, FOREIGN, record=record) == withdraw(bench, FOREIGN, record=record)
    bench.weather("twice")
    bench.report()
    assert (Void.select().count(), bench.record(FOREIGN).generation) == (1, 2)


def test_no_card_is_withdrawn_without_a_blank_for_another(tmp_path: Path) -> None:
    bench = found(tmp_path, [FOREIGN], blanks=0)
    assert withdraw(bench, FOREIGN) == Refusal(NotNow.NO_BLANK)
    assert (Void.select().count(), bench.office.matters.of(FOREIGN.nik)) == (0, ())
    assert bench.office.check().ok
    bench.close()


def test_a_card_whose_data_changed_since_is_not_withdrawn(bench: Bench) -> None:
    record = bench.record(OURS)
    fields = msgspec.structs.replace(record.fields, address="JL. BARU NO. 1")
    changed = msgspec.structs.replace(record, fields=fields, data_version=2)
    assert not bench.office.issuance.voids.matches(changed)
    assert withdraw(bench, OURS, record=changed) == Unlike()
    assert Void.select().count() == 0


def test_a_card_that_was_never_taken_is_not_withdrawn(bench: Bench) -> None:
    bench.office.issuance.issue(bench.record(OTHER), lambda _: None)
    bench.report()
    assert withdraw(bench, OTHER) == Unlike()


def test_a_card_is_withdrawn_before_its_holder_only(bench: Bench) -> None:
    with pytest.raises(ValueError, match="somebody else"):
        bench.office.issuance.voids.withdraw(
            bench.record(OURS), Cause.DAMAGED, bench.holder(OTHER), OFFICERS.first
        )


def test_what_another_office_withdrew_before_is_void_here_too(bench: Bench) -> None:
    record = bench.record(OURS)
    report = VoidReport(
        claim="theirs",
        nik=OURS.nik,
        generation=1,
        cause="lost",
        office="elsewhere",
        at=bench.clock.wall(),
    )
    client = bench.office.ministry
    client.report("voids", "theirs:void", msgspec.json.encode(report))
    assert withdraw(bench, OURS, record=record) == Withdrawn(Cause.DAMAGED, 1)
    assert (bench.record(OURS).generation, Claim.get().state) == (2, "CLOSED")
    assert isinstance(take(bench, OURS), Printed)


def test_a_void_refused_for_good_waits_for_somebody_who_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = found(tmp_path, [FOREIGN])
    with monkeypatch.context() as patch:
        patch.setattr(MinistryClient, "report", lambda *_: Rejected("no card is known"))
        withdraw(bench, FOREIGN)
    assert (Void.get().state, Outbox.get().state) == ("REFUSED", "DEAD")
    assert bench.office.issuance.voids.of(FOREIGN.nik) == Withdrawn(Cause.DAMAGED, 1, refused=True)
    assert {each.rule for each in bench.office.check().violations} == {"V3"}
    bench.close()


def test_two_officers_destroy_what_they_counted_and_the_ministry_knows(bench: Bench) -> None:
    voids = bench.office.issuance.voids
    withdraw(bench, OURS)
    record = bench.record(FOREIGN)
    bench.weather("down")
    withdraw(bench, FOREIGN, record=record)
    assert voids.pieces() == (1, 1)
    assert not voids.destroy(2, "7/2026", OFFICERS)
    assert voids.destroy(1, "7/2026", OFFICERS)
    bench.weather("up")
    bench.report()
    assert voids.pieces() == (1, 0)
    assert voids.destroy(1, "8/2026", OFFICERS)
    assert not voids.destroy(0, "9/2026", OFFICERS)
    assert [row.state for row in Void.select()] == ["DESTROYED"] * 2
    assert Card.get().state == "DESTROYED"


def test_the_audit_of_a_void_names_an_officer_and_nobody_else(bench: Bench) -> None:
    withdraw(bench, OURS, Cause.LOST)
    rows = Audit.select().where(Audit.act << ["T9", "T11"])
    said = " ".join(row.payload for row in rows)
    assert rows.count() == 2
    assert OFFICERS.first.name in said
    assert OURS.nik not in said
