"""Puts words on a card: the largest letters that fit, and if none do, fewer letters.

The rule, for every line of a card:

1. the largest of `SIZES` at which the text fits, broken at blanks into as many lines as it may
   take;
2. at the smallest size, words of four letters and more become their first letter and a full stop,
   from the last word towards the second, one at a time, until it fits;
3. a text that even then does not fit, or has characters that the typeface lacks, is not printed
   at all: nothing is ever cut.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

SIZES = (27, 25, 23, 21)
"""Pixels of an em at 300 dpi; 21 has capitals of 1.3 mm."""
SHORTEST_ABBREVIATED = 4
LAST_LETTER = "\u017f"
"""Of the typeface's unbroken Latin; the few marks beyond it that it has are `MARKS`."""
MARKS = "‘’ʼ–—"
FONTS = Path(__file__).with_name("fonts")


@dataclass(frozen=True)
class Lines:
    """A text as it stands on a card."""

    text: tuple[str, ...]
    size: int


@functools.cache
def font(size: int, *, bold: bool = True) -> ImageFont.FreeTypeFont:
    """Return the card's typeface with an em of `size` pixels."""
    weight = "Bold" if bold else "Regular"
    path = FONTS / f"LiberationSans-{weight}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: int, *, bold: bool = True) -> float:
    """Return how many pixels a text takes."""
    return font(size, bold=bold).getlength(text)


def fit(text: str, room: float, most_lines: int) -> Lines | None:
    """Return a text set into lines of `room` pixels by the rule above; None: it does not fit."""
    if not all(each <= LAST_LETTER or each in MARKS for each in text):
        return None
    for size in SIZES:
        lines = broken(text.split(), room, size)
        if len(lines) <= most_lines and _narrow(lines, room, size):
            return Lines(lines, size)
    words, smallest = text.split(), SIZES[-1]
    for place in range(len(words) - 1, 0, -1):
        if not _can_be_shortened(words[place]):
            continue
        words[place] = f"{words[place][0]}."
        lines = broken(words, room, smallest)
        if len(lines) <= most_lines and _narrow(lines, room, smallest):
            return Lines(lines, smallest)
    return None


def _can_be_shortened(word: str) -> bool:
    """Titles have full stops, house numbers digits; both stay as they are."""
    return word.isalpha() and len(word) >= SHORTEST_ABBREVIATED


def broken(words: list[str], room: float, size: int) -> tuple[str, ...]:
    """Return words set into lines of `room` pixels; only a single word may be wider."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _narrow(lines: tuple[str, ...], room: float, size: int) -> bool:
    return all(width(line, size) <= room for line in lines)
