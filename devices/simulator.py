"""What every simulated machine is: bytes and a time in, bytes and a time out.

A simulator owns no thread, port or clock, so one object serves a port in memory, a pseudo-terminal
and a TCP socket alike, in real time and in virtual time.
"""

from collections.abc import Mapping
from typing import Protocol

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""A value of the control channel."""


class ActRefused(Exception):
    """An act that this machine does not know, or that cannot happen now; says why in a sentence."""


class Simulator(Protocol):
    """A machine seen from its line, and from the room it stands in."""

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes that arrive at `now` (monotonic seconds)."""
        ...

    def transmit(self, now: float) -> bytes:
        """Return the bytes whose time has come; they are then gone."""
        ...

    def due(self) -> float | None:
        """Return when this machine next has something to do by itself, or None."""
        ...

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:
        """Do what a person beside the machine does: {"act": name, …}; return what is then seen.

        This is the control channel. Raises `ActRefused`.
        """
        ...
