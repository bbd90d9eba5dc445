"""The card and its holder: from the locked hopper into the right hands."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from db.models import Attempt, Audit, Card, Claim, Outbox
from db.states import LIVE_CARD, Account, AttemptState, CardState
from devices.clock import Clock
from devices.printer.printer import CardPrinter, Fault
from kiosk.desk.authority import Operator, TwoOfficers
from kiosk.identity import Identity, Method
from kiosk.issuance import outbox
from kiosk.issuance.claims import Station
from kiosk.issuance.failpoints import failpoint
from kiosk.issuance.journal import Journal, Step
from kiosk.issuance.results import Door, HandedOver
from kiosk.ministry.contract import HandoverReport

TIME_TO_TAKE = 60.0
"""Seconds in which the holder opens the hopper and takes the card."""
LOOK = 0.3
"""Seconds between looks at the hopper's door."""


JUST_MADE = timedelta(minutes=10)
"""In which the holder of a card that was made still stands before a kiosk that comes up again."""

IN_HOPPER = (CardState.HELD, CardState.PRESENTING)
UNDECIDED = (AttemptState.ARMED, AttemptState.HUMAN)
"""States of an attempt whose card may lie in the hopper, although no row of it is there yet."""

Signed = Callable[[float], bool]
"""Asks the holder's finger until that time (monotonic seconds); tells whether it came."""

Settle = Callable[[Step, str], None]
"""Closes, inside T8, whatever else was open for the person with that NIK."""


Looked = Callable[[], bool]
"""Tells whether the officer at the open door has looked, and the card is not there."""


def never() -> bool:
    """Find the card."""
    return False


def nobody(_: float) -> bool:
    """Sign for no card."""
    return False


