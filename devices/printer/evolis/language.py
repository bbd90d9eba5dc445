"""The Evolis escape language as a host speaks it: commands out, replies in. No line, no waiting.

Source: Evolis Card Printers Programming Guide A5013 Rev. E (pages given below), the reply strings
of Evolis' published SDK samples, and captures of real drivers.
"""

import re

from devices.printer.printer import Fault, FaultKind

ESC, CR = b"\x1b", b"\r"
SILENCE = 0.15
"""Seconds after which an unterminated reply counts as whole; nothing public fixes RS-232's end."""
LONGEST_REPLY = 256
"""Bytes kept of one reply."""


FAULTS = {
    "ERROR CDE": FaultKind.SYNTAX,
    "ERROR PARAMETRES": FaultKind.PARAMETER,
    "ERROR TIME OUT": FaultKind.TIMEOUT,
    "CARD JAM": FaultKind.CARD_JAM,
    "FEEDER EMPTY": FaultKind.FEEDER_EMPTY,
    "COVER OPEN": FaultKind.COVER_OPEN,
    "ERROR RIBBON": FaultKind.RIBBON,
    "ERROR HEAD": FaultKind.HEAD,
    "HOPPER FULL": FaultKind.HOPPER_FULL,
    "HOPPER DOOR": FaultKind.HOPPER_DOOR,
    "ERROR HOPPER": FaultKind.HOPPER,
    "NEED CLEANING": FaultKind.NEEDS_CLEANING,
    "OPT NOT AVAILABLE": FaultKind.NO_OPTION,
    "ERR": FaultKind.UNKNOWN,
}
"""Reply strings of the SDK samples; the longest that a reply begins with counts."""


def command(mnemonic: str, *params: str | int) -> bytes:
    """Return one command: ESC, mnemonic, parameters between semicolons, CR (guide p. 4)."""
    return ESC + ";".join((mnemonic, *map(str, params))).encode("ascii") + CR


def download(panel: str, levels: int, payload: bytes, *, compressed: bool) -> bytes:
    """Return a download of one panel: `Db` raw, `Dbc` compressed with its length (guide p. 6, 14).

    The payload is counted, so it may hold any byte; one CR follows it.
    """
    head = f"Dbc;{panel};{levels};{len(payload)};" if compressed else f"Db;{panel};{levels};"
    return ESC + head.encode("ascii") + payload + CR


def fault_of(reply: str) -> Fault | None:
    """Return the fault that a reply names, or None if it names none."""
    said = reply.upper()
    for text in sorted(FAULTS, key=len, reverse=True):
        if said.startswith(text):
            return Fault(FAULTS[text], reply)
    return None


def describe_order(data: bytes, now: float) -> list[str]:  # noqa: ARG001 - an order is whole
    """Say what is sent: of a panel only which, how, and how many bytes."""
    head = re.match(rb"\x1b([A-Za-z]+(?:;[A-Za-z0-9]{1,8}){0,4})", data)
    what = _text(head[1]) if head else "something"
    return [f"{what} ({len(data)} bytes)" if len(data) > LONGEST_REPLY else what]


def describe_reply(data: bytes, now: float) -> list[str]:  # noqa: ARG001
    """Say what came, whole or in pieces."""
    return [_text(each) for each in re.split(rb"[\x00\r\n]+", data) if each]


class ReplyReader:
    """Cuts what comes from the printer into replies.

    A reply ends at NUL (seen on USB), CR or LF, or after `SILENCE`.
    """

    def __init__(self) -> None:
        self._bytes = b""

    @property
    def partial(self) -> bool:
        """Whether a reply has begun and not ended."""
        return bool(self._bytes)

    def receive(self, data: bytes) -> list[str]:
        """Take bytes; return the replies that are now whole."""
        *whole, self._bytes = re.split(rb"[\x00\r\n]+", self._bytes + data)
        self._bytes = self._bytes[:LONGEST_REPLY]
        return [_text(each) for each in whole if each]

    def silence(self) -> str | None:
        """Take what has come as a whole reply; None if nothing has."""
        left, self._bytes = self._bytes, b""
        return _text(left) if left else None

    def clear(self) -> None:
        """Forget what has come."""
        self._bytes = b""


def _text(raw: bytes) -> str:
    printable = bytes(byte for byte in raw[:LONGEST_REPLY] if 0x20 <= byte < 0x7F)
    return printable.decode("ascii").strip()
