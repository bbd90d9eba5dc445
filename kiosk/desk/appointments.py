"""When somebody may come, and when a place in the queue is likely to be reached."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice

from db.models import Day
from db.owed import Matter
from db.states import MatterState
from kiosk.desk.matter import Wish
from kiosk.desk.working_days import working_days_after, works_on
from kiosk.issuance.allocation import PRINTING, appointed
from kiosk.policy import Policy

PACE_DAYS = 10
"""Days with a card printed, before today, that tell how fast the office is."""
FURTHEST = 5_000
"""Working days; what lies beyond them is not foretold."""


def day_with_room(wanted: date | None, today: date, about: str, policy: Policy, cap: int) -> date:
    """Return the day wanted, if it works and has room, or the first working day after with room.

    Without a day wanted, the first working day after today with room. A card is printed within the
    printer's cap; everything else is a recording, within the policy's places for those.
    """
    if wanted is not None and wanted >= today:
        if works_on(wanted) and _has_room(wanted, about, policy, cap):
            return wanted
        today = wanted
    days = working_days_after(today)
    return next(day for day in days if _has_room(day, about, policy, cap))


def is_past(day: date, wish: Wish, today: date) -> bool:
    """Tell whether the day of an appointment is over for somebody who comes and wishes for one.

    On the day itself only if the kiosk does what it is for, and did not: a recording is still to
    be made.
    """
    done_here = wish.about == PRINTING or wish.day is not None
    return day < today or (day == today and done_here)


def likely(number: int, today: date) -> tuple[date, date] | None:
    """Return between which days the place with that number is reached; None: no pace is known.

    Of the last `PACE_DAYS` days before today on which a card was printed, the better half gives the
    quick pace and the lesser half the slow one, each as its mean of cards a day. A place is reached
    ceil(number / pace) working days from today.
    """
    cards = _cards_a_day(today)
    if not cards:
        return None
    half = math.ceil(len(cards) / 2)
    quick, slow = (sum(each) / half for each in (cards[:half], cards[-half:]))
    needed = [math.ceil(number / pace) for pace in (quick, slow)]
    if needed[1] > FURTHEST:
        return None
    days = list(islice(working_days_after(today), needed[1]))
    return days[needed[0] - 1], days[needed[1] - 1]


def _has_room(day: date, about: str, policy: Policy, cap: int) -> bool:
    if about == PRINTING:
        return int(appointed(day.isoformat(), about).count()) < cap
    given = (Matter.day == day.isoformat()) & (Matter.about != PRINTING)
    taken = Matter.select().where(given & (Matter.state == MatterState.OPEN)).count()
    return int(taken) < policy.recordings_per_day


def _cards_a_day(today: date) -> Sequence[int]:
    """Return how many cards the last days gave, most first."""
    cards: Counter[str] = Counter()
    for row in Day.select().where((Day.day < today.isoformat()) & (Day.used > 0)):
        cards[row.day] += row.used
    return sorted((cards[day] for day in sorted(cards)[-PACE_DAYS:]), reverse=True)
