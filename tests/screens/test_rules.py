"""The rules of docs/screens.md, each over every view; a view that no rule knows fails.

What holds at every size is in test_every_screen.py, what takes a visit is in test_app.py.
"""

import asyncio
import unicodedata
from collections import Counter

import pytest
from textual.color import Color
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Button

from kiosk.locale.catalogue import catalogue
from kiosk.message import message
from kiosk.visit.views import (
    Attesting,
    CodeView,
    CollectView,
    FarewellView,
    FingerView,
    NikView,
    OfficerView,
    OutcomeView,
    PhoneView,
    PrintingView,
    QuestionView,
    ReadyView,
    ReturnView,
    ReviewView,
    View,
    WaitView,
    WelcomeView,
    WritingView,
)
from screens.shown import SCREENS
from screens.theme import BLACK, BLACK_ON_WHITE, DAY, WHITE, WHITE_ON_BLACK
from screens.widgets.trail import HERE
from tests.screens.gallery import Gallery
from tests.screens.seen import FIRST_LANGUAGE, ONE_OF_EACH, SAMPLES, SIZE, Plate, Seen

ASKS: dict[type[View], bool] = {
    WelcomeView: True,
    NikView: True,
    PhoneView: True,
    CodeView: False,
    ReturnView: False,
    WaitView: False,
    WritingView: False,
    FingerView: True,
    ReviewView: True,
    QuestionView: True,
    ReadyView: True,
    PrintingView: False,
    CollectView: False,
    OfficerView: False,
    OutcomeView: False,
    FarewellView: False,
}
"""Whether the resident has to answer something there; elsewhere the heading says what is so."""


ENDINGS = [name for name in SAMPLES if name.startswith("outcome-")]
IN_A_COLUMN = {"code"}
"""Where a picture takes every row, words and plates stand in a column beside it."""
AT_THE_TOP = {"letters", "theme", "language"}
HIGH_CONTRAST = (BLACK_ON_WHITE.name, WHITE_ON_BLACK.name)
LINES = " ░▓█▀▄▌▐▖▗▘▝▔▁▂▃▄▅▆▇─│╭╮╰╯┏┓┗┛━╸╺┃├┤┬┴═║╔╗╚╝╻╹┣┫┳┻╋▎▊▛▜▙▟▕▏┌┐└┘╴╵╶╷"
"""Of which pictures, frames and bars are made; they are not read."""
LEAST = 10.0
"""Contrast of any letter by day."""
WORDLESS = {"ok", "oke", "ya", "tidak", "yes", "no", "submit", "kirim", "next"}
"""Labels that answer nothing by themselves."""
SIGNS = " ◐▶●○✓×■◷+!←→↓▲▼█▀▄░▓•–—·…"
"""Signs in words, besides letters, digits and the lines above; DejaVu Sans Mono has them all."""


def test_the_heading_is_a_question_wherever_something_is_asked(screen: Seen) -> None:
    question = screen.question
    asks = ASKS[type(SAMPLES[screen.name][0])] if screen.is_plain else screen.name == "idle"
    if asks:
        assert "?" in question
    else:
        assert question.endswith((".", "?"))
    assert Counter(question)["?"] <= 1, "one question a screen"


def test_the_heading_stands_once_above_everything_that_can_be_answered(screen: Seen) -> None:
    if screen.name not in IN_A_COLUMN:
        text = screen.text(DAY.name)
        assert " ".join(text.split()).count(" ".join(screen.question.split())) == 1
    answers = [plate for plate in screen.plates if plate.id not in AT_THE_TOP]
    assert all(plate.place.y >= screen.heading.bottom for plate in answers)


OFFICERS = "not-there"
"""What only the officer at the open box presses; pale, at the right."""


