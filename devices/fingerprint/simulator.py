"""A simulated R30x module, with somebody's finger on it or not."""

import struct
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.entropy import Entropy
from devices.fingerprint.packet import BadChecksum, Code, Decoder, Kind, Op, Packet, encode, split
from devices.fingerprint.person import THRESHOLD, owner_of, score, template_of
from devices.simulator import ActRefused, Json

BYTES_PER_SECOND = 5760
"""57,600 baud, ten bit times a byte."""
DEAF = 0.5
"""Seconds after power-on (ZFM-20 manual p. 6)."""
STRANGER = "somebody else"
FINGERS = ("right", "wrong", "wet", "dry", "none")


@dataclass(frozen=True)
class ModuleProfile:
    """What sets a family of modules apart. Durations in seconds are our choice."""

    name: str
    template: int
    capacity: int
    packet_code: int
    packet_size: int
    no_finger: float = 0.08
    capture: float = 0.3
    extract: float = 0.25
    combine: float = 0.15
    match: float = 0.05


R30X = ModuleProfile("r30x", template=768, capacity=1000, packet_code=2, packet_size=128)


@dataclass(frozen=True)
class Finger:
    """What lies on the sensor: of whom, how good, and until when (monotonic seconds)."""

    template: bytes
    code: Code = Code.OK
    """What extracting its features gives."""
    until: float | None = None


