"""Fingers of people who do not exist, as modules of this family would see them.

A template here is bytes with the size and round trip of a real one; what is in it is our own: a
digest ties it together, so that noise is nobody's. Scores, their thresholds and the rates below are
our choice: no manual publishes a scale, and all promise less than they are sold for.
"""

import hashlib
from bisect import bisect_right
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from devices.entropy import SeededEntropy, Stream

TEMPLATE = 768
"""Bytes, as users of R307 modules measured them."""
MAGIC = b"\x03\x03"
OWNER, DIGEST = 16, 32
THRESHOLDS = (30, 40, 50, 65, 80)
"""The least score that matches, by security level 1 to 5."""
BEST = 200
MINUTIAE = 24
"""Ridges that end or fork in an image; of a real finger as many are seen."""


class Condition(IntEnum):
    """In what state a finger lies on the sensor; of two, the later here is the worse."""

    STEADY = 0
    """Of a test: it always matches itself, and never another."""
    GENUINE = 1
    MOVED = 2
    DRY = 3
    WET = 4
    PARTIAL = 5
    WORN = 6


FALSE_REJECTS = {
    Condition.STEADY: (0.0, 0.0, 0.0, 0.0, 0.0),
    Condition.GENUINE: (0.002, 0.004, 0.01, 0.02, 0.05),
    Condition.MOVED: (0.03, 0.05, 0.09, 0.17, 0.3),
    Condition.DRY: (0.06, 0.1, 0.16, 0.27, 0.42),
    Condition.WET: (0.08, 0.13, 0.2, 0.32, 0.48),
    Condition.PARTIAL: (0.13, 0.2, 0.3, 0.45, 0.62),
    Condition.WORN: (0.22, 0.32, 0.45, 0.6, 0.76),
}
"""How often a finger in that state is not taken for itself, by security level 1 to 5."""
FALSE_ACCEPTS = (0.02, 0.004, 0.0008, 0.0001, 0.00001)
"""How often another finger is taken for it, by security level; never for a steady one."""


def template_of(owner: str, size: int = TEMPLATE, condition: Condition = Condition.STEADY) -> bytes:
    """Return the template of this person's finger: the same for the same person and state."""
    name = hashlib.sha256(owner.encode()).digest()[:OWNER]
    head = MAGIC + bytes([condition]) + name
    filling = SeededEntropy(head.hex()).stream("ridges").randbytes(size - len(head) - DIGEST)
    return head + filling + hashlib.sha256(head + filling).digest()


def owner_of(template: bytes) -> bytes | None:
    """Return whose template this is, in 16 bytes; None for what no finger gave."""
    body, digest = template[:-DIGEST], template[-DIGEST:]
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != digest:
        return None
    return body[len(MAGIC) + 1 :][:OWNER]


def score(first: bytes, second: bytes, chance: Stream) -> int:
    """Return how alike two templates look.

    One draw places a pair between the thresholds such that each security level is missed, or met
    wrongly, exactly as often as its stated rate; a stricter level never takes what a laxer refuses.
    """
    owners = owner_of(first), owner_of(second)
    if None in owners:
        return chance.randrange(THRESHOLDS[0])
    condition = max(_condition(first), _condition(second))
    below: tuple[float, ...] = FALSE_REJECTS[condition]
    if owners[0] != owners[1]:
        if condition is Condition.STEADY:
            return chance.randrange(THRESHOLDS[0])
        below = tuple(1 - rate for rate in FALSE_ACCEPTS)
    draw = chance.random()
    passed = bisect_right(below, draw)
    low, high = (0, *THRESHOLDS, BEST)[passed : passed + 2]
    start, end = (0.0, *below, 1.0)[passed : passed + 2]
    return low + int((draw - start) / (end - start) * (high - low))


def image_of(template: bytes, size: tuple[int, int]) -> bytes:
    """Return what the sensor sees of this finger: four bits a dot, the left one high, row by row.

    Ridges about a core that end and fork in places of their own, alike for the same finger whatever
    its state; noise for nobody's.
    """
    owner = owner_of(template)
    chance = SeededEntropy((owner or template).hex()).stream("image")
    width, height = size
    core_x, core_y = chance.uniform(0.4, 0.6) * width, chance.uniform(0.4, 0.6) * height
    x, y = np.meshgrid(np.arange(width) - core_x, np.arange(height) - core_y)
    bent = np.hypot(x * chance.uniform(0.9, 1.3), y + chance.uniform(0.05, 0.3) * np.abs(x))
    phase = bent / chance.uniform(1.3, 1.7) + chance.uniform(0.5, 3.0) * np.arctan2(y, x)
    ridges = np.sin(phase + _minutiae(x / width + 1j * y / height, chance))
    shade = np.hypot(x / width, y / height) * 2
    grey = 8 - 6 * ridges * (1 - shade / 2) + 3 * shade
    if owner is not None:
        grey = _in_state(grey, _condition(template), chance)
    dots = np.clip(grey, 0, 15).astype(np.uint8)
    return bytes((dots[:, 0::2] << 4 | dots[:, 1::2]).reshape(-1))


def _minutiae(at: NDArray[np.complex128], chance: Stream) -> NDArray[np.float64]:
    """Return by how much ridges are turned at each place: once about each that ends or forks."""
    turned = np.ones_like(at)
    for number in range(MINUTIAE):
        away = at - complex(chance.uniform(-0.5, 0.5), chance.uniform(-0.5, 0.5))
        turned *= away if number % 2 else away.conj()
    return np.angle(turned)


def _in_state(
    grey: NDArray[np.float64], condition: Condition, chance: Stream
) -> NDArray[np.float64]:
    height, width = grey.shape
    match condition:
        case Condition.MOVED:
            return np.roll(grey, (height // 12, width // 12), axis=(0, 1))
        case Condition.DRY:
            gaps = np.frombuffer(chance.randbytes(grey.size), np.uint8).reshape(grey.shape) < 70
            return np.where(gaps, 15.0, grey + 2)
        case Condition.WET:
            return grey - 5
        case Condition.PARTIAL:
            return np.where(np.arange(height)[:, None] < height // 3, 15.0, grey)
        case Condition.WORN:
            return 9 + (grey - 8) / 3
        case _:
            return grey


def _condition(template: bytes) -> Condition:
    return Condition(template[len(MAGIC)])
