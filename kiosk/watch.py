"""Whether the ministry's server answers, written down where readers of the database find it.

A row of the audit says so whenever it has changed, and no more than once a minute. It is learnt
from whatever the office asks; when it asked for nothing for a while, it knocks.
"""

import json
import math
from dataclasses import dataclass
from datetime import datetime

from db.models import Audit
from devices.clock import Clock
from kiosk.issuance.journal import Journal
from kiosk.issuance.outbox import Errand, Settle
from kiosk.ministry.client import MinistryClient

ACT = "S.server"
MINUTE = 60.0
"""Seconds between two rows, and without a question before one is put."""


@dataclass(frozen=True)
class ServerState:
    """Whether the server answers, and since when."""

    up: bool
    since: datetime


def last_known(kiosk: str, after: int = 0) -> tuple[ServerState, int] | None:
    """Return what was last written down, and its row's number; None if nothing was after that row.

    Of the database that is open.
    """
    mine = (Audit.kiosk == kiosk) & (Audit.seq > after) & (Audit.act == ACT)
    row = Audit.select().where(mine).order_by(Audit.seq.desc()).first()
    if row is None:
        return None
    up = bool(json.loads(row.payload)["up"])
    return ServerState(up, datetime.fromisoformat(row.at)), int(row.seq)


class ServerWatch:
    """Writes changes down. Owned by the office thread."""

    def __init__(self, journal: Journal, ministry: MinistryClient, clock: Clock) -> None:
        self._journal = journal
        self._ministry = ministry
        self._clock = clock
        known = last_known(journal.kiosk)
        self._up = None if known is None else known[0].up
        self._not_before = -math.inf

    def tend(self) -> None:
        """S.server: write down what has changed."""
        up, now = self._ministry.reachable, self._clock.monotonic()
        if up is not None and up is not self._up and now >= self._not_before:
            with self._journal.step(ACT) as step:
                step.note(up=up)
            self._up, self._not_before = up, now + MINUTE

    def errand(self) -> Errand | None:
        """Return the question whether anybody is there, if none was put for a while."""
        if self._clock.monotonic() < self._ministry.asked_at + MINUTE:
            return None

        def ask() -> Settle:
            self._ministry.knock()
            return lambda: True

        return ask
