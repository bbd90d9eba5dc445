"""One direction of a serial line: bytes pass no faster than it carries them, in their order."""

from collections import deque

BITS_PER_BYTE = 10
"""Start, eight bits, stop."""
WAITING = 65_536
"""Bytes that wait for their turn at the most; an image of a finger has fewer."""


class Way:
    """Bytes under way, in pieces, each with the time at which the last of it has passed."""

    def __init__(self, piece: int = 32, waiting: int | None = WAITING) -> None:
        """Bytes arrive `piece` at a time; what would wait behind `waiting` others is lost."""
        self._piece = piece
        self._most = waiting
        self._pieces: deque[tuple[float, bytes]] = deque()
        self._waiting = 0
        self._free = 0.0

    def put(self, start: float, data: bytes, baud: float) -> None:
        """Send bytes from `start` on, behind what is under way, at so many bits a second."""
        if self._most is not None:  # as with a driver whose buffer is full
            data = data[: self._most - self._waiting]
        self._waiting += len(data)
        self._free = max(start, self._free)
        for at in range(0, len(data), self._piece):
            piece = data[at : at + self._piece]
            self._free += len(piece) * BITS_PER_BYTE / baud
            self._pieces.append((self._free, piece))

    def due(self) -> float | None:
        """Return when the next piece will have passed."""
        return self._pieces[0][0] if self._pieces else None

    def take(self, now: float) -> tuple[float, bytes] | None:
        """Return the next piece that has passed by `now`, and when."""
        if not self._pieces or self._pieces[0][0] > now:
            return None
        at, piece = self._pieces.popleft()
        self._waiting -= len(piece)
        return at, piece

    def drain(self, now: float) -> bytes:
        """Return everything that has passed by `now`."""
        passed = bytearray()
        while (taken := self.take(now)) is not None:
            passed += taken[1]
        return bytes(passed)
