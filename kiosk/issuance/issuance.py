"""Issuance: from a right to a card in the hopper, and from there into the right hands."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from peewee import Database

from db.connection import FREE_BYTES, free_bytes
from db.models import Attempt, Card, Claim
from db.states import AttemptState, Cause, ClaimState
from devices.chip.coupler import Coupler
from devices.clock import Clock
from devices.printer.printer import CardPrinter, Fault, Panels, Told
from kiosk.desk.authority import Operator, TwoOfficers
from kiosk.identity import Identity, Method, Reason
from kiosk.issuance import blanks
from kiosk.issuance.allocation import NEEDS, Allocation
from kiosk.issuance.chip import ChipStation
from kiosk.issuance.claims import Claims, Station, claim_key
from kiosk.issuance.conclusion import Conclusions
from kiosk.issuance.failpoints import failpoint
from kiosk.issuance.handover import IN_HOPPER, HandOver, Looked, Settle, Signed, never, nobody
from kiosk.issuance.journal import Journal
from kiosk.issuance.outbox import Errand, OutboxSender
from kiosk.issuance.printing import LOOK, PATIENCE, Printing
from kiosk.issuance.results import AlreadyPrinted, Door, Issued, LocalCard, NotNow, Printed, Refusal
from kiosk.issuance.verdict import Verdict
from kiosk.issuance.voids import Keep, Voids
from kiosk.ministry.client import MinistryClient
from kiosk.ministry.contract import Granted, Record
from kiosk.policy import Policy

LOOK_AGAIN = 10.0
"""Seconds after which a printer that gave no answer is asked again."""
TRIES = 2
"""Blanks that one visit may cost: a spoiled card is followed by one more."""


class Found(Enum):
    """Where two officers found the blank of an attempt that the machine could not decide."""

    IN_FEEDER = "feeder"
    IN_HOPPER = "hopper"
    IN_REJECT_BOX = "reject"
    NOWHERE = "nowhere"


FOUND = {
    Found.IN_FEEDER: AttemptState.NOT_STARTED,
    Found.IN_HOPPER: AttemptState.PRINTED,
    Found.IN_REJECT_BOX: AttemptState.SPOILED,
    Found.NOWHERE: AttemptState.MISSING,
}


class Issuance:
    """Everything durable about cards. No screen can stop what has begun here."""

    def __init__(
        self,
        database: Database,
        path: Path,
        clock: Clock,
        printer: CardPrinter,
        ministry: MinistryClient,
        station: Station,
        draw: Callable[[Record, date], Panels],
        policy: Callable[[], Policy],
        settle: Settle,
        keep: Keep,
        cap: int,
        coupler: Coupler | None = None,
    ) -> None:
        """`coupler` reaches the chip of the card in the printer, where chips are written.

        `settle` closes what else was open for somebody whose card is handed over; `keep` opens what
        leads back to the blank of somebody whose card was withdrawn.
        """
        self.journal = Journal(database, clock, station.kiosk)
        self._clock = clock
        self._printer = printer
        self._station = station
        self._draw = draw
        self._policy = policy
        self.allocation = Allocation(self.journal, clock, policy)
        self._conclusions = Conclusions(self.journal, station, self.allocation, keep)
        chips = (
            None
            if coupler is None
            else ChipStation(self.journal, coupler, printer, ministry, station, clock)
        )
        self._printing = Printing(
            self.journal,
            printer,
            clock,
            self._conclusions,
            self.allocation,
            cap,
            lambda: free_bytes(path) >= FREE_BYTES,
            chips,
        )
        self._claims = Claims(self.journal, ministry, station)
        self._hand_over = HandOver(self.journal, printer, clock, station, settle)
        self.voids = Voids(self.journal, station, self._hand_over, self.allocation, keep)
        self._outbox = OutboxSender(self.journal, ministry, self.voids.answered)
        making = self._printing.open_attempt() is not None
        self.interrupted = making or self._hand_over.awaited()
        """Whether a card was being made, or given to its holder, when this office was cut off."""
        self._examined = False
        self._agrees = False
        self._look_at = 0.0

    def card_of(self, nik: str) -> LocalCard | None:
        """Return this person's live card, if this office made it."""
        card = self._hand_over.card_of(nik)
        return None if card is None else self._local(card)

    def undecided(self, nik: str) -> bool:
        """Tell whether printer or officers must still say what became of this person's card."""
        return self._hand_over.undecided(nik)

    def issue(self, record: Record, tell: Callable[[Told], None]) -> Issued:
        """Print the one card of this record, or say why not now; whatever happens is kept.

        What the printer is still busy with is waited for: it may be this very card.
        """
        self._look_after_printer(PATIENCE)
        consumed = self._consumed(record)
        if consumed is not None:
            card = self.card_of(record.fields.nik)
            if card is not None and card.in_hopper:
                return Printed(card)
            return self._already(consumed)
        if self.closed:
            return Refusal(NotNow.PRINTER_OUT)
        reply = self._claims.obtain(record)
        if not isinstance(reply, Granted):
            return reply
        panels, key = self._drawn(record), self._key(record)
        for _ in range(TRIES):
            attempt = self._printing.reserve(key)
            if isinstance(attempt, Refusal):
                return attempt
            ended = self._printing.run(attempt, panels, tell)
            if ended.verdict is Verdict.PRINTED:
                return Printed(self._local(Card.get_by_id(attempt)))
            if ended.verdict is not Verdict.SPOILED or not ended.next_may_do:
                self._examined = False
                decided = self._printing.open_attempt() is None
                return Refusal(NotNow.PRINTER_OUT, ended.fault if decided else None)
        return Refusal(NotNow.PRINTER_OUT)

    def refusal(self, nik: str, cause: Cause) -> Refusal | None:
        """Return why no card could follow one that is given up now; None if one could.

        Asked before anything that cannot be undone. Nothing is written down and nothing moves; what
        the printer is still busy with is waited for, as in `issue`.
        """
        self._look_after_printer(PATIENCE)
        if self.closed:
            return Refusal(NotNow.PRINTER_OUT)
        refusal = self._printing.refusal(nik, NEEDS[cause])
        if refusal is not None and refusal.fault is not None:
            self._examined = False
        return refusal

    def preload(
        self, record: Record, tell: Callable[[Told], None], abandoned: Callable[[], bool]
    ) -> None:
        """Fill the printer's memory with this card, in case it will be wanted. Nothing moves."""
        if not self.closed and self._consumed(record) is None and not abandoned():
            self._printing.preload(self._drawn(record), tell, abandoned)

    def forget(self) -> None:
        """Leave no picture of anybody in the printer's memory."""
        if not self.closed:
            self._printing.forget()

    def attest(self, record: Record, by: Operator | TwoOfficers, reason: Reason) -> Identity:
        """O.attest: officers vouch that the holder of this record stands here.

        Raises `ValueError` where the policy asks for two officers and one vouches.
        """
        names = tuple(by.names) if isinstance(by, TwoOfficers) else (by.name,)
        if len(names) < self._policy().attesting_officers:
            raise ValueError("Two different officers must vouch for somebody here.")
        with self.journal.step("O.attest") as step:
            step.note(claim=self._key(record), officers=list(names), reason=reason)
        return Identity(record.fields.nik, Method.OFFICER, len(names), names, reason)

    def hand_over(
        self,
        card: str,
        holder: Identity,
        tell: Callable[[Door], None],
        signed: Signed = nobody,
        officer: Operator | None = None,
        not_there: Looked = never,
    ) -> bool:
        """Let the identified holder take the card out of the hopper; False if it was left.

        `signed` is asked only where the printer cannot see the hopper's door. Raises ValueError
        without the `officer` whom a card needs that is `shared`.
        """
        return self._hand_over.hand_over(card, holder, tell, signed, officer, not_there)

    def left_behind(self, nik: str, by: Operator) -> bool:
        """O.found: take down that a card lies in the hopper that is booked as handed over."""
        return self._hand_over.left_behind(nik, by)

    def taken(self, nik: str, by: TwoOfficers, reason: str) -> bool:
        """O.taken: take down that a holder has a card that is booked as lying in the hopper."""
        return self._hand_over.taken(nik, by, reason)

    def report_void(self, nik: str) -> None:
        """E9, T11: tell the ministry now of a card withdrawn here that it does not know of."""
        withdrawn = self.voids.of(nik)
        if withdrawn is not None:
            self._outbox.deliver(claim_key(self._station, nik, withdrawn.generation))

    @property
    def closed(self) -> bool:
        """Whether this printer may not print: not looked at, strange, or an attempt still open."""
        return not self._agrees or self._printing.open_attempt() is not None

    def tend(self) -> None:
        """Put right whatever was left open: at the start, and whenever the office is idle.

        Only ever called where no attempt is running, so what is open is left over. A printer that
        is silent is left alone a while: residents who come meanwhile should not wait for it.
        """
        for card in self._hand_over.presenting():
            failpoint("R.presenting")
            self._hand_over.take_back(card)
        attempt = self._printing.open_attempt()
        if attempt is not None and attempt.state == AttemptState.RESERVED:
            failpoint("R.reserved")
            self._conclusions.not_started(attempt.key)
        self.allocation.call()
        if self._clock.monotonic() >= self._look_at:
            self._look_after_printer(patience=0.0)
            if self._printing.armed() or not self._examined:
                self._look_at = self._clock.monotonic() + LOOK_AGAIN

    def _look_after_printer(self, patience: float) -> None:
        """Conclude what is armed, and examine the printer where that was not done yet."""
        attempt = self._printing.open_attempt()
        if attempt is not None and attempt.state == AttemptState.ARMED:
            failpoint("R.armed")
            self._examined = False
            self._printing.conclude(attempt.key, patience)
        if not self._examined and self._printing.open_attempt() is None:
            self._examine()

    def errands(self) -> list[Errand]:
        """Return what waits to be asked of the ministry; each may be done apart from the rest."""
        found = (self._claims.errand(), self._outbox.errand())
        return [errand for errand in found if errand is not None]

    def receive_blanks(self, box: str, number: int, by: TwoOfficers) -> None:
        """T12: take a sealed box of blanks into stock."""
        blanks.receive(self.journal, box, number, by)
        self.allocation.call()

    def blanks(self) -> dict[str, int]:
        """Return how many blanks are where, and how many were ever received."""
        return blanks.balances()

    def resolve(self, attempt: str, found: Found, by: TwoOfficers, reason: str) -> bool:
        """T15: take down where two officers found a blank; False while the printer is silent."""
        evidence = self._printer.evidence(LOOK)
        if isinstance(evidence, Fault) or evidence.card_in_path:
            return False
        self._conclusions.resolve(attempt, FOUND[found], evidence, by, reason)
        self._examined = False
        self._look_at = self._clock.monotonic()
        return True

    def unresolved(self) -> str | None:
        """Return the attempt that waits for two officers, if one does."""
        attempt = Attempt.get_or_none(Attempt.state == AttemptState.HUMAN)
        return None if attempt is None else str(attempt.key)

    def _examine(self) -> None:
        """R.fence: see whether this is our printer, and fed only what we journalled."""
        evidence = self._printer.evidence(LOOK)
        failpoint("R.fence")
        if isinstance(evidence, Fault):
            return
        if self._printing.commissioned() is None:
            self._printing.commission(evidence)
        self._agrees = self._printing.agrees(evidence)
        self._examined = True

    def _key(self, record: Record) -> str:
        return claim_key(self._station, record.fields.nik, record.generation)

    def _consumed(self, record: Record) -> Claim | None:
        """Return the claim of which this person's card was made, of whatever generation."""
        consumed = (Claim.nik == record.fields.nik) & (Claim.state == ClaimState.CONSUMED)
        return Claim.get_or_none(consumed)

    def _drawn(self, record: Record) -> Panels:
        return self._draw(record, self._clock.wall().date())

    def _local(self, card: Card) -> LocalCard:
        printed_at = datetime.fromisoformat(card.printed_at)
        in_hopper = card.state in IN_HOPPER
        shared = in_hopper and self._hand_over.shared(card.key)
        number = Attempt.get_by_id(card.attempt).fed1
        handed = self._hand_over.handed_over(card)
        return LocalCard(
            card.key, printed_at, self._station.name, in_hopper, shared, number, handed
        )

    def _already(self, claim: Claim) -> AlreadyPrinted:
        card = self._hand_over.card_of(claim.nik)
        when = card.printed_at if card is not None else claim.opened_at
        return AlreadyPrinted(datetime.fromisoformat(when), self._station.name)
