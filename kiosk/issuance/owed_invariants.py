"""The rules about what is owed: matters, places in the queue, promised blanks, Suket."""

import json
from collections.abc import Iterator, Sequence

from db.models import Move
from db.owed import EACH_ITS_OWN, Matter, Place, Suket
from db.states import LIVE_PLACE, LIVE_SUKET, Account, MatterState, PlaceState
from kiosk.issuance.audit import Entry
from kiosk.issuance.rules import hold, unique

TAKEN_BACK = (
    (MatterState.REPLACED, MatterState.OPEN),
    (MatterState.OPEN, MatterState.WITHDRAWN),
)
"""What only an answer that was taken back does to matters."""


def one_matter(matters: Sequence[Matter]) -> Iterator[str | None]:
    """D16: one open matter of a kind and cause a person, but for deaths; and appointments' days."""
    opened = (
        (m.nik, m.kind, m.about)
        for m in matters
        if m.state == MatterState.OPEN and m.about != EACH_ITS_OWN
    )
    yield from unique(opened, "open matters of one person, kind and cause")
    days = ((m.key, (m.day is not None) == (m.kind == "APPOINTMENT")) for m in matters)
    yield from hold(days, "has a day and is no appointment, or is one without")


def one_place(places: Sequence[Place]) -> Iterator[str | None]:
    """D17: one live place a person."""
    live = (place.nik for place in places if place.state in LIVE_PLACE)
    return unique(live, "live places of one person")


def one_promise_a_blank(places: Sequence[Place], moves: Sequence[Move]) -> Iterator[str | None]:
    """D18: whoever is called has a blank of their own, that was set aside for them."""
    aside = {
        (move.seq, move.cause)
        for move in moves
        if (move.source, move.target, move.number) == (Account.STOCK, Account.RESERVED, 1)
    }
    promised = [place for place in places if place.promise is not None]
    yield from unique((place.promise for place in promised), "promises of one blank")
    for place in places:
        called = place.state == PlaceState.CALLED
        holds = called == (place.promise is not None)
        holds = holds and (not called or (place.promise, place.key) in aside)
        yield None if holds else f"place {place.key}: {place.state}, promised {place.promise}"


def one_suket(suket: Sequence[Suket]) -> Iterator[str | None]:
    """D19: one number, one Suket; one that counts a person."""
    yield from unique(((row.year, row.serial) for row in suket), "Suket of one number")
    live = (row.nik for row in suket if row.state in LIVE_SUKET)
    yield from unique(live, "Suket of one person")


def ended_is_called_no_more(matters: Sequence[Matter]) -> Iterator[str | None]:
    """D20: no telephone number is kept of a matter that ended."""
    kept = ((m.key, m.state == MatterState.OPEN or m.phone is None) for m in matters)
    return hold(kept, "has ended, and its telephone number is kept")


def reopened_by_taking_back(entries: Sequence[Entry]) -> Iterator[str | None]:
    """V10: nothing is opened again, or withdrawn, but by the row that took an answer back."""
    for entry in entries:
        for table, key, old, new in json.loads(entry.payload)["changes"]:
            if table == "matter" and (old, new) in TAKEN_BACK:
                holds = entry.act == "Q.take_back"
                yield None if holds else f"audit row {entry.seq}: matter {key} became {new}"


def out_of_turn_is_audited(
    places: Sequence[Place], entries: Sequence[Entry]
) -> Iterator[str | None]:
    """V9: nobody was called out of turn but by a supervisor with a reason."""
    acts = (json.loads(entry.payload) for entry in entries if entry.act == "Q.hardship")
    signed = {act["place"] for act in acts if act.get("by") and act.get("reason")}
    return hold(
        ((place.key, bool(place.hardship) == (place.key in signed)) for place in places),
        "was called out of turn, or not, against the audit",
    )
