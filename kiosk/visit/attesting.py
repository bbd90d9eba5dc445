"""Officers who vouch for somebody whom the reader does not know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from devices.fingerprint.reader import Abandoned
from kiosk.identity import Identity
from kiosk.message import Message, message
from kiosk.ministry.contract import Record
from kiosk.visit.codes import Code
from kiosk.visit.events import Attest
from kiosk.visit.facts import Facts
from kiosk.visit.jobs import Tell
from kiosk.visit.stages import DOOR_STAGES
from kiosk.visit.views import CollectView, FingerView, OutcomeView, View

if TYPE_CHECKING:
    from kiosk.desk.accounts import Denied
    from kiosk.desk.authority import Operator
    from kiosk.office import Office

Signed: TypeAlias = "tuple[Operator, ...]"
"""Who has vouched so far."""


def attestable(view: View, facts: Facts) -> bool:
    """Tell whether an officer may now say that this is the holder of the record."""
    match view:
        case FingerView() | OutcomeView(code=Code.NOT_IDENTIFIED) | OutcomeView(card_here=True):
            return isinstance(facts.record, Record)
        case CollectView(stage):
            return stage not in DOOR_STAGES
        case _:
            return False


@dataclass(frozen=True)
class Unattested:
    """Nobody has vouched yet, or too few have."""

    why: Message
    by: Signed


@dataclass(frozen=True)
class SignAttestation:
    """Let one more officer sign that this is the holder of the record."""

    record: Record
    signature: Attest
    before: Signed

    def run(
        self, office: "Office", tell: Tell, abandoned: Callable[[], bool]
    ) -> Identity | Unattested | Abandoned:
        """Return the identity once enough different officers have signed."""
        from kiosk.desk.accounts import Denied

        if abandoned():
            return Abandoned()
        officer = office.accounts.sign_in(self.signature.name, self.signature.pin)
        if isinstance(officer, Denied):
            return Unattested(_denial(officer), self.before)
        if officer.name in (each.name for each in self.before):
            return Unattested(message("staff.same_person"), self.before)
        by = (*self.before, officer)
        if len(by) < office.policy.attesting_officers:
            return Unattested(message("staff.second_signs"), by)
        office.numbers.identified()
        return office.issuance.attest(self.record, by, self.signature.reason)


def _denial(denied: "Denied") -> Message:
    if denied.until is None:
        return message("staff.denied")
    return message("staff.locked", until=denied.until)
