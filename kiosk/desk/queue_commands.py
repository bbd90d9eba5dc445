"""What officers type about the queue for blanks, cases and Suket.

Lists name references and numbers only; whoever is called, with a number to call, is told to an
officer who signed in, on the terminal and nowhere else.
"""

from datetime import date

from db.owed import Matter, Place
from db.states import MatterState, PlaceState
from kiosk.desk.console import Console, sign_in, sound_reason, supervisor
from kiosk.desk.suket import all_suket
from kiosk.desk.waiting import number_to_call, place_behind, waiting_for_server
from kiosk.documents.reference import grouped, read_reference
from kiosk.documents.slip import Kind, case_message
from kiosk.issuance.allocation import in_order
from kiosk.message import Message, message
from kiosk.office import Office
from kiosk.policy import Policy

# -- what anybody in the office may read, also while the kiosk is open -----------------------------


def show_queue(console: Console, policy: Policy) -> None:
    """Say who was called, and who is next by the rule."""
    called = _called()
    for place in called:
        console.say("queue.called", **_kept(place))
    waiting = in_order(policy)
    for number, place in enumerate(waiting, start=1):
        need = message(f"queue.need.{place.need}")
        console.say("queue.waiting", number=number, reference=grouped(place.key), need=need)
    unrecorded = waiting_for_server()
    for number, row in enumerate(unrecorded, start=1):
        console.say("queue.server", number=number, reference=grouped(row.key))
    if not called and not waiting and not unrecorded:
        console.say("queue.empty")


def show_cases(console: Console) -> None:
    """Say which cases are open."""
    cases = (Matter.kind == Kind.CASE.name) & (Matter.state == MatterState.OPEN)
    rows = list(Matter.select().where(cases).order_by(Matter.seq))
    for row in rows:
        opened = date.fromisoformat(row.opened_at[:10])
        about = case_message(row.about)
        console.say("case.open", reference=grouped(row.key), about=about, opened=opened)
    if not rows:
        console.say("case.none")


def show_suket(console: Console, today: date) -> None:
    """Say which Suket stand in for a card."""
    rows = all_suket(today)
    for row in rows:
        state = message(f"suket.state.{row.state.lower()}")
        until = date.fromisoformat(row.valid_until)
        console.say("suket.one", number=row.key, state=state, until=until)
    if not rows:
        console.say("suket.none")


# -- what an officer signs for ---------------------------------------------------------------------


def call_list(office: Office, console: Console) -> bool:
    """Say whom to call, and by which number: for a blank, and once the ministry's server is up."""
    if sign_in(office.accounts, console) is None:
        return False
    office.tend()
    called = _called()
    for place in called:
        number: str | Message = number_to_call(place) or message("queue.no_number")
        console.say("queue.call", number=number, **_kept(place))
    reachable = [(row.key, row.phone) for row in waiting_for_server() if row.phone]
    for key, phone in reachable:
        console.say("queue.call_server", number=phone, reference=grouped(key))
    if not called and not reachable:
        console.say("queue.nobody_called")
    return True


def hardship(office: Office, console: Console, typed: str, given: str) -> bool:
    """Call somebody out of turn."""
    reason = sound_reason(console, given)
    if reason is None:
        return False
    place = _waiting(console, typed)
    by = None if place is None else supervisor(office.accounts, console)
    if place is None or by is None:
        return False
    if not office.matters.hardship(place.key, by, reason):
        console.say("queue.no_blank")
        return False
    console.say("queue.called", **_kept(Place.get_by_id(place.key)))
    return True


def close_case(office: Office, console: Console, typed: str) -> bool:
    """Say that a case served its purpose."""
    reference = read_reference(typed)
    row = None if reference is None else Matter.get_or_none(Matter.key == reference)
    if row is None or row.kind != Kind.CASE.name or row.state != MatterState.OPEN:
        console.say("case.unknown")
        return False
    by = sign_in(office.accounts, console)
    if by is None:
        return False
    office.matters.settle(row.key, by)
    console.say("case.closed", reference=grouped(row.key))
    return True


def suket_signed(office: Office, console: Console, number: str) -> bool:
    """Say that the counter signed a Suket."""
    today = office.clock.wall().date()
    if number not in {row.key for row in all_suket(today)}:
        console.say("suket.unknown")
        return False
    by = sign_in(office.accounts, console)
    if by is None:
        return False
    office.matters.suket_signed(number, by)
    console.say("suket.signed", number=number)
    return True


def _called() -> list[Place]:
    called = Place.select().where(Place.state == PlaceState.CALLED)
    return list(called.order_by(Place.promised_until, Place.seq))


def _kept(place: Place) -> dict[str, str | date]:
    until = date.fromisoformat(place.promised_until or "")
    return {"reference": grouped(place.key), "until": until}


def _waiting(console: Console, typed: str) -> Place | None:
    """Return the place that waits, of whoever has that slip; say so if there is none."""
    reference = read_reference(typed)
    place = None if reference is None else place_behind(reference)
    if place is None or place.state != PlaceState.WAITING:
        console.say("queue.unknown")
        return None
    return place
