"""How many numbers may be tried at one kiosk: enough for people, too few for probing."""

from collections import deque
from collections.abc import Callable

from devices.clock import Clock

HOUR = 3600.0
UNANSWERED = 240
"""Numbers an hour of which nothing was told: one every 15 s, which is more than people who come one
after the other while the ministry is away, and few enough for the tickets that they are given."""


class NumberLimit:
    """Counts numbers that were asked for within the hour and not followed by an identification.

    Those of which the ministry said nothing are counted apart: nobody learns anything by them.
    """

    def __init__(self, clock: Clock, per_hour: Callable[[], int]) -> None:
        self._clock = clock
        self._per_hour = per_hour
        self._asked: deque[float] = deque()
        self._unanswered: deque[float] = deque()

    def allow(self) -> bool:
        """Count one more number, or say no."""
        now = self._clock.monotonic()
        for counted in (self._asked, self._unanswered):
            while counted and counted[0] <= now - HOUR:
                counted.popleft()
        if len(self._asked) >= self._per_hour() or len(self._unanswered) >= UNANSWERED:
            return False
        self._asked.append(now)
        return True

    def unanswered(self) -> None:
        """Count the last number as one of which nothing was told."""
        self._unanswered.append(self._asked.pop())

    def identified(self) -> None:
        """Forgive the last number: its holder stood here."""
        if self._asked:
            self._asked.pop()
