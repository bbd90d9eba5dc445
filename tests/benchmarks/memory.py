"""What visits leave behind in the memory of their process."""

from tests.benchmarks.report import Block, Figure
from tests.benchmarks.visits import weigh

CORE, SCREENS = (100, 300), (10, 30)
"""From which visit to which."""
GROWTH_KB = 2.0


def growth() -> Block:
    """Weigh what is alive after some visits, and after more of them."""
    return Block(
        "Live memory of the process, growth of a visit",
        (
            _figure("core", "different people, whatever their end; no screens", *CORE),
            _figure("screens", "to the data and back, on the screens", *SCREENS),
        ),
        "SQLite's caches are left out, at most 2 MB each; ministry and machines are in the process",
    )


def _figure(kind: str, what: str, first: int, last: int) -> Figure:
    before, after = weigh(kind, first, last)
    grown = (after - before) / (last - first) / 1024
    return Figure(f"{what}, {first} to {last}", grown, "kB", "allowed", GROWTH_KB, "≤ 1")
