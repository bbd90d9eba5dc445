"""ESC/POS as a host speaks it: bytes out, answers in. No line, no waiting.

Source: Epson, "ESC/POS Command Reference" (public, reference.epson-biz.com), by the names of its
commands; the process ID response is on p. 428 of the TM programming guide too (Ver. 10.01).
"""

import re
import textwrap
from dataclasses import dataclass
from enum import IntEnum

from devices.receipt.receipt import COLUMNS, Code, Fault, FaultKind, Line, Receipt

DLE, ESC, GS = b"\x10", b"\x1b", b"\x1d"
CLEAR = DLE + b"\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4, function 8: forget, at once, all that was received and is not printed."""
CUT = GS + b"VB\x00"
"""Brings what is printed behind the knife, then cuts."""
ROOM = 4096
"""Bytes of the receive buffer of TM printers; what is longer might be lost without handshake."""
WESTERN = (16, "cp1252")
"""ESC t 16 is WPC1252."""
MODULE = 6
"""Dots of a module of a QR code: 0.75 mm at 203 dpi."""
LEVEL_M = b"\x31"
FEED = 2
"""Lines of quiet zone above and below a code: 60 dots, where 24 are needed."""


class Status(IntEnum):
    """What DLE EOT asks for."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


FAULTS: tuple[tuple[Status, int, FaultKind], ...] = (
    (Status.OFFLINE_CAUSE, 0x04, FaultKind.COVER_OPEN),
    (Status.PAPER, 0x60, FaultKind.PAPER_OUT),
    (Status.OFFLINE_CAUSE, 0x20, FaultKind.PAPER_OUT),
    (Status.ERROR_CAUSE, 0x08, FaultKind.CUTTER),
    (Status.ERROR_CAUSE, 0x20, FaultKind.BROKEN),
    (Status.ERROR_CAUSE, 0x40, FaultKind.HEAD_HOT),
    (Status.OFFLINE_CAUSE, 0x08, FaultKind.BUSY),
    (Status.OFFLINE_CAUSE, 0x40, FaultKind.BROKEN),
    (Status.PRINTER, 0x08, FaultKind.BUSY),
)
"""Bits of an answer to DLE EOT, and what they mean; the first that is set counts."""
NEAR_END = 0x0C
"""Of `Status.PAPER`."""


@dataclass(frozen=True)
class ProcessId:
    """The printer's word that all before a GS ( H, function 48, is printed."""

    id: bytes


@dataclass(frozen=True)
class Cleared:
    """The printer's word that it has forgotten."""


Answer = int | ProcessId | Cleared
"""A byte of status, or a response."""

_RESPONSE = re.compile(rb"\x37(?:\x22([\x20-\x7e]{4})|\x25)\x00")
_BEGUN = re.compile(rb"\x37(\x22[\x20-\x7e]{0,4}|\x25)?")


def status_query(status: Status) -> bytes:
    """Return DLE EOT n: answered at once, whatever the printer does."""
    return DLE + b"\x04" + bytes([status])


def job(receipt: Receipt, process_id: bytes) -> bytes:
    """Return all that prints and cuts a receipt, and asks for word of it with four ASCII bytes.

    Raises ValueError if that is more than a printer's memory holds. Letters that the code page
    lacks become question marks.
    """
    page, _ = WESTERN
    parts = [ESC + b"@", GS + b"a\x00", ESC + b"t" + bytes([page])]
    parts += [_line(each) if isinstance(each, Line) else _code(each) for each in receipt]
    parts += [CUT, _parameters(b"H", b"00" + process_id)]
    whole = b"".join(parts)
    if len(whole) > ROOM:
        raise ValueError(f"a receipt of {len(whole)} bytes is more than {ROOM}")
    return whole


def fault_of(readings: dict[Status, int]) -> Fault | None:
    """Return what keeps a printer from printing."""
    for status, bits, kind in FAULTS:
        if readings[status] & bits:
            return Fault(kind, f"DLE EOT {status:d} says {readings[status]:#04x}")
    return None


def describe_order(data: bytes, now: float) -> list[str]:  # noqa: ARG001 - an order is whole
    """Say what is sent, and nothing of what a receipt says."""
    if data.startswith(DLE + b"\x04"):
        return [f"DLE EOT {data[-1]}"]
    return ["DLE DC4 8" if data.endswith(CLEAR) else "receipt"]


def describe_answer(data: bytes, now: float) -> list[str]:  # noqa: ARG001 - nor is it cut often
    """Say what came."""
    return [_described(answer) for answer in AnswerReader().receive(data)]


class AnswerReader:
    """Finds answers among whatever comes."""

    def __init__(self) -> None:
        self._bytes = b""

    def receive(self, data: bytes) -> list[Answer]:
        """Return the answers that these bytes complete; what is no answer is dropped."""
        self._bytes += data
        answers: list[Answer] = []
        while self._bytes:
            response = _RESPONSE.match(self._bytes)
            if response is not None:
                self._bytes = self._bytes[response.end() :]
                printed = response[1]
                answers.append(Cleared() if printed is None else ProcessId(printed))
            elif _BEGUN.fullmatch(self._bytes):
                break
            else:
                if self._bytes[0] & 0x93 == 0x12:  # fixed bits of every answer to DLE EOT
                    answers.append(self._bytes[0])
                self._bytes = self._bytes[1:]
        return answers

    def clear(self) -> None:
        """Forget a response that was begun."""
        self._bytes = b""


def _described(answer: Answer) -> str:
    match answer:
        case ProcessId():
            return f"printed {answer.id.decode('ascii')}"
        case Cleared():
            return "cleared"
        case _:
            return f"status {answer:02X}"


def _line(line: Line) -> bytes:
    size = line.size - 1
    style = (
        ESC + b"a" + bytes([line.align.value]),
        ESC + b"E" + bytes([line.bold]),
        GS + b"!" + bytes([size << 4 | size]),
    )
    rows = textwrap.wrap(line.text, COLUMNS // line.size) or [""]
    return b"".join(style) + b"".join(_printable(row) + b"\n" for row in rows)


def _printable(row: str) -> bytes:
    """Return text without a byte that could be taken for a command."""
    encoded = row.encode(WESTERN[1], "replace")
    return bytes(each if each >= 0x20 else ord("?") for each in encoded)


def _code(code: Code) -> bytes:
    """Return GS ( k: model 2, size, level, store, print; nothing of the text is a command."""
    data = code.text.encode("ascii")
    if not code.text.isprintable():
        raise ValueError("a code on a receipt holds printable ASCII")
    feed = ESC + b"d" + bytes([FEED])
    steps = (b"1A2\x00", b"1C" + bytes([MODULE]), b"1E" + LEVEL_M, b"1P0" + data, b"1Q0")
    centre = ESC + b"a\x01"
    return centre + feed + b"".join(_parameters(b"k", step) for step in steps) + feed


def _parameters(function: bytes, parameters: bytes) -> bytes:
    """Return GS ( and a function with its parameters, the number of them first."""
    return GS + b"(" + function + len(parameters).to_bytes(2, "little") + parameters
