"""Drives a fingerprint reader: is the finger on it the one that this template is of?

The 1:1 sequence is the one that holds on every module of the family: load the template into buffer
2, take an image until there is one, extract into buffer 1, match, and take no image in between.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from devices.clock import Clock
from devices.fingerprint.packet import (
    BROADCAST,
    BadChecksum,
    Code,
    Decoder,
    Kind,
    Op,
    Packet,
    command,
    encode,
    split,
)
from devices.port import Port, PortLost

REPLY = 1.0
"""Seconds for an answer that takes no thought; this and the next three are our choice."""
PROCESSING = 2.0
INTER_BYTE = 0.5
SETTLE = 0.05
"""After data went down: a module that lost some says so without being asked."""
IDLE = 0.02
"""Seconds of silence that a half-duplex line needs after an error."""
POLL = 0.15
"""Seconds between looks for a finger."""
TRIES = 2
"""Every instruction here may be repeated: none changes what the module keeps."""
MAX_TEMPLATE = 4096
PACKET_SIZES = (32, 64, 128, 256)
"""Bytes of content of a data packet, by the module's size code (manual p. 9)."""
LIVE, LOADED = 1, 2
"""Character buffers: of the finger, and of the template."""
SYSTEM = struct.Struct(">HHHHIHH")
"""Status, system, capacity, security level, address, packet size code, baud (p. 16)."""
BLANK = bytes(range(256))
"""What is left in the buffers instead of a template; a module refuses all-equal bytes."""


class Capture(Enum):
    """What the finger should do now."""

    WAITING = auto()
    CAPTURED = auto()
    LIFT = auto()


class Poor(Enum):
    """What is wrong with an image."""

    FAILED = auto()
    TOO_DRY = auto()
    TOO_WET = auto()
    MESSY = auto()
    FEW_FEATURES = auto()


POOR = {
    Code.IMAGE_FAILED: Poor.FAILED,
    Code.TOO_DRY: Poor.TOO_DRY,
    Code.TOO_WET: Poor.TOO_WET,
    Code.MESSY: Poor.MESSY,
    Code.FEW_FEATURES: Poor.FEW_FEATURES,
    Code.NO_IMAGE: Poor.FAILED,
}


class FaultKind(Enum):
    """Why the reader is of no use now."""

    SILENT = auto()
    LOST = auto()
    GARBLED = auto()
    """Answers came, but none that adds up."""
    REFUSED = auto()
    """The module answered with a code that has no place here."""


@dataclass(frozen=True)
class Matched:
    """The finger is the template's."""

    score: int
    """As the module gives it; only its own security level decides."""


@dataclass(frozen=True)
class NotMatched:
    """It is another finger."""


@dataclass(frozen=True)
class PoorImage:
    """There was a finger, but not enough of it to tell."""

    kind: Poor


@dataclass(frozen=True)
class NoFinger:
    """Nobody touched the reader before the deadline, or nobody let go of it."""


@dataclass(frozen=True)
class Abandoned:
    """Nobody wants to know any more."""


@dataclass(frozen=True)
class ReaderFault:
    """The reader cannot be used; `code` is the module's own, if it gave one."""

    kind: FaultKind
    code: int | None = None


Tell = Callable[[Capture], None]
Got = TypeVar("Got")
Image = PoorImage | NoFinger | Abandoned | ReaderFault


class _Stop(Exception):
    """Ends an exchange; its result is the outcome."""

    def __init__(self, result: Image) -> None:
        super().__init__()
        self.result = result


