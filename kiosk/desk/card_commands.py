"""What officers do with cards that came back, are missed, or lay in the box after all."""

from datetime import date, datetime

from db.owed import Matter
from db.states import PlaceState
from kiosk.desk.authority import TwoOfficers
from kiosk.desk.blank_commands import BOX
from kiosk.desk.console import NIK, Console, sign_in, sound_reason, two_officers
from kiosk.documents.reference import grouped, read_reference
from kiosk.issuance.handover import in_hopper, last_opening
from kiosk.message import Value
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
    signed, nik = _signed(office, console, given), _holder(typed)
    if signed is None:
        return False
    by, reason = signed
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


def show_held(console: Console, kiosk: str) -> None:
    """Say which cards lie in the box by the books, by any slip of their holder."""
    held = in_hopper()
    for card in held:
        slips = Matter.select().where(Matter.nik == card.nik)
        last, opening = slips.order_by(Matter.seq.desc()).first(), last_opening(kiosk, card.key)
        known: dict[str, Value] = {
            "reference": grouped(last.key) if last is not None else "-",
            "day": date.fromisoformat(card.printed_at[:10]),
        }
        if opening is None:
            console.say("staff.held", **known)
        else:
            console.say("staff.held_opened", **known, at=datetime.fromisoformat(opening.at))
    if not held:
        console.say("staff.none_held")


def taken(office: Office, console: Console, typed: str, given: str) -> bool:
    """Take down that whoever has that slip has the card, which the books say lies in the box."""
    signed, nik = _signed(office, console, given), _holder(typed)
    if signed is None:
        return False
    by, reason = signed
    if nik is None or not office.issuance.taken(nik, by, reason):
        console.say("staff.card_not_opened")
        return False
    console.say("staff.card_taken")
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


def _signed(office: Office, console: Console, given: str) -> tuple[TwoOfficers, str] | None:
    """Return the two officers who sign, and their reason; say so if there is none."""
    reason = sound_reason(console, given)
    by = None if reason is None else two_officers(office.accounts, console)
    return None if by is None or reason is None else (by, reason)


def _holder(typed: str) -> str | None:
    """Return the number of whoever has the slip with that reference."""
    row = Matter.get_or_none(Matter.key == read_reference(typed))
    return None if row is None else str(row.nik)
