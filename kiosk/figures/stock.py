"""How many blanks there are, for whom, and how many people wait: what everybody may know.

Nothing here is about a person, so that it can hang in the hall.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import OperationalError

from db.connection import Unfit, open_for_reading
from db.models import Day, Office
from db.owed import Matter, Place
from db.states import Account, MatterState, PlaceState
from devices.clock import Clock
from kiosk.issuance.allocation import to_be_had
from kiosk.issuance.blanks import balances
from kiosk.policy import Policy, in_force
from kiosk.watch import ServerState, last_known


@dataclass(frozen=True)
class Stock:
    """The office at one instant."""

    at: datetime
    free: int
    """Blanks that whoever walks in for a first card could have."""
    kept: int
    """Blanks in stock that only a supervisor gives away, for hardship."""
    promised: int
    """Blanks set aside: for somebody who was called, or whose card is being made."""
    printed: int
    """Of today's cards, those that are used."""
    cap: int
    """Cards that may be printed in a day."""
    waiting: int
    """People whose turn has not come: for a blank, or for the server."""
    server: ServerState | None
    """As the kiosk last knew it."""

    @property
    def document(self) -> dict[str, object]:
        """Return it as JSON has it."""
        server = self.server
        state = "unknown" if server is None else "up" if server.up else "down"
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "blanks": {"free": self.free, "kept": self.kept, "promised": self.promised},
            "printed": {"today": self.printed, "cap": self.cap},
            "waiting": self.waiting,
            "server": {
                "state": state,
                "since": None if server is None else server.since.isoformat(timespec="seconds"),
            },
        }


class StockReader:
    """Reads an office's database beside whoever writes it."""

    def __init__(self, path: Path, cap: int, clock: Clock, policies: Iterable[Policy] = ()) -> None:
        """Open it; raises `Unfit`. `policies` are what the office decided, each from its day on."""
        self._database = open_for_reading(path)
        office = Office.get_or_none()
        if office is None:
            raise Unfit(f"{path} belongs to no office yet; start the kiosk once.")
        self._cap = cap
        self._policies = tuple(policies)
        self._clock = clock
        self._kiosk = str(office.kiosk)
        self._server: ServerState | None = None
        self._seen = 0

    def read(self) -> Stock | None:
        """Return the figures as they are now; None if the database cannot be read just now."""
        try:
            with self._database.atomic():
                return self._read()
        except OperationalError:
            return None

    def _read(self) -> Stock:
        now, blanks = self._clock.wall(), balances()
        known = last_known(self._kiosk, self._seen)
        if known is not None:
            self._server, self._seen = known
        policy = in_force(self._policies, now.date())
        days = list(Day.select().where(Day.day == now.date().isoformat()))
        return Stock(
            at=now,
            free=to_be_had(policy),
            kept=min(blanks[Account.STOCK], policy.hardship_reserve),
            promised=blanks[Account.RESERVED],
            printed=sum(day.used for day in days),
            cap=sum(day.cap for day in days) or self._cap,
            waiting=len(_waiting()),
            server=self._server,
        )


def _waiting() -> set[str]:
    """Return who waits: places that are not called, and tickets of whom no record was had."""
    places = Place.select(Place.nik).where(Place.state == PlaceState.WAITING)
    placed = Place.select(Place.nik).where(Place.state << (PlaceState.CALLED, PlaceState.TAKEN))
    tickets = Matter.select(Matter.nik).where(
        (Matter.kind == "QUEUE") & (Matter.state == MatterState.OPEN) & Matter.nik.not_in(placed)
    )
    return {row.nik for row in places} | {row.nik for row in tickets}


Read = Callable[[], Stock | None]
