"""Shows one sample at a time: for rules and goldens, and as pictures for people."""

import asyncio
from typing import Any

from textual.app import App

from kiosk.locale.catalogue import catalogue
from kiosk.visit.views import Overlay, View
from screens.resident.readable import ReadableScreen
from screens.shown import OVERLAYS, SCREENS
from screens.theme import DAY, THEMES
from screens.widgets.large import LargeLetters
from tests.screens import samples

FIRST = ("welcome", "wait", "farewell", "printing", "collect")
"""Screens from which nobody can go back."""


class Gallery(App[None], inherit_bindings=False):
    """One screen, perhaps with something over it."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(
        self,
        view: View,
        language: str,
        overlay: Overlay = None,
        theme: str = DAY.name,
        *,
        accompanied: bool = False,
    ) -> None:
        super().__init__()
        self._accompanied = accompanied
        self._view = view
        self._words = catalogue(language)
        self._overlay = overlay
        for each in THEMES.values():
            self.register_theme(each)
        self.theme = theme
        self.animation_level = "none"

    async def on_mount(self) -> None:
        kind: Any = SCREENS[type(self._view)]
        name = type(self._view).__name__.removesuffix("View").lower()
        back = not name.startswith(FIRST)
        await self.push_screen(
            kind(
                self._view,
                self._words,
                samples.PLACE.office,
                can_go_back=back,
                accompanied=self._accompanied,
            )
        )
        if self._overlay is not None:
            await self.push_screen(OVERLAYS[type(self._overlay)](self._overlay, self._words))

    async def enlarge(self) -> LargeLetters:
        """Make the letters of what is shown large, and return them."""
        screen = self.screen
        assert isinstance(screen, ReadableScreen)
        await screen.enlarge(large=True)
        await self.settled()
        return screen.query_one(LargeLetters)

    async def settled(self) -> None:
        """Let large letters be laid out."""
        done = asyncio.Event()
        for _ in range(3):
            self.screen.query_one(LargeLetters).call_after_refresh(done.set)
            await done.wait()
            done.clear()

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
