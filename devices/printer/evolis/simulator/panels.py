"""What the printer makes of a download: the dots of one panel (guide A5013 Rev. E p. 5, 14)."""

import numpy as np
from numpy.typing import NDArray

from devices.printer.machine.dots import COLUMNS, ROWS, Dots

ROW_BYTES = 81
DEPTH = {"2": 1, "32": 5, "64": 6, "128": 7}
LONGER = np.array([256 * bits.bit_count() for bits in range(0x80)])
"""Dots that the bits between 0x80 and a level add to a run."""


class Malformed(ValueError):
    """These bytes are no panel."""


def raw(payload: bytes, levels: str) -> Dots:
    """Return the dots of a `Db` payload."""
    depth = DEPTH[levels]
    bits = np.unpackbits(np.frombuffer(payload, np.uint8)).reshape(-1, depth)
    weights = np.array([1 << place for place in reversed(range(depth))], np.uint8)
    return _upright((bits * weights).sum(axis=1, dtype=np.uint8))


def compressed(payload: bytes, levels: str) -> Dots:
    """Return the dots of a `Dbc` payload; raise `Malformed`."""
    return _upright(_black(payload) if levels == "2" else dye(payload, levels, COLUMNS))


def _upright(dots: NDArray[np.uint8]) -> Dots:
    return np.ascontiguousarray(dots.reshape(COLUMNS, ROWS).T[::-1])


def _black(payload: bytes) -> NDArray[np.uint8]:
    memory = bytearray()
    at = 0
    while at < len(payload):
        head = payload[at]
        at += 1
        if head == 0x00:
            memory += bytes(ROW_BYTES)
        elif head == 0xFF:
            memory += b"\xff" * ROW_BYTES
        elif head <= ROW_BYTES and at + head <= len(payload):
            memory += payload[at : at + head] + bytes(ROW_BYTES - head)
            at += head
        else:
            raise Malformed
    if len(memory) != COLUMNS * ROW_BYTES:
        raise Malformed
    return np.unpackbits(np.frombuffer(bytes(memory), np.uint8))


def dye(payload: bytes, levels: str, lines: int) -> NDArray[np.uint8]:
    """Return the dots of so many compressed lines, one after another; raise `Malformed`.

    A byte below 0x80 is one dot. Any other is the head of a run, whose level is in its low bits and
    whose length is the byte behind it, and 256 more for every further bit; 0 is a whole line.
    """
    mask = (1 << DEPTH[levels]) - 1
    parts = np.frombuffer(payload, np.uint8)
    high = parts >= 0x80
    length = _behind_heads(high)
    if high[-1:].any() and not length[-1]:
        raise Malformed
    heads, is_run = parts[~length], high[~length]
    level = heads & np.where(is_run, mask, 0xFF).astype(np.uint8)
    dots = np.ones(heads.size, np.int64)
    dots[is_run] = parts[length] + LONGER[heads[is_run] & (0x7F & ~mask)]
    whole = dots == 0
    dots[whole] = ROWS
    end = np.cumsum(dots)
    begin = end - dots
    if (
        (level > mask).any()
        or (level[whole].any() or (begin[whole] % ROWS).any())
        or (begin // ROWS != (end - 1) // ROWS).any()
        or end[-1:].sum() != lines * ROWS
    ):
        raise Malformed
    return np.repeat(level, dots)


def _behind_heads(high: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which bytes are lengths: those before which an odd number of high ones stands.

    What follows a low byte begins anew, whatever that byte was; from there on heads and lengths
    take turns.
    """
    place = np.arange(high.size)
    low = np.maximum.accumulate(np.where(high, -1, place))
    length = np.zeros(high.size, np.bool_)
    length[1:] = (place - low)[:-1] % 2 == 1
    return length
