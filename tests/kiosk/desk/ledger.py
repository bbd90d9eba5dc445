"""Queue, ledger and journal of an office in memory: no machine moves, no ministry is asked.

What a printer would have said is taken down by the same functions as in the office.
"""

import uuid
from dataclasses import dataclass

import msgspec
from argon2 import PasswordHasher
from peewee import SqliteDatabase

from db.models import Attempt, Claim, Outbox, Void
from db.models import database as proxy
from db.owed import Place
from db.schema import upgrade
from db.states import AttemptState, Cause, ClaimState, Need, OutboxState, PlaceState, VoidState
from devices.cable import Cable
from devices.clock import VirtualClock
from devices.entropy import SeededEntropy
from devices.port import MemoryPort
from devices.printer.makes import MAKES, simulator
from devices.printer.printer import Evidence
from kiosk.desk.authority import Credential, Supervisor, prove
from kiosk.desk.matter import Wish
from kiosk.desk.matters import Matters
from kiosk.documents.slip import Kind, public_key
from kiosk.issuance import blanks, outbox
from kiosk.issuance.allocation import Allocation
from kiosk.issuance.claims import Station
from kiosk.issuance.conclusion import Conclusions
from kiosk.issuance.invariants import Check, check
from kiosk.issuance.journal import Journal, Step
from kiosk.issuance.printing import Printing
from kiosk.issuance.results import Refusal
from kiosk.issuance.verdict import Verdict
from kiosk.ministry.contract import Granted, VoidReport
from kiosk.policy import Policy
from kiosk.simulation import founding
from tests.kiosk.bench import OFFICERS, OPENING

NEEDS = (Need.PRINT_READY, Need.PRINT_READY, Need.DAMAGED, Need.LOST, Need.PRINT_READY)
PEOPLE = tuple(f"357401410701{9001 + number}" for number in range(len(NEEDS)))
KEY = SeededEntropy(1).secret(32, "slips")
CAP = 50
_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_SEEN = Evidence("SIM0001", 0, 0, card_in_path=False, restarted=False)


def supervisor() -> Supervisor:
    """Return somebody who supervises."""
    hashed = _HASHER.hash("kebun-77")
    proven = prove(Credential("siti", hashed, supervisor=True), "kebun-77", _HASHER)
    assert isinstance(proven, Supervisor)
    return proven


SITI = supervisor()


@dataclass
class Ledger:
    """An office of paper."""

    policy: Policy
    database: SqliteDatabase
    clock: VirtualClock
    journal: Journal
    allocation: Allocation
    printing: Printing
    conclusions: Conclusions
    matters: Matters
    fed: int = 0

    def receive(self, number: int) -> None:
        """Take a box in."""
        blanks.receive(self.journal, f"box-{number}", number, OFFICERS)
        self.allocation.call()

    def wait(self, nik: str) -> None:
        """Give somebody a place in the queue."""
        self.matters.open(Wish(Kind.QUEUE, nik, "no_blank"))

    def prints(self, nik: str, verdict: Verdict = Verdict.PRINTED) -> bool:
        """Print somebody's card, with that end; False if no blank was given."""
        attempt = self.printing.reserve(claim_of(nik))
        if isinstance(attempt, Refusal):
            return False
        if verdict is Verdict.NOT_STARTED:
            self.conclusions.not_started(attempt)
            return True
        counters = {"image_sha": "0" * 64, "panels": 5, "fed0": self.fed, "panels0": self.fed * 5}
        with self.journal.step("T4") as step:
            step.change(Attempt, attempt, AttemptState.RESERVED, AttemptState.ARMED, **counters)
        self.fed += 1
        seen = Evidence("SIM0001", self.fed, self.fed * 5, card_in_path=False, restarted=False)
        self.conclusions.write(attempt, verdict, seen)
        return True

    def hands_over(self, nik: str) -> None:
        """Close what a card makes needless."""
        with self.journal.step("T8") as step:
            self.matters.handed_over(step, nik)

    def passes(self, days: int) -> None:
        """Let days pass, and tend."""
        self.clock.sleep_until(self.clock.monotonic() + days * 86_400)
        self.matters.tend()
        self.allocation.call()

    def called(self) -> set[str]:
        """Return who has a blank of their own."""
        return {row.nik for row in Place.select().where(Place.state == PlaceState.CALLED)}

    def check(self) -> Check:
        """Hold the books against every rule."""
        return check("kiosk-1")


def _granted(step: Step, nik: str, need: Need) -> None:
    """Let somebody have been granted the next card, after the old one became void."""
    generation = 1 if need is Need.PRINT_READY else 2
    if generation == 2:
        cause, key = Cause(need.value), f"{nik}:void"
        wanted = {"nik": nik, "generation": 1, "cause": cause, "withdrawn_at": step.at}
        step.insert(Void, nik, officer="siti", **wanted)
        report = VoidReport(
            claim=nik, nik=nik, generation=1, cause=cause.value, office="o", at=OPENING
        )
        outbox.enqueue(step, nik, "voids", key, report)
        step.change(Outbox, key, OutboxState.PENDING, OutboxState.ACKED)
        step.change(Void, nik, VoidState.PENDING, VoidState.VOID)
    data = {"eligibility": "ready", "data_version": 1, "data_hash": "0" * 64}
    key = claim_of(nik)
    step.insert(Claim, key, nik=nik, generation=generation, opened_at=step.at, **data)
    granted = msgspec.json.encode(Granted(key=key, digest="0" * 64, state="granted")).decode()
    step.change(Claim, key, ClaimState.CLAIMING, ClaimState.GRANTED, authorisation=granted)


def claim_of(nik: str) -> str:
    """Return the key of somebody's claim."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, nik))


def ledger(policy: Policy) -> Ledger:
    """Open an office in which everybody in `PEOPLE` was granted a card, and no blank is there."""
    database = SqliteDatabase(":memory:", pragmas={"foreign_keys": 1})
    proxy.initialize(database)
    database.connect()
    upgrade(database, lambda _: None)
    clock = VirtualClock(OPENING)
    journal = Journal(database, clock, "kiosk-1")
    allocation = Allocation(journal, clock, lambda: policy)
    section = founding.office_section(SeededEntropy(1))
    station = Station(section.id, section.name, section.kiosk, section.epoch, section.namespace)
    port = MemoryPort(Cable(simulator("evolis")()), clock, "card printer")
    driver = MAKES["evolis"].drive(port, clock)
    chance, keys = SeededEntropy(1).stream("references"), [public_key(KEY)]
    matters = Matters(
        journal, allocation, clock, chance, lambda: policy, CAP, section.id, KEY, keys
    )
    conclusions = Conclusions(journal, station, allocation, matters.withdrawn)
    printing = Printing(journal, driver, clock, conclusions, allocation, CAP, lambda: True, None)
    printing.commission(_SEEN)
    with journal.step("T2") as step:
        for nik, need in zip(PEOPLE, NEEDS, strict=True):
            _granted(step, nik, need)
    return Ledger(policy, database, clock, journal, allocation, printing, conclusions, matters)
