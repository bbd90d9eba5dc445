"""The board in the hall: what it shows, in both languages, in every theme, and without flicker."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Digits, Static

from kiosk.figures.stock import Stock
from kiosk.locale.catalogue import COMPLETE
from kiosk.watch import ServerState
from screens.board.board import BoardApp
from screens.theme import BLACK_ON_WHITE, DAY, THEMES, WHITE_ON_BLACK
from screens.widgets.small import TooSmall
from tests.screens.samples import AT, STOCK
from tests.screens.seen import runs
from tests.screens.test_rules import LEAST, contrast, strange

GOLDENS = Path(__file__).parent / "goldens-board"
DOWN = replace(STOCK, server=ServerState(up=False, since=AT))
FEW = Stock(AT, 0, 20, 0, 0, 200, 0, None)
SAMPLES: dict[str, Stock | None] = {"full": STOCK, "down": DOWN, "nothing": FEW, "unread": None}

Look = Callable[[BoardApp, Pilot[None]], Awaitable[None]]


def at_the_board(
    look: Look,
    stock: Stock | None = STOCK,
    *,
    language: str = "id",
    size: tuple[int, int] = (80, 24),
) -> None:
    """Stand before a board that shows this."""

    async def stand() -> None:
        app = BoardApp(lambda: stock, "Dispendukcapil Kota Probolinggo", language, DAY.name)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await look(app, pilot)

    asyncio.run(stand())


def text(app: BoardApp) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_board_shows_its_golden(name: str, language: str, request: pytest.FixtureRequest) -> None:
    async def look(app: BoardApp, _: Pilot[None]) -> None:
        golden = GOLDENS / f"{name}-{language}.txt"
        if request.config.getoption("--write-goldens"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(text(app))
        assert text(app) == golden.read_text()

    at_the_board(look, SAMPLES[name], language=language)


def test_every_letter_has_the_contrast_of_its_theme_and_stands_in_the_fonts() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        for theme in THEMES:
            app.theme = theme
            await pilot.pause()
            least = LEAST if theme == DAY.name else 20.9
            for run in runs(app):
                assert strange(run.text) == set()
                if not run.text.isspace():
                    assert contrast(run.ink, run.paper) >= least, (theme, run.text)

    at_the_board(look)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (132, 43)])
def test_all_of_it_is_seen_from_80_by_24_up(size: tuple[int, int]) -> None:
    async def look(app: BoardApp, _: Pilot[None]) -> None:
        whole = app.screen.region
        seen = (each for each in app.screen.query(Static) if not isinstance(each, TooSmall))
        for widget in (*app.screen.query(Digits), *seen):
            assert widget.region.height > 0
            assert widget.region in whole
        assert "9.987" not in text(app)  # it is drawn three rows high
        assert [each.value for each in app.screen.query(Digits)] == ["9.987", "12", "143", "1.034"]

    at_the_board(look, size=size)


def test_languages_take_turns_and_one_press_changes_the_contrast() -> None:
    async def look(app: BoardApp, pilot: Pilot[None]) -> None:
        assert "Orang menunggu" in text(app)
        app.turn()
        await pilot.pause()
        assert "People waiting" in text(app)
        assert app.screen.query(Digits).first().value == "9,987"
        app.turn()
        await pilot.pause()
        assert "Orang menunggu" in text(app)
        seen = [app.theme]
        for _ in range(2):
            await pilot.press("c")
            seen.append(app.theme)
        assert seen == [DAY.name, BLACK_ON_WHITE.name, WHITE_ON_BLACK.name]

    at_the_board(look)


def test_only_what_changed_is_drawn_again_and_old_figures_stay_with_their_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[Stock | None] = [STOCK]
    drawn: list[str] = []

    async def stand() -> None:
        app = BoardApp(lambda: shown[0], "Dispendukcapil", "id", DAY.name)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            for kind in (Static, Digits):
                real = kind.update

                def update(
                    widget: object, content: str = "", real: Callable[..., None] = real
                ) -> None:
                    drawn.append(str(content))
                    real(widget, content)

                monkeypatch.setattr(kind, "update", update)
            app.look()
            assert drawn == []
            shown[0] = replace(STOCK, free=9_986)
            app.look()
            assert drawn == ["9.986"]
            shown[0] = None
            app.look()
            assert drawn[1:] == ["! Angka tidak dapat dibaca. Yang terakhir: 2 Maret 2026 09.41."]

    asyncio.run(stand())
