"""What officers do with cards that came back."""

from kiosk.desk.blank_commands import BOX
from kiosk.desk.console import NIK, Console, two_officers
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
