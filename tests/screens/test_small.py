"""A window that is too small says so, shows nothing else, and the visit goes on where it was."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events
from textual.containers import VerticalScroll

from kiosk.visit.codes import Code
from screens.board.board import BoardApp
from screens.theme import DAY
from screens.widgets.large import LEAST, LEAST_TYPING, ROWS
from screens.widgets.reading import HELD
from tests.kiosk.bench import somebody
from tests.screens.counter import Counter, counter
from tests.screens.gallery import Gallery
from tests.screens.samples import STOCK
from tests.screens.seen import ARRANGEMENTS, SAMPLES, SIZE
from tests.screens.test_large import ENLARGED

SMALL = ((79, 24), (80, 22), (30, 6))
SAID = {
    "id": "Jendela ini terlalu kecil ({}×{}): "
    "perbesarlah sampai {}, atau mintalah bantuan petugas.",
    "en": "This window is too small ({}×{}): make it at least {}, or ask an officer to.",
}
RESIDENT = somebody(Code.PRINT_READY)


def words(text: str) -> str:
    """Return what stands there, without the breaks between its lines."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("name", "language"),
    [*((name, "id") for name in ARRANGEMENTS), ("question-moved", "en"), ("idle", "en")],
)
def test_a_window_too_small_says_what_it_needs_and_nothing_else(name: str, language: str) -> None:
    async def shrink() -> None:
        app = Gallery(SAMPLES[name][0], language, SAMPLES[name][1])
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            before, focused = app.text(), app.screen.focused
            for size in SMALL:
                await pilot.resize_terminal(*size)
                await pilot.pause()
                assert words(app.text()) == SAID[language].format(*size, "80×23")
            await pilot.resize_terminal(*SIZE)
            await pilot.pause()
            assert app.text() == before
            assert app.screen.focused is focused

    asyncio.run(shrink())


@pytest.mark.parametrize("name", ENLARGED)
def test_large_letters_need_less_and_have_it(name: str) -> None:
    async def shrink() -> None:
        app = Gallery(SAMPLES[name][0], "id", SAMPLES[name][1])
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            large = await app.enlarge()
            typing = any(part.role == HELD for part in large.said)
            least = LEAST_TYPING if typing else LEAST
            await pilot.resize_terminal(*least)
            await app.settled()
            assert large.query_one("#pages", VerticalScroll).size.height >= ROWS
            assert large.query_one("#turn").region.bottom <= least.height
            assert "terlalu kecil" not in words(app.text())
            for size in ((least.width - 1, least.height), (least.width, least.height - 1)):
                await pilot.resize_terminal(*size)
                await app.settled()
                needed = f"{least.width}×{least.height}"
                assert words(app.text()) == SAID["id"].format(*size, needed)

    asyncio.run(shrink())


def tell(story: Callable[[Counter], Awaitable[None]], folder: Path) -> None:
    """Let it happen at a kiosk."""

    async def happen() -> None:
        async with counter(folder, [RESIDENT]) as at:
            await at.shows("WelcomeScreen")
            await story(at)

    asyncio.run(happen())


def test_nothing_unseen_is_pressed_and_the_number_is_still_there(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        await at.press(*RESIDENT.nik[:6])
        before = at.text()
        await at.pilot.resize_terminal(*SMALL[1])
        await at.press(*"999", "delete", "escape", "enter", "tab")
        at.app.post_message(events.Paste("1"))
        await at.pilot.click(offset=(5, 20))
        await at.pilot.resize_terminal(*SIZE)
        await at.pilot.pause()
        assert at.text() == before

    tell(story, tmp_path)


def test_what_happens_meanwhile_is_covered_too_and_ctrl_c_still_stops(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        await at.pilot.resize_terminal(*SMALL[0])
        for _ in range(3):  # the warning, and then the end
            at.clock.move(70.0)
            await at.pilot.pause(0.3)
            await at.until(lambda: words(at.text()) == SAID["id"].format(*SMALL[0], "80×23"))
        await at.until(lambda: type(at.app.screen).__name__ == "WelcomeScreen")
        await at.pilot.resize_terminal(*SIZE)
        await at.until(lambda: "Ada yang dapat kami bantu?" in at.text())
        await at.pilot.resize_terminal(*SMALL[0])
        await at.pilot.press("ctrl+c")
        await at.until(lambda: not at.app.is_running)

    tell(story, tmp_path)


def test_the_board_says_so_in_the_language_of_its_turn() -> None:
    async def shrink() -> None:
        app = BoardApp(lambda: STOCK, "Dispendukcapil", "id", DAY.name)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            before = app.screen._compositor.render_strips()
            await pilot.resize_terminal(*SMALL[0])
            await pilot.pause()
            assert words(board_text(app)) == SAID["id"].format(*SMALL[0], "80×23")
            app.turn()
            await pilot.pause()
            assert words(board_text(app)) == SAID["en"].format(*SMALL[0], "80×23")
            app.turn()
            await pilot.resize_terminal(*SIZE)
            await pilot.pause()
            assert app.screen._compositor.render_strips() == before

    asyncio.run(shrink())


def board_text(app: BoardApp) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())
