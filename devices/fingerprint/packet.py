"""The packets of ZFM-20 / R30x modules: bytes in, packets out. No line, no waiting.

Source: ZFM-20 User Manual v2.0 (p. 11–12, 18); how damage is met is our choice.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

START = b"\xef\x01"
BROADCAST = 0xFFFFFFFF
"""The address of a module that was given no other."""
HEAD = struct.Struct(">2sIBH")
MIN_LENGTH, MAX_LENGTH = 3, 258
"""Of the length field: content and checksum. 256 bytes of content are documented as the most."""
GAP = 0.5
"""Seconds without a byte after which a packet that has begun is given up."""


class Kind(IntEnum):
    """What a packet is: the PID."""

    COMMAND = 0x01
    DATA = 0x02
    ACK = 0x07
    END = 0x08


class Op(IntEnum):
    """Instruction codes (ZFM-20 p. 13–26; from 0x16 on also the R503 manual, and clients)."""

    GEN_IMG = 0x01
    IMG_2_TZ = 0x02
    MATCH = 0x03
    SEARCH = 0x04
    REG_MODEL = 0x05
    STORE = 0x06
    LOAD_CHAR = 0x07
    UP_CHAR = 0x08
    DOWN_CHAR = 0x09
    UP_IMAGE = 0x0A
    DOWN_IMAGE = 0x0B
    DELETE = 0x0C
    EMPTY = 0x0D
    SET_SYS_PARA = 0x0E
    READ_SYS_PARA = 0x0F
    SET_PWD = 0x12
    VFY_PWD = 0x13
    RANDOM = 0x14
    SET_ADDRESS = 0x15
    READ_INF_PAGE = 0x16
    WRITE_NOTEPAD = 0x18
    READ_NOTEPAD = 0x19
    HIGH_SPEED_SEARCH = 0x1B
    TEMPLATE_NUM = 0x1D
    READ_INDEX = 0x1F
    GEN_IMG_EX = 0x28
    CANCEL = 0x30
    SLEEP = 0x33
    AURA_LED = 0x35
    CHECK_SENSOR = 0x36
    ALG_VERSION = 0x39
    FW_VERSION = 0x3A
    PROD_INFO = 0x3C
    SOFT_RESET = 0x3D
    HAND_SHAKE = 0x40
    LED_ON = 0x50
    LED_OFF = 0x51
    GEN_IMG_DARK = 0x52
    ECHO = 0x53


class Code(IntEnum):
    """Confirmation codes (ZFM-20 p. 12, R503 p. 15), those that these instructions answer with."""

    OK = 0x00
    PACKET_ERROR = 0x01
    NO_FINGER = 0x02
    IMAGE_FAILED = 0x03
    TOO_DRY = 0x04
    TOO_WET = 0x05
    MESSY = 0x06
    FEW_FEATURES = 0x07
    NO_MATCH = 0x08
    NOT_FOUND = 0x09
    CANNOT_COMBINE = 0x0A
    BAD_PAGE = 0x0B
    INVALID_TEMPLATE = 0x0C
    UPLOAD_FAILED = 0x0D
    CANNOT_TAKE_DATA = 0x0E
    IMAGE_UPLOAD_FAILED = 0x0F
    DELETE_FAILED = 0x10
    WRONG_PASSWORD = 0x13
    NO_IMAGE = 0x15
    BAD_REGISTER = 0x1A
    BAD_VALUE = 0x1B
    BAD_NOTEPAD_PAGE = 0x1C
    WRONG_ADDRESS = 0x20
    PASSWORD_REQUIRED = 0x21
    ALIVE = 0x55
    """The answer to an echo, and the byte that an R503 greets with."""
    UNSUPPORTED = 0xFC


@dataclass(frozen=True)
class Packet:
    """One packet whose checksum holds."""

    kind: int
    content: bytes
    address: int = BROADCAST


@dataclass(frozen=True)
class BadChecksum:
    """Bytes that look like a packet but do not add up."""

    frame: bytes


def encode(packet: Packet) -> bytes:
    """Return a packet as bytes; the sum covers kind, length and content."""
    length = len(packet.content) + 2
    body = struct.pack(">BH", packet.kind, length) + packet.content
    return START + struct.pack(">I", packet.address) + body + struct.pack(">H", _sum(body))


def command(op: Op, parameters: bytes = b"") -> Packet:
    """Return a command."""
    return Packet(Kind.COMMAND, bytes([op]) + parameters)


def split(data: bytes, size: int) -> list[Packet]:
    """Return data as packets of `size` bytes of content; only the last, an END, may be shorter."""
    parts = [data[start : start + size] for start in range(0, len(data), size)]
    return [
        Packet(Kind.END if number == len(parts) else Kind.DATA, part)
        for number, part in enumerate(parts, start=1)
    ]


class Decoder:
    """Hunts for packets in whatever comes."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._heard = 0.0

    def receive(self, data: bytes, now: float) -> list[Packet | BadChecksum]:
        """Take bytes that arrive at `now` (seconds); return what they complete."""
        if now - self._heard > GAP:
            self._bytes.clear()
        self._heard = now
        self._bytes += data
        found = []
        while (event := self._next()) is not None:
            found.append(event)
        return found

    def clear(self) -> None:
        """Forget what has come."""
        self._bytes.clear()

    def _next(self) -> Packet | BadChecksum | None:
        while True:
            self._hunt()
            if len(self._bytes) < HEAD.size:
                return None
            _, address, kind, length = HEAD.unpack_from(self._bytes)
            if MIN_LENGTH <= length <= MAX_LENGTH:
                break
            del self._bytes[0]
        end = HEAD.size + length
        if len(self._bytes) < end:
            return None
        frame = bytes(self._bytes[:end])
        if _sum(frame[6:-2]) != int.from_bytes(frame[-2:]):
            del self._bytes[: len(START)]  # a good packet may begin inside a bad one
            return BadChecksum(frame)
        del self._bytes[:end]
        return Packet(kind, frame[HEAD.size : -2], address)

    def _hunt(self) -> None:
        """Drop everything before something that may become a start."""
        at = self._bytes.find(START)
        if at < 0:
            at = len(self._bytes) - self._bytes.endswith(START[:1])
        del self._bytes[:at]


class Describer:
    """Says what packets pass, and nothing of what is in them."""

    def __init__(self) -> None:
        self._decoder = Decoder()

    def __call__(self, data: bytes, now: float) -> list[str]:
        """Take bytes that passed at `now` (seconds); return a line for each packet."""
        return [_described(event) for event in self._decoder.receive(data, now)]


def _described(event: Packet | BadChecksum) -> str:
    if isinstance(event, BadChecksum):
        return f"bad checksum, {len(event.frame)} bytes"
    what = event.content[0] if event.content else -1
    match event.kind:
        case Kind.COMMAND:
            return Op(what).name if what in set(Op) else f"instruction {what:02X}"
        case Kind.ACK:
            return f"ack {Code(what).name}" if what in set(Code) else f"ack {what:02X}"
        case _:
            return f"{len(event.content)} bytes of data"


def _sum(body: bytes) -> int:
    return sum(body) % 65536
