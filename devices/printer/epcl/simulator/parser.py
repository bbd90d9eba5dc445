"""What the printer makes of the bytes on its line (manual 980081-001 Rev. F p. 1-10, 2-36)."""

import re
from dataclasses import dataclass

PATIENCE = 1.0
"""Seconds without a byte after which a command that has begun is given up; our choice."""
LONGEST = 2 * 648 * 1016
"""Bytes of one command."""
PLAIN = re.compile(rb"[^\x1b\r\[]+|[\x1b\r\[]")
SYNTAX = "14"
"""Unknown command (p. B-2)."""


@dataclass(frozen=True)
class Order:
    """One command; `error` is the code it is refused with if it cannot be read."""

    name: str = ""
    params: tuple[int, ...] = ()
    payload: bytes = b""
    error: str = ""


class Parser:
    """Takes bytes; gives orders as soon as their CR has come. What no ESC precedes is ignored."""

    def __init__(self) -> None:
        self._body: bytearray | None = None
        self._bracket = False
        self._heard = 0.0

    def receive(self, data: bytes, now: float) -> list[Order]:
        """Take bytes that arrive at `now`; return the orders that are now whole."""
        late = self.expire(now)
        self._heard = now
        orders = [late] if late else []
        for piece in PLAIN.findall(data):
            order = self._take(piece)
            if order is not None:
                orders.append(order)
        return orders

    def due(self) -> float | None:
        """Return when a command that has begun will be given up."""
        return None if self._body is None else self._heard + PATIENCE

    def expire(self, now: float) -> Order | None:
        """Give up a command whose rest did not come in time."""
        due = self.due()
        if due is None or now < due:
            return None
        self._body, self._bracket = None, False
        return Order(error=SYNTAX)

    def _take(self, piece: bytes) -> Order | None:
        cut_off = self._body is not None and piece == b"\x1b" and not self._bracket
        if self._body is None or cut_off:
            self._body = bytearray() if piece == b"\x1b" else None
            return Order(error=SYNTAX) if cut_off else None
        if self._bracket or piece not in (b"\r", b"["):
            self._bracket = False
            self._body += piece
        elif piece == b"[":
            self._bracket = True
        else:
            body, self._body = bytes(self._body), None
            return _order(body)
        if len(self._body) > LONGEST:
            self._body = None
            return Order(error=SYNTAX)
        return None


def _order(body: bytes) -> Order:
    """Read a command whose brackets are gone."""
    if body.startswith(b"Z"):
        return Order("Z", payload=body[1:])
    picture = re.match(rb"GS((?: \d{1,4}){6}) ", body)
    if picture is not None:
        params = tuple(map(int, picture[1].split()))
        return Order("GS", params, body[picture.end() :])
    plain = re.fullmatch(rb"([!-/A-Za-z]{1,7})((?: \d{1,4})*)", body)
    if plain is None:
        return Order(error=SYNTAX)
    return Order(plain[1].decode("ascii"), tuple(map(int, plain[2].split())))
