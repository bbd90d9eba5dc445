"""Takes a picture of a screen as a terminal draws it, every cell in its own colours."""

from collections.abc import Iterator
from typing import Any

from PIL import Image
from textual.app import App
from textual.color import Color

from tests.kiosk.documents.scanner import Cell, rasterise


def take_picture(app: App[Any]) -> Image.Image:
    """Return what the terminal shows now."""
    return rasterise(_cells(app), app.screen.styles.background.hex, app.size)


def _cells(app: App[Any]) -> Iterator[Cell]:
    for line, strip in enumerate(app.screen._compositor.render_strips()):
        column = 0
        for segment in strip:
            style = segment.style
            assert style is not None
            assert style.bgcolor is not None
            paper = Color.from_rich_color(style.bgcolor)
            ink = paper if style.color is None else Color.from_rich_color(style.color)
            colours = (paper.hex, ink.hex) if style.reverse else (ink.hex, paper.hex)
            for letter in segment.text:
                yield column, line, letter, *colours
                column += 1
