"""The audit: what was done, each row bound to the one before it by its hash.

A row names keys, states and numbers, never a person.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from db.models import Audit

GENESIS = "0" * 64
"""Stands before the first row of a chain."""


@dataclass(frozen=True)
class Entry:
    """One row of the chain, as stored."""

    seq: int
    at: str
    act: str
    payload: str
    prev_hash: str
    hash: str

    def expected_hash(self, kiosk: str) -> str:
        """Return the hash that this row's content and its predecessor demand."""
        text = "\n".join((kiosk, str(self.seq), self.at, self.act, self.payload, self.prev_hash))
        return hashlib.sha256(text.encode()).hexdigest()


def head(kiosk: str) -> tuple[int, str]:
    """Return number and hash of the newest row; (0, GENESIS) before the first."""
    row = (
        Audit.select(Audit.seq, Audit.hash)
        .where(Audit.kiosk == kiosk)
        .order_by(Audit.seq.desc())
        .tuples()
        .first()
    )
    return (int(row[0]), str(row[1])) if row else (0, GENESIS)


def append(kiosk: str, at: str, act: str, payload: dict[str, object]) -> None:
    """Add a row inside the caller's transaction."""
    seq, prev_hash = head(kiosk)
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    entry = Entry(seq + 1, at, act, text, prev_hash, "")
    Audit.insert(
        kiosk=kiosk,
        seq=entry.seq,
        at=at,
        act=act,
        payload=text,
        prev_hash=prev_hash,
        hash=entry.expected_hash(kiosk),
    ).execute()


def entries(kiosk: str) -> Iterator[Entry]:
    """Yield the chain from its beginning."""
    rows = (
        Audit.select(Audit.seq, Audit.at, Audit.act, Audit.payload, Audit.prev_hash, Audit.hash)
        .where(Audit.kiosk == kiosk)
        .order_by(Audit.seq)
        .tuples()
        .iterator()
    )
    return (Entry(*row) for row in rows)
