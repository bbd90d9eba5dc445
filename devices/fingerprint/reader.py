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
from devices.fingerprint.exchange import (
    BYTES_PER_SECOND,
    PROCESSING,
    TRIES,
    Broken,
    Exchange,
    FaultKind,
    ReaderFault,
)
from devices.fingerprint.packet import BROADCAST, Code, Op
from devices.port import Port

POLL = 0.15
"""Seconds between looks for a finger; our choice, as the next."""
WAKE = 0.6
"""Seconds after which a module that began anew can be spoken to."""
GREETINGS, GREETING = 3, 0.6
"""How often a module is asked for itself, and for how long, before it counts as gone."""
TEMPLATE_SIZES = range(1, 4097)
"""Bytes of a template that nobody knows yet."""
PACKET_SIZES = (32, 64, 128, 256)
"""Bytes of content of a data packet, by the module's size code (manual p. 9)."""
FASTEST = 12
"""Times 9600 baud (p. 9)."""
SECURITY, LEAST_SECURITY = 5, 3
"""The register of the security level (p. 9), and the factory's: below it strangers are accepted."""
LIVE, LOADED = 1, 2
"""Character buffers: of the finger, and of the template."""
VERIFIED = 0x04
"""The bit of the status register that a restart clears (p. 9)."""
SYSTEM = struct.Struct(">HHHHIHH")
"""Status, system, capacity, security level, address, packet size code, baud (p. 16)."""
FACTORY = (VERIFIED, 0, 0, 3, BROADCAST, 2, 6)
"""As every module leaves the factory (p. 9)."""
PRODUCT_IMAGE = struct.Struct(">38xHH")
"""Width and height in what an R503 says of itself (R503 manual p. 31, behind 38 other bytes)."""
OPTICAL_IMAGE = (256, 288)
"""Dots of every sensor that says nothing of itself (ZFM-20 p. 8)."""
OPTICAL_CAPTURES, CAPACITIVE_CAPTURES = 2, 6
"""Images that make a template (ZFM-20 p. 20, R503 p. 22)."""
BLANK = bytes(range(256))
"""What is left in the buffers instead of a template; a module refuses all-equal bytes."""


class Capture(Enum):
    """What the finger should do now."""

    WAITING = auto()
    CAPTURED = auto()
    LIFT = auto()
    SENDING = auto()
    """Its picture is on the line: the finger may go, and nothing is asked of it."""


@dataclass(frozen=True)
class Enrolling:
    """What the finger should do now, with `done` of `of` images taken."""

    step: Capture
    done: int
    of: int


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
class FingerImage:
    """A finger as the sensor saw it: four bits a dot, the left one high, row by row."""

    width: int
    height: int
    dots: bytes


Tell = Callable[[Capture], None]
Got = TypeVar("Got")
Unclear = PoorImage | NoFinger | Abandoned | ReaderFault


class _Stop(Exception):
    """Ends a sequence; its result is the outcome."""

    def __init__(self, result: Unclear) -> None:
        super().__init__()
        self.result = result


