"""Weeks of visits in one process: the next needs no more memory than those of the first morning."""

import pytest

from tests.benchmarks.memory import CORE, GROWTH_KB
from tests.benchmarks.visits import weigh

MORNING, WEEKS = 200, 5000
GROWTH = 1.05


@pytest.mark.prove
def test_weeks_of_visits_need_no_more_memory_than_a_morning() -> None:
    first, last = CORE
    at_first, morning, at_last, weeks = weigh("core", first, MORNING, last, WEEKS)
    assert at_last - at_first <= GROWTH_KB * 1024 * (last - first)
    assert weeks <= GROWTH * morning
