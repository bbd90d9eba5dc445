"""How many numbers may be tried at one kiosk: enough for people, too few for probing."""

from collections import deque
from collections.abc import Callable

from devices.clock import Clock

HOUR = 3600.0


class NumberLimit:
    """Counts numbers that were asked for within the hour and not followed by an identification."""

    def __init__(self, clock: Clock, per_hour: Callable[[], int]) -> None:
        self._clock = clock
        self._per_hour = per_hour
        self._asked: deque[float] = deque()
        self._last_counts = False

    def allow(self) -> bool:
        """Count one more number, or say no."""
        now = self._clock.monotonic()
        while self._asked and self._asked[0] <= now - HOUR:
            self._asked.popleft()
        if len(self._asked) >= self._per_hour():
            return False
        self._asked.append(now)
        self._last_counts = True
        return True

    def identified(self) -> None:
        """Forgive the last number, once: its holder stood here, and is asked again at the box."""
        if self._asked and self._last_counts:
            self._asked.pop()
        self._last_counts = False
