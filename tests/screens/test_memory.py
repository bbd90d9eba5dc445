"""What a visit before the screens leaves behind in the process: nothing."""

import asyncio
import gc
from collections import Counter as Counts
from pathlib import Path

import pytest

from kiosk.visit.codes import Code
from tests.benchmarks.visits import come_and_stop, quiet
from tests.kiosk.bench import somebody
from tests.screens.counter import counter

WARM, VISITS = 2, 4
WATCHED = {"textual", "rich", "asyncio", "_asyncio", "screens", "kiosk", "devices", "db", "peewee"}
"""Whose objects are counted: screens, timers, tasks, views, jobs, rows."""


def alive() -> Counts[str]:
    """Return how many objects of each type there are."""
    gc.collect()
    types = (type(each) for each in gc.get_objects())
    return Counts(
        f"{each.__module__}.{each.__qualname__}"
        for each in types
        if str(each.__module__).split(".")[0] in WATCHED  # a class may shadow it
    )


@pytest.mark.timeout(120)
def test_no_object_is_left_of_a_visit(tmp_path: Path) -> None:
    async def visits() -> tuple[Counts[str], Counts[str]]:
        resident = somebody(Code.PRINT_READY)
        async with counter(tmp_path, [resident]) as at:
            for _ in range(WARM):
                await come_and_stop(at, resident)
            await quiet(at)
            before = alive()
            assert before["screens.resident.welcome.WelcomeScreen"] == 1
            for _ in range(VISITS):
                await come_and_stop(at, resident)
            await quiet(at)
            return before, alive()

    before, after = asyncio.run(visits())
    assert after - before == Counts()
