"""The threads behind the screens: jobs in order, paper at once, reports that drain."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.connection import Busy
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.issuance.results import Printed
from kiosk.office import Office
from kiosk.simulation import founding
from kiosk.visit.codes import Code
from kiosk.visit.events import Done
from kiosk.visit.jobs import Fetched, FetchRecord, Job, Tell
from kiosk.visit.slips import GivePaper, Opened
from kiosk.visit.views import Paper
from kiosk.worker import OfficeFailed, OfficeOpen, OfficeThreads
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.documents.scanner import scan
from tests.kiosk.locale.endings import ENDINGS
from tests.screens.counter import HandClock

HOLDER = somebody(Code.PRINT_READY)
PATIENCE = 15.0
"""Seconds before a test gives up; nothing here takes more than a few."""


class Post:
    """Hears what the threads say, and lets a test wait for it."""

    def __init__(self) -> None:
        self.said: list[object] = []
        self._news = threading.Condition()

    def __call__(self, said: object) -> None:
        with self._news:
            self.said.append(said)
            self._news.notify_all()

    def hear(self, kind: type) -> object:
        """Wait for something of that kind."""
        with self._news:
            assert self._news.wait_for(
                lambda: any(isinstance(each, kind) for each in self.said), PATIENCE
            ), self.said
            return next(each for each in self.said if isinstance(each, kind))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Return an office with one card printed, and nothing reported."""
    made = found(tmp_path, [HOLDER])
    printed = made.office.issuance.issue(made.record(HOLDER), lambda _: None)
    assert isinstance(printed, Printed)
    yield made
    made.close()


def test_a_job_is_run_and_answered_with_its_ticket(bench: Bench) -> None:
    post = Post()
    threads = OfficeThreads(lambda: bench.office, HandClock(bench.clock.wall()), post)
    threads.start()
    job = Job(FetchRecord(HOLDER.nik))
    threads.submit(job)
    done = post.hear(Done)
    assert isinstance(done, Done)
    assert done.ticket == job.ticket
    assert isinstance(done.result, Fetched)
    assert isinstance(post.said[0], OfficeOpen)
    threads.stop(PATIENCE)
    bench.open()


@dataclass(frozen=True)
class Occupy:
    """Keeps the office thread busy until something has happened."""

    over: threading.Event

    def run(self, office: Office, tell: Tell, abandoned: Callable[[], bool]) -> bool:
        del office, tell, abandoned
        return self.over.wait(PATIENCE)


def test_paper_is_printed_while_the_office_is_busy(bench: Bench) -> None:
    """A card takes a minute; whoever leaves has no time for that."""
    post, over = Post(), threading.Event()
    waiting = bench.office.matters.open(Wish(Kind.CARD_WAITING, HOLDER.nik, Code.CARD_WAITING))
    threads = OfficeThreads(lambda: bench.office, HandClock(bench.clock.wall()), post)
    threads.start()
    threads.submit(Job(Occupy(over)))
    slip = Job(GivePaper(ENDINGS["card_in_the_making"].view, waiting, "id"))
    threads.submit(slip)
    done = post.hear(Done)
    assert isinstance(done, Done)
    printed = Opened(waiting, is_new=True, paper=Paper.PRINTED)
    assert (done.ticket, done.result) == (slip.ticket, printed)
    assert [scan(each) for each in bench.receipts.receipts] == [[waiting.token]]
    over.set()
    threads.stop(PATIENCE)
    bench.open()


def test_an_office_that_cannot_be_opened_is_said() -> None:
    def busy() -> Office:
        raise Busy("elsewhere")

    post = Post()
    threads = OfficeThreads(busy, HandClock(OPENING), post)
    threads.start()
    failed = post.hear(OfficeFailed)
    assert isinstance(failed, OfficeFailed)
    assert isinstance(failed.error, Busy)
    threads.stop(PATIENCE)


def test_reports_drain_when_the_ministry_is_back(bench: Bench) -> None:
    clock, post = HandClock(bench.clock.wall()), Post()
    bench.weather("down")
    threads = OfficeThreads(lambda: bench.office, clock, post)
    threads.start()
    post.hear(OfficeOpen)
    clock.move(3600)
    assert bench.ministry.act({"act": "look"})["reports"] == 0
    bench.weather("up")
    acked = threading.Event()
    database = sqlite3.connect(bench.folder / founding.DATABASE)
    for _ in range(int(PATIENCE / 0.05)):
        if acked.wait(0.05):
            break
        clock.move(1)
        if database.execute("SELECT state FROM outbox").fetchone() == ("ACKED",):
            acked.set()
    database.close()
    threads.stop(PATIENCE)
    bench.open()
    assert acked.is_set()
    assert bench.ministry.act({"act": "look"})["reports"] == 1