class FingerprintSimulator:
    """One module; owns no port, no thread and no clock."""

    def __init__(
        self, entropy: Entropy, profile: ModuleProfile = R30X, *, speed: float = 1.0
    ) -> None:
        """Switch a module on; `speed` makes everything it does that much quicker."""
        self._profile = profile
        self._chance = entropy.stream("fingerprint scores")
        self._speed = speed
        self._powered = True
        self._finger: Finger | None = None
        self._captures = 0
        self._reset(deaf_until=0.0)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line."""
        if self._powered and now >= self._deaf_until:
            for packet in self._decoder.receive(data, now):
                self._take(packet, now)

    def transmit(self, now: float) -> bytes:
        """Return the bytes whose time has come, as fast as the line carries them."""
        ready = bytearray()
        while self._line and self._line[0][0] <= now:
            ready += self._line.popleft()[1]
        return bytes(ready)

    def due(self) -> float | None:
        """Return when more bytes will be ready."""
        return self._line[0][0] if self._line else None

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:
        """Put a finger on, lift it, switch the module; docs/devices.md lists the acts."""
        match act:
            case {"act": "finger", "owner": str(owner)}:
                self._touch(template_of(owner, self._profile.template), Code.OK, act, now)
            case {"act": "finger", "is": str(kind)} if kind in FINGERS:
                self._touch_as(kind, act, now)
            case {"act": "lift"}:
                self._finger = None
            case {"act": "power", "is": "off"}:
                self._powered = False
                self._reset(deaf_until=0.0)
            case {"act": "power", "is": "on"}:
                if not self._powered:
                    self._powered = True
                    self._reset(deaf_until=now + DEAF / self._speed)
            case {"act": "look"}:
                pass
            case _:
                raise ActRefused(
                    'The reader knows the acts look, lift, power with "is" on or off, and finger'
                    f' with "is" {", ".join(FINGERS)}, or with "owner"; "seconds" says how long.'
                )
        return {
            "finger": self._present(now) is not None,
            "power": self._powered,
            "captures": self._captures,
        }

    # -- fingers ------------------------------------------------------------------------------

    def _touch_as(self, kind: str, act: Mapping[str, Json], now: float) -> None:
        stranger = template_of(STRANGER, self._profile.template)
        code = {"wet": Code.MESSY, "dry": Code.FEW_FEATURES}.get(kind, Code.OK)
        if kind == "none":
            self._finger = None
        elif kind == "right" and owner_of(self._wanted) is not None:
            self._touch(self._wanted, code, act, now)
        else:
            self._touch(stranger, code, act, now)

    def _touch(self, template: bytes, code: Code, act: Mapping[str, Json], now: float) -> None:
        seconds = act.get("seconds")
        if seconds is not None and not (isinstance(seconds, int | float) and 0 < seconds <= 600):
            raise ActRefused("seconds must be a number from 0 to 600.")
        self._finger = Finger(template, code, None if seconds is None else now + seconds)

    def _present(self, now: float) -> Finger | None:
        finger = self._finger
        if finger is not None and finger.until is not None and now >= finger.until:
            self._finger = finger = None
        return finger

    # -- the module ---------------------------------------------------------------------------

    def _reset(self, deaf_until: float) -> None:
        self._decoder = Decoder()
        self._line: deque[tuple[float, bytes]] = deque()
        self._line_free = 0.0
        self._buffers: dict[int, bytes] = {}
        self._image: Finger | None = None
        self._wanted = b""
        self._download: tuple[int, bytearray, bool] | None = None
        self._deaf_until = deaf_until

    def _take(self, packet: Packet | BadChecksum, now: float) -> None:
        if self._download is not None:
            self._take_data(packet, now)
        elif isinstance(packet, BadChecksum) or packet.kind != Kind.COMMAND:
            self._say(now, Code.PACKET_ERROR)
        else:
            known = self._instructions().get(packet.content[0])
            if known is None:
                self._say(now, Code.PACKET_ERROR)
            else:
                known(packet.content[1:], now)

    def _take_data(self, packet: Packet | BadChecksum, now: float) -> None:
        """Collect a download; damage is told, unasked, when it ends."""
        if self._download is None:
            return
        buffer, data, whole = self._download
        if isinstance(packet, BadChecksum):
            kind, whole = packet.frame[6], False
        else:
            kind = packet.kind
            data += packet.content
        if kind == Kind.DATA:
            self._download = (buffer, data, whole)
            return
        self._download = None
        if whole and kind == Kind.END and len(data) == self._profile.template:
            self._buffers[buffer] = self._wanted = bytes(data)
        else:
            self._say(now, Code.PACKET_ERROR)

    def _instructions(self) -> dict[int, Callable[[bytes, float], None]]:
        return {
            Op.VFY_PWD: self._verify_password,
            Op.READ_SYS_PARA: self._read_parameters,
            Op.GEN_IMG: self._generate_image,
            Op.IMG_2_TZ: self._extract,
            Op.MATCH: self._match,
            Op.REG_MODEL: self._combine,
            Op.UP_CHAR: self._upload,
            Op.DOWN_CHAR: self._begin_download,
        }

    def _verify_password(self, parameters: bytes, now: float) -> None:
        self._say(now, Code.OK if parameters == bytes(4) else Code.WRONG_PASSWORD)

    def _read_parameters(self, _: bytes, now: float) -> None:
        profile = self._profile
        system = struct.pack(
            ">HHHHIHH", 4, 0, profile.capacity, 3, 0xFFFFFFFF, profile.packet_code, 6
        )
        self._say(now, Code.OK, system)

    def _generate_image(self, _: bytes, now: float) -> None:
        self._image = self._present(now)
        if self._image is None:
            self._say(now, Code.NO_FINGER, seconds=self._profile.no_finger)
        else:
            self._captures += 1
            self._say(now, Code.OK, seconds=self._profile.capture)

    def _extract(self, parameters: bytes, now: float) -> None:
        image, code = self._image, Code.NO_IMAGE
        if image is not None:
            code = image.code
            if code == Code.OK:
                self._buffers[_buffer(parameters)] = image.template
        self._say(now, code, seconds=self._profile.extract)

    def _match(self, _: bytes, now: float) -> None:
        first, second = self._buffers.get(1, b""), self._buffers.get(2, b"")
        found = score(first, second, self._chance)
        code = Code.OK if found >= THRESHOLD else Code.NO_MATCH
        shown = found if code == Code.OK else 0
        self._say(now, code, struct.pack(">H", shown), seconds=self._profile.match)

    def _combine(self, _: bytes, now: float) -> None:
        owners = {owner_of(self._buffers.get(buffer, b"")) for buffer in (1, 2)}
        same = len(owners) == 1 and None not in owners
        code = Code.OK if same else Code.CANNOT_COMBINE
        self._say(now, code, seconds=self._profile.combine)

    def _upload(self, parameters: bytes, now: float) -> None:
        data = self._buffers.get(_buffer(parameters))
        if data is None:
            self._say(now, Code.UPLOAD_FAILED)
            return
        self._say(now, Code.OK)
        for packet in split(data, self._profile.packet_size):
            self._send(now, encode(packet))

    def _begin_download(self, parameters: bytes, now: float) -> None:
        self._download = (_buffer(parameters), bytearray(), True)
        self._say(now, Code.OK)

    def _say(self, now: float, code: Code, extra: bytes = b"", *, seconds: float = 0.0) -> None:
        packet = Packet(Kind.ACK, bytes([code]) + extra)
        self._send(now + seconds / self._speed, encode(packet))

    def _send(self, start: float, data: bytes) -> None:
        """Put bytes on the line behind what is there; they are through when all have passed."""
        through = max(start, self._line_free) + len(data) / BYTES_PER_SECOND / self._speed
        self._line_free = through
        self._line.append((through, data))


def _buffer(parameters: bytes) -> int:
    """Return which buffer is meant; any other id is taken as 2 (manual p. 19)."""
    return 1 if parameters[:1] == b"\x01" else 2