class HandOver:
    """Moves cards out of the hopper."""

    def __init__(
        self,
        journal: Journal,
        printer: CardPrinter,
        clock: Clock,
        station: Station,
        settle: Settle,
    ) -> None:
        self._settle = settle
        self._journal = journal
        self._printer = printer
        self._clock = clock
        self._station = station

    def card_of(self, nik: str) -> Card | None:
        """Return the live card of this person that this office made, if any."""
        return Card.get_or_none((Card.nik == nik) & (Card.state << list(LIVE_CARD)))

    def undecided(self, nik: str) -> bool:
        """Tell whether a card of this person may lie in the hopper, although no row of it does."""
        own = Claim.select(Claim.key).where(Claim.nik == nik)
        may_be = (Attempt.state << UNDECIDED) & Attempt.claim.in_(own)
        return bool(Attempt.select().where(may_be).exists())

    def handed_over(self, card: Card) -> HandedOver | None:
        """Return when and to whom a card was handed over; None if it was not."""
        if card.handed_over_at is None:
            return None
        last = last_opening(self._journal.kiosk, card.key)
        known_by = None if last is None else Method(json.loads(last.payload)["method"])
        return HandedOver(datetime.fromisoformat(card.handed_over_at), known_by)

    def shared(self, card: str) -> bool:
        """Tell whether somebody else's card lies, or may lie, in the hopper with this one.

        No printer that we know tells how many cards lie there, or whether any does: the books do.
        """
        others = Card.select().where((Card.key != card) & (Card.state << IN_HOPPER))
        return others.exists() or Attempt.select().where(Attempt.state << UNDECIDED).exists()

    def hand_over(
        self,
        card: str,
        holder: Identity,
        tell: Callable[[Door], None],
        signed: Signed,
        officer: Operator | None,
        not_there: Looked,
    ) -> bool:
        """T7, E8, T8: let the identified holder take the card; False if it was left lying.

        A printer that cannot see its door proves nothing: then only the holder's signature does.
        Where another card may lie in the hopper, `officer` stands at its open door, takes out this
        card and leaves the rest; or says, while the door is open, that it is not there: then it
        counts as lying there until officers know more. Raises ValueError for any other holder, or
        if no officer does.
        """
        nik = Card.get_by_id(card).nik
        if holder.nik != nik:
            raise ValueError("This card belongs to somebody else.")
        if officer is None and self.shared(card):
            raise ValueError("Another card lies in the hopper: an officer must hand this one out.")
        with self._journal.step("T7") as step:
            step.change(Card, card, CardState.HELD, CardState.PRESENTING)
            step.note(method=holder.method, score=holder.score)
            if officer is not None:
                step.note(officer=officer.name)
        if self._printer.profile.door:
            taken = self._watch_door(tell, never if officer is None else not_there)
        else:
            taken = signed(self._clock.monotonic() + TIME_TO_TAKE)
        failpoint("E8.after")
        if taken:
            self._handed_over(card)
        else:
            self.take_back(card)
        return taken

    def presenting(self) -> list[str]:
        """Return cards whose hand-over was interrupted."""
        query = Card.select().where(Card.state == CardState.PRESENTING)
        return [str(card.key) for card in query.order_by(Card.key)]

    def awaited(self) -> bool:
        """Tell whether a card lies there whose holder may stand before it: just made, or let out.

        Just made is what the books say, by the time of day: of a card that its holder left on
        purpose, and of a clock that was put back, nothing worse comes than a needless word.
        """
        now = self._clock.wall()
        lying = Card.select().where(Card.state << IN_HOPPER)
        return any(
            card.state == CardState.PRESENTING
            or abs(now - datetime.fromisoformat(card.printed_at)) <= JUST_MADE
            for card in lying
        )

    def left_behind(self, nik: str, by: Operator) -> bool:
        """O.found: a card that is booked as handed over lay in the hopper: it is HELD again.

        False if no card of this person is booked so.
        """
        card = self.card_of(nik)
        if card is None or card.state != CardState.HANDED_OVER:
            return False
        box = Attempt.get_by_id(card.attempt).box
        with self._journal.step("O.found") as step:
            step.note(officer=by.name)
            step.change(Card, card.key, CardState.HANDED_OVER, CardState.HELD, handed_over_at=None)
            step.move(box, Account.ISSUED, Account.HELD, 1, card.key)
        return True

    def taken(self, nik: str, by: TwoOfficers, reason: str) -> bool:
        """O.taken: two officers say that a holder has the card that the books say lies here.

        So it is when the power fails while the hopper stands open. The report and all else follow
        as in T8. False unless it counts as lying here and was once opened for its holder (T7).
        """
        card = self.card_of(nik)
        if card is None or card.state != CardState.HELD:
            return False
        if last_opening(self._journal.kiosk, card.key) is None:
            return False
        with self._journal.step("O.taken") as step:
            step.note(officers=by.names, reason=reason)
            step.change(Card, card.key, CardState.HELD, CardState.PRESENTING)
            self._leaves(step, card.key)
        return True

    def take_back(self, card: str) -> None:
        """Count a card that was not seen to leave as still in the hopper; the next count shows."""
        with self._journal.step("retract") as step:
            step.change(Card, card, CardState.PRESENTING, CardState.HELD)

    def _watch_door(self, tell: Callable[[Door], None], not_there: Looked) -> bool:
        """E8: wait until the door was opened and is closed again; False if the card is missed."""
        deadline = self._clock.monotonic() + TIME_TO_TAKE
        opened = False
        while self._clock.monotonic() < deadline:
            if not_there():
                return False
            tell(Door.CLOSE_IT if opened else Door.OPEN_IT)
            is_open = self._printer.hopper_door_open()
            if not isinstance(is_open, Fault):
                if opened and not is_open:
                    break
                opened = opened or is_open
            self._clock.sleep_until(self._clock.monotonic() + LOOK)
        return opened and not not_there()

    def _handed_over(self, card: str) -> None:
        """T8: the card is in its holder's hands, and the ministry will know."""
        with self._journal.step("T8") as step:
            self._leaves(step, card)

    def _leaves(self, step: Step, card: str) -> None:
        row = Card.get_by_id(card)
        attempt = Attempt.get_by_id(row.attempt)
        step.change(Card, card, CardState.PRESENTING, CardState.HANDED_OVER, handed_over_at=step.at)
        step.move(attempt.box, Account.HELD, Account.ISSUED, 1, card)
        report = HandoverReport(
            claim=attempt.claim,
            card=card,
            office=self._station.office,
            handed_over_at=datetime.fromisoformat(step.at),
        )
        outbox.enqueue(step, attempt.claim, "handovers", _report_key(card), report)
        self._settle(step, row.nik)


def last_opening(kiosk: str, card: str) -> Audit | None:
    """Return the row of the last T7: when the hopper was opened for a card, and for whom."""
    opened = (Audit.kiosk == kiosk) & (Audit.act == "T7") & Audit.payload.contains(f'"{card}"')
    row: Audit | None = Audit.select().where(opened).order_by(Audit.seq.desc()).first()
    return row


def in_hopper() -> list[Card]:
    """Return the cards that lie in the hopper by the books, the oldest first."""
    return list(Card.select().where(Card.state << IN_HOPPER).order_by(Card.printed_at))


def _report_key(card: str) -> str:
    """Return the key of the report of a hand-over: a card that lay there once more has another."""
    key = f"{card}:handed_over"
    before = Outbox.select().where(Outbox.key.startswith(key)).count()
    return key if before == 0 else f"{key}:{before + 1}"
