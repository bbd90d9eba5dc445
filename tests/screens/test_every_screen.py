"""What holds on every screen, in every language and at every size."""

import asyncio
from dataclasses import replace
from typing import get_args

import pytest
from textual.widget import Widget
from textual.widgets import Button, Input

from kiosk.locale.catalogue import COMPLETE, LANGUAGES, catalogue
from kiosk.message import message
from kiosk.visit.events import (
    Back,
    Begin,
    CallOfficer,
    Cancel,
    Intent,
    SetLanguage,
    SignIn,
    Stay,
)
from kiosk.visit.facts import Purpose
from kiosk.visit.views import OutcomeView, View
from screens.messages import Wanted
from screens.resident.base import ResidentScreen
from screens.resident.number import NumberScreen
from screens.resident.outcome import OutcomeScreen
from screens.resident.paged import PagedScreen
from screens.shown import SCREENS
from screens.widgets.button import MARK
from screens.widgets.choice import Choice
from tests.kiosk.locale.endings import ENDINGS
from tests.screens.gallery import Gallery
from tests.screens.room import visible_plates
from tests.screens.seen import ARRANGEMENTS, SAMPLES, Seen, seen

FILLED = "siti"
IN_A_COLUMN = {"code"}
"""Where a picture takes every row: nothing but back and help, one above the other."""
NO_BACK = {"welcome", "wait", "farewell", "printing", "collect"}


class Listening(Gallery):
    """A gallery that writes down what is wanted of it."""

    heard: list[Intent]

    def on_wanted(self, event: Wanted) -> None:
        """Write it down."""
        self.heard.append(event.intent)


def gallery(name: str, language: str = "id") -> Listening:
    view, overlay = SAMPLES[name]
    app = Listening(view, language, overlay)
    app.heard = []
    return app


def test_nothing_is_cut_off_or_overlaps(screen: Seen) -> None:
    assert screen.misfits == ()


@pytest.mark.parametrize("name", ARRANGEMENTS)
@pytest.mark.parametrize("language", [each for each in LANGUAGES if each not in COMPLETE])
def test_nothing_is_cut_off_where_only_some_words_differ(name: str, language: str) -> None:
    """What else these languages say has its limits in test_fits."""
    assert seen(name, language).misfits == ()


def fill(screen: Widget) -> None:
    """Type something into every field: an empty one is asked for first."""
    for field in screen.query(Input):
        field.value = FILLED


def sends(screen: Widget, choice: Choice) -> bool:
    """Tell whether pressing it sends what it means: some send what was typed, or turn a page."""
    return choice.id != "onward" or not isinstance(screen, NumberScreen | PagedScreen)


def marked(app: Gallery) -> set[Button]:
    """Return the plates on which the sign stands that says where the keyboard is."""
    strips = app.screen._compositor.render_strips()
    found = set()
    for plate in visible_plates(app.screen):
        place = plate.region
        rows = [strip.crop(place.x, place.right).text for strip in strips[place.y : place.bottom]]
        if any(MARK in row for row in rows):
            found.add(plate)
    return found


def meant(choice: Choice) -> Intent:
    """Return what pressing it means, with what was typed."""
    intent = choice.intent
    return replace(intent, name=FILLED, pin=FILLED) if isinstance(intent, SignIn) else intent


@pytest.mark.parametrize(
    ("name", "key"),
    [
        *((name, "tab") for name in ARRANGEMENTS),
        *((name, "down") for name in ARRANGEMENTS if SAMPLES[name][1] is not None),
    ],
)
def test_every_choice_is_reached_and_pressed_by_keys_alone(name: str, key: str) -> None:
    async def press() -> None:
        app = gallery(name)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            fill(app.screen)
            choices = [each for each in app.screen.query(Choice) if each.display]
            reached: set[str | None] = set()
            turns = 0
            while reached != {each.id for each in choices}:
                focused = app.screen.focused
                if isinstance(focused, Button):
                    assert marked(app) == {focused}
                if isinstance(focused, Choice) and focused.id not in reached:
                    reached.add(focused.id)
                    app.heard.clear()
                    await pilot.press("enter")
                    await pilot.pause()
                    if sends(app.screen, focused):
                        assert app.heard == [meant(focused)]
                await pilot.press(key)
                turns += 1
                assert turns < 40, f"only {reached} can be reached"

    asyncio.run(press())


