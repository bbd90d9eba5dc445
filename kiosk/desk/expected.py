"""Who is likely to come soon, so that their records can be fetched while the server is up."""

from collections.abc import Iterator
from datetime import date

from db.owed import Matter, Place
from db.states import MatterState, PlaceState
from kiosk.desk.working_days import working_days_after
from kiosk.issuance.allocation import in_order
from kiosk.policy import Policy


def expected(policy: Policy, today: date) -> Iterator[str]:
    """Yield the NIK of each who may come, the likeliest first; somebody may be named twice.

    Appointments of today and of the next working day, then whoever was called because a blank is
    kept for them, then whoever waits, next first, then whoever came while the server was down.
    """
    until = next(working_days_after(today)).isoformat()
    opened = Matter.select().where(Matter.state == MatterState.OPEN)
    soon = Matter.day.between(today.isoformat(), until)
    for row in opened.where(soon).order_by(Matter.day, Matter.seq):
        yield row.nik
    for place in Place.select().where(Place.state == PlaceState.CALLED).order_by(Place.seq):
        yield place.nik
    for place in in_order(policy):
        yield place.nik
    for row in opened.where(Matter.kind == "QUEUE").order_by(Matter.seq):
        yield row.nik
