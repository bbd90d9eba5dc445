"""What the printer makes of a download (manual 980081-001 Rev. F p. 1-13, 1-16 to 1-18)."""

import numpy as np
from numpy.typing import NDArray

from devices.printer.machine.dots import COLUMNS, ROWS, Dots

MOST = 31
"""The strongest of 32 levels (p. 2-56)."""
MEMORY_LINES, MEMORY_ROWS = 1024, 640
"""Of Extended Memory (p. 1-17)."""
EDGE = (ROWS - MEMORY_ROWS) // 2


class Malformed(ValueError):
    """These bytes are no picture."""


def unpacked(payload: bytes, size: int) -> bytes:
    """Return `size` bytes; raise `Malformed` at any more or fewer (p. 1-18).

    A literal may be as long as its seven bits say: the text of p. 1-13 allows 31 bytes, the figure
    of p. 1-16 has 60. There, a literal and a repeat also run from line to line.
    """
    if payload[:1] < b"\x80":
        raise Malformed
    out, at = bytearray(), 0
    while at < len(payload):
        number = payload[at] & 0x7F
        taken = 1 if payload[at] & 0x80 else number
        piece = payload[at + 1 : at + 1 + taken]
        if len(piece) < taken:
            raise Malformed
        out += piece * number if payload[at] & 0x80 else piece
        at += 1 + taken
        if len(out) > size:
            raise Malformed
    if len(out) != size:
        raise Malformed
    return bytes(out)


def dye(payload: bytes, lines: int, height: int) -> Dots:
    """Return one dye; raise `Malformed`."""
    dots = np.frombuffer(unpacked(payload, lines * height), np.uint8)
    if dots.size and dots.max() > MOST:
        raise Malformed
    return _card(dots.reshape(lines, height))


def black(payload: bytes, lines: int, height: int) -> Dots:
    """Return the resin, 1 where there is ink; `height` is bytes. Raise `Malformed`."""
    octets = np.frombuffer(unpacked(payload, lines * height), np.uint8)
    return _card(np.unpackbits(octets).reshape(lines, 8 * height))


def blank() -> Dots:
    """Return a panel without anything."""
    return np.zeros((ROWS, COLUMNS), np.uint8)


def _card(lines: NDArray[np.uint8]) -> Dots:
    """Lay lines onto the card: the first is its right edge, and begins at the top."""
    card = blank()
    shown = lines[:COLUMNS]
    card[EDGE : EDGE + shown.shape[1], COLUMNS - len(shown) :] = shown[::-1].T
    return card
