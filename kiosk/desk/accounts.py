"""The accounts of officers: who may sign in, with which PIN, and who may change that.

Every act is one function, one transaction and one row of the audit.
"""

import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher

from db.models import Lockout, Officer
from db.states import OfficerState, Role
from devices.clock import Clock
from devices.entropy import Entropy
from kiosk.desk.authority import (
    HASHER,
    Credential,
    Operator,
    Supervisor,
    nobody,
    prove,
)
from kiosk.issuance.journal import Journal, Step

NAME = re.compile(r"[a-z0-9.-]{2,32}")
"""As the database demands it too."""
SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.- ")
"""Of new PINs, and without the blank of names: those of the keyboard on the officer's form."""
SHORTEST_PIN, LONGEST_PIN = 6, 64
"""Characters."""
PIN = re.compile(rf"[ -~]{{{SHORTEST_PIN},{LONGEST_PIN}}}")
"""What is looked at as a PIN: older ones may have signs for which it takes a real keyboard."""
FEWEST_SIGNS = 4
"""Different characters of a PIN."""
FREE_FAILURES = 5
"""In a row, before the name is locked."""
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=1), timedelta(days=1)
"""Doubled with every further failure, from the first to the longest."""
COUNTERS = 65_536
"""Of failures. Every name, known or not, belongs to one by a keyed hash: none is forgotten to make
room for another, and what was typed as a name is not written down. Two names seldom share one.
"""


class Problem(StrEnum):
    """Why an act on accounts is not done."""

    NAME = "name"
    """The name is too short, too long, or has other characters."""
    PIN_LENGTH = "pin_length"
    PIN_SIGNS = "pin_signs"
    """The PIN has signs that cannot be typed on the screen."""
    PIN_SIMPLE = "pin_simple"
    NOT_FIRST = "not_first"
    """There are officers already."""
    EXISTS = "exists"
    UNKNOWN = "unknown"
    LAST_SUPERVISOR = "last_supervisor"


@dataclass(frozen=True)
class Denied:
    """That name and PIN do not sign anybody in."""

    until: datetime | None
    """The name is locked until then."""


@dataclass(frozen=True)
class Account:
    """What anybody in the office may see of an account."""

    name: str
    role: Role
    state: OfficerState
    locked_until: datetime | None


def normal(name: str) -> str:
    """Return a name as accounts have it, however it was typed; "" if no account can have it."""
    key = name.strip().lower()
    return key if NAME.fullmatch(key) else ""


def problem_of(key: str, pin: str) -> Problem | None:
    """Return what is wrong with an account that would have that `normal` name and that PIN."""
    if not key:
        return Problem.NAME
    if not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        return Problem.PIN_LENGTH
    if not set(pin) <= SIGNS:
        return Problem.PIN_SIGNS
    codes = [ord(each) for each in pin]
    steps = {after - before for before, after in itertools.pairwise(codes)}
    simple = len(set(pin)) < FEWEST_SIGNS or len(steps) == 1 or key in pin.lower()
    return Problem.PIN_SIMPLE if simple else None


def all_accounts(now: datetime, secret: bytes) -> Iterator[Account]:
    """Yield every account of the open database, by name; `secret` is that of `Accounts`."""
    for row in Officer.select().order_by(Officer.key):
        role, state = Role(row.role), OfficerState(row.state)
        yield Account(row.key, role, state, _locked_until(_counter(row.key, secret), now))


