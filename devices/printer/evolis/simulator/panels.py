"""What the printer makes of a download: the dots of one panel (guide A5013 Rev. E p. 5, 14)."""

import numpy as np
from numpy.typing import NDArray

from devices.printer.machine.dots import COLUMNS, ROWS, Dots

ROW_BYTES = 81
DEPTH = {"2": 1, "32": 5, "64": 6, "128": 7}


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
    """Return the dots of so many compressed lines, one after another; raise `Malformed`."""
    dots = bytearray()
    mask = (1 << DEPTH[levels]) - 1
    column_end = ROWS
    at = 0
    while at < len(payload):
        head = payload[at]
        at += 1
        if head < 0x80:
            if head > mask:
                raise Malformed
            dots.append(head)
        else:
            if at == len(payload):
                raise Malformed
            count = payload[at] + 256 * (head & 0x7F & ~mask).bit_count()
            at += 1
            if count == 0 and (head & mask or len(dots) != column_end - ROWS):
                raise Malformed
            dots += bytes([head & mask]) * (count or ROWS)
        if len(dots) == column_end:
            column_end += ROWS
        elif len(dots) > column_end:
            raise Malformed
    if len(dots) != lines * ROWS:
        raise Malformed
    return np.frombuffer(bytes(dots), np.uint8)
