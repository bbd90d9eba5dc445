"""Killed on the way of a promise: a blank is still promised to one person, and to nobody twice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.models import Card
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.issuance import failpoints
from kiosk.issuance.results import Printed
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, Bench, found, somebody
from tests.kiosk.issuance.kills import Killed, killed_at

HOLDER, OTHER = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)


def waits(bench: Bench, nik: str) -> None:
    bench.office.matters.open(Wish(Kind.QUEUE, nik, "no_blank"))


def receives(bench: Bench) -> None:
    bench.office.issuance.receive_blanks("box-1", 2, OFFICERS)


def prints(bench: Bench) -> None:
    issued = bench.office.issuance.issue(bench.record(HOLDER), lambda _: None)
    assert isinstance(issued, Printed)
    holder = bench.holder(HOLDER)
    assert bench.office.issuance.hand_over(issued.card.key, holder, bench.at_the_door)


def time_passes(bench: Bench) -> None:
    bench.clock.sleep_until(bench.clock.monotonic() + 15 * 86_400)
    bench.office.tend()


def closes(bench: Bench) -> None:
    for matter in bench.office.matters.of(OTHER.nik):
        bench.office.matters.close(matter.reference)


SCRIPT: tuple[Callable[[Bench], None], ...] = (
    lambda bench: waits(bench, HOLDER.nik),
    lambda bench: waits(bench, OTHER.nik),
    receives,
    prints,
    time_passes,
    lambda bench: waits(bench, OTHER.nik),
    closes,
)


@pytest.mark.parametrize("moment", ["in", "after"])
@pytest.mark.parametrize("name", ["Q.open", "Q.call", "T3", "T5", "T8", "Q.lapse", "Q.close"])
def test_killed_there_a_blank_is_still_promised_to_one(
    name: str, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = found(tmp_path, [HOLDER, OTHER], blanks=0)
    passed: list[str] = []

    def failpoint(at: str) -> None:
        passed.append(at)
        if at == f"{name}.{moment}" and passed.count(at) == 1:
            raise Killed

    monkeypatch.setattr(failpoints, "failpoint", failpoint)
    for part in SCRIPT:
        try:
            part(bench)
        except Killed:
            bench.reopen()
            bench.office.tend()
            kept = bench.office.issuance.blanks()["reserved"]
            assert kept == bench.office.matters.promised()
            assert bench.office.check().violations == []
    assert f"{name}.{moment}" in passed
    assert bench.office.check().violations == []
    bench.close()


@pytest.mark.parametrize("moment", ["in", "after"])
def test_killed_where_a_card_is_called_missing_a_blank_is_kept_with_that_or_nothing_is(
    moment: str, tmp_path: Path
) -> None:
    bench = found(tmp_path, [HOLDER], blanks=2)
    assert isinstance(bench.office.issuance.issue(bench.record(HOLDER), lambda _: None), Printed)
    with killed_at(f"T9.{moment}"):
        bench.office.issuance.voids.missing(HOLDER.nik, OFFICERS, "looked everywhere")
    bench.reopen()
    blanks, done = bench.office.issuance.blanks(), moment == "after"
    assert Card.get().state == ("LOST" if done else "HELD")
    assert (blanks["missing"], blanks["reserved"]) == (done, done)
    assert len(bench.office.matters.of(HOLDER.nik)) == done
    again = bench.office.issuance.voids.missing(HOLDER.nik, OFFICERS, "looked everywhere")
    assert (again is None) == done
    bench.report()
    prints(bench)
    assert bench.office.check().violations == []
    bench.close()
