"""The last frames of a line, for whoever must find out what went wrong with it.

Only what a frame is gets kept: never a template, an image, or the dots of a card.
"""

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from devices.clock import Clock
from devices.port import Port, PortLost

KEPT = 100
"""Frames."""

Describe = Callable[[bytes, float], list[str]]
"""Says what frames some bytes complete that passed at that time (seconds); ASCII only."""


Passed = TypeVar("Passed", bytes, None)


class RecordedPort:
    """A port that remembers what passed."""

    def __init__(self, port: Port, clock: Clock, sent: Describe, came: Describe) -> None:
        self._port = port
        self._clock = clock
        self._sent = sent
        self._came = came
        self._frames: deque[str] = deque(maxlen=KEPT)

    def recent(self) -> list[str]:
        """Return the last frames, the oldest first: when, in which direction, what."""
        return list(self._frames)

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of `data` before the deadline."""
        self._keep(">", self._sent(data, self._clock.monotonic()))
        self._watch(lambda: self._port.write(data, deadline))

    def read(self, deadline: float) -> bytes:
        """Return what has come, or b"" at the deadline."""
        data = self._watch(lambda: self._port.read(deadline))
        self._keep("<", self._came(data, self._clock.monotonic()))
        return data

    def close(self) -> None:
        """Leave the line."""
        self._port.close()

    def _watch(self, act: Callable[[], Passed]) -> Passed:
        try:
            return act()
        except PortLost as lost:
            self._keep("!", [str(lost)])
            raise

    def _keep(self, direction: str, frames: list[str]) -> None:
        for frame in frames:
            passed = f"{direction} {frame}"
            if not (self._frames and self._frames[-1].endswith(passed)):  # packets of one transfer
                at = self._clock.wall().strftime("%H:%M:%S.%f")[:-3]
                self._frames.append(f"{at} {passed}")
