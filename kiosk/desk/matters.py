"""What the office owes somebody: opened by a visit, found again by a slip, closed when it is done.

Every act is one transaction with its row in the audit, which names references and no person.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from db import owed
from db.owed import Place, Suket
from db.states import Cause, MatterState, Need, PlaceState, SuketState
from devices.clock import Clock
from devices.entropy import Stream
from kiosk.desk import suket
from kiosk.desk.appointments import day_with_room, is_past, likely
from kiosk.desk.authority import Operator, Supervisor
from kiosk.desk.matter import VOID_REFUSED, Matter, Replaced, Turn, Wish
from kiosk.desk.waiting import UNRECORDED, open_matters, place_behind, since
from kiosk.documents.records import ended, problem_of, slip_of
from kiosk.documents.reference import draw_reference, read_reference
from kiosk.documents.slip import Invalid, Kind, Problem, sign, verify
from kiosk.issuance import blanks
from kiosk.issuance.allocation import PRINTING, Allocation, missed, need_of
from kiosk.issuance.journal import Journal, Step
from kiosk.policy import Policy

REPLACED = (Need.DAMAGED, Need.LOST)
"""What a place is about whose holder still has the card, or the letter, that it replaces."""
_OPEN = MatterState.OPEN
PHONE = re.compile(r"\+?[0-9]{8,15}")
_WRITTEN = str.maketrans("", "", " -.()/")
"""What people put between the digits of a number to call."""


class Matters:
    """Everything open at one office."""

    def __init__(
        self,
        journal: Journal,
        allocation: Allocation,
        clock: Clock,
        chance: Stream,
        policy: Callable[[], Policy],
        cap: int,
        office: str,
        private_key: bytes,
        public_keys: Sequence[bytes],
    ) -> None:
        """`cap` is what the card printer may print in a day; the keys are those of slips."""
        self._journal, self._allocation = journal, allocation
        self._clock = clock
        self._chance = chance
        self._policy = policy
        self._cap, self._office = cap, office
        self._private_key, self._public_keys = private_key, public_keys

    # -- for a visit ---------------------------------------------------------------------------

    def open(self, wish: Wish) -> Matter:
        """Q.open: open a matter; what is open already, of this person and kind, is given again.

        Not if the wish is for another. Where its slip or its day is past it gets another (Q.renew),
        and a Suket where it had none that counts (Q.suket). Raises ValueError, and opens nothing,
        for a day that no slip can say.
        """
        same = (owed.Matter.nik == wish.nik) & (owed.Matter.about == wish.about)
        row = open_matters().where(same & (owed.Matter.kind == wish.kind.name)).first()
        if row is None or wish.another:
            with self._journal.step("Q.open") as step:
                key = self._add(step, wish)
            self._allocation.call()
            row = owed.Matter.get_by_id(key)
        elif self._outlived(row, wish):
            row = self._renew(row, wish)
        if wish.with_suket and not suket.counts(wish.nik, self._today()):
            with self._journal.step("Q.suket") as step:
                self._provide(step, row.key, wish.nik)
        return self._tell(row)

    def find(self, typed: str) -> Matter | Invalid:
        """Return what a token or a reference, as typed or scanned, stands for."""
        reference, today = read_reference(typed), self._today()
        if reference is None:
            found = verify(typed, self._public_keys, self._office, today, ended)
            if isinstance(found, Invalid):
                return found
            reference = found.slip.reference
        row = owed.Matter.get_or_none(owed.Matter.key == reference)
        if row is None:
            return Invalid(Problem.UNKNOWN)
        problem = problem_of(row, today)
        return self._tell(row) if problem is None else Invalid(problem, slip_of(row, self._office))

    def of(self, nik: str) -> tuple[Matter, ...]:
        """Return what is open for somebody, oldest first."""
        return tuple(map(self._tell, list(open_matters().where(owed.Matter.nik == nik))))

    def phone(self, reference: str, number: str) -> bool:
        """Q.phone: keep a number to call; False if it is none."""
        digits = number.translate(_WRITTEN)
        if not PHONE.fullmatch(digits):
            return False
        with self._journal.step("Q.phone") as step:
            step.note(matter=reference)
            owed.Matter.update(phone=digits).where(owed.Matter.key == reference).execute()
        return True

    def extend(self, nik: str) -> date | None:
        """Q.extend: let somebody's Suket count longer from today; None if they have none."""
        old = suket.suket_of(nik)
        if old is None:
            return None
        until = self._today() + timedelta(self._policy().suket_days)
        if old.valid_until < until.isoformat():
            with self._journal.step("Q.extend") as step:
                suket.extend(step, old, until)
                own = (owed.Matter.nik == nik) & (owed.Matter.kind == Kind.SUKET.name)
                longer = owed.Matter.update(valid_until=until.isoformat())
                longer.where(own & (owed.Matter.state == MatterState.OPEN)).execute()
        return until

    def close(self, reference: str) -> None:
        """Q.close, by the visit: it served its purpose. From now on its slip is used."""
        self._close(reference, None)

    def replace(self, reference: str) -> Replaced:
        """Q.replace: an ending took the place of something that is open; raise `Conflict` if not.

        Only of what neither a place nor a Suket was given with. Return what opens it as it was.
        """
        row = owed.Matter.get_by_id(reference)
        with self._journal.step("Q.replace") as step:
            step.change(owed.Matter, reference, _OPEN, MatterState.REPLACED)
        return Replaced(reference, row.phone)

    def take_back(self, opened: Iterable[str], replaced: Iterable[Replaced]) -> None:
        """Q.take_back: withdraw what an answer opened, and open again what that took the place of.

        All in one transaction; whatever an officer, or the days, closed meanwhile stays closed.
        """
        new = [each for each in map(owed.Matter.get_by_id, opened) if each.state == _OPEN]
        old = [(owed.Matter.get_by_id(each.reference), each.phone) for each in replaced]
        old = [(row, phone) for row, phone in old if row.state == MatterState.REPLACED]
        if not new and not old:
            return
        with self._journal.step("Q.take_back") as step:
            for row, phone in old:
                step.change(owed.Matter, row.key, MatterState.REPLACED, _OPEN, phone=phone)
            for row in new:
                self._end(step, row, MatterState.WITHDRAWN)
                suket.withdraw(step, row.key)
        self._allocation.call()

    # -- for the office ------------------------------------------------------------------------

    def settle(self, reference: str, by: Operator) -> None:
        """Q.close, by an officer: the case served its purpose. What is closed stays so."""
        self._close(reference, by.name)

    def promised(self) -> int:
        """Return for how many people a blank is set aside."""
        return int(Place.select().where(Place.state == PlaceState.CALLED).count())

    def hardship(self, reference: str, by: Supervisor, reason: str) -> bool:
        """Q.hardship: call somebody out of turn; False if they do not wait or no blank is left.

        `reference` is that of any slip that `place_behind` finds their place by.
        """
        place, box = place_behind(reference), blanks.open_box()
        if place is None or place.state != PlaceState.WAITING or box is None:
            return False
        with self._journal.step("Q.hardship") as step:
            step.note(place=place.key, by=by.name, reason=reason)
            self._allocation.promise(step, place, box, hardship=1)
        return True

    def suket_signed(self, number: str, by: Operator) -> None:
        """Q.sign: the counter signed a Suket that was prepared; one that is signed stays so."""
        row = Suket.get_by_id(number)
        if row.state == SuketState.PREPARED:
            with self._journal.step("Q.sign") as step:
                step.note(by=by.name)
                step.change(Suket, number, SuketState.PREPARED, SuketState.SIGNED)

    def handed_over(self, step: Step, nik: str) -> None:
        """Close, inside T8, what a card makes needless: all but the cases about data."""
        for row in open_matters().where(owed.Matter.nik == nik):
            if row.kind != Kind.CASE.name or row.about in (*REPLACED, VOID_REFUSED):
                step.change(owed.Matter, row.key, MatterState.OPEN, MatterState.USED)
        place = self._allocation.place_of(nik)
        if place is not None:
            self._allocation.end(step, place)
        suket.hand_back(step, nik)

    def withdrawn(self, step: Step, nik: str, cause: Cause, box: str | None) -> None:
        """Keep, inside T9 or T15, a place for the card that follows, and a slip of it."""
        place = self._allocation.place_of(nik)
        if place is None:
            place = Place.get_by_id(self._add(step, Wish(Kind.QUEUE, nik, cause.value)))
        self._allocation.replace(step, place, box)

    def tend(self) -> None:
        """Q.lapse: let go what nobody came for; the blanks go to whoever is next.

        A promise that is missed ends the place, and with it each slip that waits for a blank.
        """
        late = owed.Matter.nik.in_(missed(self._today()).select(Place.nik))
        over = owed.Matter.valid_until < self._today().isoformat()
        due = list(open_matters().where(over | late))
        due = [row for row in due if self._is_over(row)]
        if due:
            with self._journal.step("Q.lapse") as step:
                for row in due:
                    self._end(step, row, MatterState.LAPSED)
            self._allocation.call()

    # -- rows ----------------------------------------------------------------------------------

    def _is_over(self, row: owed.Matter) -> bool:
        """Tell whether nobody came in time for something open.

        A case is over when an officer says so; what waits for a blank when its holder was called
        and did not come.
        """
        kind, today = Kind[row.kind], self._today()
        if kind is Kind.CASE:
            return False
        place = self._allocation.place_of(row.nik) if _waits_for_blank(kind, row.about) else None
        if place is None:
            return bool(row.valid_until < today.isoformat())
        return bool(missed(today).where(Place.key == place.key).exists())

    def _outlived(self, row: owed.Matter, wish: Wish) -> bool:
        """Tell whether something that is open needs another day, or a slip that counts longer."""
        today, day = self._today(), _date(row.day)
        if day is not None:
            return is_past(day, wish, today)
        return row.valid_until < today.isoformat() and not self._is_over(row)

    def _renew(self, row: owed.Matter, wish: Wish) -> owed.Matter:
        with self._journal.step("Q.renew") as step:
            step.change(owed.Matter, row.key, row.state, row.state, **self._when(wish))
            place = self._allocation.place_of(row.nik)
            if place is not None and wish.kind is Kind.APPOINTMENT:
                self._allocation.keep_on(step, place)
            renewed: owed.Matter = owed.Matter.get_by_id(row.key)
            self._told(renewed)
        return renewed

    def _close(self, reference: str, by: str | None) -> None:
        row = owed.Matter.get_or_none(owed.Matter.key == reference)
        if row is not None and row.state == MatterState.OPEN:
            with self._journal.step("Q.close") as step:
                step.note(by=by)
                self._end(step, row, MatterState.USED)
                suket.withdraw(step, row.key)
            self._allocation.call()

    def _add(self, step: Step, wish: Wish) -> str:
        key, last = self._unused(), owed.Matter.select().order_by(owed.Matter.seq.desc()).first()
        seq = 1 if last is None else last.seq + 1
        step.insert(
            owed.Matter,
            key,
            seq=seq,
            kind=wish.kind.name,
            nik=wish.nik,
            about=wish.about,
            lines=json.dumps(wish.lines),
            opened_at=step.at,
            **self._when(wish),
        )
        place = self._allocation.place_of(wish.nik)
        if place is not None and wish.kind is Kind.APPOINTMENT:
            self._allocation.keep_on(step, place)
        elif place is None and _waits_for_blank(wish.kind, wish.about):
            self._allocation.add(step, key, wish.nik, since(wish.nik, seq), _need(wish))
        if wish.kind is Kind.SUKET or wish.with_suket:
            self._provide(step, key, wish.nik)
        self._told(owed.Matter.get_by_id(key))  # or it raises, and nothing is written down
        return key

    def _when(self, wish: Wish) -> dict[str, str | None]:
        """Return the day of an appointment, and the last day on which a slip given today counts."""
        today, policy, day = self._today(), self._policy(), None
        if wish.kind is Kind.APPOINTMENT:
            day = day_with_room(wish.day, today, wish.about, policy, self._cap)
        until = (day or today) + timedelta(_days(policy)[wish.kind])
        return {"day": day.isoformat() if day else None, "valid_until": until.isoformat()}

    def _end(self, step: Step, row: owed.Matter, state: MatterState) -> None:
        """Close a matter, and the place that was given with it, unless it serves another."""
        step.change(owed.Matter, row.key, MatterState.OPEN, state)
        place = self._allocation.place_of(row.nik)
        others = open_matters().where(owed.Matter.nik == row.nik)
        if place is not None and not any(_waits_for_blank(Kind[o.kind], o.about) for o in others):
            fields = {"seq": _given(place)} if state is MatterState.WITHDRAWN else {}
            self._allocation.end(step, place, **fields)

    def _provide(self, step: Step, matter: str, nik: str) -> None:
        suket.provide(step, matter, nik, self._today(), self._policy().suket_days)

    def _unused(self) -> str:
        while True:
            reference = draw_reference(self._chance)
            if owed.Matter.get_or_none(owed.Matter.key == reference) is None:
                return reference

    def _tell(self, row: owed.Matter) -> Matter:
        """Q.tell: tell a matter; which days somebody was told is written down before."""
        told = self._told(row)
        latest = None if told.turn is None else told.turn.latest
        place = self._allocation.place_of(row.nik)
        if told.turn is None or latest is None or place is None:
            return told
        until = max(latest + timedelta(told.turn.days), told.valid_until)
        if until == told.valid_until and latest.isoformat() <= (place.told_until or ""):
            return told
        with self._journal.step("Q.tell") as step:
            self._allocation.tell(step, place, latest)
            step.change(owed.Matter, row.key, row.state, row.state, valid_until=until.isoformat())
            return self._told(owed.Matter.get_by_id(row.key))

    def _told(self, row: owed.Matter) -> Matter:
        kind, slip, day = Kind[row.kind], slip_of(row, self._office), _date(row.day)
        waits = _waits_for_blank(kind, row.about)
        place = self._allocation.place_of(row.nik) if waits else None
        called = place is not None and place.state == PlaceState.CALLED
        stands_in = suket.suket_of(row.nik) if kind in (Kind.QUEUE, Kind.SUKET) else None
        return Matter(
            reference=row.key,
            kind=kind,
            nik=row.nik,
            about=row.about,
            opened=slip.issued,
            valid_until=slip.valid_until,
            day=day if day is not None and day >= self._today() else None,
            turn=self._turn(place) if kind is Kind.QUEUE else None,
            suket=None if stands_in is None else stands_in.key,
            token=sign(slip, self._private_key),
            lines=tuple(json.loads(row.lines)),
            called_until=_date(place.promised_until) if place is not None and called else None,
            suket_until=None if stands_in is None else _date(stands_in.valid_until),
        )

    def _turn(self, place: Place | None) -> Turn | None:
        if place is None or place.state != PlaceState.WAITING:
            return None
        number = 1 + self._allocation.ahead_of(place)
        earliest, latest = likely(number, self._today()) or (None, None)
        return Turn(number, earliest, latest, self._policy().promise_days)

    def _today(self) -> date:
        return self._clock.wall().date()


def _given(place: Place) -> int:
    """Return when a place was given: since when its holder waits is again that of an older slip."""
    return int(owed.Matter.get_by_id(place.key).seq)


def _date(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)


def _waits_for_blank(kind: Kind, about: str) -> bool:
    printing = kind is Kind.APPOINTMENT and about == PRINTING
    return printing or (kind is Kind.QUEUE and about != UNRECORDED)


def _need(wish: Wish) -> Need:
    """Return why a blank is wanted: for a card still to be withdrawn, or as the last was."""
    return wish.need or (Need(wish.about) if wish.about in REPLACED else need_of(wish.nik))


def _days(policy: Policy) -> dict[Kind, int]:
    """Return how many days each kind of slip counts."""
    return {
        Kind.CASE: policy.case_days,
        Kind.APPOINTMENT: policy.appointment_days,
        Kind.QUEUE: policy.queue_days,
        Kind.SUKET: policy.suket_days,
        Kind.CARD_WAITING: policy.card_waiting_days,
        Kind.COUNTER: policy.counter_days,
    }
