"""Reports to the ministry: durable with the act they report, sent until acknowledged."""

from collections.abc import Callable

from peewee import fn

from db.models import Outbox
from db.states import OutboxState
from kiosk.issuance.failpoints import failpoint
from kiosk.issuance.journal import Journal, Step
from kiosk.ministry.client import MinistryClient, Rejected, Unavailable
from kiosk.ministry.contract import HandoverReport, PrintReport, Receipt, payload_digest

Settle = Callable[[], bool]
"""Writes an answer down, where the database is owned; False: nothing was settled, try later."""

Errand = Callable[[], Settle]
"""Asks the ministry something: HTTP and nothing else, in any thread."""


def enqueue(
    step: Step, claim: str, kind: str, key: str, report: PrintReport | HandoverReport
) -> None:
    """Put a report into the outbox, in the transaction of the act that it reports."""
    body = report.model_dump_json().encode()
    step.insert(
        Outbox, key, claim=claim, kind=kind, body=body, digest=payload_digest(body), at=step.at
    )


class OutboxSender:
    """Hands out what is to be sent, and takes the acknowledgements down."""

    def __init__(self, journal: Journal, ministry: MinistryClient) -> None:
        self._journal = journal
        self._ministry = ministry
        self._turn = 0

    def pending(self) -> int:
        """Return how many reports wait."""
        return Outbox.select().where(Outbox.state == OutboxState.PENDING).count()

    def errand(self) -> Errand | None:
        """Return the oldest report of a claim, if any waits: each claim in its turn.

        Order is kept per claim: a claim whose older report was refused sends nothing more, and one
        that is never answered holds nobody else's up.
        """
        first = (
            Outbox.select(fn.MIN(Outbox.seq))
            .where(Outbox.state != OutboxState.ACKED)
            .group_by(Outbox.claim)
        )
        waiting = (
            Outbox.select()
            .where((Outbox.seq << first) & (Outbox.state == OutboxState.PENDING))
            .order_by(Outbox.seq)
        )
        row = waiting.where(Outbox.seq > self._turn).first() or waiting.first()
        if row is None:
            return None
        self._turn = row.seq
        kind, key, body, digest = row.kind, row.key, bytes(row.body), row.digest

        def send() -> Settle:
            reply = self._send(kind, key, body)
            return lambda: self._settle(key, digest, reply)

        return send

    def _send(self, kind: str, key: str, body: bytes) -> Receipt | Rejected | Unavailable:
        """E7: the same key and the same bytes, however often."""
        reply = self._ministry.report(kind, key, body)
        failpoint("E7.timeout" if isinstance(reply, Unavailable) else "E7.after")
        return reply

    def _settle(self, key: str, digest: str, reply: Receipt | Rejected | Unavailable) -> bool:
        """T6: only a receipt for this key and these bytes counts."""
        if isinstance(reply, Unavailable):
            return False
        if isinstance(reply, Receipt) and (reply.key, reply.digest) != (key, digest):
            return False
        with self._journal.step("T6") as step:
            if isinstance(reply, Receipt):
                step.change(Outbox, key, OutboxState.PENDING, OutboxState.ACKED)
            else:
                step.change(
                    Outbox, key, OutboxState.PENDING, OutboxState.DEAD, reason=str(reply.reason)
                )
        return True