def test_back_and_on_are_always_in_the_same_places(screen: Seen) -> None:
    if screen.name in IN_A_COLUMN:
        back = screen.plate("back")
        assert back is not None
        assert (back.place.y, back.place.x) == (SIZE[1] - 4, 3)
        return
    if not screen.is_plain:
        ways = [plate.id for plate in screen.plates if plate.id in ("stay", "leave")]
        assert ways == ["stay", "leave"]
        return
    row, left, right = SIZE[1] - 4, 3, SIZE[0] - 3
    for key in ("back", "cancel", "officer", "onward"):
        if (plate := screen.plate(key)) is not None:
            assert (plate.place.y, plate.place.height) == (row, 3)
    shown = [plate for plate in screen.plates if plate.place.y == row and plate.id != OFFICERS]
    assert [plate.id for plate in shown if not plate.id.startswith("language-")] == [
        key for key in ("back", "cancel", "officer", "onward") if screen.plate(key) is not None
    ]
    assert shown[0].place.x == left
    if (onward := screen.plate("onward")) is not None:
        assert onward.place.right == right
        assert onward.is_main
    assert screen.plate("officer") is not None, "help is on every screen, in the same row"
    theme, language = screen.plate("theme"), screen.plate("language")
    assert theme is not None
    assert theme.place.y == 0
    if language is None:
        assert any(plate.id.startswith("language-") for plate in shown), "or all of them below"
    else:
        assert language.place.y == 0


def test_every_plate_says_what_it_does_and_no_two_say_the_same(screen: Seen) -> None:
    bodies = [plate.label.strip(" →↓←") for plate in screen.plates]
    assert all(each and each.lower() not in WORDLESS for each in bodies)
    marks = {each.label for each in screen.plates if each.id.startswith("wrong-")}
    repeated = {each for each, times in Counter(bodies).items() if times > 1}
    assert repeated <= marks
    assert sum(plate.is_main for plate in screen.plates) <= 1


def test_plates_are_large_and_apart(screen: Seen) -> None:
    plates = screen.plates
    for plate in plates:
        usual = 4 if screen.name.startswith("attest") and plate.id.startswith("key-") else 10
        rows, columns = (1, 12) if plate.id in AT_THE_TOP else (3, usual)
        assert plate.place.height >= rows
        assert plate.place.width >= columns
    for one in plates:
        for other in plates:
            if one is not other and one.place.y == other.place.y and one.place.y > 0:
                assert _gap(one, other) >= 1


def _gap(one: Plate, other: Plate) -> int:
    return max(other.place.x - one.place.right, one.place.x - other.place.right)


def test_every_letter_has_the_contrast_of_its_theme(screen: Seen) -> None:
    for theme, runs in screen.runs.items():
        for run in runs:
            of_a_number = any(each.overlaps(run.place) for each in screen.numbers)
            is_read = run.text.strip(" " if of_a_number else LINES)
            if is_read and screen.panel.contains_region(run.place):
                ratio = contrast(run.ink, run.paper)
                assert ratio >= LEAST, f"{run.text!r} has {ratio:.1f} in {theme}"


def test_high_contrast_is_nothing_but_black_and_white(screen: Seen) -> None:
    both = {Color.parse(BLACK), Color.parse(WHITE)}
    for theme in screen.runs.keys() & HIGH_CONTRAST:
        for run in screen.runs[theme]:
            assert run.paper in both, run
            if not run.text.isspace():
                assert run.ink in both, run
                assert run.ink != run.paper, run


def test_what_is_said_by_colour_is_also_said_by_a_sign_or_a_word(screen: Seen) -> None:
    if not screen.is_plain:
        return
    by_day = _letters(screen.text(DAY.name))
    assert all(_letters(screen.text(theme)) == by_day for theme in screen.runs)
    view = SAMPLES[screen.name][0]
    rows = view.rows if isinstance(view, ReviewView) else ()
    assert by_day.count("×") == sum(row.wrong for row in rows)
    assert by_day.count(HERE) == (SCREENS[type(view)].STEP is not None)


def _letters(text: str) -> str:
    return "".join(each for each in text if each not in LINES)


def test_every_character_is_in_the_fonts_of_a_kiosk(screen: Seen) -> None:
    assert strange(screen.text(DAY.name)) == set()


def strange(text: str) -> set[str]:
    """Return characters that the fonts of a kiosk lack."""
    return {
        each
        for each in text
        if each not in LINES + SIGNS
        and not (each.isascii() and each.isprintable())
        and unicodedata.category(each)[0] != "L"
    }


