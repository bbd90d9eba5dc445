"""Withdrawn cards: cut, lost, or missed; never one more card before the ministry knows of it."""

from collections.abc import Callable
from datetime import datetime

from db.models import Attempt, Card, Claim, Outbox, Void
from db.owed import Matter
from db.states import (
    CARD_HERE,
    DISPUTED,
    LIVE_CLAIM,
    NOT_FOUND,
    Account,
    CardState,
    Cause,
    ClaimState,
    MatterState,
    OutboxState,
    VoidState,
)
from kiosk.desk.authority import Operator, TwoOfficers
from kiosk.identity import Identity
from kiosk.issuance import outbox
from kiosk.issuance.allocation import NEEDS, Allocation
from kiosk.issuance.claims import Station, claim_key
from kiosk.issuance.handover import HandOver
from kiosk.issuance.journal import Journal, Step
from kiosk.issuance.results import NotNow, Refusal, Unlike, Withdrawn
from kiosk.ministry.contract import Record, VoidReport, data_hash

Keep = Callable[[Step, str, Cause, str | None], None]
"""Keeps a place for somebody, with a blank of that box, or of none yet; and opens what leads its
holder back to it."""
GONE: dict[Cause, CardState] = {
    Cause.DAMAGED: CardState.SURRENDERED,
    Cause.LOST: CardState.LOST,
}
MISSABLE = {CardState.HELD: Account.HELD, CardState.HANDED_OVER: Account.ISSUED}
"""Where a card that is missed should be, and its blank, by the card's state."""
ANSWERED = (NOT_FOUND, DISPUTED, Cause.LOST.value)
"""Cases that come to an end with a missing card: nobody looks for it, doubts who has it, or has to
bring the police's letter about it."""


