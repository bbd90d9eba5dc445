"""The work that a visit waits for: it blocks, so it runs where the devices are owned.

A job carries a ticket. An answer with a stale ticket changes nothing, in this visit or in a later
one, so that nobody is ever shown what was asked for somebody else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Protocol

from db.states import Cause, Need
from devices.fingerprint.exchange import ReaderFault
from devices.fingerprint.reader import Capture
from kiosk.desk.matter import Matter, Wish
from kiosk.identity import Identity
from kiosk.issuance.results import Door, Issued, LocalCard, Printed, Refusal, Withdrawn
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.ministry.contract import Record
from kiosk.policy import Policy
from kiosk.visit.codes import Code
from kiosk.visit.decide import conclude
from kiosk.visit.events import Done, Told
from kiosk.visit.facts import Facts
from kiosk.visit.outcomes import wishes
from kiosk.visit.recognition import Recognition, recognise

if TYPE_CHECKING:
    from kiosk.desk.authority import Operator
    from kiosk.office import Office

Tell = Callable[[object], None]


class Task(Protocol):
    """Something to do away from the screen."""

    def run(self, office: "Office", tell: Tell, abandoned: Callable[[], bool]) -> object:
        """Do it, telling how far it is; return what came of it."""
        ...


_TICKETS = count(1)
"""No ticket is ever given twice in a process: an answer may come after its visit is over."""


@dataclass
class Job:
    """A task on its way."""

    task: Task
    ticket: int = field(default_factory=lambda: next(_TICKETS))
    abandoned: bool = False
    """Set by the visit when it no longer wants the answer."""

    def run(self, office: "Office", tell: Callable[[Told], None]) -> Done:
        """Do the task; blocks."""
        result = self.task.run(
            office,
            lambda progress: tell(Told(self.ticket, progress)),
            lambda: self.abandoned,
        )
        return Done(self.ticket, result)


class TooManyNumbers:
    """More numbers were tried at this kiosk in an hour than people do who know theirs."""


@dataclass(frozen=True)
class Fetched:
    """What the ministry and this office know of a number."""

    answer: Record | UnknownNik | Unavailable
    local_card: LocalCard | None
    matters: tuple[Matter, ...] = ()
    """What is open for whoever has that number."""
    slip: Matter | None = None
    """What was shown instead of a number."""
    as_of: datetime | None = None
    """When a record was fetched that is used because the ministry does not answer."""
    withdrawn: Withdrawn | None = None
    """A card withdrawn here that the ministry does not know to be void."""
    short: frozenset[Cause] = frozenset()
    """Why a card may be withdrawn that no blank could replace today."""
    unlike_card: bool = False
    """Whether the record has other data than the card that this office made."""
    need: Need = Need.PRINT_READY
    """What for a blank is needed, by what became of the last card."""
    undecided: bool = False
    """Whether a card was begun of which nobody knows yet what became."""
    suket_asked_back: bool = False
    """Whether a Suket is to be handed back for a card."""


def what_is_known(office: "Office", nik: str, slip: Matter | None = None) -> Fetched:
    """Ask the ministry and this office; if the first does not answer, what was fetched ahead.

    What the ministry does not know yet is told first; a record from before a void is of no use.
    """
    from kiosk.desk.suket import is_asked_back
    from kiosk.issuance.allocation import need_of

    issuance, as_of = office.issuance, None
    issuance.report_void(nik)
    answer = office.ministry.fetch(nik)
    is_away = isinstance(answer, Unavailable) and answer.is_away
    held = office.ahead.of(nik) if is_away else None
    if held is not None and not issuance.voids.outdates(held[0]):
        answer, as_of = held
    unlike = isinstance(answer, Record) and not issuance.voids.matches(answer)
    card, withdrawn = issuance.card_of(nik), issuance.voids.of(nik)
    short = issuance.allocation.short(nik)
    return Fetched(
        answer,
        card,
        office.matters.of(nik),
        slip,
        as_of,
        withdrawn,
        short,
        unlike,
        need_of(nik),
        issuance.undecided(nik),
        is_asked_back(nik, office.clock.wall().date()),
    )


def counted(office: "Office", fetched: Fetched) -> Fetched:
    """Return what is known, having counted its number as one of which nothing is told, if so."""
    if isinstance(fetched.answer, Unavailable) and fetched.answer.is_away:
        office.numbers.unanswered()
    return fetched


@dataclass(frozen=True)
class FetchRecord:
    """Ask the ministry for a record; if it does not answer, one that was fetched ahead is used."""

    nik: str
    again: bool = False
    """Whether its holder stands here already: then it is no further try of a number."""

    def run(
        self, office: "Office", tell: Tell, abandoned: Callable[[], bool]
    ) -> Fetched | TooManyNumbers:
        """Return what is known of the number."""
        if self.again:
            return what_is_known(office, self.nik)
        if not office.numbers.allow():
            return TooManyNumbers()
        return counted(office, what_is_known(office, self.nik))


@dataclass(frozen=True)
class Recognise:
    """One finger, one answer: is this the holder of the record?"""

    record: Record
    lift_first: bool

    def run(self, office: "Office", tell: Tell, abandoned: Callable[[], bool]) -> Recognition:
        """Return the identity, or why there is none."""
        recognition = recognise(office, self.record, tell, abandoned, lift_first=self.lift_first)
        if isinstance(recognition, Identity):
            office.numbers.identified()
        return recognition


@dataclass(frozen=True)
class Preload:
    """Fill the printer's memory while the resident still checks the data."""

    record: Record

    def run(self, office: "Office", tell: Tell, abandoned: Callable[[], bool]) -> None:
        """Do as much of it as is wanted; nothing moves, and nothing follows if it fails."""
        office.issuance.preload(self.record, tell, abandoned)


