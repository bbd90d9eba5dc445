"""What is opened for a resident at the end of a visit, and what a slip leads back to.

These jobs run where the database is written, but for `GivePaper`. Whoever walks away from the
screen loses nothing: a job that was given to the office runs to its end.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.states import CARD_HERE
from kiosk.desk.matter import Matter, Replaced, Wish
from kiosk.documents.reference import DIGITS, grouped
from kiosk.documents.slip import LENGTH, Invalid, Kind, Problem, Slip
from kiosk.locale.catalogue import Catalogue, catalogue
from kiosk.message import Message, message
from kiosk.register.nik import read_nik
from kiosk.text import clean
from kiosk.visit.codes import Audience, Code
from kiosk.visit.decide import TABLE_1
from kiosk.visit.facts import Facts, Purpose
from kiosk.visit.jobs import Fetched, Tell, TooManyNumbers, counted, what_is_known
from kiosk.visit.outcomes import kept
from kiosk.visit.views import Begun, OutcomeView, Paper, ReturnView, SlipShown

if TYPE_CHECKING:
    from kiosk.documents.receipts import Receipts
    from kiosk.office import Office

BEFORE_IDENTITY = {row.code.value for row in TABLE_1 if row.audience is Audience.PUBLIC}
"""What may be opened for nobody in particular; it has served once the holder stands here."""


def is_reference(typed: str) -> bool:
    """Tell whether somebody typed as many digits as the number of a slip has."""
    digits = "".join(each for each in typed if each not in " .-")
    return len(digits) == DIGITS and digits.isascii() and digits.isdigit()


@dataclass(frozen=True)
class NoSlip:
    """What was shown is no slip that counts."""

    why: Message


@dataclass(frozen=True)
class FetchBySlip:
    """Ask the ministry for the record of whom a slip was given to."""

    presented: str
    """A token as scanned, or a reference as typed."""

    def run(
        self, office: "Office", tell: Tell, abandoned: Callable[[], bool]
    ) -> Fetched | NoSlip | TooManyNumbers:
        """Return what is known of the slip's holder, or why the slip does not count."""
        if not office.numbers.allow():
            return TooManyNumbers()
        found = office.matters.find(clean(self.presented, 2 * LENGTH))
        if isinstance(found, Matter):
            return counted(office, what_is_known(office, found.nik, found))
        return NoSlip(_why(found, self.presented))


def _why(invalid: Invalid, presented: str) -> Message:
    """Say why a slip does not count: of a number not as of a code, of a case that it is done."""
    if is_reference(presented) and invalid.problem in (Problem.NOT_A_SLIP, Problem.UNKNOWN):
        return message("nik.no_slip")
    is_case = invalid.slip is not None and invalid.slip.kind is Kind.CASE
    if invalid.problem is Problem.USED and is_case:
        return message("nik.case_done")
    return invalid.told()


@dataclass(frozen=True)
class Opened:
    """What was opened, and what became of its paper."""

    matter: Matter
    is_new: bool
    """Whether it was not open before this visit."""
    paper: Paper
    also: tuple[Message, ...] = ()
    """Which earlier numbers count no more."""


@dataclass(frozen=True)
class Closed:
    """Nothing was opened, and something was closed that counted until now."""

    also: tuple[Message, ...]
    """Which earlier numbers count no more."""


class Conclude:
    """Write down what an ending promises, and print it; close what has served its purpose."""

    def __init__(
        self, view: OutcomeView, facts: Facts, wishes: tuple[Wish, ...], language: str
    ) -> None:
        self.new: tuple[Matter, ...] = ()
        """What was opened by this: the visit may go back, and want it closed again."""
        self.replaced: tuple[Replaced, ...] = ()
        """What this took the place of: it is open again if the visit goes back."""
        self._view = view
        self.nik = facts.number
        self._identified = facts.identified
        self._wishes = wishes
        self._words = catalogue(language)

    def run(
        self, office: "Office", tell: Tell, abandoned: Callable[[], bool]
    ) -> Opened | Closed | None:
        """Return what was opened, having told it before it was printed, or else what was closed."""
        before = {each.reference for each in office.matters.of(self.nik)}
        matters = self._opened(office)
        self.new = self.new or tuple(each for each in matters if each.reference not in before)
        if self._identified:
            self.replaced += _replace_served(office, self.nik, {m.reference for m in matters})
        also = tuple(_replaced_number(each, newer=bool(matters)) for each in self.replaced)
        if not matters:
            return Closed(also) if also else None
        if self._identified and not self.new and office.matters.extend(self.nik) is not None:
            matters = self._opened(office)  # as they are now
        suket = next((each for each in matters if each.suket is not None), matters[0])
        shown = replace(matters[0], suket=suket.suket, suket_until=suket.suket_until)
        opened = Opened(shown, bool(self.new), Paper.NONE, also)
        if office.receipts is None:
            return opened
        tell(replace(opened, paper=Paper.PRINTING))
        paper = _print(office, office.receipts, matters, self._view, self._words, also)
        return replace(opened, paper=paper)

    def _opened(self, office: "Office") -> tuple[Matter, ...]:
        """Open what is to be opened; nobody else learns what stands in for the holder's card."""
        opened = map(office.matters.open, self._wishes)
        if self._identified:
            return tuple(opened)
        return tuple(replace(each, suket=None, suket_until=None) for each in opened)