class Voids:
    """Withdraws cards, takes the ministry's answers, and destroys the pieces."""

    def __init__(
        self,
        journal: Journal,
        station: Station,
        cards: HandOver,
        allocation: Allocation,
        keep: Keep,
    ) -> None:
        """`keep` gives a place, inside T9, to whoever gave up a card or has none any more."""
        self._journal = journal
        self._allocation = allocation
        self._keep = keep
        self._station = station
        self._cards = cards

    def of(self, nik: str) -> Withdrawn | None:
        """Return this person's withdrawn card that the ministry does not know to be void."""
        open_ones = Void.state << (VoidState.PENDING, VoidState.REFUSED)
        row = Void.get_or_none((Void.nik == nik) & open_ones)
        if row is None:
            return None
        return Withdrawn(Cause(row.cause), row.generation, row.state == VoidState.REFUSED)

    def outdates(self, record: Record) -> bool:
        """Tell whether a record is from before its card became void, as the ministry knows."""
        known = Void.state << (VoidState.VOID, VoidState.DESTROYED)
        mine = (Void.nik == record.fields.nik) & (Void.generation >= record.generation)
        return Void.select().where(mine & known).exists()

    def matches(self, record: Record) -> bool:
        """Tell whether nothing changed since this office made the card, if it made one.

        A card made elsewhere is known by its record only; there the holder looked through the data.
        """
        live = Claim.get_or_none((Claim.nik == record.fields.nik) & (Claim.state << LIVE_CLAIM))
        if live is None:
            return True
        known = (live.generation, live.state, live.data_hash)
        return known == (record.generation, ClaimState.CONSUMED, data_hash(record))

    def withdraw(
        self, record: Record, cause: Cause, holder: Identity, by: Operator
    ) -> Withdrawn | Unlike | Refusal:
        """T9: an officer cut the card before its holder, or has seen the police's letter.

        A blank for another is the holder's from the same moment; without one nothing is withdrawn.
        The same card is withdrawn once, however often this is called.
        """
        nik = record.fields.nik
        if holder.nik != nik:
            raise ValueError("This card belongs to somebody else.")
        key = claim_key(self._station, nik, record.generation)
        known = Void.get_or_none(Void.key == key)
        if known is not None:
            return Withdrawn(Cause(known.cause), known.generation)
        card = self._cards.card_of(nik)
        in_hand = card is None or card.state == CardState.HANDED_OVER
        if record.card is None or not in_hand or not self.matches(record):
            return Unlike()
        box = self._allocation.box_for(nik, NEEDS[cause])
        if box is None:
            return Refusal(NotNow.NO_BLANK)
        with self._journal.step("T9") as step:
            step.note(claim=key, cause=cause, officer=by.name)
            if card is not None:
                self._gone(step, card, cause)
            made = None if card is None else card.key
            give_up(step, self._station, nik, record.generation, cause, made, by)
            self._keep(step, nik, cause, box)
        return Withdrawn(cause, record.generation)

    def missing(self, nik: str, by: TwoOfficers, reason: str) -> Withdrawn | None:
        """T9: two officers looked for a card that this office made, and it is nowhere.

        It lay in the hopper, or is booked as handed over. Its holder keeps the right: from the same
        moment a blank is theirs, or the next that is free. None if there is no such card.
        """
        card = self._cards.card_of(nik)
        if card is None or card.state not in MISSABLE:
            return None
        attempt = Attempt.get_by_id(card.attempt)
        claim = Claim.get_by_id(attempt.claim)
        with self._journal.step("T9") as step:
            step.note(claim=claim.key, cause=Cause.LOST, officers=by.names, reason=reason)
            step.change(Card, card.key, card.state, CardState.LOST)
            step.move(attempt.box, MISSABLE[CardState(card.state)], Account.MISSING, 1, card.key)
            give_up(step, self._station, nik, claim.generation, Cause.LOST, card.key, by.first)
            opened = (Matter.nik == nik) & (Matter.state == MatterState.OPEN)
            case = (Matter.kind == "CASE") & (Matter.about << ANSWERED)
            for row in Matter.select().where(opened & (case | (Matter.about == CARD_HERE))):
                step.change(Matter, row.key, MatterState.OPEN, MatterState.USED)
            self._keep(step, nik, Cause.LOST, None)
        return Withdrawn(Cause.LOST, claim.generation)

    def report_again(self, nik: str, by: Operator) -> bool:
        """O.report: a void that the ministry refused is reported once more, in the same bytes.

        False if none of this person's was refused.
        """
        void = Void.get_or_none((Void.nik == nik) & (Void.state == VoidState.REFUSED))
        if void is None:
            return False
        with self._journal.step("O.report") as step:
            step.note(officer=by.name)
            step.change(Void, void.key, VoidState.REFUSED, VoidState.PENDING)
            report = void_report(void.key)
            step.change(Outbox, report, OutboxState.DEAD, OutboxState.PENDING, reason=None)
        return True

    def answered(self, step: Step, key: str, acknowledged: bool) -> None:
        """T11: the ministry knows, so the old claim is closed; or it never will."""
        void = Void.get_by_id(key)
        answer = VoidState.VOID if acknowledged else VoidState.REFUSED
        step.change(Void, key, VoidState.PENDING, answer)
        if not acknowledged:
            return
        self._allocation.may_come(step, void.nik)
        if void.card is not None:
            step.change(Card, void.card, GONE[Cause(void.cause)], CardState.VOID)
        if Claim.get_or_none((Claim.key == key) & (Claim.state == ClaimState.CONSUMED)) is not None:
            step.change(Claim, key, ClaimState.CONSUMED, ClaimState.CLOSED)

    def pieces(self) -> tuple[int, int]:
        """Return how many cut cards may be destroyed, and how many wait for the ministry."""
        cut = Void.select().where(Void.cause == Cause.DAMAGED)
        ready = cut.where(Void.state == VoidState.VOID).count()
        return ready, cut.where(Void.state << (VoidState.PENDING, VoidState.REFUSED)).count()

    def destroy(self, number: int, minutes: str, by: TwoOfficers) -> bool:
        """T10: two officers destroyed so many cut cards; False unless those are all there are."""
        ready = Void.select().where((Void.cause == Cause.DAMAGED) & (Void.state == VoidState.VOID))
        cut = list(ready.order_by(Void.key))
        if not cut or len(cut) != number:
            return False
        signed = {"destroyer_a": by.first.name, "destroyer_b": by.second.name, "minutes": minutes}
        with self._journal.step("T10") as step:
            step.note(officers=by.names, minutes=minutes)
            for void in cut:
                step.change(Void, void.key, VoidState.VOID, VoidState.DESTROYED, **signed)
                if void.card is not None:
                    step.change(Card, void.card, CardState.VOID, CardState.DESTROYED)
        return True

    @staticmethod
    def _gone(step: Step, card: Card, cause: Cause) -> None:
        step.change(Card, card.key, CardState.HANDED_OVER, GONE[cause])
        if cause is Cause.DAMAGED:
            box = Attempt.get_by_id(card.attempt).box
            step.move(box, Account.ISSUED, Account.RETURNED, 1, card.key)


def give_up(
    step: Step,
    station: Station,
    nik: str,
    generation: int,
    cause: Cause,
    card: str | None,
    by: Operator,
) -> None:
    """Withdraw, inside the caller's step, the card of that generation, and queue its report.

    `card` is its key where this office made it and knows where it went.
    """
    key = claim_key(station, nik, generation)
    step.insert(
        Void,
        key,
        nik=nik,
        generation=generation,
        cause=cause,
        card=card,
        officer=by.name,
        withdrawn_at=step.at,
    )
    report = VoidReport(
        claim=key,
        nik=nik,
        generation=generation,
        cause=cause.value,
        office=station.office,
        at=datetime.fromisoformat(step.at),
    )
    outbox.enqueue(step, key, "voids", void_report(key), report)


def void_report(key: str) -> str:
    """Return the key of the report of a void."""
    return f"{key}:void"


def void_before(nik: str, generation: int) -> str | None:
    """Return the key of the void card that one of this generation replaces."""
    void = Void.get_or_none((Void.nik == nik) & (Void.generation == generation - 1))
    return None if void is None else str(void.key)
