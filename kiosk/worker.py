"""The three threads behind the screens.

The office thread owns the ports and the only connection that writes; it runs one job at a time,
and puts things right while nobody needs it. The sender does HTTP for what may wait, and nothing
else; it hands each answer back to the office thread to be written down. The paper thread prints
the slip of whoever leaves while the office thread follows the card printer, and nothing else.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from devices.clock import Clock
from devices.fingerprint.exchange import ReaderFault
from kiosk.issuance.results import Refusal
from kiosk.visit.events import Done, Told
from kiosk.visit.jobs import Job
from kiosk.visit.slips import GivePaper, Opened
from kiosk.visit.views import Paper

if TYPE_CHECKING:
    from kiosk.issuance.outbox import Errand, Settle
    from kiosk.office import Office

log = logging.getLogger(__name__)

IDLE = 1.0
"""Seconds without work after which the office looks after itself."""
FIRST_RETRY, LAST_RETRY = 2.0, 60.0
"""Seconds between tries to reach a ministry that does not answer: doubled from first to last."""


@dataclass(frozen=True)
class OfficeOpen:
    """The office works."""

    interrupted: bool = False
    """Whether the kiosk was cut off while a card was being made, or given to its holder."""


@dataclass(frozen=True)
class OfficeFailed:
    """The office could not be opened, or met a bug; nothing runs any more."""

    error: BaseException


Post = Callable[[Told | Done | OfficeOpen | OfficeFailed], None]
Work: TypeAlias = "Callable[[Office], None]"


def _failed(result: object) -> bool:
    """Tell whether a machine let the work down, so that its last frames are worth a look."""
    match result:
        case ReaderFault() | Opened(paper=Paper.NOT_PRINTED):
            return True
        case Refusal(fault=fault):
            return fault is not None
        case _:
            return False


class OfficeThreads:
    """Starts, feeds and stops the threads. `post` is called from them, and must not block."""

    def __init__(self, open_office: "Callable[[], Office]", clock: Clock, post: Post) -> None:
        self._open_office = open_office
        self._clock = clock
        self._post = post
        self._work: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._papers: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._errands: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._on_the_way = 0
        self._retry_at = 0.0
        self._retry_in = FIRST_RETRY
        self._office = threading.Thread(target=self._run_office, name="office", daemon=True)
        self._sender = threading.Thread(target=self._run_sender, name="sender", daemon=True)

    def start(self) -> None:
        """Open the office; `post` hears whether that worked."""
        self._office.start()
        self._sender.start()

    def submit(self, job: Job) -> None:
        """Run a job when those before it are done; `post` hears what it tells, and its end."""
        queued = self._papers if isinstance(job.task, GivePaper) else self._work
        queued.put(partial(self._do, job))

    def forget_resident(self) -> None:
        """Wipe what the machines still hold of the last resident."""
        self._work.put(lambda office: office.forget_resident())

    def stop(self, seconds: float) -> None:
        """Let the job at hand end, for so long; a kill would be no worse, only slower to mend."""
        self._work.put(None)
        self._papers.put(None)
        self._errands.put(None)
        if self._office.is_alive():
            self._office.join(seconds)

    def _run_office(self) -> None:
        try:
            office = self._open_office()
            threading.Thread(
                target=self._run_papers, args=(office,), name="paper", daemon=True
            ).start()
            self._post(OfficeOpen(office.issuance.interrupted))
            office.tend()
            while (work := self._next()) is not None:
                work(office)
                del work  # it names its resident, or holds an officer's PIN
            office.close()
        except BaseException as error:  # noqa: BLE001 - the screens say it and the process ends
            self._post(OfficeFailed(error))

    def _run_papers(self, office: "Office") -> None:
        try:
            while (work := self._papers.get()) is not None:
                work(office)
                del work  # it names its resident, and the next may be hours away
        except BaseException as error:  # noqa: BLE001 - as above
            self._post(OfficeFailed(error))

    def _do(self, job: Job, office: "Office") -> None:
        done = job.run(office, self._post)
        self._post(done)
        if _failed(done.result):
            for frame in office.recent_frames():
                log.info("%s", frame)

    def _next(self) -> "Work | None":
        try:
            return self._work.get(timeout=IDLE)
        except queue.Empty:
            return self._tend

    def _tend(self, office: "Office") -> None:
        office.tend()
        if self._on_the_way == 0 and self._clock.monotonic() >= self._retry_at:
            for errand in office.errands():
                self._on_the_way += 1
                self._errands.put(errand)

    def _run_sender(self) -> None:
        try:
            while (errand := self._errands.get()) is not None:
                settle = errand()
                self._work.put(partial(self._settle, settle))
        except BaseException as error:  # noqa: BLE001 - as above
            self._post(OfficeFailed(error))

    def _settle(self, settle: "Settle", _: "Office") -> None:
        self._on_the_way -= 1
        if settle():
            self._retry_in = FIRST_RETRY
        else:
            self._retry_at = self._clock.monotonic() + self._retry_in
            self._retry_in = min(LAST_RETRY, 2 * self._retry_in)
