"""Large letters: everything that stands on the usual screen, and everything that can be done."""

import asyncio
import re
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

import kiosk.locale
from kiosk.locale.catalogue import LANGUAGES
from kiosk.visit.codes import Code
from screens.resident.overlays import OverlayScreen
from screens.resident.readable import ReadableScreen
from screens.shown import SCREENS
from screens.theme import THEMES
from screens.widgets.button import MARK
from screens.widgets.choice import Choice
from screens.widgets.large import ROWS, BlockPlate, BlockWords, LargeLetters, block
from tests.kiosk.bench import somebody
from tests.screens.counter import Counter, counter
from tests.screens.gallery import Gallery
from tests.screens.seen import ARRANGEMENTS, SAMPLES, SIZE, runs, seen
from tests.screens.test_rules import HIGH_CONTRAST, LEAST, contrast, strange

AS_THEY_ARE = ("code", "attest")
"""A code that fills the screen, and an officer's form."""
ENLARGED = [name for name in ARRANGEMENTS if not name.startswith(AS_THEY_ARE)]
QUARTERS = "▚▞"
"""The two of these signs that nothing else is drawn with; DejaVu Sans Mono has them."""
MANY = 40
"""More pages or plates than any screen has."""
NARROW = (40, 10)
CATALOGUE = re.compile(r'^(?:msgstr )?"(.*)"$', re.MULTILINE)


def of(name: str, language: str = "id", theme: str = "day") -> Gallery:
    """Return the gallery with a sample."""
    view, overlay = SAMPLES[name]
    return Gallery(view, language, overlay, theme)


@pytest.mark.parametrize("name", ENLARGED)
def test_everything_of_the_usual_screen_is_said_reached_and_read_page_by_page(name: str) -> None:
    plates = {each.id for each in seen(name, "id").plates} - {"letters"}

    async def read() -> None:
        app = of(name)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            beneath = app.screen
            large = await app.enlarge()
            said = " ".join(" ".join(part.words for part in large.said).split())
            heading = beneath.query_one("#question, #title")
            assert " ".join(str(heading.render()).split()) in said
            twins = [each.twin for each in large.query(BlockPlate) if each.twin is not None]
            assert {each.id for each in twins} == plates
            assert len(twins) == len(set(twins))
            await turn_the_pages(app, pilot, large)
            await walk(app, pilot, large)
            await pilot.resize_terminal(*NARROW)
            await app.settled()
            assert all(each.outer_size.width <= NARROW[0] for each in large.query(BlockWords))

    asyncio.run(read())


async def turn_the_pages(app: Gallery, pilot: Pilot[None], large: LargeLetters) -> None:
    """See every line whole once, and then the first page again."""
    pages, turn = large.query_one(VerticalScroll), large.query_one("#turn", BlockPlate)
    whole: set[int] = set()
    height = pages.size.height
    for _ in range(MANY):
        top = int(pages.scroll_offset.y)
        whole |= set(range(top, top + pages.size.height - ROWS + 1))
        if top >= pages.max_scroll_y:
            break
        turn.press()
        await pilot.pause()
        await app.settled()
        assert pages.size.height == height
    lines = [y for each in large.query(BlockWords) for y in line_tops(each)]
    assert [y for y in lines if y not in whole and y >= 0] == []
    if pages.max_scroll_y > 0:
        turn.press()
        await pilot.pause()
        await app.settled()
        assert pages.scroll_offset.y == 0


async def walk(app: Gallery, pilot: Pilot[None], large: LargeLetters) -> None:
    """Reach every large plate by keys, and nothing beneath; the mark says where that is."""
    reached = set()
    for _ in range(len(app.screen.focus_chain)):
        await pilot.press("tab")
        focused = app.screen.focused
        assert isinstance(focused, BlockPlate)
        assert large in focused.ancestors
        reached.add(focused)
        strips = app.screen._compositor.render_strips()
        assert sum(strip.text.count(MARK) for strip in strips) == 1
    assert reached == {each for each in large.query(BlockPlate) if each.display}


