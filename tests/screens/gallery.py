"""Shows one sample at a time: for goldens, and, called as a program, as pictures for people."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from textual.app import App

from kiosk.locale.catalogue import LANGUAGES, catalogue
from kiosk.visit.views import Overlay, View
from screens.app import OVERLAYS, SCREENS
from screens.theme import DAY
from tests.screens import samples

FIRST = ("welcome", "wait", "farewell", "printing", "collect")
"""Screens from which nobody can go back."""


class Gallery(App[None]):
    """One screen, perhaps with something over it."""

    def __init__(self, view: View, language: str, overlay: Overlay = None) -> None:
        super().__init__()
        self._view = view
        self._words = catalogue(language)
        self._overlay = overlay
        self.register_theme(DAY)
        self.theme = DAY.name
        self.animation_level = "none"

    async def on_mount(self) -> None:
        kind: Any = SCREENS[type(self._view)]
        name = type(self._view).__name__.removesuffix("View").lower()
        back = not name.startswith(FIRST)
        await self.push_screen(
            kind(self._view, self._words, samples.PLACE.office, can_go_back=back)
        )
        if self._overlay is not None:
            await self.push_screen(OVERLAYS[type(self._overlay)](self._overlay, self._words))

    def text(self) -> str:
        """Return what stands on the screen, character by character."""
        strips = self.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


def everything() -> dict[str, tuple[View, Overlay]]:
    """Return every sample by name."""
    views = dict(samples.views())
    shown: dict[str, tuple[View, Overlay]] = {name: (view, None) for name, view in views.items()}
    shown |= {name: (views["review-home"], overlay) for name, overlay in samples.overlays()}
    return shown


async def _draw(folder: Path, size: tuple[int, int]) -> None:
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True, exist_ok=True)
        for name, (view, overlay) in everything().items():
            app = Gallery(view, language, overlay)
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                app.save_screenshot(f"{name}.svg", str(folder / language))


if __name__ == "__main__":
    asyncio.run(_draw(Path(sys.argv[1]), (80, 24)))
