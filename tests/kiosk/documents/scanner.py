"""An independent scanner: what ZXing reads from a picture, and a picture of a terminal."""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import pyte
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

CELL = (8, 16)
"""Pixels of a character."""
DARK, LIGHT = ("#c0c0c0", "#101010"), ("#101010", "#fafafa")
"""Two terminals, by the colours that text and ground have by themselves."""
LETTER = 12
"""Size of letters."""
Cell: TypeAlias = tuple[int, int, str, str, str]
"""Column, line, character, and the colours of ink and ground."""


def scan(picture: Image.Image) -> list[str]:
    """Return what every code in the picture says; in black on white, as plain scanners want it."""
    grey = np.asarray(picture.convert("L"))
    return [each.text for each in zxingcpp.read_barcodes(grey, try_invert=False)]


def rasterise(cells: Iterable[Cell], ground: str, size: tuple[int, int]) -> Image.Image:
    """Return the picture of a terminal of so many columns and lines."""
    width, height = CELL
    picture = Image.new("RGB", (size[0] * width, size[1] * height), ground)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(LETTER)
    for column, line, letter, ink, paper in cells:
        left, top = column * width, line * height
        right, middle, bottom = left + width - 1, top + height // 2, top + height - 1
        draw.rectangle((left, top, right, bottom), paper)
        if letter in ("▀", "█"):
            draw.rectangle((left, top, right, middle - 1), ink)
        if letter in ("▄", "█"):
            draw.rectangle((left, middle, right, bottom), ink)
        elif not letter.isspace() and letter != "▀":
            draw.text((left + width / 2, bottom - 4), letter, ink, font, anchor="ms")
    return picture


def photograph(
    written: str, own: tuple[str, str], *, columns: int = 80, lines: int = 24
) -> Image.Image:
    """Return the picture of a terminal on which that was written."""
    screen = pyte.Screen(columns, lines)
    pyte.Stream(screen).feed(written)
    cells = (
        (column, line, cell.data, _colour(cell.fg, own[0]), _colour(cell.bg, own[1]))
        for line in range(lines)
        for column in range(columns)
        for cell in (screen.buffer[line][column],)
    )
    return rasterise(cells, own[1], (columns, lines))


def _colour(named: str, own: str) -> str:
    return own if named == "default" else f"#{named}"
