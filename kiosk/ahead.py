"""Records of people who are expected, fetched while nobody needs the office and the server is up.

They are in memory only: templates may not touch the disk, and a restart fetches them anew. What is
held is used only when the ministry does not answer, and every use carries the time it is of.
"""

import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from devices.clock import Clock
from kiosk.issuance.outbox import Errand, Settle
from kiosk.ministry.client import MinistryClient, Unavailable, UnknownNik
from kiosk.ministry.contract import Record
from kiosk.policy import Policy

LOOK_AGAIN = 60.0
"""Seconds between looks at who is expected."""
FRESH = 0.5
"""Of the hours that a record is worth anything; after them it is fetched anew."""


@dataclass(frozen=True)
class Held:
    """What the ministry said of somebody, and when."""

    answer: Record | UnknownNik
    at: datetime
    since: float
    """Monotonic seconds."""


class Ahead:
    """The records of people who are expected. Owned by the office thread."""

    def __init__(
        self,
        ministry: MinistryClient,
        clock: Clock,
        policy: Callable[[], Policy],
        expected: Callable[[], Iterable[str]],
    ) -> None:
        self._ministry = ministry
        self._clock = clock
        self._policy = policy
        self._expected = expected
        self._held: dict[str, Held] = {}
        self._due: deque[str] = deque()
        self._look_at = 0.0

    def of(self, nik: str) -> tuple[Record, datetime] | None:
        """Return the record that is held of somebody, and when it was fetched."""
        held = self._held.get(nik)
        if held is None or self._age(held) > 1 or not isinstance(held.answer, Record):
            return None
        return held.answer, held.at

    def errand(self) -> Errand | None:
        """Return the next record to be fetched, if one is due."""
        now = self._clock.monotonic()
        if now >= self._look_at:
            self._plan()
            self._look_at = now + LOOK_AGAIN
        if not self._due:
            return None
        nik = self._due[0]

        def ask() -> Settle:
            answer = self._ministry.fetch(nik)
            return lambda: self._take(nik, answer)

        return ask

    def _plan(self) -> None:
        """Let go of whoever is not expected any more, and see who is missing."""
        most = self._policy().records_ahead
        named = dict.fromkeys(self._expected())
        wanted = list(itertools.islice(named, most))
        self._held = {
            nik: held
            for nik in wanted
            if (held := self._held.get(nik)) is not None and self._age(held) <= 1
        }
        due = dict.fromkeys(
            nik
            for nik in wanted
            if (held := self._held.get(nik)) is None or self._age(held) > FRESH
        )
        in_turn = dict.fromkeys(nik for nik in self._due if nik in due)
        self._due = deque(in_turn | due)

    def _take(self, nik: str, answer: Record | UnknownNik | Unavailable) -> bool:
        """Keep what came. Whoever nothing came of is last the next time, and holds up nobody."""
        if nik in self._due:
            self._due.remove(nik)
        if answer is Unavailable.UNREADABLE:
            return True  # the ministry answers; this one is asked for again with the next plan
        if isinstance(answer, Unavailable):
            self._due.append(nik)
            return False
        self._held[nik] = Held(answer, self._clock.wall(), self._clock.monotonic())
        return True

    def _age(self, held: Held) -> float:
        """Return how old it is, as a part of the time for which it is worth anything."""
        hours = self._policy().records_hours
        return (self._clock.monotonic() - held.since) / (hours * 3600)
