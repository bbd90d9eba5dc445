"""Who gets the next blank: places in the queue, and blanks set aside before they are promised.

The rule: whoever a supervisor called for hardship, then whose old card was withdrawn already,
then by need in the policy's order, then by when the place was given. A blank that is promised lies
in the ledger's `reserved`, so nobody else can be promised it, and nobody else's card is printed on
it. What a policy withholds for hardship is given to nobody by turn; while blanks are short it may
refuse some needs altogether.
"""

import sys
from collections.abc import Callable
from datetime import date, timedelta

from peewee import ModelSelect

from db.models import Claim, Move, Void
from db.owed import Matter, Place
from db.states import (
    LIVE_PLACE,
    Account,
    AttemptState,
    Cause,
    MatterState,
    Need,
    PlaceState,
    VoidState,
)
from devices.clock import Clock
from kiosk.issuance import blanks
from kiosk.issuance.journal import Journal, Step
from kiosk.policy import Policy

PRINTING = "cap_reached"
"""What an appointment is about on which a card is printed: a place in that day's cards."""

Standing = tuple[bool, bool, int, int]
"""What places are put in order by: the least is next."""

NEEDS = {Cause.LOST: Need.LOST, Cause.DAMAGED: Need.DAMAGED}
"""Why somebody's last card was withdrawn, and so what for. Without one, their first."""


class Allocation:
    """The queue for blanks."""

    def __init__(self, journal: Journal, clock: Clock, policy: Callable[[], Policy]) -> None:
        self._journal = journal
        self._clock = clock
        self._policy = policy

    # -- what is asked -------------------------------------------------------------------------

    def place_of(self, nik: str) -> Place | None:
        """Return somebody's live place."""
        return Place.get_or_none((Place.nik == nik) & (Place.state << list(LIVE_PLACE)))

    def ahead_of(self, place: Place) -> int:
        """Return how many wait whose turn comes before."""
        mine = self._standing(place)
        return sum(self._standing(each) < mine for each in in_order(self._policy()))

    def box_for(self, nik: str, need: Need | None = None) -> str | None:
        """Return a box with a blank for this person; None: not now, not for them.

        A promise is kept. Anybody else has a blank only if one is left when each whose turn comes
        before, and the reserve for hardship, had theirs.
        """
        place, stock = self.place_of(nik), blanks.stock()
        if place is not None and place.state == PlaceState.CALLED:
            return promised_box(place)
        if place is None:
            need = need or need_of(nik)
            mine: Standing = (True, True, _rank(self._policy(), need), sys.maxsize)
            entitled = _entitled(self._policy(), need, stock)
            free = _left(self._policy(), stock)
        else:
            mine, entitled = self._standing(place), _served(self._policy(), place, stock)
            free = self._free_for(place, stock)
        ahead = sum(
            self._standing(each) < mine and _served(self._policy(), each, stock)
            for each in in_order(self._policy())
        )
        return blanks.open_box() if entitled and free > ahead else None

    def short(self, nik: str) -> frozenset[Cause]:
        """Return why this person's card could be withdrawn, and no blank would be there for it."""
        return frozenset(cause for cause in NEEDS if self.box_for(nik, NEEDS[cause]) is None)

    def room_kept(self, day: str, nik: str) -> int:
        """Return how many others have been given that day to print on, and have not yet."""
        taken = Place.select(Place.nik).where(Place.state == PlaceState.TAKEN)
        others = (Matter.nik != nik) & Matter.nik.not_in(taken)
        return int(appointed(day, PRINTING).where(others).count())

    # -- what changes a place, inside the caller's transaction ---------------------------------

    def add(self, step: Step, key: str, nik: str, seq: int, need: Need) -> None:
        """Give somebody a place; key is its matter's, `seq` since when they wait."""
        step.insert(Place, key, nik=nik, need=need, seq=seq)

    def take(self, step: Step, nik: str) -> None:
        """Let a place, promised or not, be used: its blank is free for what follows."""
        place = self.place_of(nik)
        if place is not None and place.state != PlaceState.TAKEN:
            self._change(step, place, PlaceState.TAKEN)

    def concluded(self, step: Step, claim: str, state: AttemptState, box: str) -> None:
        """Keep the blank that was not touched for a place, or let it wait again for another."""
        place = self.place_of(Claim.get_by_id(claim).nik)
        if place is None or place.state != PlaceState.TAKEN:
            return
        if state is AttemptState.NOT_STARTED:
            self.promise(step, place, box)
        elif state is AttemptState.SPOILED:
            self._change(step, place, PlaceState.WAITING)

    def promise(self, step: Step, place: Place, box: str, **fields: object) -> None:
        """Set a blank of that box aside for a place."""
        seq = step.move(box, Account.STOCK, Account.RESERVED, 1, place.key)
        fields |= {"promise": seq, "promised_until": self._kept_until(place)}
        step.change(Place, place.key, place.state, PlaceState.CALLED, **fields)

    def replace(self, step: Step, place: Place, box: str | None) -> None:
        """Set a blank aside, in T9 or T15, for the card that follows one withdrawn.

        It is a promise of its own; a blank that is promised already is kept as long. Without a
        `box` it is one whose turn it is; if there is none, they wait before whoever has a card.
        """
        Place.update(withdrawn=1).where(Place.key == place.key).execute()
        if place.state == PlaceState.TAKEN:
            self._change(step, place, PlaceState.WAITING)
        place = Place.get_by_id(place.key)
        box = box or self.box_for(place.nik)
        if place.state == PlaceState.CALLED:
            self.keep_on(step, place)
        elif box is not None:
            self.promise(step, place, box)

    def may_come(self, step: Step, nik: str) -> None:
        """Count the days of a promise anew, in T11: only now can the holder have another card."""
        place = self.place_of(nik)
        if place is not None and place.withdrawn:
            self.keep_on(step, place)

    def keep_on(self, step: Step, place: Place) -> None:
        """Keep a blank that is promised as long as if it were promised now."""
        until, called = self._kept_until(place), PlaceState.CALLED
        if place.state == called and (place.promised_until or "") < until:
            step.change(Place, place.key, called, called, promised_until=until)

    def tell(self, step: Step, place: Place, latest: date) -> None:
        """Take down the last day that somebody who waits is told: no promise ends before it."""
        waits = PlaceState.WAITING
        told = max(place.told_until or "", latest.isoformat())
        step.change(Place, place.key, waits, waits, told_until=told)

    def end(self, step: Step, place: Place, **fields: object) -> None:
        """Close a place; a blank that was promised goes back to stock."""
        self._change(step, place, PlaceState.ENDED, **fields)

    # -- by itself -----------------------------------------------------------------------------

    def call(self) -> None:
        """Q.call: promise every blank that is free to whoever is next by the rule."""
        if self._next(in_order(self._policy())) is None:
            return
        with self._journal.step("Q.call") as step:
            waiting = in_order(self._policy())
            while (place := self._next(waiting)) is not None:
                box = blanks.open_box()
                if box is None:
                    break
                waiting.remove(place)
                self.promise(step, place, box)

    def _next(self, waiting: list[Place]) -> Place | None:
        stock = blanks.stock()
        able = (each for each in waiting if _served(self._policy(), each, stock))
        first = next(able, None)
        return first if first is not None and self._free_for(first, stock) > 0 else None

    def _free_for(self, place: Place, stock: int) -> int:
        return stock if place.hardship else _left(self._policy(), stock)

    def _kept_until(self, place: Place) -> str:
        """Return until when a blank that is promised today is kept.

        The days count from today, or from the last day on which its holder was told to come.
        """
        policy, today = self._policy(), self._clock.wall().date().isoformat()
        days = policy.withdrawn_days if place.withdrawn else policy.promise_days
        last = max(today, place.told_until or "", _last_day(place.nik))
        return (date.fromisoformat(last) + timedelta(days)).isoformat()

    def _standing(self, place: Place) -> Standing:
        return _standing(self._policy(), place)

    def _change(self, step: Step, place: Place, state: PlaceState, **fields: object) -> None:
        if place.state == PlaceState.CALLED:
            step.move(promised_box(place), Account.RESERVED, Account.STOCK, 1, place.key)
        step.change(Place, place.key, place.state, state, promise=None, **fields)


