"""Chance, passed in: named streams, so that one more draw in one place shifts no other place."""

import hashlib
import os
import random  # noqa: TID251 - the one place that makes random streams
from typing import Protocol, TypeAlias

Stream: TypeAlias = random.Random
"""One stream of chance, to be drawn from."""


class Entropy(Protocol):
    """The only source of randomness."""

    def stream(self, name: str) -> Stream:
        """Return the random stream of that name, from its beginning."""
        ...

    def secret(self, size: int, name: str) -> bytes:
        """Return `size` bytes of key material for that purpose."""
        ...


class SystemEntropy:
    """The machine's own randomness; every stream is fresh."""

    def stream(self, name: str) -> Stream:  # noqa: ARG002 - the name matters to seeded chance only
        """Return a stream that nobody can foresee."""
        return random.SystemRandom()

    def secret(self, size: int, name: str) -> bytes:  # noqa: ARG002
        """Return bytes fit for a key."""
        return os.urandom(size)  # noqa: TID251 - the one place that draws key material


class SeededEntropy:
    """The same seed and name give the same stream on every machine and every run."""

    def __init__(self, seed: int | str) -> None:
        self._seed = str(seed)

    def stream(self, name: str) -> Stream:
        """Return the stream that belongs to the seed and the name."""
        digest = hashlib.sha256(f"{self._seed}/{name}".encode()).digest()
        return random.Random(int.from_bytes(digest))  # noqa: S311 - reproducible on purpose

    def secret(self, size: int, name: str) -> bytes:
        """Return reproducible bytes; for simulations only."""
        return self.stream(f"secret/{name}").randbytes(size)
