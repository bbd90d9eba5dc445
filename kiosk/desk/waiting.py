"""Who waits, and how they are found by their slips: questions about the database that is open."""

from peewee import ModelSelect

from db.owed import Matter, Place
from db.states import LIVE_PLACE, MatterState

UNRECORDED = "server_down"
"""What a ticket is about whose holder's right to a card is not known yet: no blank is kept for it,
but the place in the queue that may follow is as old."""


def waiting_for_server() -> list[Matter]:
    """Return the open tickets of those who came while the ministry was away, oldest first."""
    return list(open_matters().where(Matter.about == UNRECORDED))


def since(nik: str, seq: int) -> int:
    """Return since when somebody waits: a number given while the server was down kept the place."""
    taken = Place.select(Place.seq)
    early = open_matters().where((Matter.nik == nik) & (Matter.about == UNRECORDED))
    first = early.where(Matter.seq.not_in(taken)).first()
    return seq if first is None else int(first.seq)


def place_behind(reference: str) -> Place | None:
    """Return somebody's live place by their slip: that of the place, or any other that is open.

    A place has the number of the slip that it was given with; its holder may have others since.
    """
    slip = Matter.get_or_none(Matter.key == reference)
    if slip is None:
        return None
    live = (Place.nik == slip.nik) & (Place.state << list(LIVE_PLACE))
    place: Place | None = Place.get_or_none(live)
    shown = slip.state == MatterState.OPEN or (place is not None and place.key == reference)
    return place if shown else None


def number_to_call(place: Place) -> str | None:
    """Return the telephone number that the holder of a place left last, with any open slip."""
    left = (Matter.nik == place.nik) & Matter.phone.is_null(is_null=False)
    row = open_matters().where(left).order_by(Matter.seq.desc()).first()
    return None if row is None else str(row.phone)


def open_matters() -> "ModelSelect[Matter]":
    """Return what is open, oldest first."""
    opened = Matter.select().where(Matter.state == MatterState.OPEN)
    return opened.order_by(Matter.seq)
