"""The figures of the board are those of the books, read beside whoever writes them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.models import Audit
from db.states import Need
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.figures.stock import Stock, StockReader
from kiosk.issuance import blanks
from kiosk.issuance.results import NotNow, Printed, Refusal
from kiosk.policy import Policy
from kiosk.simulation import founding
from kiosk.visit.codes import Code
from kiosk.watch import ACT, MINUTE
from tests.kiosk.bench import OFFICERS, Bench, found, somebody

NO_BLANK = Refusal(NotNow.NO_BLANK)
ANNA, BUDI, CITRA = (somebody(Code.PRINT_READY, number) for number in range(3))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = found(tmp_path, [ANNA, BUDI, CITRA], blanks=0, cap=7)
    yield bench
    bench.close()


def read(bench: Bench) -> Stock:
    """Read the figures; then give the database back to the office, which shares this process."""
    database = bench.office.issuance.journal.database
    proxied = Audit._meta.database
    before = proxied.obj
    assert before is database
    policies = bench.office.config.policy
    reader = StockReader(bench.folder / founding.DATABASE, 7, bench.clock, policies)
    found = reader.read()
    reader._database.close()
    proxied.initialize(before)
    assert found is not None
    return found


def test_blanks_cards_and_people_are_counted_as_the_books_have_them(bench: Bench) -> None:
    office = bench.office
    at = bench.clock.wall()
    assert read(bench) == Stock(at, 0, 0, 0, 0, 7, 0, None)
    office.matters.open(Wish(Kind.QUEUE, ANNA.nik, Code.NO_BLANK))
    office.matters.open(Wish(Kind.QUEUE, BUDI.nik, Code.SERVER_DOWN))
    stock = read(bench)
    assert (stock.free, stock.promised, stock.waiting) == (0, 0, 2)
    office.issuance.receive_blanks("box-1", 3, OFFICERS)
    stock = read(bench)
    assert (stock.free, stock.promised, stock.waiting) == (2, 1, 1)
    assert isinstance(office.issuance.issue(bench.record(CITRA), lambda _: None), Printed)
    stock = read(bench)
    assert (stock.free, stock.promised, stock.printed, stock.cap) == (1, 1, 1, 7)


@pytest.mark.parametrize(
    ("policy", "free", "kept"),
    [
        (Policy(), 3, 0),
        (Policy(hardship_reserve=2), 1, 2),
        (Policy(hardship_reserve=4), 0, 3),
        (Policy(short_below=4, refused_while_short=(Need.PRINT_READY,)), 0, 0),
        (Policy(short_below=4, refused_while_short=(Need.LOST,)), 3, 0),
    ],
)
def test_free_is_what_somebody_who_walks_in_can_have(
    policy: Policy, free: int, kept: int, bench: Bench
) -> None:
    bench.decide(policy)
    office = bench.office
    office.issuance.receive_blanks("box-1", 3, OFFICERS)
    for left in range(free, 0, -1):
        stock = read(bench)
        assert (stock.free, stock.kept) == (left, kept)
        who = (ANNA, BUDI, CITRA)[left - 1]
        assert isinstance(office.issuance.issue(bench.record(who), lambda _: None), Printed)
    assert (read(bench).free, read(bench).kept) == (0, kept)
    if free < 3:
        assert office.issuance.issue(bench.record(CITRA), lambda _: None) == NO_BLANK


def test_what_somebody_waits_for_is_not_free(bench: Bench) -> None:
    office = bench.office
    office.matters.open(Wish(Kind.QUEUE, ANNA.nik, Code.NO_BLANK))
    blanks.receive(office.issuance.journal, "box-1", 3, OFFICERS)
    assert (read(bench).free, read(bench).waiting) == (2, 1)
    office.tend()
    assert (read(bench).free, read(bench).promised, read(bench).waiting) == (2, 1, 0)


def rows() -> list[str]:
    return [row.payload for row in Audit.select().where(Audit.act == ACT).order_by(Audit.seq)]


def test_the_server_s_state_is_written_down_when_it_changes_and_not_each_time(
    bench: Bench,
) -> None:
    office, clock = bench.office, bench.clock
    office.tend()
    assert rows() == []
    bench.record(ANNA)
    office.tend()
    office.tend()
    assert len(rows()) == 1
    server = read(bench).server
    assert server is not None
    assert server.up
    bench.weather("down")
    office.ministry.fetch(ANNA.nik)
    office.tend()
    assert len(rows()) == 1, "no more than once a minute"
    clock.sleep_until(clock.monotonic() + MINUTE)
    office.tend()
    server = read(bench).server
    assert server is not None
    assert not server.up
    assert clock.wall() - server.since < timedelta(seconds=0.01)
    bench.reopen()
    bench.office.tend()
    assert len(rows()) == 2
    assert bench.office.check().ok


def test_an_office_that_asked_for_nothing_knocks(bench: Bench) -> None:
    office, clock = bench.office, bench.clock
    bench.weather("down")
    (knock,) = office.errands()
    assert knock()()
    assert office.errands() == []
    assert office.ministry.reachable is False
    bench.weather("up")
    clock.sleep_until(clock.monotonic() + MINUTE)
    (knock,) = office.errands()
    assert knock()()
    assert office.ministry.reachable is True


def test_as_json_it_is_one_plain_document(bench: Bench) -> None:
    assert read(bench).document == {
        "at": bench.clock.wall().isoformat(timespec="seconds"),
        "blanks": {"free": 0, "kept": 0, "promised": 0},
        "printed": {"today": 0, "cap": 7},
        "waiting": 0,
        "server": {"state": "unknown", "since": None},
    }
