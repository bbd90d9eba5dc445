"""A slip with its words, to be taken along: on a receipt, as a picture, as PDF, on a terminal.

Paper is 80 mm wide and as long as its words need; a picture has 8 dots to the millimetre, as a
receipt printer has.
"""

import itertools
import textwrap
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw

from devices.receipt.receipt import Align, Code, FaultKind, Line, Receipt
from kiosk.documents.lettering import broken, font
from kiosk.documents.qr import for_terminal, modules
from kiosk.documents.reference import grouped
from kiosk.documents.slip import Slip, kind_message
from kiosk.locale.catalogue import Catalogue
from kiosk.message import Message, message

WIDTH, MARGIN = 640, 40
DPI = 203.2
MODULE = 8
"""Dots of a module of the QR code: 1 mm."""
SMALL, HEADING, NUMBER = 25, 36, 44
LEADING = 1.3
"""Height of a line, in ems."""
COLUMNS, GAP = 80, 2
"""Of a terminal: its width, and what parts code and words."""


@dataclass(frozen=True)
class Paper:
    """What stands on a slip, in one language."""

    office: str
    heading: str
    token: str
    number: str
    """The reference in groups."""
    issued: date
    words: tuple[str, ...]
    """Paragraphs: until when it counts, and what its holder is told."""


def compose(
    slip: Slip, token: str, office: str, told: tuple[Message, ...], catalogue: Catalogue
) -> Paper:
    """Return the paper of a slip: `office` is its name, `told` what its holder needs to know."""
    days = message("slip.days", issued=slip.issued, until=slip.valid_until)
    return Paper(
        office=office,
        heading=catalogue.say(kind_message(slip.kind)),
        token=token,
        number=grouped(slip.reference),
        issued=slip.issued,
        words=tuple(catalogue.say(each) for each in (days, *told, message("slip.bring_it"))),
    )


def receipt(paper: Paper) -> Receipt:
    """Return what a receipt printer prints."""
    return (
        Line(paper.office, Align.CENTRE),
        Line(paper.heading, Align.CENTRE, bold=True, size=2),
        Code(paper.token),
        Line(paper.number, Align.CENTRE, bold=True, size=2),
        *(Line(each) for each in paper.words),
    )


def receipt_trouble(kind: FaultKind) -> Message:
    """Return what to say of a receipt printer that did not print."""
    return message(f"receipt.{kind.name.lower()}")


def picture(paper: Paper) -> Image.Image:
    """Return the slip in black on white."""
    above = _set(paper.office, SMALL) + _set(paper.heading, HEADING)
    below = _set(paper.number, NUMBER) + [row for each in paper.words for row in _set(each, SMALL)]
    code = _code(paper.token)
    height = 2 * MARGIN + code.height + round(sum(LEADING * size for _, size in above + below))
    whole = Image.new("L", (WIDTH, height), 255)
    top = _write(whole, above, MARGIN)
    whole.paste(code, ((WIDTH - code.width) // 2, top))
    _write(whole, below, top + code.height)
    return whole


def save(paper: Paper, path: Path) -> None:
    """Write the slip into a file, PDF or PNG by its name; the same slip gives the same bytes.

    Raises OSError, and ValueError for any other kind of file.
    """
    drawn = picture(paper)
    match path.suffix.lower():
        case ".png":
            drawn.save(path, "PNG", dpi=(DPI, DPI))
        case ".pdf":
            day = paper.issued.timetuple()
            drawn.save(
                path, "PDF", resolution=DPI, title=paper.heading, creationDate=day, modDate=day
            )
        case _:
            raise ValueError("a slip is written as .pdf or .png")


def terminal(paper: Paper) -> tuple[str, ...]:
    """Return lines of 80 characters: the code, and the words beside it."""
    code = modules(paper.token)
    room = COLUMNS - len(code[0]) - GAP
    words = [
        row
        for each in (paper.office, paper.heading, paper.number, *paper.words)
        for row in [*textwrap.wrap(each, room), ""]
    ]
    pairs = itertools.zip_longest(for_terminal(code), words)
    empty = " " * len(code[0])
    return tuple(f"{left or empty}{' ' * GAP}{right or ''}" for left, right in pairs)


def _set(text: str, size: int) -> list[tuple[str, int]]:
    return [(row, size) for row in broken(text.split(), WIDTH - 2 * MARGIN, size)]


def _write(whole: Image.Image, rows: list[tuple[str, int]], top: float) -> int:
    draw = ImageDraw.Draw(whole)
    for text, size in rows:
        draw.text((WIDTH / 2, top), text, 0, font(size), anchor="ma")
        top += LEADING * size
    return round(top)


def _code(token: str) -> Image.Image:
    rows = modules(token)
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    return small.resize((len(rows) * MODULE,) * 2, Image.Resampling.NEAREST)
