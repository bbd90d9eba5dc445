"""Suket: a certificate that stands in for a card until one can be printed.

The kiosk prepares and numbers it; it counts once the counter has signed and stamped it. One person
has one at a time. It is extended at a later visit, which the counter signs again, and handed back
when the card is handed over.
"""

from datetime import date, timedelta

from db.owed import Suket
from db.states import LIVE_SUKET, SuketState
from kiosk.issuance.journal import Step


def suket_of(nik: str) -> Suket | None:
    """Return the Suket that stands in for somebody's card, if there is one."""
    return Suket.get_or_none((Suket.nik == nik) & (Suket.state << list(LIVE_SUKET)))


def counts(nik: str, today: date) -> bool:
    """Tell whether somebody has a Suket that counts today, or will once it is signed."""
    suket = suket_of(nik)
    return suket is not None and suket.valid_until >= today.isoformat()


def is_asked_back(nik: str, today: date) -> bool:
    """Tell whether somebody may have a Suket in hand: it counts today, or was signed once."""
    suket = suket_of(nik)
    return suket is not None and (suket.state == SuketState.SIGNED or counts(nik, today))


def all_suket(today: date) -> list[Suket]:
    """Return every Suket that counts today, or will once it is signed, oldest first."""
    live = (Suket.state << list(LIVE_SUKET)) & (Suket.valid_until >= today.isoformat())
    return list(Suket.select().where(live).order_by(Suket.year, Suket.serial))


def provide(step: Step, matter: str, nik: str, today: date, days: int) -> None:
    """Number a Suket, to be signed at the counter; one that somebody has is extended if over."""
    old, until = suket_of(nik), today + timedelta(days)
    if old is not None:
        if not counts(nik, today):
            extend(step, old, until)
        return
    last = Suket.select().where(Suket.year == today.year).order_by(Suket.serial.desc()).first()
    serial = 1 if last is None else last.serial + 1
    step.insert(
        Suket,
        f"{serial:04}-{today.year}",
        matter=matter,
        nik=nik,
        year=today.year,
        serial=serial,
        prepared_at=step.at,
        valid_until=until.isoformat(),
    )


def extend(step: Step, suket: Suket, until: date) -> None:
    """Let a Suket count longer; the counter signs that again."""
    step.change(Suket, suket.key, suket.state, SuketState.PREPARED, valid_until=until.isoformat())


def withdraw(step: Step, matter: str) -> None:
    """Close a Suket that was prepared with a matter and not signed: nobody took it along."""
    unsigned = (Suket.matter == matter) & (Suket.state == SuketState.PREPARED)
    for suket in Suket.select().where(unsigned):
        step.change(Suket, suket.key, suket.state, SuketState.RETURNED)


def hand_back(step: Step, nik: str) -> None:
    """Close somebody's Suket, if they have one."""
    suket = suket_of(nik)
    if suket is not None:
        step.change(Suket, suket.key, suket.state, SuketState.RETURNED)
