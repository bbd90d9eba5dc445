"""On which days the office works: Monday to Friday, but for holidays and joint leave."""

import functools
from collections.abc import Iterator
from datetime import date, timedelta

WORKING_WEEK = 5
"""Days of it, from Monday."""


def works_on(day: date) -> bool:
    """Tell whether the office is open on that day."""
    return day.weekday() < WORKING_WEEK and day not in _holidays(day.year)


def working_days_after(day: date) -> Iterator[date]:
    """Yield every working day after that one, soonest first."""
    while True:
        day += timedelta(1)
        if works_on(day):
            yield day


@functools.cache
def _holidays(year: int) -> frozenset[date]:
    """Return national holidays and the joint leave that the government decrees."""
    import holidays  # takes a quarter of a second, and most visits need none of it

    return frozenset(
        holidays.country_holidays("ID", years=year, categories=("public", "government"))
    )
