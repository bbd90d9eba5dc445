"""What the printer makes of the bytes on its line (guide A5013 Rev. E p. 4, 6, 14)."""

from dataclasses import dataclass

PATIENCE = 1.0
"""Seconds without a byte after which a command that has begun is given up."""
LONGEST_TEXT = 256
"""Bytes of a command without its payload."""
LONGEST_PAYLOAD = 2 * 648 * 1016
"""Bytes that a compressed panel can have: two for every dot."""
RAW_BYTES = {"2": 82_296, "32": 411_480, "64": 493_776, "128": 576_072}
"""Bytes of a raw download, by levels: 648 x 1016 dots of 1, 5, 6 or 7 bits."""


@dataclass(frozen=True)
class Order:
    """One command; `error` is what it is answered with if it cannot be read."""

    name: str
    params: tuple[str, ...] = ()
    payload: bytes = b""
    error: str = ""


class Parser:
    """Takes bytes; gives orders as soon as they are whole."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._heard = 0.0

    def receive(self, data: bytes, now: float) -> list[Order]:
        """Take bytes that arrive at `now`; return the orders that are now whole."""
        late = self.expire(now)
        self._bytes += data
        self._heard = now
        orders = [late] if late else []
        while (order := self._next()) is not None:
            orders.append(order)
        return orders

    def due(self) -> float | None:
        """Return when a command that has begun will be given up."""
        self._skip()
        return self._heard + PATIENCE if self._bytes else None

    def expire(self, now: float) -> Order | None:
        """Give up a command whose rest did not come in time."""
        due = self.due()
        if due is None or now < due:
            return None
        self._bytes.clear()
        return Order("", error="ERROR TIME OUT")

    def clear(self) -> None:
        """Forget what has come."""
        self._bytes.clear()

    def _skip(self) -> None:
        """Drop padding, empty commands, and the ESC, which may be left out after a CR."""
        if self._bytes.startswith((b"\x00", b"\x1b", b"\r")):
            self._bytes[:] = self._bytes.lstrip(b"\x00\x1b\r")

    def _next(self) -> Order | None:
        self._skip()
        head = bytes(self._bytes[: LONGEST_TEXT + 1])
        fields = head.split(b";")
        if fields[0] == b"Db" and len(fields) > 3:
            return self._download(fields[:3], RAW_BYTES.get(_text(fields[2]), 0))
        if fields[0] == b"Dbc" and len(fields) > 4:
            return self._download(fields[:4], _count(fields[3]))
        end = head.find(b"\r")
        if end < 0:
            if len(head) <= LONGEST_TEXT:
                return None
            self._bytes.clear()
            return Order("", error="ERROR CDE")
        del self._bytes[: end + 1]
        name, *params = _text(head[:end]).split(";")
        return Order(name, tuple(params))

    def _download(self, fields: list[bytes], size: int) -> Order | None:
        name, *params = map(_text, fields)
        start = sum(map(len, fields)) + len(fields)
        if not 0 < size <= LONGEST_PAYLOAD:
            self._bytes.clear()
            return Order(name, error="ERROR PARAMETRES")
        if len(self._bytes) <= start + size:
            return None
        payload = bytes(self._bytes[start : start + size])
        ended = self._bytes[start + size] == 0x0D
        del self._bytes[: start + size + 1]
        return Order(name, tuple(params), payload, "" if ended else "ERROR PARAMETRES")


def _text(raw: bytes) -> str:
    return raw.decode("ascii", errors="replace")


def _count(raw: bytes) -> int:
    return int(raw) if raw.isdigit() and len(raw) <= 7 else 0
