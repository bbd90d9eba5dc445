"""Virtual time: actors take turns, the same way every time."""

from collections.abc import Callable
from datetime import datetime

import pytest

from devices.clock import WIB, SystemClock, VirtualClock

START = datetime(2026, 3, 2, 8, 0, tzinfo=WIB)


def test_nothing_waits_and_the_time_of_day_follows() -> None:
    clock = VirtualClock(START)
    clock.sleep_until(3600.0)
    assert clock.monotonic() == 3600.0
    assert clock.wall() == START.replace(hour=9)
    clock.sleep_until(10.0)
    assert clock.monotonic() == 3600.0


def history() -> list[str]:
    clock = VirtualClock(START)
    told: list[str] = []

    def actor(name: str, step: float) -> Callable[[], None]:
        def work() -> None:
            for _ in range(3):
                told.append(f"{clock.monotonic():.0f} {name}")
                clock.sleep_until(clock.monotonic() + step)

        return work

    for name, step in (("a", 2.0), ("b", 3.0), ("c", 2.0)):
        clock.spawn(name, actor(name, step))
    clock.sleep_until(100.0)
    clock.close()
    return told


def test_whoever_is_due_first_goes_next_and_ties_keep_their_order() -> None:
    assert history() == ["0 a", "0 b", "0 c", "2 a", "2 c", "3 b", "4 a", "4 c", "6 b"]
    assert all(history() == history() for _ in range(5))


def test_what_an_actor_dies_of_reaches_the_main_one() -> None:
    clock = VirtualClock(START)

    def die() -> None:
        clock.sleep_until(5.0)
        raise LookupError("lost")

    clock.spawn("mortal", die)
    with pytest.raises(LookupError, match="lost"):
        clock.sleep_until(10.0)


def test_a_closed_world_ends_its_actors() -> None:
    clock = VirtualClock(START)
    ended: list[float] = []

    def work() -> None:
        try:
            clock.sleep_until(1000.0)
        finally:
            ended.append(clock.monotonic())

    clock.spawn("sleeper", work)
    clock.sleep_until(1.0)
    clock.close()
    assert ended == [1.0]


def test_the_machine_s_own_clock_is_in_western_indonesia_and_waits() -> None:
    clock = SystemClock()
    assert clock.wall().utcoffset() == WIB.utcoffset(None)
    start = clock.monotonic()
    clock.sleep_until(start + 0.02)
    assert clock.monotonic() >= start + 0.02
    clock.sleep_until(start)
