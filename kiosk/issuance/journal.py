"""The journal: every change of state is a compare-and-swap inside a named, audited transaction."""

import contextlib
from collections.abc import Iterator
from datetime import datetime

from peewee import Database, Model

from db.models import Attempt, Audit, Card, Claim, Move, Officer, Outbox, Table, Void
from db.owed import Matter, Place, Suket
from db.states import FIRST, Account
from devices.clock import Clock
from kiosk.issuance import audit, failpoints


class Conflict(Exception):
    """A row was not in the state that a transaction expected: another hand was quicker."""


class Step:
    """One open transaction; what it changes is written to the audit when it closes."""

    def __init__(self, at: datetime) -> None:
        self.at = at.isoformat(timespec="milliseconds")
        self._changes: list[list[str]] = []
        self._moves: list[list[str | int]] = []
        self._facts: dict[str, object] = {}

    def insert(self, table: type[Table], key: str, **fields: object) -> None:
        """Add a row in the state in which such rows are born."""
        name = _name(table)
        table.insert(key=key, state=FIRST[name], **fields).execute()
        self._changes.append([name, key, "", FIRST[name]])

    def change(
        self,
        table: type[Claim | Attempt | Card | Void | Outbox | Officer | Matter | Place | Suket],
        key: str,
        old: str,
        new: str,
        **fields: object,
    ) -> None:
        """Take a row from one state to another; raise `Conflict` unless it is in the first."""
        changed = (
            table.update(state=new, **fields)
            .where((table.key == key) & (table.state == old))
            .execute()
        )
        if changed != 1:
            raise Conflict(f"{_name(table)} {key} is not {old}")
        self._changes.append([_name(table), key, old, new])

    def move(self, box: str, source: Account, target: Account, number: int, cause: str) -> int:
        """Book blanks of a box from one account to another; return the number of the move."""
        seq = Move.insert(
            box=box, source=source, target=target, number=number, cause=cause, at=self.at
        ).execute()
        self._moves.append([box, source, target, number])
        return int(seq)

    def note(self, **facts: object) -> None:
        """Add facts to the audit row; keys and numbers, never a person."""
        self._facts |= facts

    def payload(self) -> dict[str, object]:
        """Return what the audit row says."""
        return {"changes": self._changes, "moves": self._moves, **self._facts}


class Journal:
    """The only way in which issuance, accounts of officers and what is owed are written."""

    def __init__(self, database: Database, clock: Clock, kiosk: str) -> None:
        self.database = database
        self.kiosk = kiosk
        self._clock = clock

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Open the transaction `name` (T1, T2, …); commit it, durably, when the block ends."""
        with self.database.atomic():
            step = Step(self._clock.wall())
            yield step
            audit.append(self.kiosk, step.at, name, step.payload())
            failpoints.failpoint(f"{name}.in")
        failpoints.failpoint(f"{name}.after")

    def head(self) -> str:
        """Return the hash of the newest audit row."""
        return audit.head(self.kiosk)[1]

    def length(self) -> int:
        """Return how many audit rows there are."""
        return Audit.select().count()


def _name(table: type[Model]) -> str:
    return table.__name__.lower()
