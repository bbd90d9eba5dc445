"""When the office is open and which counter helps, from the settings into every language."""

import re
from collections.abc import Iterator, Mapping
from datetime import time
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, TypeAlias

from msgspec import Meta

from kiosk.message import Localised, Message, Value, Weekday, message

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WIDE = 2
"""Spells whose days have room for their whole names; those of more are abbreviated."""

_SPELL = re.compile(rf"({'|'.join(DAYS)})(?:-({'|'.join(DAYS)}))?")
_TIMES = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")

Words: TypeAlias = Annotated[str, Meta(min_length=1, max_length=30)]
Counter: TypeAlias = (
    Annotated[int, Meta(ge=1, le=99)] | Words | dict[Literal["id", "en", "jv", "mad"], Words]
)
"""A number; or a name, the same in every language, or one for each, Indonesian among them."""
Hours: TypeAlias = (
    Annotated[str, Meta(min_length=1, max_length=60)]
    | Annotated[dict[str, str], Meta(max_length=3)]
)
"""Times by days: mon-thu = "08:00-15:00"; or words, the same in every language."""


class Spell(NamedTuple):
    """Days in a row that have the same hours; 0 is Monday."""

    first: int
    last: int
    opens: time
    closes: time


def spells(hours: Mapping[str, str]) -> list[Spell]:
    """Return what such settings mean, from Monday on; raises `ValueError` with a sentence."""
    found = sorted(_spell(days, times) for days, times in hours.items())
    if not found:
        raise ValueError('hours need at least one day: mon-fri = "08:00-14:00"')
    for before, after in pairwise(found):
        if after.first <= before.last:
            raise ValueError(f"hours say {DAYS[after.first]} twice")
    return found


def _spell(days: str, times: str) -> Spell:
    named, timed = _SPELL.fullmatch(days), _TIMES.fullmatch(times)
    if named is None:
        raise ValueError(f"hours are of days such as mon or mon-fri, not of {days!r}")
    if timed is None:
        raise ValueError(f'hours of {days} are to be written as "08:00-14:00", not {times!r}')
    first = DAYS.index(named[1])
    last = first if named[2] is None else DAYS.index(named[2])
    opens, closes = time(int(timed[1]), int(timed[2])), time(int(timed[3]), int(timed[4]))
    if last < first or closes <= opens:
        raise ValueError(f"hours of {days} end before they begin")
    return Spell(first, last, opens, closes)


def hours_value(hours: Hours) -> Value:
    """Return opening hours as something that can be said in every language."""
    return hours if isinstance(hours, str) else tuple(_said(spells(hours)))


def _said(found: list[Spell]) -> Iterator[Message]:
    is_short = len(found) > WIDE
    for first, last, opens, closes in found:
        begin, end = Weekday(first, is_short), Weekday(last, is_short)
        if first == last:
            yield message("office.day", day=begin, opens=opens, closes=closes)
        else:
            yield message("office.days", first=begin, last=end, opens=opens, closes=closes)


def counter_value(counter: Counter) -> Value:
    """Return a counter's name as something that can be said in every language."""
    match counter:
        case int():
            return message("office.counter", number=str(counter))
        case str():
            return counter
        case _:
            return Localised(tuple(counter.items()))
