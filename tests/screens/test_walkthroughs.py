"""Five walks to a good end, with what they cost written in the docs as it is."""

import functools
from collections.abc import Iterable
from pathlib import Path

import pytest

from kiosk.locale.catalogue import COMPLETE
from kiosk.visit.codes import Code
from kiosk.visit.views import FarewellView, OutcomeView
from tests.screens.walkthroughs import WALKS, Count, count, fullest

DOC = Path(__file__).parents[2] / "docs/walkthroughs.md"
PRESSES = 14
"""That a journey to a card may need after the number."""
WORDS = 120
"""That may stand on one screen."""


@functools.cache
def counted() -> dict[str, Count]:
    return {name: count(walk()) for name, walk in WALKS.items()}


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(map(str, head)), *(list(map(str, row)) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def walks_table() -> str:
    head = ("who", "language", "screens", "words shown", "on the fullest", "words heard")
    rows = [
        (name, n.language, n.screens, n.shown, n.most, n.heard, n.presses, n.after_number)
        for name, n in counted().items()
    ]
    return table((*head, "presses", "after the NIK"), rows)


def views_table() -> str:
    rows = [(name, *found.values()) for name, found in fullest().items()]
    return table(("view", *COMPLETE), rows)


@pytest.mark.parametrize("name", [name for name in WALKS if name != "worn finger"])
def test_a_walk_ends_with_a_card(name: str) -> None:
    walk = WALKS[name]()
    assert isinstance(walk.seen[-1][0], FarewellView)
    assert walk.stage.visit.ended


def test_a_worn_finger_ends_with_an_officer_and_no_word_of_anybody() -> None:
    walk = WALKS["worn finger"]()
    view = walk.seen[-1][0]
    assert isinstance(view, OutcomeView)
    assert view.code is Code.NOT_IDENTIFIED
    assert walk.stage.visit.ended


def test_few_presses_lead_from_the_number_to_the_card() -> None:
    assert counted()["in a hurry"].after_number <= PRESSES


def test_no_screen_is_full_of_words() -> None:
    assert max(each for found in fullest().values() for each in found.values()) <= WORDS
    assert max(each.most for each in counted().values()) <= WORDS


def test_the_docs_tell_what_was_counted(request: pytest.FixtureRequest) -> None:
    first, *rest = DOC.read_text("utf-8").split("\n\n")
    tables = [walks_table(), views_table()]
    if request.config.getoption("--write-goldens"):
        fresh = iter(tables)
        rest = [next(fresh) if part.startswith("| ") else part for part in rest]
        DOC.write_text("\n\n".join((first, *rest)), encoding="utf-8")
    assert [part.strip() for part in rest if part.startswith("| ")] == tables