def test_what_went_wrong_is_said_on_top_and_beside_the_field(screen: Seen) -> None:
    if not screen.is_plain:
        return
    rows: dict[int, str] = {}
    for run in screen.runs[DAY.name]:
        rows[run.place.y] = rows.get(run.place.y, "") + run.text
    first = screen.heading.y - 1
    above = " ".join(" ".join(rows[row] for row in range(first)).split())
    below = " ".join(" ".join(rows[row][: SIZE[0]] for row in range(first, SIZE[1])).split())
    if screen.trouble:
        assert f"! {screen.trouble}" in above
        assert f"! {screen.trouble.split()[0]}" in below
    else:
        assert "! " not in above + below


ARROWS = (("down", 1), ("up", -1), ("right", 1), ("left", -1))
BESIDE = ("review-home", "question-condition")
"""Where the arrows of both directions are walked: one binding has both."""


@pytest.mark.parametrize("name", [name for name in ONE_OF_EACH if SAMPLES[name][1] is None])
def test_arrows_stay_below_the_top_line_and_tab_goes_everywhere(name: str) -> None:
    async def walk() -> None:
        app = Gallery(SAMPLES[name][0], "id")
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            plates = [each for each in app.screen.focus_chain if isinstance(each, Button)]
            everywhere = {each.id for each in plates}
            below = [each.id for each in plates if each.region.y > 0]
            start = below.index(app.screen.focused.id) + 1 if app.screen.focused else 0
            for key, way in ARROWS if name in BESIDE else ARROWS[:2]:
                app.screen.set_focus(None if start == 0 else plates[-len(below) + start - 1])
                reached = [await _pressed(app, pilot, key) for _ in range(len(below) + 1)]
                first = start if start == 0 or way == 1 else start - 2
                expected = [(first + way * step) % len(below) for step in range(len(reached))]
                assert reached == [below[place] for place in expected]
            assert {await _pressed(app, pilot, "tab") for _ in plates} == everywhere
            app.screen.query_one("#theme").focus()
            assert await _pressed(app, pilot, "up") == below[0]

    asyncio.run(walk())


async def _pressed(app: Gallery, pilot: Pilot[None], key: str) -> str | None:
    await pilot.press(key)
    assert app.screen.focused is not None
    return app.screen.focused.id


def test_where_nothing_is_the_usual_next_no_key_does_anything_by_accident(screen: Seen) -> None:
    unchosen = (
        WaitView
        | WritingView
        | FingerView
        | QuestionView
        | OfficerView
        | PrintingView
        | CollectView
    )
    view, overlay = SAMPLES[screen.name]
    is_open = overlay is None and isinstance(view, unchosen)
    vouches = isinstance(overlay, Attesting) and overlay.officer is not None
    assert (screen.focused == "") == (is_open or vouches)


@pytest.mark.parametrize("name", ENDINGS)
def test_an_ending_says_what_is_kept_where_and_when_and_shows_all_of_it(name: str) -> None:
    words = catalogue(FIRST_LANGUAGE)

    async def read() -> str:
        app = Gallery(SAMPLES[name][0], FIRST_LANGUAGE)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            pages, onward = [app.text()], app.screen.query_one("#onward", Button)
            scroll = app.screen.query_one(VerticalScroll)
            while scroll.scroll_offset.y < scroll.max_scroll_y:
                assert words.say(message("paged.more")) in str(onward.label)
                assert words.say(message("paged.below")) in app.text()
                await pilot.click("#onward")
                await pilot.pause()
                pages.append(app.text())
            assert words.say(message("paged.more")) not in str(onward.label)
            if scroll.max_scroll_y > 0:
                await pilot.click("#again")
                await pilot.pause()
                await pilot.pause()
                assert scroll.scroll_offset.y == 0
            return "\n".join(pages)

    text = asyncio.run(read())
    for part in ("kept", "where", "when"):
        assert words.say(message(f"outcome.{part}")) in text


def contrast(one: Color, other: Color) -> float:
    """Return the ratio of WCAG 2.2, from 1 to 21."""

    def light(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    def luminance(colour: Color) -> float:
        red, green, blue = map(light, colour.rgb)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
