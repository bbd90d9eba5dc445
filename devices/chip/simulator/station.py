"""Brings the card that a simulated printer holds over the coupler into a simulated coupler's field.

In one process by a call; between processes over the coupler's control channel.
"""

import contextlib
import json
import socket
from collections.abc import Callable, Mapping

from devices.simulator import Json

PATIENCE = 1.0
"""Seconds that the coupler may take; without one the card is over nothing."""

Tell = Callable[[Mapping[str, Json]], object]


def over(tell: Tell) -> Callable[[int | None], None]:
    """Return what tells a coupler which card stands over it, with `tell` an act to it."""

    def stands(number: int | None) -> None:
        tell({"act": "card", "is": "none"} if number is None else {"act": "card", "number": number})

    return stands


def over_channel(host: str, port: int) -> Callable[[int | None], None]:
    """Return the same for the coupler whose control channel is there."""

    def tell(act: Mapping[str, Json]) -> None:
        with (
            contextlib.suppress(OSError),
            socket.create_connection((host, port), timeout=PATIENCE) as line,
        ):
            line.sendall(json.dumps(act).encode() + b"\n")
            line.recv(1)  # it is done when it is answered

    return over(tell)
