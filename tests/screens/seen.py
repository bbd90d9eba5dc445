"""What can be seen of a sample: looked at once for each sample and language, asked many times."""

import asyncio
import functools
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, fields, replace
from enum import Enum

from rich.cells import cell_len
from textual.app import App
from textual.color import Color
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Button, Digits

from kiosk.locale.catalogue import LANGUAGES
from kiosk.visit.events import Intent
from kiosk.visit.views import OutcomeView
from screens.resident.base import ResidentScreen
from screens.theme import DAY, THEMES
from screens.widgets.choice import Choice
from tests.screens.gallery import Gallery, everything
from tests.screens.room import LARGER, SMALLEST, misfits

SIZE = (80, 24)
SAMPLES = everything()
FIRST_LANGUAGE = next(iter(LANGUAGES))
ARRANGEMENTS = [
    *("welcome", "nik-typed", "wait", "finger-place", "review-home", "review-marked", "ready"),
    *("question-moved", "question-condition", "printing-feeding", "collect-place_finger"),
    *("collect-open_door", "outcome-damaged", "outcome-card_waiting-here", "farewell", "idle"),
    *("return", "code", "phone", "writing", "outcome-no_blank"),
    *("printing-with_slip", "officer-cut", "officer-box"),
    *("officer", "officer-can_attest", "attest", "attest-signed_in"),
    *("attest-cut", "attest-letter", "attest-box"),
    "collect-attended-open_door",
]
"""A sample of each arrangement of plates, of every kind of view."""


def _kinds(name: str) -> set[object]:
    """Return which views, stages, questions and acts a sample shows; every ending is one kind."""
    shown = [each for each in SAMPLES[name] if each is not None]
    said = [
        (type(each), getattr(each, field.name))
        for each in shown
        if not isinstance(each, OutcomeView)
        for field in fields(each)
    ]
    return {*map(type, shown), *(each for each in said if isinstance(each[1], Enum))}


def _one_of_each() -> list[str]:
    """Return the arrangements, and of whatever is not among them the first sample."""
    chosen = list(ARRANGEMENTS)
    known = set().union(*map(_kinds, chosen))
    for name in SAMPLES:
        if not _kinds(name) <= known:
            chosen.append(name)
            known |= _kinds(name)
    return chosen


ONE_OF_EACH = _one_of_each()
"""Samples among which are every kind of view and overlay, each stage, question, group and act."""


@dataclass(frozen=True)
class Run:
    """Cells beside each other that look alike."""

    text: str
    ink: Color
    paper: Color
    place: Region


@dataclass(frozen=True)
class Plate:
    """Something that can be pressed."""

    id: str
    label: str
    place: Region
    is_main: bool
    intent: Intent | None
    """What pressing it sends; None of the plates of the top line that send nothing."""


@dataclass(frozen=True, repr=False)
class Seen:
    """One sample."""

    name: str
    language: str
    question: str
    """What the screen asks; of an overlay, what the overlay asks."""
    heading: Region
    trouble: str
    """What went wrong, in words; empty if nothing did."""
    plates: tuple[Plate, ...]
    focused: str
    numbers: tuple[Region, ...]
    """Where large digits stand: they are drawn of lines, and read all the same."""
    panel: Region
    """Where the words are that are meant now: the whole screen, or the overlay's panel."""
    runs: dict[str, tuple[Run, ...]]
    """By theme: in the first language all of them, in others that of the day."""
    screen: str
    """What stands there by day, line by line."""
    misfits: tuple[str, ...]
    """What has no room, at the smallest size; in the first language at any."""

    @property
    def is_plain(self) -> bool:
        """Whether nothing lies over the view."""
        return SAMPLES[self.name][1] is None

    def text(self, theme: str) -> str:
        """Return everything that stands there, in reading order."""
        return "".join(run.text for run in self.runs[theme])

    def plate(self, id: str) -> Plate | None:
        """Return the plate of that id."""
        return next((plate for plate in self.plates if plate.id == id), None)


@functools.cache
def seen(name: str, language: str) -> Seen:
    """Look at a sample: colours differ by theme and words by language, and neither by the other."""
    return asyncio.run(_look(name, language))


async def _look(name: str, language: str) -> Seen:
    app = Gallery(SAMPLES[name][0], language, SAMPLES[name][1])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        text, by_theme = app.text(), {DAY.name: tuple(runs(app))}
        for theme in THEMES.keys() - by_theme.keys() if language == FIRST_LANGUAGE else ():
            app.theme = theme
            await pilot.pause()
            by_theme[theme] = tuple(runs(app))
        screen = app.screen
        trouble = None
        if isinstance(screen, ResidentScreen):
            trouble = screen.trouble()
        heading = screen.query_one("#question, #title")
        plates = [each for each in screen.query(Button) if each.display and each.size.area]
        panels = screen.query("#panel")
        shown = Seen(
            name,
            language,
            question=str(heading.render()),
            heading=heading.region,
            trouble="" if trouble is None else app._words.say(trouble),
            plates=tuple(
                Plate(
                    each.id or "",
                    str(each.label),
                    each.region,
                    each.has_class("main"),
                    each.intent if isinstance(each, Choice) else None,
                )
                for each in plates
            ),
            focused=(screen.focused.id or "") if screen.focused is not None else "",
            numbers=tuple(each.content_region for each in screen.query(Digits) if each.display),
            panel=panels.first().region if panels else Region(0, 0, *SIZE),
            runs=by_theme,
            screen=text,
            misfits=(),
        )
        sizes = [SMALLEST, *(LARGER if language == FIRST_LANGUAGE else ())]
        return replace(shown, misfits=tuple([each async for each in _at_sizes(pilot, sizes)]))


async def _at_sizes(pilot: Pilot[None], sizes: Iterable[tuple[int, int]]) -> AsyncIterator[str]:
    """Yield what has no room at these sizes."""
    for size in sizes:
        await pilot.resize_terminal(*size)
        await pilot.pause()
        for each in misfits(pilot.app.screen, size):
            yield each


def runs(app: App[None]) -> list[Run]:
    """Return what stands on the screen, run by run."""
    found = []
    for row, strip in enumerate(app.screen._compositor.render_strips()):
        column = 0
        for segment in strip:
            width = cell_len(segment.text)
            style = segment.style
            assert style is not None
            assert style.bgcolor is not None
            paper = Color.from_rich_color(style.bgcolor)
            assert style.color is not None or segment.text.isspace()
            ink = paper if style.color is None else Color.from_rich_color(style.color)
            found.append(Run(segment.text, ink, paper, Region(column, row, width, 1)))
            column += width
    return found
