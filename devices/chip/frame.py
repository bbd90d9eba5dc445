"""The frames of an NXP PN532 on its host link: bytes in, frames out. No line, no waiting.

Source: UM0701-02 (PN532 user manual, 2007) §6.2.1; how damage is met is our choice.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum

PREAMBLE = POSTAMBLE = b"\x00"
START = b"\x00\xff"
HEAD = len(START) + 2
"""Bytes up to and with the length's checksum, of a frame that is not extended."""
EXTENDED = b"\xff\xff"
"""Where length and its checksum would be: two bytes of length and a checksum follow."""
LONGEST_NORMAL, LONGEST = 0xFF, 265
"""Bytes of data, the TFI among them, in a normal frame and in an extended one."""
GAP = 0.5
"""Seconds without a byte after which a frame that has begun is given up; our choice."""
WAKE_UP = b"\x55\x55" + bytes(14)
"""Rising edges that wake a chip on HSU, and the time of 14 bytes to come to itself."""
FLUSH = bytes(LONGEST + 16)
"""A preamble in which every frame that was cut off on its way ends."""


class Tfi(IntEnum):
    """Who sends: the first byte of data."""

    HOST = 0xD4
    CHIP = 0xD5
    ERROR = 0x7F


class Op(IntEnum):
    """Command codes (UM0701-02 §7.1); the answer to each is one more."""

    DIAGNOSE = 0x00
    GET_FIRMWARE_VERSION = 0x02
    GET_GENERAL_STATUS = 0x04
    SET_SERIAL_BAUD_RATE = 0x10
    SET_PARAMETERS = 0x12
    SAM_CONFIGURATION = 0x14
    POWER_DOWN = 0x16
    RF_CONFIGURATION = 0x32
    IN_DATA_EXCHANGE = 0x40
    IN_DESELECT = 0x44
    IN_LIST_PASSIVE_TARGET = 0x4A
    IN_RELEASE = 0x52
    IN_SELECT = 0x54


class Signal(Enum):
    """Frames without data: length and its checksum."""

    ACK = b"\x00\xff"
    NACK = b"\xff\x00"


@dataclass(frozen=True)
class Frame:
    """Data whose checksums hold: TFI, code, parameters."""

    data: bytes


@dataclass(frozen=True)
class BadChecksum:
    """Bytes that look like a frame but do not add up."""

    frame: bytes


Event = Frame | Signal | BadChecksum
SYNTAX_ERROR = Frame(bytes([Tfi.ERROR]))
"""What the chip says of a command that it does not know or cannot take."""


def command(op: int, parameters: bytes = b"") -> Frame:
    """Return a command from the host."""
    return Frame(bytes([Tfi.HOST, op]) + parameters)


def encode(event: Frame | Signal) -> bytes:
    """Return a frame as bytes; extended only if it must be."""
    if isinstance(event, Signal):
        return PREAMBLE + START + event.value + POSTAMBLE
    size = len(event.data)
    if size <= LONGEST_NORMAL:
        length = bytes([size, -size % 256])
    else:
        two = size.to_bytes(2)
        length = EXTENDED + two + bytes([-sum(two) % 256])
    return PREAMBLE + START + length + event.data + bytes([-sum(event.data) % 256]) + POSTAMBLE


class Decoder:
    """Hunts for frames in whatever comes. Preambles and postambles are neither needed nor told."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._heard = 0.0

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Take bytes that arrive at `now` (seconds); return what they complete."""
        if now - self._heard > GAP:
            self._bytes.clear()
        self._heard = now
        self._bytes += data
        found: list[Event] = []
        while (event := self._next()) is not None:
            found.append(event)
        return found

    def clear(self) -> None:
        """Forget what has come."""
        self._bytes.clear()

    def _next(self) -> Event | None:
        while True:
            self._hunt()
            if len(self._bytes) < HEAD:
                return None
            field = bytes(self._bytes[len(START) : HEAD])
            if field in (Signal.ACK.value, Signal.NACK.value):
                del self._bytes[:HEAD]
                return Signal(field)
            head = HEAD + 3 if field == EXTENDED else HEAD
            if len(self._bytes) < head:
                return None
            size = _size(self._bytes[len(START) : head])
            if size is not None:
                break
            del self._bytes[: len(START)]
        end = head + size + 1
        if len(self._bytes) < end:
            return None
        frame = bytes(self._bytes[:end])
        if sum(frame[head:]) % 256:
            del self._bytes[: len(START)]  # a good frame may begin inside a bad one
            return BadChecksum(frame)
        del self._bytes[:end]
        return Frame(frame[head:-1])

    def _hunt(self) -> None:
        """Drop everything before something that may become a start."""
        at = self._bytes.find(START)
        if at < 0:
            at = len(self._bytes) - self._bytes.endswith(START[:1])
        del self._bytes[:at]


def _size(field: bytes | bytearray) -> int | None:
    """Return how many bytes of data a length field announces; None if it does not add up."""
    extended = field.startswith(EXTENDED)
    counted = field[len(EXTENDED) :] if extended else field
    size = int.from_bytes(counted[:-1])
    good = sum(counted) % 256 == 0 and 1 <= size <= (LONGEST if extended else LONGEST_NORMAL)
    return size if good else None


class Describer:
    """Says what frames pass, and nothing of what is in them."""

    def __init__(self) -> None:
        self._decoder = Decoder()

    def __call__(self, data: bytes, now: float) -> list[str]:
        """Take bytes that passed at `now` (seconds); return a line for each frame."""
        return [_described(event) for event in self._decoder.receive(data, now)]


def _described(event: Event) -> str:
    if isinstance(event, BadChecksum):
        return f"bad checksum, {len(event.frame)} bytes"
    if isinstance(event, Signal):
        return event.name
    if event == SYNTAX_ERROR:
        return "syntax error"
    tfi, code = event.data[0], event.data[1] if len(event.data) > 1 else -1
    op = code - (tfi == Tfi.CHIP)
    name = Op(op).name if op in set(Op) else f"{op:02X}"
    return f"answer to {name}" if tfi == Tfi.CHIP else name