@dataclass(frozen=True)
class GivePaper:
    """Print the slip of whoever leaves while their card is made.

    The office is busy with the card printer then: this touches the receipt printer only.
    """

    view: OutcomeView
    waiting: Matter
    language: str

    def run(self, office: "Office", tell: Tell, abandoned: Callable[[], bool]) -> Opened:
        """Return what became of the paper; without a receipt printer there is none."""
        opened = Opened(self.waiting, is_new=True, paper=Paper.NONE)
        if office.receipts is None:
            return opened
        tell(replace(opened, paper=Paper.PRINTING))
        words = catalogue(self.language)
        paper = _print(office, office.receipts, (self.waiting,), self.view, words)
        return replace(opened, paper=paper)


def _print(
    office: "Office",
    receipts: "Receipts",
    matters: tuple[Matter, ...],
    view: OutcomeView,
    words: Catalogue,
    also: tuple[Message, ...] = (),
) -> Paper:
    """Print what an ending says, with the number of each of the matters that it opened."""
    from kiosk.documents.paper import compose

    section = office.config.office
    for each in matters:
        slip = Slip(each.kind, each.reference, section.id, each.opened, each.valid_until)
        bring = (message("outcome.bring"), *view.bring)
        told = (*kept(each).told, *bring, view.where, view.when, view.kept, *also)
        paper = compose(slip, each.token, section.name, told, words)
        if receipts.print(paper) is not None:
            return Paper.NOT_PRINTED
    return Paper.PRINTED


def _replace_served(office: "Office", nik: str, but: Container[str]) -> tuple[Replaced, ...]:
    """Close what only led to somebody's next visit: they stand here. Return what was closed.

    So does the slip for a card that was begun, if none came of it.
    """
    card = office.issuance.card_of(nik)
    may_lie_here = office.issuance.undecided(nik) or (card is not None and card.in_hopper)
    over = BEFORE_IDENTITY if may_lie_here else BEFORE_IDENTITY | {CARD_HERE}
    return tuple(
        office.matters.replace(each.reference)
        for each in office.matters.of(nik)
        if each.about in over and each.reference not in but
    )


def _replaced_number(replaced: Replaced, *, newer: bool) -> Message:
    name = "also.replaced" if newer else "also.no_longer"
    return message(name, reference=grouped(replaced.reference))


@dataclass(frozen=True)
class TakenBack:
    """An answer was taken back in the books."""

    matters: tuple[Matter, ...]
    """What is open for the resident now: as before that answer."""


@dataclass(frozen=True)
class TakeBack:
    """Withdraw what was opened for an answer, and open again what that took the place of."""

    conclusion: Conclude

    def run(self, office: "Office", tell: Tell, abandoned: Callable[[], bool]) -> TakenBack:
        """Return what is open then."""
        opened = [matter.reference for matter in self.conclusion.new]
        office.matters.take_back(opened, self.conclusion.replaced)
        return TakenBack(office.matters.of(self.conclusion.nik))


@dataclass(frozen=True)
class LeavePhone:
    """Leave a number that the office may call."""

    reference: str
    typed: str

    def run(self, office: "Office", tell: Tell, abandoned: Callable[[], bool]) -> bool:
        """Return whether it is a number."""
        return office.matters.phone(self.reference, self.typed)


def led_by(slip: Matter, facts: Facts) -> Facts:
    """Return what is known of somebody who showed a slip in place of a number."""
    reports = Code.REPORT_DEATH in (slip.about, *slip.lines)
    purpose = Purpose.REPORT_DEATH if reports else facts.purpose
    return replace(facts, nik=read_nik(slip.nik), slip=slip, purpose=purpose)


def greeting(facts: Facts, *, data_again: bool) -> ReturnView:
    """Return what is kept for somebody; of a card that was begun, what became of it."""
    begun = None if facts.card_in_hopper else Begun.UNDECIDED if facts.undecided else Begun.UNMADE
    return ReturnView(
        tuple(
            replace(kept(each), begun=begun if each.about == CARD_HERE else None)
            for each in facts.matters
        ),
        data_again,
    )


def slip_shown(opened: Opened, *, identified: bool) -> SlipShown:
    """Return a slip as an ending shows it.

    A number to call is taken from the holder, and from whoever opened the place just now; of
    nobody whose turn has come.
    """
    matter = opened.matter
    waits = matter.kind is Kind.QUEUE and matter.called_until is None
    may_phone = waits and (identified or opened.is_new)
    return SlipShown(kept(matter), matter.token, opened.paper, may_phone=may_phone)
