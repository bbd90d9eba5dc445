"""What is focused, under the hand, pressed or selected is as easy to read as everything else.

Every kind of plate and field of each arrangement is brought into each of its states, in every
theme; the limits are those of what stands still (test_rules.py).
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator

import pytest
from textual.color import Color
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Button, Input
from textual.widgets.input import Selection

from screens.theme import BLACK, THEMES, WHITE
from tests.screens.gallery import Gallery
from tests.screens.seen import ARRANGEMENTS, SAMPLES, SIZE, Run, runs
from tests.screens.test_rules import AT_THE_TOP, HIGH_CONTRAST, LEAST, LINES, contrast

ENLARGED = ("question-moved", "review-marked", "nik-typed", "officer-can_attest")
"""Samples among which are all kinds of plates in large letters."""
EVERYWHERE = (*AT_THE_TOP, "back", "cancel", "officer", "onward")
"""Plates that are the same on every screen."""
KINDS = 30
"""Looks of plates that there are at least, the parents' included."""
BOTH = {Color.parse(BLACK), Color.parse(WHITE)}
TYPED = "siti budi ani"
NOWHERE = (0, 0)
"""Where no plate is."""
PRESSED = "-active"
"""The class of a plate that is held down."""


def hard_to_read(found: Iterable[Run], place: Region, theme: str) -> Iterator[str]:
    """Yield what stands there with too little contrast, or in other colours than its theme's."""
    for run in found:
        if not place.overlaps(run.place):
            continue
        plain = run.paper in BOTH and (
            run.text.isspace() or (run.ink in BOTH and run.ink != run.paper)
        )
        ratio = contrast(run.ink, run.paper)
        if theme in HIGH_CONTRAST and not plain:
            yield f"{run.text!r} is {run.ink.hex} on {run.paper.hex} in {theme}"
        elif run.text.strip(LINES) and ratio < LEAST:
            yield f"{run.text!r} has {ratio:.1f} in {theme}"


def kinds(app: Gallery, known: set[object]) -> list[Button]:
    """Return one plate of each look that is not known yet, and know it from now on.

    A look is of a class, its style classes, and where it stands: those of every screen look alike.
    """
    found = []
    for plate in app.screen.query(Button):
        whole = plate.region.area and app.screen.region.contains_region(plate.region)
        where = (
            "" if plate.id in EVERYWHERE else (type(app.screen), plate.parent and plate.parent.id)
        )
        around = plate.parent.classes if plate.parent is not None else ()
        look = (type(plate), plate.classes, where, around)
        if plate.display and whole and look not in known:
            known.add(look)
            found.append(plate)
    return found


async def plates(found: list[Button], pilot: Pilot[None]) -> AsyncIterator[tuple[str, Widget]]:
    """Bring each plate into each state."""
    for plate in found:
        plate.screen.set_focus(None)
        await pilot.hover(offset=NOWHERE)
        yield "at rest", plate
        await pilot.hover(plate)
        yield "under the hand", plate
        plate.add_class(PRESSED)
        yield "pressed by hand", plate
        plate.remove_class(PRESSED)
        if plate.focusable:
            plate.focus()
            yield "focused under the hand", plate
            await pilot.hover(offset=NOWHERE)
            yield "focused", plate
            plate.add_class(PRESSED)
            yield "pressed by key", plate
            plate.remove_class(PRESSED)


async def fields(found: list[Input], pilot: Pilot[None]) -> AsyncIterator[tuple[str, Widget]]:
    """Bring each field into each state."""
    for field in found:
        field.screen.set_focus(None)
        field.value = ""
        yield "empty", field
        field.focus()
        yield "focused", field
        field.value = TYPED
        yield "typed into", field
        await pilot.hover(field)
        yield "under the hand", field
        field.selection = Selection(0, len(TYPED))
        yield "selected", field
        field.selection = Selection(0, len(TYPED) // 2)
        yield "half selected", field


async def faults(app: Gallery, pilot: Pilot[None], known: set[object]) -> list[str]:
    """Return what cannot be read of plates and fields of new looks in any of their states."""
    wrong: list[str] = []
    fresh, written = kinds(app, known), list(app.screen.query(Input))
    for states in (plates(fresh, pilot), fields(written, pilot)):
        async for state, widget in states:
            await pilot.pause()
            found = hard_to_read(runs(app), widget.region, app.theme)
            wrong += [f"{widget} {state}: {each}" for each in found]
    return wrong


@pytest.mark.parametrize("theme", THEMES)
def test_plates_and_fields_are_read_in_every_state(theme: str) -> None:
    known: set[object] = set()

    async def look(name: str, *, large: bool) -> list[str]:
        view, overlay = SAMPLES[name]
        app = Gallery(view, "id", overlay, theme)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            if large:
                await app.enlarge()
            return await faults(app, pilot, known)

    for name in ARRANGEMENTS:
        assert asyncio.run(look(name, large=False)) == [], name
    for name in ENLARGED:
        assert asyncio.run(look(name, large=True)) == [], name
    assert len(known) >= KINDS


GREY = "PressButton.-style-default.-active { background: #808080; color: #9a9a9a; }"


@pytest.mark.parametrize("theme", THEMES)
def test_a_plate_that_turns_grey_when_it_is_pressed_is_found(theme: str) -> None:
    class Grey(Gallery):
        CSS = GREY

    async def look() -> list[str]:
        app = Grey(SAMPLES["farewell"][0], "id", theme=theme)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            return await faults(app, pilot, set())

    wrong = asyncio.run(look())
    for state in ("pressed by hand", "pressed by key"):
        assert any(f" {state}: " in each for each in wrong)
    assert all(" pressed by " in each for each in wrong)
