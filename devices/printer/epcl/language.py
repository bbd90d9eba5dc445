"""The Zebra/Eltron card printer language (EPCL) as a host speaks it: no line, no waiting.

Source: Card Printer Programmer's Manual 980081-001 Rev. F; its pages are given with each fact.
Where no public page of it says, a public program that drives a P330i does: the CUPS filter
rastertop330i (github.com/umbc-hackafe/cups-p330i-driver) or the sample page of QZ Tray. The rest is
marked as our choice.
"""

import re
from dataclasses import dataclass

from devices.printer.printer import Fault, FaultKind

ESC, CR, ACK, NACK, EOT = b"\x1b", b"\r", b"\x06", b"\x15", b"\x04"
SILENCE = 0.15
"""Seconds after which an unterminated reply counts as whole; nothing public says how texts end."""
LONGEST_REPLY = 128
"""Bytes kept of one reply."""

ERRORS = {
    "-1": FaultKind.CARD_JAM,
    "01": FaultKind.RIBBON,
    "02": FaultKind.HEAD,
    "03": FaultKind.CARD_JAM,
    "04": FaultKind.FEEDER_EMPTY,
    "10": FaultKind.PARAMETER,
    "11": FaultKind.PARAMETER,
    "14": FaultKind.SYNTAX,
    "20": FaultKind.SYNTAX,
    "21": FaultKind.SYNTAX,
    "22": FaultKind.SYNTAX,
}
"""Codes behind a NACK (p. B-2), as far as our orders can meet them."""


@dataclass(frozen=True)
class Ack:
    """Done; ready for the next command (p. B-2)."""


@dataclass(frozen=True)
class Nack:
    """Not done (p. B-2). Without a code its input buffer may be full."""

    code: str


@dataclass(frozen=True)
class Said:
    """Text, the answer to a query."""

    text: str


Reply = Ack | Nack | Said


def command(name: str, *params: int) -> bytes:
    """Return one command: ESC, name, parameters with a space before each, CR (p. 1-10)."""
    return ESC + " ".join((name, *map(str, params))).encode("ascii") + CR


def colour_download(buffer: int, lines: int, height: int, payload: bytes) -> bytes:
    """Return a download of one dye from the origin: `GS`, compressed to 32 levels (p. 2-56).

    `buffer` is 0 yellow, 1 magenta, 2 cyan; `height` is bytes, one for each dot of a line.
    """
    head = f"GS {buffer} 30 0 0 {lines} {height} ".encode("ascii")
    return ESC + head + shielded(payload) + CR


def black_area(lines: int, height: int) -> bytes:
    """Return `G`: an area from the origin, compressed bytes, that replaces what was (p. 2-35).

    `height` is bytes of eight dots.
    """
    return command("G", 0, 0, 2, height, lines, 1)


def black_download(payload: bytes) -> bytes:
    """Return `Z`, which fills the area; data follows the letter at once (p. 1-13, 1-16)."""
    return ESC + b"Z" + shielded(payload) + CR


def shielded(payload: bytes) -> bytes:
    """Return data in which `[` precedes each ESC, CR and `[` (p. 2-36)."""
    return re.sub(rb"[\x1b\r\[]", rb"[\g<0>", payload)


def fault_of(refusal: Nack) -> Fault:
    """Return what a refusal means."""
    return Fault(ERRORS.get(refusal.code, FaultKind.UNKNOWN), f"error {refusal.code or 'unnamed'}")


def describe_order(data: bytes, now: float) -> list[str]:  # noqa: ARG001 - an order is whole
    """Say what is sent: of a picture only the command, its parameters, and how many bytes."""
    head = re.match(rb"\x1b([%&$+!.]?[A-Za-z]{0,3}(?: \d{1,4}){0,6})", data)
    what = head[1].decode("ascii") if head else "something"
    return [f"{what} ({len(data)} bytes)" if len(data) > LONGEST_REPLY else what]


def describe_reply(data: bytes, now: float) -> list[str]:  # noqa: ARG001
    """Say what came, whole or in pieces."""
    reader = ReplyReader()
    replies = reader.receive(data)
    rest = reader.silence()
    return [_words(reply) for reply in [*replies, *([] if rest is None else [rest])]]


class ReplyReader:
    """Cuts what comes from the printer into replies.

    Between replies and at the end of a text, EOT, CR, LF and NUL mean nothing more.
    """

    def __init__(self) -> None:
        self._bytes = b""

    @property
    def partial(self) -> bool:
        """Whether a reply has begun and not ended."""
        return bool(self._bytes)

    def receive(self, data: bytes) -> list[Reply]:
        """Take bytes; return the replies that are now whole."""
        self._bytes += data
        replies = []
        while (reply := self._next()) is not None:
            replies.append(reply)
        return replies

    def silence(self) -> Reply | None:
        """Take what has come as a whole reply; None if nothing has."""
        left, self._bytes = self._bytes, b""
        if left.startswith(NACK):
            return Nack(left[1:].decode("ascii"))
        return Said(_text(left)) if left else None

    def clear(self) -> None:
        """Forget what has come."""
        self._bytes = b""

    def _next(self) -> Reply | None:
        self._bytes = self._bytes.lstrip(b"\x04\r\n\x00")
        if not self._bytes:
            return None
        if self._bytes.startswith(ACK):
            self._bytes = self._bytes[1:]
            return Ack()
        if self._bytes.startswith(NACK):
            return self._refusal()
        text = re.match(rb"[^\x06\x15\x04\r\n\x00]+", self._bytes)
        if text is None or text.end() == len(self._bytes):
            self._bytes = self._bytes[:LONGEST_REPLY]
            return None
        self._bytes = self._bytes[text.end() :]
        return Said(_text(text[0]))

    def _refusal(self) -> Nack | None:
        if re.fullmatch(rb"\x15-?\d{0,2}", self._bytes):
            return None
        coded = re.match(rb"\x15(-?\d{1,2})\x04", self._bytes)
        self._bytes = self._bytes[coded.end() if coded else 1 :]
        return Nack(coded[1].decode("ascii") if coded else "")


def _text(raw: bytes) -> str:
    printable = bytes(byte for byte in raw[:LONGEST_REPLY] if 0x20 <= byte < 0x7F)
    return printable.decode("ascii").strip()


def _words(reply: Reply) -> str:
    match reply:
        case Ack():
            return "ACK"
        case Nack(code):
            return f"NACK {code}".strip()
        case Said(text):
            return text