def line_tops(words: BlockWords) -> list[int]:
    """Return the rows on which lines of letters begin; none of what always stays in sight."""
    if not isinstance(words.parent, VerticalScroll):
        return []
    place = words.virtual_region
    return list(range(place.y, place.bottom, ROWS))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["nik-typed", "question-condition", "outcome-damaged", "idle"])
def test_large_letters_have_the_contrast_of_their_theme(name: str, theme: str) -> None:
    async def look() -> None:
        app = of(name, theme=theme)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            await app.enlarge()
            for run in runs(app):
                if run.text.strip(" ─"):
                    least = 21.0 if theme in HIGH_CONTRAST else LEAST
                    assert contrast(run.ink, run.paper) >= least, run
                assert strange(run.text) <= set(QUARTERS)

    asyncio.run(look())


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_letter_for_every_letter_that_is_said(language: str) -> None:
    text = (Path(kiosk.locale.__file__).parent / f"{language}.po").read_text()
    said = " ".join(CATALOGUE.findall(text))
    letters = {each for each in said if not each.isspace()} - set("←→↓▼\\")
    assert letters > set("aeiknx")
    for letter in letters:
        assert block(letter, 72).plain.strip(), letter


def test_only_a_code_and_an_officers_form_stay_as_they_are() -> None:
    kinds = [*SCREENS.values(), *OverlayScreen.__subclasses__()]
    usual = {kind.__name__ for kind in kinds if not kind.ENLARGES}
    assert usual == {"CodeScreen", "AttestScreen"}


def test_a_visit_in_large_letters_by_keys_alone_which_the_next_visit_forgets(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        resident = somebody(Code.MOVED, 3)
        async with counter(tmp_path, [resident]) as at:
            await at.shows("WelcomeScreen")
            await at.pilot.click("#letters")
            await go(at, "own_card")
            await at.shows("NikScreen")
            await at.press(*resident.fields.nik)
            await at.until(lambda: resident.fields.nik[-4:] in held(at))
            await at.press("enter")
            await at.shows("FingerScreen")
            at.reader.act({"act": "finger", "is": "right", "seconds": 2.0}, at.clock.monotonic())
            await at.shows("OutcomeScreen")
            await go(at, "onward")
            await at.shows("WelcomeScreen")
            await at.until(lambda: not at.app.screen.query(LargeLetters))

    asyncio.run(story())


def held(at: Counter) -> str:
    """Return what was typed, as the letters say it."""
    return "".join(part.words for large in at.app.screen.query(LargeLetters) for part in large.said)


async def go(at: Counter, id: str) -> None:
    """Go to the large twin of a plate by keys, and press it."""
    await at.until(lambda: bool(at.app.screen.query(BlockPlate)))
    for _ in range(MANY):
        focused = at.app.screen.focused
        if isinstance(focused, BlockPlate) and focused.twin is not None and focused.twin.id == id:
            assert isinstance(focused.twin, Choice)
            await at.press("enter")
            return
        await at.press("tab")
    raise AssertionError(f"no key leads there:\n{at.text()}")


@pytest.mark.parametrize("turns", range(6))
def test_letters_that_go_while_they_are_laid_out_break_nothing(turns: int) -> None:
    """As when the next screen comes while the lines of this one are still broken anew."""

    async def story() -> None:
        app = of("nik-typed")
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            large = await app.enlarge()
            laying = asyncio.create_task(large.on_resize())
            for _ in range(turns):
                await asyncio.sleep(0)
            await asyncio.gather(large.remove(), laying)
            assert not large.is_attached

    asyncio.run(story())


def test_usual_letters_have_the_keyboard_where_it_was() -> None:
    async def story() -> None:
        app = of("review-home")
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            before = app.screen.focused
            assert before is not None
            await app.enlarge()
            screen = app.screen
            assert isinstance(screen, ReadableScreen)
            await screen.enlarge(large=False)
            assert screen.focused is before

    asyncio.run(story())
