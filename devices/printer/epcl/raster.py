"""Card pictures as an EPCL printer takes them: which dots, in which order, and compressed.

Source: manual 980081-001 Rev. F p. 1-13 (compression), 1-16 and 1-17 (order, size of the image).
"""

import re
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from devices.printer.printer import Dyes, Ink, Panels

WIDTH, HEIGHT = 1016, 648
"""Dots of a landscape card at 300 dpi."""
LINES, ROWS = 1016, 640
"""Of an image: the columns of a card, and the rows that Extended Memory has (p. 1-17)."""
MARGIN = (HEIGHT - ROWS) // 2
"""Rows at each long edge that are not printed; that the image is centred is our choice."""
LEVELS = 32
REPEAT, LONGEST_LITERAL = 0x80, 31
"""The flag of a repeated byte, and how many literals one count may cover (p. 1-13, rule 2)."""
RUN = re.compile(rb"(.)\1{2,126}", re.DOTALL)
"""Bytes worth repeating; one count covers at most 127 (p. 1-13, rule 1)."""

Dot = TypeVar("Dot", np.uint8, np.bool_)


def fits(panels: Panels) -> bool:
    """Tell whether nothing is drawn where this printer cannot print."""
    layers: tuple[Dyes | Ink, ...] = (panels.y, panels.m, panels.c, panels.k)
    return not any(layer[:MARGIN].any() or layer[-MARGIN:].any() for layer in layers)


def quantised(dye: Dyes) -> Dyes:
    """Return dye values as 0 … 31, rounded to the nearest."""
    return ((dye.astype(np.uint16) * (LEVELS - 1) + 127) // 255).astype(np.uint8)


def encode_dye(dye: Dyes) -> bytes:
    """Return one dye, a byte for each dot."""
    return compressed(_lines(quantised(dye)))


def encode_black(ink: Ink) -> bytes:
    """Return the black resin, a bit for each dot; the top row's is the highest: our choice."""
    return compressed(np.packbits(_lines(ink), axis=1))


def compressed(lines: Dyes) -> bytes:
    """Return lines of bytes as repeats and literals; none runs from one line into the next.

    The first must be a repeat, if need be of one byte (p. 1-13, rule 3).
    """
    first = lines[0].tobytes()
    if _compressed(first)[0] < REPEAT:
        begin = bytes((REPEAT | 1, first[0])) + _compressed(first[1:])
    else:
        begin = _compressed(first)
    alike: dict[bytes, bytes] = {}  # most lines of a card are
    for line in map(bytes, lines[1:]):
        if line not in alike:
            alike[line] = _compressed(line)
    return begin + b"".join(alike[line] for line in map(bytes, lines[1:]))


def _compressed(line: bytes) -> bytes:
    out, done = bytearray(), 0
    for run in RUN.finditer(line):
        out += _literals(line[done : run.start()])
        out += bytes((REPEAT | len(run[0]), line[run.start()]))
        done = run.end()
    return bytes(out + _literals(line[done:]))


def _literals(dots: bytes) -> bytes:
    parts = (dots[at : at + LONGEST_LITERAL] for at in range(0, len(dots), LONGEST_LITERAL))
    return b"".join(bytes([len(part)]) + part for part in parts)


def _lines(image: NDArray[Dot]) -> NDArray[Dot]:
    """Return lines in the order of p. 1-17: the rightmost column first, each from its top."""
    return np.ascontiguousarray(image[MARGIN : HEIGHT - MARGIN, ::-1].T)
