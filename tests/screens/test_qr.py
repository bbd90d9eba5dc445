"""A slip's code on the screen, read from its picture by somebody else's scanner."""

import asyncio

import pytest
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from screens.theme import THEMES
from screens.widgets.qr import QrCode
from tests.kiosk.documents.scanner import scan
from tests.kiosk.documents.test_slip import TOKEN
from tests.screens.camera import take_picture


class Slip(App[None]):
    """A code between words."""

    CSS = "Static { width: 1fr; height: 1fr; } QrCode { dock: left; margin: 0 0 0 2; }"

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield QrCode(TOKEN)
            yield Static("Nomor antrean Anda adalah 34. " * 20)


@pytest.mark.parametrize("theme", THEMES)
def test_a_code_is_read_from_the_screen_in_every_theme(theme: str) -> None:
    async def look() -> list[str]:
        app = Slip()
        for each in THEMES.values():
            app.register_theme(each)
        app.theme = theme
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert app.query_one(QrCode).size == (45, 23)
            return scan(take_picture(app))

    assert asyncio.run(look()) == [TOKEN]
