"""Fingers of people who do not exist, as an R30x module would see them.

A template here is bytes with the size and round trip of a real one; what is in it is our own: a
digest ties it together, so that noise is nobody's.
"""

import hashlib

from devices.entropy import SeededEntropy, Stream

TEMPLATE = 768
"""Bytes, as users of R307 modules measured them."""
MAGIC = b"\x03\x03"
OWNER, DIGEST = 16, 32
GENUINE, THRESHOLD = (58, 190), 50
"""Scores of the right finger, and the least that matches; no scale is published."""


def template_of(owner: str, size: int = TEMPLATE) -> bytes:
    """Return the template of this person's finger: the same for the same person."""
    name = hashlib.sha256(owner.encode()).digest()[:OWNER]
    filling = (
        SeededEntropy(name.hex()).stream("ridges").randbytes(size - len(MAGIC) - OWNER - DIGEST)
    )
    body = MAGIC + name + filling
    return body + hashlib.sha256(body).digest()


def owner_of(template: bytes) -> bytes | None:
    """Return whose template this is, in 16 bytes; None for what no finger gave."""
    body, digest = template[:-DIGEST], template[-DIGEST:]
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != digest:
        return None
    return body[len(MAGIC) :][:OWNER]


def image_of(template: bytes, size: tuple[int, int]) -> bytes:
    """Return what the sensor sees of this finger: four bits a dot, the left one high, row by row.

    Ridges about a core, always alike for the same finger; noise for what no finger gave.
    """
    import numpy as np

    width, height = size
    chance = SeededEntropy(template.hex()).stream("image")
    core_x, core_y = chance.uniform(0.4, 0.6) * width, chance.uniform(0.4, 0.6) * height
    x, y = np.meshgrid(np.arange(width) - core_x, np.arange(height) - core_y)
    bent = np.hypot(x * chance.uniform(0.9, 1.3), y + chance.uniform(0.05, 0.3) * np.abs(x))
    ridges = np.sin(bent / chance.uniform(1.3, 1.7) + chance.uniform(0.5, 3.0) * np.arctan2(y, x))
    shade = np.hypot(x / width, y / height) * 2
    grey = np.clip(8 - 6 * ridges * (1 - shade / 2) + 3 * shade, 0, 15).astype(np.uint8)
    return bytes((grey[:, 0::2] << 4 | grey[:, 1::2]).reshape(-1))


def score(first: bytes, second: bytes, chance: Stream) -> int:
    """Return how alike two templates look; below `THRESHOLD` they are different fingers."""
    owner = owner_of(first)
    if owner is None or owner != owner_of(second):
        return chance.randrange(THRESHOLD // 2)
    return chance.randint(*GENUINE)
