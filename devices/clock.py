"""Time, passed in: the wall clock, the monotonic clock, and waiting."""

import heapq
import math
import threading
import time  # noqa: TID251 - the one place that asks the machine for the time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Protocol

WIB = timezone(timedelta(hours=7), "WIB")
"""Waktu Indonesia Barat, the legal time of East Java: UTC+7, no daylight saving."""


class Clock(Protocol):
    """The only source of time and of waiting."""

    def wall(self) -> datetime:
        """Return the time of day with its zone; for people, law and paper, never for deadlines."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back; for deadlines only."""
        ...

    def sleep_until(self, when: float) -> None:
        """Wait until `monotonic()` reaches `when` (seconds)."""
        ...


class SystemClock:
    """The machine's own time."""

    def wall(self) -> datetime:
        """Return the machine's time in Western Indonesia."""
        return datetime.now(WIB)  # noqa: TID251 - the one place that asks the machine for the time

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    def sleep_until(self, when: float) -> None:
        """Wait on the machine's own clock."""
        time.sleep(max(0.0, when - time.monotonic()))


class Stopped(BaseException):
    """Raised inside an actor's `sleep_until` when its virtual world is closed."""


@dataclass
class _Actor:
    name: str
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


class VirtualClock:
    """A world in which nothing waits: actors take turns, whoever is due first goes next.

    Each actor is ordinary blocking code in a thread of its own, but only one runs at a time, and
    it gives up its turn only in `sleep_until`. Ties are broken by the order of going to sleep, so
    the same code and the same seed always give the same history. The thread that makes the clock
    is the first actor.
    """

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._now = 0.0
        self._sequence = 0
        self._main = _Actor("main")
        self._current = self._main
        self._sleeping: list[tuple[float, int, _Actor]] = []
        self._failure: BaseException | None = None
        self._closed = False

    def wall(self) -> datetime:
        """Return the start of this world plus the virtual seconds since."""
        return self._start + timedelta(seconds=self._now)

    def monotonic(self) -> float:
        """Return virtual seconds since the start of this world."""
        return self._now

    def sleep_until(self, when: float) -> None:
        """Give the turn to whoever is due first; return when `when` has come and it is our turn.

        Raises `Stopped` in an actor of a closed world, and in the main actor whatever another
        actor died of.
        """
        me = self._current
        if self._closed and me is not self._main:
            raise Stopped
        self._push(max(when, self._now), me)
        self._pass_turn(me)
        if me is self._main:
            self._raise_failure()
        elif self._closed:
            raise Stopped

    def spawn(self, name: str, work: Callable[[], None]) -> None:
        """Add an actor that starts now, when the present one next sleeps."""
        actor = _Actor(name)

        def run() -> None:
            actor.turn.acquire()
            try:
                if not self._closed:
                    work()
            except Stopped:
                pass
            except BaseException as error:  # noqa: BLE001 - carried over to the main actor
                self._failure, self._closed = self._failure or error, True
            self._current = self._next()
            self._current.turn.release()

        threading.Thread(target=run, name=name, daemon=True).start()
        self._push(self._now, actor)

    def close(self) -> None:
        """End every other actor: its present `sleep_until` raises `Stopped`."""
        self._closed = True
        if self._sleeping:
            self._push(math.inf, self._main)
            self._pass_turn(self._main)
        self._raise_failure()

    def _push(self, when: float, actor: _Actor) -> None:
        self._sequence += 1
        heapq.heappush(self._sleeping, (when, self._sequence, actor))

    def _next(self) -> _Actor:
        when, _, actor = heapq.heappop(self._sleeping)
        if not self._closed:
            self._now = max(self._now, when)
        return actor

    def _pass_turn(self, me: _Actor) -> None:
        following = self._next()
        if following is not me:
            self._current = following
            following.turn.release()
            me.turn.acquire()

    def _raise_failure(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
