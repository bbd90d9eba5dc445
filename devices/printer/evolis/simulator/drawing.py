"""What the printer draws by itself in a panel's memory (guide A5013 Rev. E p. 46)."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from devices.printer.machine.dots import COLUMNS, ROWS
from devices.printer.machine.mechanism import Panel

LONGEST_TEXT = 120
TALLEST = 300
"""Dots of a letter."""


def filled(value: int, *, black: bool) -> Panel:
    """Return a panel all of one shade, from 0 to 255."""
    most = 1 if black else 255
    return Panel(np.full((ROWS, COLUMNS), value * most // 255, np.uint8), most)


def draw(what: str, params: tuple[str, ...], before: Panel | None) -> Panel | None:
    """Return the panel with text (`Wt`), a line (`Wl`) or a frame (`Wb`) more; None if refused.

    `Wt` takes x;y;font;height;text. That the others take x;y and x;y of the other end is our
    choice, and so is the one font.
    """
    numbers = [int(text) for text in params[:4] if text.isdecimal() and len(text) <= 4]
    if len(numbers) < 4 or len(params) != (5 if what == "Wt" else 4):
        return None
    x, y, third, fourth = numbers
    if x >= COLUMNS or y >= ROWS:
        return None
    dots = before.dots if before is not None else np.zeros((ROWS, COLUMNS), np.uint8)
    image = Image.fromarray(dots * np.uint8(255))
    pen = ImageDraw.Draw(image)
    if what == "Wt":
        if not 0 < fourth <= TALLEST or len(params[4]) > LONGEST_TEXT:
            return None
        pen.text((x, y), params[4], fill=255, font=ImageFont.load_default(fourth))
    elif third >= COLUMNS or fourth >= ROWS:
        return None
    elif what == "Wl":
        pen.line((x, y, third, fourth), fill=255)
    else:
        pen.rectangle((min(x, third), min(y, fourth), max(x, third), max(y, fourth)), outline=255)
    return Panel((np.asarray(image) > 127).astype(np.uint8), 1)