class FingerprintReader:
    """One reader on one port. Every method has a deadline and never raises for a bad line."""

    def __init__(self, port: Port, clock: Clock) -> None:
        self._port = port
        self._clock = clock
        self._decoder = Decoder()
        self._pending: list[Packet | BadChecksum] = []
        self._clean = False
        self._packet_size = PACKET_SIZES[0]
        self._template_size = 0

    def connect(self) -> ReaderFault | None:
        """Find the module and learn its packet size; also after it was lost."""
        return _fault(self._connect)

    def load(self, template: bytes) -> ReaderFault | None:
        """Put a template into buffer 2, and read it back to be sure."""
        return _fault(lambda: self._load(template))

    def wait_lifted(
        self, *, deadline: float, tell: Tell, abandoned: Callable[[], bool]
    ) -> NoFinger | Abandoned | ReaderFault | None:
        """Wait until no finger lies on the reader; None when that is so."""
        lifted = _result(lambda: self._wait_lifted(deadline, tell, abandoned))
        return ReaderFault(FaultKind.REFUSED) if isinstance(lifted, PoorImage) else lifted

    def match(
        self, *, deadline: float, tell: Tell, abandoned: Callable[[], bool]
    ) -> Matched | NotMatched | Image:
        """Wait for one finger and compare it with the loaded template."""
        return _result(lambda: self._match(deadline, tell, abandoned))

    def enrol(self, *, deadline: float, tell: Tell, abandoned: Callable[[], bool]) -> bytes | Image:
        """Take one finger twice and return its template; nothing stays in the module's library."""
        return _result(lambda: self._enrol(deadline, tell, abandoned))

    def forget(self) -> ReaderFault | None:
        """Overwrite both buffers, so that nobody's template stays in the reader."""
        return _fault(self._forget)

    # -- the sequences ------------------------------------------------------------------------

    def _connect(self) -> None:
        self._expect_ok(Op.VFY_PWD, bytes(4))
        answer = self._expect_ok(Op.READ_SYS_PARA)
        if len(answer) < SYSTEM.size:
            raise _Stop(ReaderFault(FaultKind.GARBLED))
        code = SYSTEM.unpack_from(answer)[5]
        if code >= len(PACKET_SIZES):
            raise _Stop(ReaderFault(FaultKind.GARBLED))
        self._packet_size = PACKET_SIZES[code]

    def _load(self, template: bytes) -> None:
        self._template_size = len(template)
        for _ in range(TRIES):
            self._download(LOADED, template)
            if self._silent_for(SETTLE) and self._upload(LOADED) == template:
                return
        raise _Stop(ReaderFault(FaultKind.GARBLED))

    def _wait_lifted(self, deadline: float, tell: Tell, abandoned: Callable[[], bool]) -> None:
        told = False
        while self._ask(Op.GEN_IMG, seconds=PROCESSING)[0] != Code.NO_FINGER:
            if not told:
                tell(Capture.LIFT)
                told = True
            self._pause(deadline, abandoned)

    def _match(
        self, deadline: float, tell: Tell, abandoned: Callable[[], bool]
    ) -> Matched | NotMatched:
        self._capture(LIVE, deadline, tell, abandoned)
        answer = self._ask(Op.MATCH)
        if answer[0] == Code.NO_MATCH:
            return NotMatched()
        if answer[0] != Code.OK or len(answer) < 3:
            raise _Stop(ReaderFault(FaultKind.REFUSED, answer[0]))
        return Matched(int.from_bytes(answer[1:3]))

    def _enrol(self, deadline: float, tell: Tell, abandoned: Callable[[], bool]) -> bytes:
        self._capture(LIVE, deadline, tell, abandoned)
        self._wait_lifted(deadline, tell, abandoned)
        self._capture(LOADED, deadline, tell, abandoned)
        code = self._ask(Op.REG_MODEL, seconds=PROCESSING)[0]
        if code == Code.CANNOT_COMBINE:
            raise _Stop(PoorImage(Poor.FEW_FEATURES))
        if code != Code.OK:
            raise _Stop(ReaderFault(FaultKind.REFUSED, code))
        return self._upload(LIVE)

    def _forget(self) -> None:
        blank = (BLANK * (self._template_size // len(BLANK) + 1))[: self._template_size]
        if blank:
            for buffer in (LIVE, LOADED):
                self._download(buffer, blank)
                self._silent_for(SETTLE)
            self._template_size = 0

    def _capture(
        self, buffer: int, deadline: float, tell: Tell, abandoned: Callable[[], bool]
    ) -> None:
        """Wait for a finger, take its image, extract its features into a buffer."""
        tell(Capture.WAITING)
        while (code := self._ask(Op.GEN_IMG, seconds=PROCESSING)[0]) == Code.NO_FINGER:
            self._pause(deadline, abandoned)
        if code == Code.OK:
            tell(Capture.CAPTURED)
            code = self._ask(Op.IMG_2_TZ, bytes([buffer]), seconds=PROCESSING)[0]
        if code != Code.OK:
            poor = POOR.get(Code(code)) if code in set(Code) else None
            raise _Stop(PoorImage(poor) if poor else ReaderFault(FaultKind.REFUSED, code))

    def _pause(self, deadline: float, abandoned: Callable[[], bool]) -> None:
        if abandoned():
            raise _Stop(Abandoned())
        if self._clock.monotonic() >= deadline:
            raise _Stop(NoFinger())
        self._clock.sleep_until(self._clock.monotonic() + POLL)

    # -- one instruction, one answer ----------------------------------------------------------

    def _expect_ok(self, op: Op, parameters: bytes = b"") -> bytes:
        answer = self._ask(op, parameters)
        if answer[0] != Code.OK:
            raise _Stop(ReaderFault(FaultKind.REFUSED, answer[0]))
        return answer[1:]

    def _ask(self, op: Op, parameters: bytes = b"", *, seconds: float = REPLY) -> bytes:
        """Return the answer: confirmation code and what follows it."""
        fault = ReaderFault(FaultKind.SILENT)
        for _ in range(TRIES):
            self._tidy()
            self._write(encode(command(op, parameters)))
            answer = self._read_packet(self._clock.monotonic() + seconds)
            if isinstance(answer, Packet) and self._is_ack(answer):
                if answer.content[0] != Code.PACKET_ERROR:
                    return answer.content
                fault = ReaderFault(FaultKind.REFUSED, Code.PACKET_ERROR)
            elif answer is not None:
                fault = ReaderFault(FaultKind.GARBLED)
            self._clean = False
        raise _Stop(fault)

    def _download(self, buffer: int, data: bytes) -> None:
        self._expect_ok(Op.DOWN_CHAR, bytes([buffer]))
        for packet in split(data, self._packet_size):
            self._write(encode(packet))

    def _upload(self, buffer: int) -> bytes:
        """Return a buffer's content."""
        self._expect_ok(Op.UP_CHAR, bytes([buffer]))
        data = bytearray()
        while len(data) <= MAX_TEMPLATE:
            packet = self._read_packet(self._clock.monotonic() + INTER_BYTE)
            if not isinstance(packet, Packet) or packet.kind not in (Kind.DATA, Kind.END):
                break
            data += packet.content
            if packet.kind == Kind.END:
                return bytes(data)
        self._clean = False
        raise _Stop(ReaderFault(FaultKind.GARBLED if data else FaultKind.SILENT))

    def _is_ack(self, packet: Packet) -> bool:
        return packet.kind == Kind.ACK and packet.address == BROADCAST

    def _read_packet(self, deadline: float) -> Packet | BadChecksum | None:
        while not self._pending:
            data = self._read(deadline)
            if not data:
                return None
            self._pending += self._decoder.receive(data, self._clock.monotonic())
        return self._pending.pop(0)

    def _tidy(self) -> None:
        """After an error, let whatever is still on its way arrive, and drop it."""
        if not self._clean:
            deadline = self._clock.monotonic() + REPLY
            while self._read(min(deadline, self._clock.monotonic() + IDLE)):
                if self._clock.monotonic() >= deadline:
                    raise _Stop(ReaderFault(FaultKind.GARBLED))
            self._clean = True
        self._decoder.clear()
        self._pending.clear()

    def _silent_for(self, seconds: float) -> bool:
        quiet = not self._read(self._clock.monotonic() + seconds)
        self._clean = quiet
        return quiet

    def _write(self, data: bytes) -> None:
        try:
            self._port.write(data, self._clock.monotonic() + PROCESSING)
        except PortLost:
            self._clean = False
            raise _Stop(ReaderFault(FaultKind.LOST)) from None

    def _read(self, deadline: float) -> bytes:
        try:
            return self._port.read(deadline)
        except PortLost:
            self._clean = False
            raise _Stop(ReaderFault(FaultKind.LOST)) from None


def _result(exchange: Callable[[], Got]) -> Got | Image:
    try:
        return exchange()
    except _Stop as stop:
        return stop.result


def _fault(exchange: Callable[[], None]) -> ReaderFault | None:
    result = _result(exchange)
    return result if isinstance(result, ReaderFault) else None
