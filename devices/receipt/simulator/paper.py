"""The paper of the simulated printer, and what its head leaves on it.

80 mm wide, of which 72 mm are printed: 576 dots at 203 dpi, eight to the millimetre (TM series).
"""

import functools
from collections import deque
from dataclasses import dataclass, field

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.exceptions import DataOverflowError

WIDTH, MARGIN = 576, 32
CELL = (12, 24)
"""Dots of a character of font A."""
PITCH = 30
"""Dots from line to line unless told otherwise (ESC 2)."""
CUTTER = 120
"""Dots from the head to the knife."""
LONGEST = 16_000
"""Dots of one piece that are remembered; 2 m."""
LETTER = 21
"""Size of the letters in a cell; our choice."""
LEVELS = {
    0x30: qrcode.ERROR_CORRECT_L,
    0x31: qrcode.ERROR_CORRECT_M,
    0x32: qrcode.ERROR_CORRECT_Q,
    0x33: qrcode.ERROR_CORRECT_H,
}
MASK = 0
"""Of a code; our choice. Any reader takes any, and to weigh all eight takes a tenth of a second."""
DRAWN_AS = {"\u2013": "-", "\u2014": "-", "\u2022": "\u00b7"}
"""Characters of the code pages that our font lacks."""


@dataclass(frozen=True)
class Style:
    """How a letter is printed."""

    bold: bool = False
    wide: int = 1
    high: int = 1


@dataclass
class Letters:
    """A line that is not printed yet."""

    cells: list[tuple[str, Style]] = field(default_factory=list)

    def width(self) -> int:
        """Return how many dots it takes."""
        return sum(style.wide for _, style in self.cells) * CELL[0]

    def picture(self) -> Image.Image:
        """Return its picture, letters on one baseline."""
        high = max(style.high for _, style in self.cells) * CELL[1]
        picture = Image.new("L", (self.width(), high), 255)
        left = 0
        for letter, style in self.cells:
            size = (CELL[0] * style.wide, CELL[1] * style.high)
            picture.paste(_cell(letter, bold=style.bold).resize(size), (left, high - size[1]))
            left += size[0]
        return picture


class Piece:
    """The paper between two cuts."""

    def __init__(self) -> None:
        self._strips: deque[Image.Image] = deque()
        self.height = 0

    def add(self, strip: Image.Image) -> None:
        """Put a strip below what is there; of a piece that is too long the beginning is lost."""
        self._strips.append(strip)
        self.height += strip.height
        while self.height > LONGEST:
            self.height -= self._strips.popleft().height

    def picture(self) -> Image.Image:
        """Return the whole piece with its margins."""
        whole = Image.new("L", (WIDTH + 2 * MARGIN, self.height), 255)
        top = 0
        for strip in self._strips:
            whole.paste(strip, (MARGIN, top))
            top += strip.height
        return whole


def strip(picture: Image.Image | None, align: int, height: int) -> Image.Image:
    """Return paper of the full width with a picture on it, at the left, in the middle or right."""
    paper = Image.new("L", (WIDTH, height), 255)
    if picture is not None:
        paper.paste(picture, ((WIDTH - picture.width) * align // 2, 0))
    return paper


def qr(data: bytes, level: int, module: int) -> Image.Image | None:
    """Return a code without quiet zone, as GS ( k prints it; None: it has no room on the paper."""
    code = qrcode.QRCode(
        error_correction=LEVELS[level], box_size=module, border=0, mask_pattern=MASK
    )
    code.add_data(data, optimize=0)
    try:
        rows = code.get_matrix()
    except DataOverflowError:
        return None
    size = len(rows) * module
    if size > WIDTH:
        return None
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    return small.resize((size, size), Image.Resampling.NEAREST)


@functools.cache
def _cell(letter: str, *, bold: bool) -> Image.Image:
    letter = DRAWN_AS.get(letter, letter)
    picture = Image.new("L", CELL, 255)
    draw = ImageDraw.Draw(picture)
    draw.text(
        (CELL[0] // 2, 18), letter, 0, ImageFont.load_default(LETTER), "ms", stroke_width=int(bold)
    )
    return picture.point(lambda grey: 0 if grey < 128 else 255)