@pytest.mark.parametrize("key", ["tab", "shift+tab", "down", "up"])
@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("question-condition", "choice-0"),
        ("printing-with_slip", "cancel"),
        ("finger-place", "back"),
    ],
)
def test_where_nothing_is_chosen_any_key_begins_below_the_top_line(
    name: str, first: str, key: str
) -> None:
    async def press() -> None:
        app = gallery(name)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("enter", "space")
            assert app.heard == []
            await pilot.press(key)
            assert app.screen.focused is not None
            assert app.screen.focused.id == first

    asyncio.run(press())


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_every_choice_is_pressed_by_touch_and_not_when_the_finger_slides_off(name: str) -> None:
    async def touch() -> None:
        app = gallery(name)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            fill(app.screen)
            for choice in [each for each in app.screen.query(Choice) if each.display]:
                app.heard.clear()
                await pilot.mouse_down(choice)
                await pilot.mouse_up(offset=(79, 23))
                await pilot.pause()
                assert app.heard == []
                await pilot.click(choice)
                await pilot.pause()
                if sends(app.screen, choice):
                    assert app.heard == [meant(choice)]

    asyncio.run(touch())


def test_there_is_always_a_way_out_and_somebody_to_ask(screen: Seen) -> None:
    name = screen.name
    offered: dict[type[Intent], int] = {
        type(plate.intent): plate.place.y for plate in screen.plates if plate.intent is not None
    }
    if not screen.is_plain:
        assert {Stay, Cancel} <= set(offered)
        return
    assert {CallOfficer, SetLanguage} <= set(offered)
    kind = name.split("-", maxsplit=1)[0]
    assert (Back in offered) == (kind not in NO_BACK)
    at_the_hopper = "door" in name or name.endswith("-sign")
    never = ("welcome", "farewell", "printing", *IN_A_COLUMN)
    stoppable = kind not in never and not at_the_hopper
    assert (Cancel in offered) == stoppable
    if kind in IN_A_COLUMN:
        return
    ways = (Back, Cancel, CallOfficer)
    assert len({row for intent, row in offered.items() if intent in ways}) == 1


PURPOSES = {
    "welcome.own_card": Begin(Purpose.OWN_CARD),
    "welcome.accompany": Begin(Purpose.OWN_CARD, accompanied=True),
    "welcome.report_death": Begin(Purpose.REPORT_DEATH),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_purpose_on_the_welcome_begins_the_visit_that_its_words_name(language: str) -> None:
    begun = {
        plate.label: plate.intent
        for plate in seen("welcome", language).plates
        if isinstance(plate.intent, Begin)
    }
    words = catalogue(language)
    assert begun == {words.say(message(each)): intent for each, intent in PURPOSES.items()}


def languages_offered(name: str, language: str) -> set[str]:
    intents = [plate.intent for plate in seen(name, language).plates]
    return {each.language for each in intents if isinstance(each, SetLanguage)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_welcome_screen_every_language_is_one_press_away(language: str) -> None:
    assert languages_offered("welcome", language) == set(LANGUAGES) - {language}


def test_everywhere_else_one_button_leads_back_to_the_first_language_and_on_to_english() -> None:
    offered = {language: languages_offered("nik", language) for language in LANGUAGES}
    assert offered == {"id": {"en"}, "en": {"id"}, "jv": {"id"}, "mad": {"id"}}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_kinds_of_screen_ask_the_same(language: str) -> None:
    asked: dict[str, set[str]] = {}
    for name, (view, overlay) in SAMPLES.items():
        if overlay is None:
            screen = SCREENS[type(view)](view, catalogue(language), "", can_go_back=False)
            question = catalogue(language).say(screen.question())
            asked.setdefault(question, set()).add(name.split("-")[0])
    assert {question: kinds for question, kinds in asked.items() if len(kinds) > 1} == {}


def test_every_kind_of_view_has_a_screen_and_a_sample() -> None:
    kinds = set(get_args(View))
    assert set(SCREENS) == kinds
    assert {type(view) for view, _ in SAMPLES.values()} == kinds
    assert {type(SAMPLES[name][0]) for name in ARRANGEMENTS} == kinds


def test_every_ending_has_a_sample() -> None:
    shown = {view.heading.id for view, _ in SAMPLES.values() if isinstance(view, OutcomeView)}
    assert shown == {f"outcome.{name}.heading" for name in ENDINGS}


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_any_size_is_survived(name: str) -> None:
    async def shrink() -> None:
        app = gallery(name)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            before = app.text()
            for size in ((40, 10), (20, 5), (80, 24)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
            assert app.text() == before
            for size in ((200, 60), (80, 24)):
                await pilot.resize_terminal(*size)
                await pilot.pause()
            if not isinstance(app.screen, PagedScreen):  # there it was read to its end
                assert app.text() == before
            assert isinstance(app.screen_stack[1], ResidentScreen)

    asyncio.run(shrink())


def test_what_an_ending_closed_is_drawn_when_it_is_known() -> None:
    ending, _ = SAMPLES["outcome-already_printed"]
    assert isinstance(ending, OutcomeView)
    screen = OutcomeScreen(ending, catalogue("en"), "", can_go_back=False, accompanied=False)
    closed = replace(ending, also=(message("also.no_longer", reference="4821 0937 5557"),))
    assert screen.fits(ending)
    assert not screen.fits(closed)