class Accounts:
    """The officers of one office."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        entropy: Entropy,
        secret: bytes,
        hasher: PasswordHasher = HASHER,
    ) -> None:
        """`secret`, up to 64 bytes and not in the database, says which names share a counter."""
        self._journal = journal
        self._secret = secret
        self._clock = clock
        self._entropy = entropy
        self._hasher = hasher

    def sign_in(self, name: str, pin: str) -> Operator | Denied:
        """Return the officer of that name and PIN.

        An unknown name, a disabled one and a wrong PIN cost the same one hash, are locked by the
        same failures, and are answered alike.
        """
        key, now = normal(name), self._clock.wall()
        counter = self._counter(key)
        until = _locked_until(counter, now)
        if until is not None:
            self._mend_clock(counter, now)
            return Denied(until)
        row = Officer.get_or_none((Officer.key == key) & (Officer.state == OfficerState.ACTIVE))
        credential = nobody(self._hasher)
        if row is not None:
            credential = Credential(key, row.pin_hash, supervisor=row.role == Role.SUPERVISOR)
        officer = prove(credential, pin if PIN.fullmatch(pin) else "", self._hasher)
        if officer is None:
            return self._failed(key, known=row is not None)
        with self._journal.step("O.sign_in") as step:
            step.note(officer=key)
            Lockout.delete().where(Lockout.key == counter).execute()
        return officer

    def first(self, name: str, pin: str) -> Problem | None:
        """Make the first account, a supervisor's; only where there is none."""
        key = normal(name)
        problem = Problem.NOT_FIRST if Officer.select().exists() else problem_of(key, pin)
        if problem is None:
            hashed = self._hashed(key, pin)
            with self._journal.step("O.first") as step:
                self._insert(step, key, Role.SUPERVISOR, hashed)
        return problem

    def add(self, by: Supervisor, name: str, role: Role, pin: str) -> Problem | None:
        """Make an account, or give a disabled one back with another PIN."""
        key = normal(name)
        old = Officer.get_or_none(Officer.key == key)
        taken = old is not None and old.state == OfficerState.ACTIVE
        problem = Problem.EXISTS if taken else problem_of(key, pin)
        if problem is not None:
            return problem
        hashed = self._hashed(key, pin)
        with self._journal.step("O.add") as step:
            step.note(by=by.name)
            if old is None:
                self._insert(step, key, role, hashed)
            else:
                states = (OfficerState.DISABLED, OfficerState.ACTIVE)
                step.change(Officer, key, *states, role=role, pin_hash=hashed)
                step.note(role=role)
                Lockout.delete().where(Lockout.key == self._counter(key)).execute()
        return None

    def disable(self, by: Supervisor, name: str) -> Problem | None:
        """Let an officer sign in no more; never the last supervisor."""
        key = normal(name)
        active = Officer.state == OfficerState.ACTIVE
        row = Officer.get_or_none(active & (Officer.key == key))
        if row is None:
            return Problem.UNKNOWN
        others = active & (Officer.role == Role.SUPERVISOR) & (Officer.key != key)
        if not Officer.select().where(others).exists():
            return Problem.LAST_SUPERVISOR
        with self._journal.step("O.disable") as step:
            step.note(by=by.name)
            step.change(Officer, key, OfficerState.ACTIVE, OfficerState.DISABLED)
        return None

    def unlock(self, by: Supervisor, name: str) -> Problem | None:
        """Forget how often signing in by that name failed."""
        key = normal(name)
        if not Officer.select().where(Officer.key == key).exists():
            return Problem.UNKNOWN
        with self._journal.step("O.unlock") as step:
            step.note(by=by.name, officer=key)
            Lockout.delete().where(Lockout.key == self._counter(key)).execute()
        return None

    def change_pin(self, by: Operator, pin: str) -> Problem | None:
        """Give the officer who signed in another PIN."""
        problem = problem_of(by.name, pin)
        if problem is None:
            hashed = self._hashed(by.name, pin)
            with self._journal.step("O.pin") as step:
                step.note(by=by.name)
                Officer.update(pin_hash=hashed).where(Officer.key == by.name).execute()
        return problem

    def _insert(self, step: Step, key: str, role: Role, hashed: str) -> None:
        step.insert(Officer, key, role=role, pin_hash=hashed, added_at=step.at)
        step.note(role=role)

    def _hashed(self, key: str, pin: str) -> str:
        return self._hasher.hash(pin, salt=self._entropy.secret(16, f"salt of {key}'s PIN"))

    def _failed(self, key: str, *, known: bool) -> Denied:
        """Count a failure. The audit names accounts only: what else was typed may be a PIN."""
        if not key:
            return Denied(None)
        with self._journal.step("O.failed") as step:
            step.note(officer=key if known else None)
            counter = self._counter(key)
            old = Lockout.get_or_none(Lockout.key == counter)
            failures = 1 if old is None else old.failures + 1
            Lockout.insert(key=counter, failures=failures, failed_at=step.at).on_conflict(
                "REPLACE"
            ).execute()
        return Denied(_locked_until(counter, self._clock.wall()))

    def _mend_clock(self, counter: str, now: datetime) -> None:
        """Begin a lock anew that a clock which was set back has put into the future."""
        if datetime.fromisoformat(Lockout.get_by_id(counter).failed_at) > now:
            with self._journal.step("O.clock") as step:
                Lockout.update(failed_at=step.at).where(Lockout.key == counter).execute()

    def _counter(self, key: str) -> str:
        return _counter(key, self._secret)


def _counter(key: str, secret: bytes) -> str:
    """Return the key of the counter that a name's failures are in."""
    digest = hashlib.blake2b(key.encode(), key=secret, digest_size=8).digest()
    return f"{int.from_bytes(digest) % COUNTERS:05}"


def _locked_until(counter: str, now: datetime) -> datetime | None:
    row = Lockout.get_or_none(Lockout.key == counter)
    if row is None or row.failures < FREE_FAILURES:
        return None
    doubled = min(row.failures - FREE_FAILURES, 16)
    lock = min(FIRST_LOCK * 2**doubled, LONGEST_LOCK)
    until = min(datetime.fromisoformat(row.failed_at), now) + lock
    return until if until > now else None