@dataclass(frozen=True)
class PrintCard:
    """Print; nothing can stop it, and whatever comes of it is kept."""

    facts: Facts
    policy: Policy

    def run(self, office: "Office", tell: Tell, abandoned: Callable[[], bool]) -> Issued:
        """Return what came of it, having told first with which slip the holder may leave.

        The slip of an earlier visit is left to the ending, which tells what takes its place.
        """
        (waiting,) = wishes(Code.CARD_WAITING, self.facts, self.policy, in_the_making=True)
        before = {each.reference for each in office.matters.of(self.facts.number)}
        slip = office.matters.open(waiting)
        tell(slip)
        issued = office.issuance.issue(self.facts.found, tell)
        if not isinstance(issued, Printed):
            instead = self._instead(issued) if abandoned() else ()
            for wish in instead:
                office.matters.open(wish)
            if not instead and slip.reference not in before:
                office.matters.close(slip.reference)
        return issued

    def _instead(self, issued: Issued) -> tuple[Wish, ...]:
        """Return what whoever left is owed for a card that did not come of it, as if they stayed.

        Their slip stays open: it leads them here.
        """
        if isinstance(issued, Unavailable):
            return wishes(Code.SERVER_DOWN, self.facts, self.policy, claim_kept=True)
        outcome = conclude(issued) if isinstance(issued, Refusal) else None
        return () if outcome is None else wishes(outcome.code, self.facts, self.policy)


@dataclass(frozen=True)
class GiveCard:
    """Hand the card over to the identified holder."""

    card: str
    holder: Identity
    record: Record
    officer: "Operator | None" = None
    """Who takes it out, where others' cards lie in the box with it."""

    def run(self, office: "Office", tell: Tell, abandoned: Callable[[], bool]) -> bool:
        """Return whether the card was taken; once abandoned, its officer did not find it."""

        def signed(deadline: float) -> bool:
            return signature(office, self.record, tell, abandoned, deadline)

        return office.issuance.hand_over(
            self.card, self.holder, tell, signed, self.officer, abandoned
        )


def signature(
    office: "Office",
    record: Record,
    tell: Tell,
    abandoned: Callable[[], bool],
    deadline: float,
) -> bool:
    """Ask the holder's finger until the deadline, after the one that opened the box was lifted."""

    def show(capture: Capture) -> None:
        if capture is Capture.WAITING:
            tell(Door.SIGN)

    while office.clock.monotonic() < deadline and not abandoned():
        seen = recognise(office, record, show, abandoned, lift_first=True, deadline=deadline)
        if isinstance(seen, Identity | ReaderFault):
            return isinstance(seen, Identity)
    return False
