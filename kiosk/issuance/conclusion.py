"""Writes down what became of an attempt: T5, or T15 when two officers said so."""

from datetime import datetime

from db.models import Attempt, Card, Claim, Day, Printer
from db.states import Account, AttemptState, Cause, ClaimState
from devices.printer.printer import Evidence
from kiosk.desk.authority import TwoOfficers
from kiosk.issuance import outbox
from kiosk.issuance.allocation import Allocation
from kiosk.issuance.claims import Station
from kiosk.issuance.journal import Journal, Step
from kiosk.issuance.verdict import Verdict
from kiosk.issuance.voids import Keep, give_up, void_before
from kiosk.ministry.contract import PrintReport

FINAL = {
    Verdict.PRINTED: AttemptState.PRINTED,
    Verdict.SPOILED: AttemptState.SPOILED,
    Verdict.NOT_STARTED: AttemptState.NOT_STARTED,
}
GOES_TO = {
    AttemptState.PRINTED: Account.HELD,
    AttemptState.SPOILED: Account.SPOILED,
    AttemptState.NOT_STARTED: Account.STOCK,
    AttemptState.MISSING: Account.MISSING,
}


class Conclusions:
    """What an attempt's end means for its claim, its blank, its card and the ministry."""

    def __init__(
        self, journal: Journal, station: Station, allocation: Allocation, keep: Keep
    ) -> None:
        """`keep` gives a place, inside T15, to whoever's card is nowhere."""
        self._journal = journal
        self._keep = keep
        self._station = station
        self._allocation = allocation

    def write(self, key: str, verdict: Verdict, evidence: Evidence) -> None:
        """T5: take down the verdict on an armed attempt."""
        if verdict is Verdict.HUMAN:
            with self._journal.step("T5") as step:
                step.change(
                    Attempt,
                    key,
                    AttemptState.ARMED,
                    AttemptState.HUMAN,
                    fed1=evidence.fed,
                    panels1=evidence.panels,
                )
                step.note(serial=evidence.serial, card_in_path=evidence.card_in_path)
            return
        with self._journal.step("T5") as step:
            self._end(step, key, AttemptState.ARMED, FINAL[verdict], evidence)

    def not_started(self, key: str) -> None:
        """T5 for a blank that was only set aside: nothing can have been printed."""
        with self._journal.step("T5") as step:
            self._end(step, key, AttemptState.RESERVED, AttemptState.NOT_STARTED, None)

    def resolve(
        self,
        key: str,
        state: AttemptState,
        evidence: Evidence,
        officers: TwoOfficers,
        reason: str,
    ) -> None:
        """T15: two officers counted, and say what became of a blank.

        One that is nowhere may be a card in somebody's hands: it is withdrawn at once, and a place
        kept for another.
        """
        with self._journal.step("T15") as step:
            vouched = {
                "resolver_a": officers.first.name,
                "resolver_b": officers.second.name,
                "reason": reason,
            }
            self._end(step, key, AttemptState.HUMAN, state, evidence, **vouched)
            step.note(officers=officers.names)
            if state is AttemptState.MISSING:
                claim, by = Claim.get_by_id(Attempt.get_by_id(key).claim), officers.first
                give_up(step, self._station, claim.nik, claim.generation, Cause.LOST, None, by)
                self._keep(step, claim.nik, Cause.LOST, None)

    def _end(
        self,
        step: Step,
        key: str,
        old: AttemptState,
        new: AttemptState,
        evidence: Evidence | None,
        **fields: object,
    ) -> None:
        attempt = Attempt.get_by_id(key)
        if evidence is not None:
            fed = _fed_after(attempt, new) if evidence.fed is None else evidence.fed
            fields |= {"fed1": fed, "panels1": evidence.panels}
            Printer.update(fed=fed).where(Printer.serial == attempt.printer).execute()
        step.change(Attempt, key, old, new, closed_at=step.at, **fields)
        step.move(attempt.box, Account.RESERVED, GOES_TO[new], 1, key)
        self._allocation.concluded(step, attempt.claim, new, attempt.box)
        if new is AttemptState.NOT_STARTED:
            Day.update(used=Day.used - 1).where(
                (Day.day == attempt.opened_at[:10]) & (Day.printer == attempt.printer)
            ).execute()
        if new in (AttemptState.PRINTED, AttemptState.MISSING):
            step.change(Claim, attempt.claim, ClaimState.GRANTED, ClaimState.CONSUMED)
            self._report(step, attempt)
        if new is AttemptState.PRINTED:
            claim = Claim.get_by_id(attempt.claim)
            replaced = void_before(claim.nik, claim.generation)
            step.insert(
                Card, key, attempt=key, nik=claim.nik, printed_at=step.at, supersedes=replaced
            )

    def _report(self, step: Step, attempt: Attempt) -> None:
        claim = Claim.get_by_id(attempt.claim)
        report = PrintReport(
            claim=claim.key,
            attempt=attempt.number,
            office=self._station.office,
            printed_at=self._station.name,
            printed_on=datetime.fromisoformat(step.at),
            data_hash=claim.data_hash,
            chip=attempt.blank,
        )
        outbox.enqueue(step, claim.key, "prints", f"{claim.key}:printed:{attempt.number}", report)


def _fed_after(attempt: Attempt, state: AttemptState) -> int:
    """Return the office's own count of fed cards, where the printer has none."""
    return int(attempt.fed0 or 0) + (state is not AttemptState.NOT_STARTED)
