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


def score(first: bytes, second: bytes, chance: Stream) -> int:
    """Return how alike two templates look; below `THRESHOLD` they are different fingers."""
    owner = owner_of(first)
    if owner is None or owner != owner_of(second):
        return chance.randrange(THRESHOLD // 2)
    return chance.randint(*GENUINE)
