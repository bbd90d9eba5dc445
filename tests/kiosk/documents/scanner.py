"""An independent scanner: what ZXing reads from a picture, and a picture of a terminal."""

import numpy as np
import pyte
import zxingcpp
from PIL import Image, ImageDraw

CELL = (8, 16)
"""Pixels of a character."""
DARK, LIGHT = ("#c0c0c0", "#101010"), ("#101010", "#fafafa")
"""Two terminals, by the colours that text and ground have by themselves."""


def scan(picture: Image.Image) -> list[str]:
    """Return what every code in the picture says."""
    return [each.text for each in zxingcpp.read_barcodes(np.asarray(picture.convert("L")))]


def photograph(
    written: str, own: tuple[str, str], *, columns: int = 80, lines: int = 24
) -> Image.Image:
    """Return the picture of a terminal on which that was written."""
    screen = pyte.Screen(columns, lines)
    pyte.Stream(screen).feed(written)
    width, height = CELL
    picture = Image.new("RGB", (columns * width, lines * height), own[1])
    draw = ImageDraw.Draw(picture)
    for line in range(lines):
        for column in range(columns):
            cell = screen.buffer[line][column]
            ink, ground = (
                own[number] if colour == "default" else f"#{colour}"
                for number, colour in enumerate((cell.fg, cell.bg))
            )
            left, top = column * width, line * height
            right, middle, bottom = left + width - 1, top + height // 2, top + height - 1
            draw.rectangle((left, top, right, bottom), ground)
            if cell.data in "▀█":
                draw.rectangle((left, top, right, middle - 1), ink)
            if cell.data in "▄█":
                draw.rectangle((left, middle, right, bottom), ink)
    return picture
