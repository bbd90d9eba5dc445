"""Orders among bytes, as the printer reads them: real-time ones at once, the others in turn.

Written from Epson's command reference apart from the driver's own, and shares nothing with it.
"""

from dataclasses import dataclass

BUFFER = 4096
"""Bytes that wait to be worked through; what comes beyond them is lost."""
REAL_TIME = {
    b"\x10\x04\x01": "status 1",
    b"\x10\x04\x02": "status 2",
    b"\x10\x04\x03": "status 3",
    b"\x10\x04\x04": "status 4",
    b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08": "clear",
}
ARGUMENTS = {
    b"\x1b@": 0,
    b"\x1b2": 0,
    b"\x1b3": 1,
    b"\x1b!": 1,
    b"\x1bE": 1,
    b"\x1bM": 1,
    b"\x1bR": 1,
    b"\x1ba": 1,
    b"\x1bd": 1,
    b"\x1bt": 1,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1da": 1,
    b"\x1dr": 1,
}
"""Bytes behind each order that has a fixed number of them."""


@dataclass(frozen=True)
class Order:
    """One order: its name, and all bytes behind it. Plain letters have the name "text"."""

    name: bytes
    data: bytes = b""


class RealTime:
    """Picks real-time orders out of whatever arrives, wherever they stand."""

    def __init__(self) -> None:
        self._begun = b""

    def receive(self, data: bytes) -> list[str | bytes]:
        """Return, in their order, names of real-time orders and the bytes between them."""
        found: list[str | bytes] = []
        rest = self._begun + data
        self._begun = b""
        plain = bytearray()
        at = 0
        while at < len(rest):
            order = next((each for each in REAL_TIME if rest.startswith(each, at)), None)
            if order is not None:
                found += [bytes(plain), REAL_TIME[order]]
                plain.clear()
                at += len(order)
            elif rest[at] == 0x10 and any(each.startswith(rest[at:]) for each in REAL_TIME):
                self._begun = rest[at:]
                break
            else:
                plain.append(rest[at])
                at += 1
        return [*found, bytes(plain)]


class Buffer:
    """What was received and is not yet worked through."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def put(self, data: bytes) -> None:
        """Keep bytes, as far as there is room."""
        self._bytes += data[: BUFFER - len(self._bytes)]

    def take(self) -> Order | None:
        """Remove and return the next whole order."""
        while self._bytes:
            order, size = _next(bytes(self._bytes))
            if size == 0:
                return None
            del self._bytes[:size]
            if order is not None:
                return order
        return None


def _next(data: bytes) -> tuple[Order | None, int]:
    """Return the order at the beginning and its length; 0: not whole; None: unknown, skipped."""
    head = data[:2]
    match data[0]:
        case 0x0A:
            return Order(b"\n"), 1
        case 0x1B | 0x1D:
            if len(head) < 2:
                return None, 0
            if head == b"\x1d(":
                return _function(data)
            if head == b"\x1dV":
                return _cut(data)
            if head not in ARGUMENTS:
                return None, 2
            size = 2 + ARGUMENTS[head]
            return (None, 0) if len(data) < size else (Order(head, data[2:size]), size)
        case control if control < 0x20:
            return None, 1
    size = next((at for at, each in enumerate(data) if each < 0x20), len(data))
    return Order(b"text", data[:size]), size


def _function(data: bytes) -> tuple[Order | None, int]:
    """Read GS ( X pL pH and as many bytes."""
    if len(data) < 5:
        return None, 0
    size = 5 + int.from_bytes(data[3:5], "little")
    return (None, 0) if len(data) < size else (Order(data[:3], data[5:size]), size)


def _cut(data: bytes) -> tuple[Order | None, int]:
    """Read GS V m, or GS V m n: the forms that feed first have one byte more."""
    size = 4 if data[2:3] in (b"A", b"B") else 3
    return (None, 0) if len(data) < size else (Order(b"\x1dV", data[2:size]), size)
