"""What officers do with cards that came back, are missed, or lay in the box after all."""

from db.owed import Matter
from db.states import PlaceState
from kiosk.desk.blank_commands import BOX
from kiosk.desk.console import NIK, Console, sign_in, sound_reason, two_officers
from kiosk.documents.reference import read_reference
from kiosk.office import Office


def destroy(office: Office, console: Console, minutes: str, number: int) -> bool:
    """Take down that the cut cards were destroyed, if both officers counted as many as there are.

    The number of the minutes is written as the labels of boxes are, and holds no NIK.
    """
    voids = office.issuance.voids
    if not BOX.fullmatch(minutes) or NIK.search(minutes):
        console.say("staff.minutes")
        return False
    ready, waiting = voids.pieces()
    if not ready or number != ready:
        console.say("staff.other_pieces", ready=ready, waiting=waiting)
        return False
    by = two_officers(office.accounts, console)
    if by is None or not voids.destroy(number, minutes, by):
        return False
    console.say("staff.destroyed", number=number, minutes=minutes)
    return True


def missing(office: Office, console: Console, typed: str, given: str) -> bool:
    """Take down that two officers did not find the card of whoever has that slip."""
    reason, nik = sound_reason(console, given), _holder(typed)
    if reason is None:
        return False
    by = two_officers(office.accounts, console)
    if by is None:
        return False
    if nik is None or office.issuance.voids.missing(nik, by, reason) is None:
        console.say("staff.card_unknown")
        return False
    place = office.issuance.allocation.place_of(nik)
    called = place is not None and place.state == PlaceState.CALLED
    console.say("staff.card_missing" if called else "staff.card_missing_no_blank")
    return True


def left_behind(office: Office, console: Console) -> bool:
    """Take down that a card lay in the box that is booked as handed over.

    Its number is asked for, so that it stands in no list of commands.
    """
    nik = "".join(filter(str.isdigit, console.answer("staff.card_nik")))
    by = sign_in(office.accounts, console)
    if by is None:
        return False
    if not office.issuance.left_behind(nik, by):
        console.say("staff.card_not_out")
        return False
    console.say("staff.card_left")
    return True


def report_again(office: Office, console: Console, typed: str) -> bool:
    """Report once more the void that the ministry refused, of whoever has that slip."""
    nik, by = _holder(typed), sign_in(office.accounts, console)
    if by is None:
        return False
    if nik is None or not office.issuance.voids.report_again(nik, by):
        console.say("staff.no_void")
        return False
    console.say("staff.void_again")
    return True


def _holder(typed: str) -> str | None:
    """Return the number of whoever has the slip with that reference."""
    row = Matter.get_or_none(Matter.key == read_reference(typed))
    return None if row is None else str(row.nik)
