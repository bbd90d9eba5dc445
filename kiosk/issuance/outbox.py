"""Reports to the ministry: durable with the act they report, sent until acknowledged."""

from collections.abc import Callable

import msgspec
from peewee import ModelSelect, fn

from db.models import Outbox
from db.states import OutboxState
from kiosk.issuance.failpoints import failpoint
from kiosk.issuance.journal import Journal, Step
from kiosk.ministry.client import MinistryClient, Rejected, Unavailable
from kiosk.ministry.contract import (
    HandoverReport,
    PrintReport,
    Receipt,
    VoidReport,
    payload_digest,
)

Settle = Callable[[], bool]
"""Writes an answer down, where the database is owned; False: nothing was settled, try later."""

Errand = Callable[[], Settle]
"""Asks the ministry something: HTTP and nothing else, in any thread."""

Voided = Callable[[Step, str, bool], None]
"""Writes down that a void was acknowledged, or never will be."""


def enqueue(
    step: Step, claim: str, kind: str, key: str, report: PrintReport | HandoverReport | VoidReport
) -> None:
    """Put a report into the outbox, in the transaction of the act that it reports."""
    body = msgspec.json.encode(report)
    step.insert(
        Outbox, key, claim=claim, kind=kind, body=body, digest=payload_digest(body), at=step.at
    )


class OutboxSender:
    """Hands out what is to be sent, and takes the acknowledgements down."""

    def __init__(self, journal: Journal, ministry: MinistryClient, voided: Voided) -> None:
        self._journal = journal
        self._ministry = ministry
        self._voided = voided
        self._turn = 0

    def pending(self) -> int:
        """Return how many reports wait."""
        return Outbox.select().where(Outbox.state == OutboxState.PENDING).count()

    def errand(self) -> Errand | None:
        """Return the oldest report of a claim, if any waits: each claim in its turn.

        Order is kept per claim: a claim whose older report was refused sends nothing more, and one
        that is never answered holds nobody else's up.
        """
        waiting = _first_of_each_claim()
        row = waiting.where(Outbox.seq > self._turn).first() or waiting.first()
        if row is None:
            return None
        self._turn = row.seq
        return self._errand(row)

    def deliver(self, claim: str) -> None:
        """Send what waits of one claim now, oldest first, until something is not answered."""
        while True:
            row = _first_of_each_claim().where(Outbox.claim == claim).first()
            if row is None or not self._errand(row)()():
                return

    def _errand(self, row: Outbox) -> Errand:
        kind, key, body = row.kind, row.key, bytes(row.body)

        def send() -> Settle:
            reply = self._send(kind, key, body)
            return lambda: self._settle(key, reply)

        return send

    def _send(self, kind: str, key: str, body: bytes) -> Receipt | Rejected | Unavailable:
        """E7, E9: the same key and the same bytes, however often."""
        reply = self._ministry.report(kind, key, body)
        silent = isinstance(reply, Unavailable)
        if kind == "voids":
            failpoint("E9.timeout" if silent else "E9.after")
        else:
            failpoint("E7.timeout" if silent else "E7.after")
        return reply

    def _settle(self, key: str, reply: Receipt | Rejected | Unavailable) -> bool:
        """T6, T11: only a receipt for this key and these bytes counts, and it counts once."""
        if isinstance(reply, Unavailable):
            return False
        row = Outbox.get(Outbox.key == key)
        if isinstance(reply, Receipt) and (reply.key, reply.digest) != (key, row.digest):
            return False
        if row.state != OutboxState.PENDING:
            return True
        if row.kind == "voids":
            with self._journal.step("T11") as step:
                _take_down(step, key, reply)
                self._voided(step, row.claim, isinstance(reply, Receipt))
        else:
            with self._journal.step("T6") as step:
                _take_down(step, key, reply)
        return True


def _first_of_each_claim() -> "ModelSelect[Outbox]":
    """Return what may be sent now: of each claim the oldest that is not acknowledged."""
    first = (
        Outbox.select(fn.MIN(Outbox.seq))
        .where(Outbox.state != OutboxState.ACKED)
        .group_by(Outbox.claim)
    )
    return (
        Outbox.select()
        .where((Outbox.seq << first) & (Outbox.state == OutboxState.PENDING))
        .order_by(Outbox.seq)
    )


def _take_down(step: Step, key: str, reply: Receipt | Rejected) -> None:
    if isinstance(reply, Receipt):
        step.change(Outbox, key, OutboxState.PENDING, OutboxState.ACKED)
    else:
        reason = str(reply.reason)
        step.change(Outbox, key, OutboxState.PENDING, OutboxState.DEAD, reason=reason)
