"""A slip's code on the screen, read from its picture by somebody else's scanner."""

import asyncio

import pytest

from kiosk.locale.catalogue import COMPLETE
from kiosk.visit.views import CodeView
from screens.theme import THEMES
from tests.kiosk.documents.scanner import scan
from tests.screens.camera import take_picture
from tests.screens.gallery import Gallery
from tests.screens.seen import SAMPLES, SIZE


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("theme", THEMES)
def test_a_slip_is_read_from_the_screen_in_every_theme(theme: str, language: str) -> None:
    view = SAMPLES["code"][0]
    assert isinstance(view, CodeView)

    async def look() -> list[str]:
        app = Gallery(view, language, theme=theme)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            return scan(take_picture(app))

    assert asyncio.run(look()) == [view.slip.token]
