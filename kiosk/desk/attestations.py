"""The end of the day: a supervisor looks through who was vouched for, by whom and why.

Nothing here changes what followed from an attestation; what is flagged is for people to look into.
Everything is read from the audit, so that nothing can be reviewed that is not in it.
"""

import json
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from db.models import Audit
from kiosk.desk.authority import Supervisor
from kiosk.identity import Reason
from kiosk.issuance.journal import Journal

ATTESTED, REVIEWED = "O.attest", "O.review"
SHORT = 8
"""Characters of a claim's key that are enough to find it again."""


@dataclass(frozen=True)
class Attestation:
    """Officers vouched for the holder of a record."""

    seq: int
    """Of its row in the audit."""
    at: datetime
    claim: str
    """The short form of the key of the right to a card that this is about."""
    officers: tuple[str, ...]
    reason: Reason


def waiting(kiosk: str) -> tuple[Attestation, ...]:
    """Return what no review has decided yet, oldest first; of the database that is open."""
    acts = (Audit.kiosk == kiosk) & (Audit.act << (ATTESTED, REVIEWED))
    found: dict[int, Attestation] = {}
    for row in Audit.select().where(acts).order_by(Audit.seq):
        said = json.loads(row.payload)
        if row.act == REVIEWED:
            left = set(said["left"])
            found = {seq: each for seq, each in found.items() if seq > said["upto"] or seq in left}
        else:
            at = datetime.fromisoformat(row.at)
            officers, reason = tuple(said["officers"]), Reason(said["reason"])
            found[row.seq] = Attestation(row.seq, at, said["claim"][:SHORT], officers, reason)
    return tuple(found.values())


def review(
    journal: Journal, by: Supervisor, confirmed: AbstractSet[int], flagged: AbstractSet[int]
) -> None:
    """Write down what a supervisor decided of what waits; what is in neither set goes on waiting.

    Raises `ValueError` of an attestation of the supervisor's own, of one that does not wait, or of
    one that is both.
    """
    open_now = {each.seq: each for each in waiting(journal.kiosk)}
    decided = confirmed | flagged
    if decided - open_now.keys() or confirmed & flagged:
        raise ValueError("only what waits can be decided, and only in one way")
    if any(by.name in open_now[seq].officers for seq in decided):
        raise ValueError("nobody reviews what they signed themselves")
    with journal.step(REVIEWED) as step:
        step.note(
            by=by.name,
            upto=max(open_now, default=0),
            flagged=sorted(flagged),
            left=sorted(open_now.keys() - decided),
        )
