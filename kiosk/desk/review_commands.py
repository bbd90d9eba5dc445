"""What a supervisor types at the end of the day."""

from kiosk.desk import attestations
from kiosk.desk.console import Console, supervisor
from kiosk.message import Message, message
from kiosk.office import Office


def review(office: Office, console: Console) -> bool:
    """List what waits, then ask about each; one that nobody decides waits for the next review."""
    by = supervisor(office.accounts, console)
    if by is None:
        return False
    found = attestations.waiting(office.issuance.journal.kiosk)
    for each in found:
        console.print(console.words.say(_vouched(each)))
    if not found:
        console.say("staff.none_attested")
        return True
    confirmed: set[int] = set()
    flagged: set[int] = set()
    decisions = {"1": confirmed, "2": flagged}
    for number, each in enumerate(found, start=1):
        if by.name in each.officers:
            console.say("staff.own_attestation", claim=each.claim)
            continue
        typed = console.answer("staff.review", number=number, of=len(found), claim=each.claim)
        decisions.get(typed.strip(), set()).add(each.seq)
    attestations.review(office.issuance.journal, by, confirmed, flagged)
    left = len(found) - len(confirmed) - len(flagged)
    console.say("staff.reviewed", confirmed=len(confirmed), flagged=len(flagged), left=left)
    return True


def _vouched(each: attestations.Attestation) -> Message:
    return message(
        "staff.attested",
        at=each.at,
        claim=each.claim,
        officers=", ".join(each.officers),
        about=message(f"attest.reason.{each.reason}"),
    )
