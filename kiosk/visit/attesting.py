"""What officers sign for over the screen: a person, a card cut, a letter, a card of several."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from db.states import Cause
from devices.fingerprint.reader import Abandoned
from kiosk.identity import Identity, Reason
from kiosk.issuance.results import Refusal, Unlike, Withdrawn
from kiosk.message import Message, message
from kiosk.ministry.contract import Record
from kiosk.visit.codes import Act, Code
from kiosk.visit.events import SignIn
from kiosk.visit.facts import Facts
from kiosk.visit.jobs import Tell
from kiosk.visit.stages import DOOR_STAGES
from kiosk.visit.views import CollectView, FingerView, OfficerView, OutcomeView, View

if TYPE_CHECKING:
    from kiosk.desk.accounts import Denied
    from kiosk.desk.authority import Operator
    from kiosk.office import Office

Signed: TypeAlias = "tuple[Operator, ...]"
"""Who has vouched so far."""


CAUSES: dict[Act, Cause] = {Act.CUT: Cause.DAMAGED, Act.LETTER: Cause.LOST}
"""Why a card is withdrawn, by what an officer signs for."""


def attestable(view: View, facts: Facts) -> Act | None:
    """Return what an officer may sign for now."""
    match view:
        case OfficerView(act):
            return act
        case FingerView() | OutcomeView(code=Code.NOT_IDENTIFIED) | OutcomeView(card_here=True):
            return Act.IDENTITY if isinstance(facts.record, Record) else None
        case CollectView(stage):
            return Act.IDENTITY if stage not in DOOR_STAGES else None
        case _:
            return None


@dataclass(frozen=True)
class Unattested:
    """Nobody has signed yet, or too few have."""

    why: Message
    by: Signed


@dataclass(frozen=True)
class SignedIn:
    """An officer is here: stands at the box, or may see whom they are to vouch for."""

    by: "Operator"


@dataclass(frozen=True)
class LetIn:
    """Let an officer sign in who hands out one card of several, or vouches for somebody.

    The first is written down when the box is opened (T7), the second when it is signed for.
    """

    signature: SignIn
    before: Signed = ()

    def run(
        self, office: "Office", tell: Tell, abandoned: Callable[[], bool]
    ) -> SignedIn | Unattested | Abandoned:
        """Return who it is, if it is nobody who has signed already."""
        from kiosk.desk.accounts import Denied

        if abandoned():
            return Abandoned()
        officer = office.accounts.sign_in(self.signature.name, self.signature.pin)
        if isinstance(officer, Denied):
            return Unattested(_denial(officer), self.before)
        if officer.name in (each.name for each in self.before):
            return Unattested(message("staff.same_person"), self.before)
        return SignedIn(officer)


@dataclass(frozen=True)
class SignAttestation:
    """Let one more officer, who was shown whom, sign that this is the holder of the record."""

    record: Record
    reason: Reason
    officer: "Operator"
    before: Signed = ()

    def run(
        self, office: "Office", tell: Tell, abandoned: Callable[[], bool]
    ) -> Identity | Unattested | Abandoned:
        """Return the identity once enough different officers have signed."""
        from kiosk.desk.authority import TwoOfficers

        if abandoned():
            return Abandoned()
        if not self.before and office.policy.attesting_officers > 1:
            return Unattested(message("staff.second_signs"), (self.officer,))
        office.numbers.identified()
        by = TwoOfficers(self.before[0], self.officer) if self.before else self.officer
        return office.issuance.attest(self.record, by, self.reason)


@dataclass(frozen=True)
class SignWithdrawal:
    """Let an officer sign that the card was cut, or that the police's letter was seen."""

    record: Record
    cause: Cause
    holder: Identity
    signature: SignIn

    def run(
        self, office: "Office", tell: Tell, abandoned: Callable[[], bool]
    ) -> Withdrawn | Unlike | Refusal | Unattested | Abandoned:
        """Return what was withdrawn: from now on that card counts no more; or why nothing was."""
        from kiosk.desk.accounts import Denied

        if abandoned():
            return Abandoned()
        officer = office.accounts.sign_in(self.signature.name, self.signature.pin)
        if isinstance(officer, Denied):
            return Unattested(_denial(officer), ())
        return office.issuance.voids.withdraw(self.record, self.cause, self.holder, officer)


def _denial(denied: "Denied") -> Message:
    if denied.until is None:
        return message("staff.denied")
    return message("staff.locked", until=denied.until)