def in_order(policy: Policy) -> list[Place]:
    """Return everybody who waits, whoever is next by that policy's rule first."""
    waiting = Place.select().where(Place.state == PlaceState.WAITING)
    return sorted(waiting, key=lambda place: _standing(policy, place))


def to_be_had(policy: Policy) -> int:
    """Return how many blanks those who walk in for a first card could have, one after the other."""
    stock = blanks.stock()
    if not _entitled(policy, Need.PRINT_READY, stock):
        return 0
    before = sum(_served(policy, place, stock) for place in in_order(policy))
    return max(0, _left(policy, stock) - before)


def missed(today: date) -> "ModelSelect[Place]":
    """Return the places whose holder did not come while a blank was kept for them.

    Nobody can come in time for another card before the ministry was told of the old one.
    """
    untold = Void.select(Void.nik).where(Void.state == VoidState.PENDING)
    late = (Place.state == PlaceState.CALLED) & (Place.promised_until < today.isoformat())
    return Place.select().where(late & Place.nik.not_in(untold))


def appointed(day: str, about: str) -> "ModelSelect[Matter]":
    """Return the open appointments of a day for one purpose."""
    given = (Matter.day == day) & (Matter.about == about) & (Matter.state == MatterState.OPEN)
    return Matter.select().where(given)


def need_of(nik: str) -> Need:
    """Return why somebody needs a blank, from what became of their last card."""
    last = Void.select().where(Void.nik == nik).order_by(Void.generation.desc()).first()
    return Need.PRINT_READY if last is None else NEEDS[Cause(last.cause)]


def promised_box(place: Place) -> str:
    """Return the box of the blank that is promised to a called place."""
    return str(Move.get_by_id(place.promise).box)


def _standing(policy: Policy, place: Place) -> Standing:
    rank = _rank(policy, Need(place.need))
    return (not place.hardship, not place.withdrawn, rank, place.seq)


def _served(policy: Policy, place: Place, stock: int) -> bool:
    """Tell whether a place is served at all with so many blanks in stock."""
    first = place.hardship or place.withdrawn
    return bool(first) or _entitled(policy, Need(place.need), stock)


def _entitled(policy: Policy, need: Need, stock: int) -> bool:
    """Tell whether a need is served at all with so many blanks in stock."""
    return stock >= policy.short_below or need not in policy.refused_while_short


def _left(policy: Policy, stock: int) -> int:
    """Return how many blanks of the stock are given away by turn."""
    return stock - policy.hardship_reserve


def _rank(policy: Policy, need: Need) -> int:
    return policy.order.index(need) if need in policy.order else len(policy.order)


def _last_day(nik: str) -> str:
    """Return the day of somebody's last open appointment, as text; "" without one."""
    mine = (Matter.nik == nik) & (Matter.state == MatterState.OPEN)
    return max((row.day or "" for row in Matter.select(Matter.day).where(mine)), default="")