class FingerprintReader:
    """One reader on one port. Every method has a deadline and never raises for a bad line."""

    def __init__(self, port: Port, clock: Clock) -> None:
        self._clock = clock
        self._exchange = Exchange(port, clock)
        self._template_size = 0
        self._captures = OPTICAL_CAPTURES
        self._image = OPTICAL_IMAGE

    def connect(self) -> ReaderFault | None:
        """Find the module and learn what it is; also after it was lost."""
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
    ) -> Matched | NotMatched | Unclear:
        """Wait for one finger and compare it with the loaded template."""
        return _result(lambda: self._match(deadline, tell, abandoned))

    def enrol(
        self, *, deadline: float, tell: Callable[[Enrolling], None], abandoned: Callable[[], bool]
    ) -> bytes | Unclear:
        """Take one finger as often as the module wants it, and return its template.

        Nothing stays in the module's library.
        """
        return _result(lambda: self._enrol(deadline, tell, abandoned))

    def image(
        self, *, deadline: float, tell: Tell, abandoned: Callable[[], bool]
    ) -> FingerImage | Unclear:
        """Wait for one finger and return its picture.

        At 57,600 baud it is on the line for up to 7 s; who abandons it waits for none of them.
        """
        return _result(lambda: self._take_image(deadline, tell, abandoned))

    def forget(self) -> ReaderFault | None:
        """Leave nobody's template and picture in the reader's buffers."""
        return _fault(self._forget)

    # -- the sequences ------------------------------------------------------------------------

    @property
    def _is_capacitive(self) -> bool:
        """Whether it is of the R503's kind, which alone says what it is and can be restarted."""
        return self._captures == CAPACITIVE_CAPTURES

    def _connect(self) -> None:
        exchange = self._exchange
        code = exchange.ask(Op.VFY_PWD, bytes(4), seconds=GREETING, tries=GREETINGS)[0]
        if code != Code.OK:
            raise Broken(ReaderFault(FaultKind.REFUSED, code))
        _, _, _, level, _, size, baud = self._registers()
        if level < LEAST_SECURITY:
            exchange.expect_ok(Op.SET_SYS_PARA, bytes([SECURITY, LEAST_SECURITY]))
        if size >= len(PACKET_SIZES) or not 1 <= baud <= FASTEST:
            raise Broken(ReaderFault(FaultKind.GARBLED))
        exchange.packet_size, exchange.rate = PACKET_SIZES[size], baud * BYTES_PER_SECOND
        said = exchange.ask_if_known(Op.PROD_INFO)
        self._captures, self._image = OPTICAL_CAPTURES, OPTICAL_IMAGE
        if said is not None:
            self._captures, self._image = CAPACITIVE_CAPTURES, PRODUCT_IMAGE.unpack_from(said)

    def _registers(self) -> tuple[int, ...]:
        try:
            return SYSTEM.unpack_from(self._exchange.expect_ok(Op.READ_SYS_PARA))
        except Broken as broken:
            if broken.fault != ReaderFault(FaultKind.REFUSED, Code.PACKET_ERROR):
                raise
            return FACTORY  # some modules do not know this instruction

    def _load(self, template: bytes) -> None:
        self._template_size = len(template)
        sizes = range(len(template), len(template) + 1)

        def load() -> None:
            arrived = self._exchange.download(Op.DOWN_CHAR, bytes([LOADED]), template)
            if not arrived or self._upload(LOADED, sizes) != template:
                raise Broken(ReaderFault(FaultKind.GARBLED))

        self._exchange.again(load)

    def _wait_lifted(self, deadline: float, tell: Tell, abandoned: Callable[[], bool]) -> None:
        told = False
        while self._exchange.ask(Op.GEN_IMG, seconds=PROCESSING)[0] != Code.NO_FINGER:
            if not told:
                tell(Capture.LIFT)
                told = True
            self._pause(deadline, abandoned)

    def _match(
        self, deadline: float, tell: Tell, abandoned: Callable[[], bool]
    ) -> Matched | NotMatched:
        self._capture(LIVE, deadline, tell, abandoned)
        answer = self._exchange.ask(Op.MATCH)
        if answer[0] == Code.OK:
            return Matched(int.from_bytes(answer[1:3]))
        if answer[0] != Code.NO_MATCH:
            raise Broken(ReaderFault(FaultKind.REFUSED, answer[0]))
        if not self._registers()[0] & VERIFIED:
            raise Broken(ReaderFault(FaultKind.RESTARTED))
        return NotMatched()

    def _enrol(
        self, deadline: float, tell: Callable[[Enrolling], None], abandoned: Callable[[], bool]
    ) -> bytes:
        of = self._captures
        for done in range(of):

            def telling(step: Capture, done: int = done) -> None:
                tell(Enrolling(step, done, of))

            if done > 0:
                self._wait_lifted(deadline, telling, abandoned)
            self._capture(done + 1, deadline, telling, abandoned)
        code = self._exchange.ask(Op.REG_MODEL, seconds=PROCESSING)[0]
        if code == Code.CANNOT_COMBINE:
            raise _Stop(PoorImage(Poor.FEW_FEATURES))
        if code != Code.OK:
            raise Broken(ReaderFault(FaultKind.REFUSED, code))
        return self._upload_twice(LIVE)

    def _upload_twice(self, buffer: int) -> bytes:
        """Return a template whose size nobody knows; a packet that was lost leaves no gap in it."""
        first = self._upload(buffer, TEMPLATE_SIZES)
        for _ in range(TRIES):
            second = self._upload(buffer, TEMPLATE_SIZES)
            if second == first:
                return first
            first = second
        raise Broken(ReaderFault(FaultKind.GARBLED))

    def _take_image(
        self, deadline: float, tell: Tell, abandoned: Callable[[], bool]
    ) -> FingerImage:
        self._await_finger(deadline, tell, abandoned)
        tell(Capture.SENDING)
        width, height = self._image
        size = width * height // 2

        def between() -> None:
            if abandoned():
                raise _Stop(Abandoned())

        dots = self._exchange.upload(Op.UP_IMAGE, b"", range(size, size + 1), between)
        return FingerImage(width, height, dots)

    def _forget(self) -> None:
        if self._template_size == 0:
            return
        if self._is_capacitive:
            self._exchange.expect_ok(Op.SOFT_RESET)
            self._exchange.await_silence(WAKE)
        else:
            blank = (BLANK * (self._template_size // len(BLANK) + 1))[: self._template_size]
            for buffer in (LIVE, LOADED):
                self._exchange.download(Op.DOWN_CHAR, bytes([buffer]), blank)
            self._exchange.ask(Op.GEN_IMG, seconds=PROCESSING)  # in place of the last picture
        self._template_size = 0

    def _upload(self, buffer: int, sizes: range) -> bytes:
        return self._exchange.upload(Op.UP_CHAR, bytes([buffer]), sizes)

    def _capture(
        self, buffer: int, deadline: float, tell: Tell, abandoned: Callable[[], bool]
    ) -> None:
        """Wait for a finger, take its image, extract its features into a buffer."""
        self._await_finger(deadline, tell, abandoned)
        self._expect_good(self._exchange.ask(Op.IMG_2_TZ, bytes([buffer]), seconds=PROCESSING)[0])

    def _await_finger(self, deadline: float, tell: Tell, abandoned: Callable[[], bool]) -> None:
        tell(Capture.WAITING)
        while (code := self._exchange.ask(Op.GEN_IMG, seconds=PROCESSING)[0]) == Code.NO_FINGER:
            self._pause(deadline, abandoned)
        self._expect_good(code)
        tell(Capture.CAPTURED)

    def _expect_good(self, code: int) -> None:
        if code != Code.OK:
            poor = POOR.get(Code(code)) if code in set(Code) else None
            raise _Stop(PoorImage(poor) if poor else ReaderFault(FaultKind.REFUSED, code))

    def _pause(self, deadline: float, abandoned: Callable[[], bool]) -> None:
        if abandoned():
            raise _Stop(Abandoned())
        if self._clock.monotonic() >= deadline:
            raise _Stop(NoFinger())
        self._clock.sleep_until(self._clock.monotonic() + POLL)


def _result(sequence: Callable[[], Got]) -> Got | Unclear:
    try:
        return sequence()
    except Broken as broken:
        return broken.fault
    except _Stop as stop:
        return stop.result


def _fault(sequence: Callable[[], None]) -> ReaderFault | None:
    result = _result(sequence)
    return result if isinstance(result, ReaderFault) else None
