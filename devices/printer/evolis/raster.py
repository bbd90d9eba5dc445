"""Card pictures as the printer takes them: panels, their orientation, and their two encodings.

Source: guide A5013 Rev. E p. 4–6 and 14–15; orientation from the working open driver.
"""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from devices.printer.printer import Dyes, Ink

WIDTH, HEIGHT = 1016, 648
"""Dots of a landscape card at 300 dpi; the printer calls the columns lines."""
LINES, DOTS = WIDTH, HEIGHT
LINE_BYTES = DOTS // 8
BITS = {2: 1, 32: 5, 64: 6, 128: 7}
"""Bits of one dot, by number of levels."""
RUN_LIMIT = {32: 767, 64: 511, 128: 255}
"""Longest run of equal dots: the low byte, and what the free bits beside the value add."""
HUNDREDS = {
    32: np.array([0, 0x20, 0x60], dtype=np.uint8),
    64: np.array([0, 0x40], dtype=np.uint8),
    128: np.array([0], dtype=np.uint8),
}
"""Bits that add 256 to a run's count for the first time, and for the second."""
EMPTY_LINE, FULL_LINE = 0x00, 0xFF
RUN = 0x80

Dot = TypeVar("Dot", np.uint8, np.bool_)


def quantised(dye: Dyes, levels: int) -> Dyes:
    """Return dye values as 0 … levels-1, rounded to the nearest."""
    return ((np.arange(256) * (levels - 1) + 127) // 255).astype(np.uint8)[dye]


def encode_black(ink: Ink) -> tuple[bytes, bool]:
    """Return the shorter encoding of a black panel, and whether it is the compressed one."""
    packed = np.packbits(_lines(ink), axis=1)
    compressed = b"".join(_black_lines(packed))
    raw = packed.tobytes()
    return (compressed, True) if len(compressed) < len(raw) else (raw, False)


def encode_dye(dye: Dyes, levels: int) -> tuple[bytes, bool]:
    """Return the shorter encoding of a dye panel, and whether it is the compressed one."""
    lines = _lines(quantised(dye, levels))
    compressed = encode_runs(lines, levels)
    size = LINES * DOTS * BITS[levels] // 8
    return (compressed, True) if len(compressed) < size else (pack(lines, levels), False)


def pack(lines: Dyes, levels: int) -> bytes:
    """Return dots back to back, most significant bit first; the bit order is our choice."""
    bits = np.unpackbits(lines[:, :, np.newaxis], axis=2)[:, :, 8 - BITS[levels] :]
    return np.packbits(bits.reshape(-1)).tobytes()


def encode_runs(lines: Dyes, levels: int) -> bytes:
    """Return dots as literals and runs (guide p. 5).

    A line without dye is one run with count 0. No other count byte may be 0, so a run of an exact
    multiple of 256 is cut one shorter.
    """
    changed = np.ones(lines.shape, dtype=bool)
    changed[:, 1:] = lines[:, 1:] != lines[:, :-1]
    starts = np.flatnonzero(changed)
    lengths = np.diff(starts, append=lines.size)
    values = lines.reshape(-1)[starts]
    blank = (lengths == lines.shape[1]) & (values == 0)
    lengths, values, blank = _cut(lengths, values, blank, RUN_LIMIT[levels])

    first = np.where(
        lengths <= 2, values, RUN | HUNDREDS[levels][np.where(blank, 0, lengths) // 256] | values
    )
    first[blank] = RUN
    second = np.where(lengths == 2, values, lengths % 256)
    second[blank] = 0
    pairs = np.stack((first, second), axis=1).astype(np.uint8)
    wanted = np.ones(pairs.shape, dtype=bool)
    wanted[:, 1] = lengths > 1
    return pairs[wanted].tobytes()


def _cut(
    lengths: NDArray[np.int64], values: Dyes, blank: Ink, limit: int
) -> tuple[NDArray[np.int64], Dyes, Ink]:
    """Return the runs with those cut that one count cannot express."""
    bad = np.flatnonzero(((lengths > limit) | (lengths % 256 == 0)) & ~blank)
    parts = [_parts(int(length), limit) for length in lengths[bad]]
    times = np.ones(lengths.shape, dtype=np.int64)
    times[bad] = [len(part) for part in parts]
    cut = np.repeat(lengths, times)
    places = np.cumsum(times) - times
    for place, part in zip(places[bad], parts, strict=True):
        cut[place : place + len(part)] = part
    return cut, np.repeat(values, times), np.repeat(blank, times)


def _parts(length: int, limit: int) -> list[int]:
    parts = []
    while length:
        part = min(length, limit)
        part -= part % 256 == 0
        parts.append(part)
        length -= part
    return parts


def _lines(image: NDArray[Dot]) -> NDArray[Dot]:
    """Return printer lines: line L is column L of the card, from its bottom row to its top row."""
    return np.ascontiguousarray(image[::-1, :].T)


def _black_lines(packed: NDArray[np.uint8]) -> Iterator[bytes]:
    lengths = LINE_BYTES - np.argmax(packed[:, ::-1] != 0, axis=1)
    inked = np.count_nonzero(packed, axis=1)
    solid = np.count_nonzero(packed == 0xFF, axis=1)
    for line, length, ink, full in zip(packed, lengths.tolist(), inked, solid, strict=True):
        if not ink:
            yield bytes([EMPTY_LINE])
        elif full == LINE_BYTES:
            yield bytes([FULL_LINE])
        else:
            yield bytes([length]) + line[:length].tobytes()
