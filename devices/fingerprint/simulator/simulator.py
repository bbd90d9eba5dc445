"""A simulated fingerprint module on its line, with somebody's finger on it or not."""

from collections.abc import Mapping
from pathlib import Path

from devices.entropy import Entropy
from devices.fingerprint.packet import (
    BROADCAST,
    BadChecksum,
    Code,
    Decoder,
    Kind,
    Packet,
    encode,
    split,
)
from devices.fingerprint.person import Condition, owner_of, template_of
from devices.fingerprint.simulator.memory import Flash
from devices.fingerprint.simulator.module import Answer, Finger, Module
from devices.fingerprint.simulator.profile import R30X, ModuleProfile
from devices.pace import Way
from devices.simulator import ActRefused, Json

BAUD = 9600
"""The baud setting counts in these."""
PACKET_SIZES = (32, 64, 128, 256)
STRANGER = "somebody else"
CONDITIONS = {each.name.lower(): each for each in Condition}
FINGERS = ("right", "wrong", "wet", "dry", "none")
LONGEST_TOUCH = 600.0
LONGEST_DOWNLOAD = 40_000
"""Bytes; an image has 36,864, and what is longer is no good anyway."""


class FingerprintSimulator:
    """One module; owns no port, no thread and no clock."""

    def __init__(
        self,
        entropy: Entropy,
        profile: ModuleProfile = R30X,
        *,
        folder: Path | None = None,
        finger: str | None = None,
        speed: float = 1.0,
    ) -> None:
        """Switch a module on.

        `folder` keeps library and settings; `finger` is of somebody who never lets go; `speed`
        makes everything it does that much quicker.
        """
        self._profile = profile
        self._flash = Flash.load(folder)
        self._chance = entropy.stream("fingerprint scores")
        self._speed = speed
        self._powered = True
        self._finger = None if finger is None else Finger(template_of(finger, profile.template))
        self._now = 0.0
        self._begin(deaf_until=0.0)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line, as fast as it carries them."""
        self._advance(now)
        self._incoming.put(now, data, self._baud)

    def transmit(self, now: float) -> bytes:
        """Return the bytes whose time has come, as fast as the line carries them."""
        self._advance(now)
        return self._outgoing.drain(now)

    def due(self) -> float | None:
        """Return when more bytes will have passed, either way."""
        times = (self._outgoing.due(), self._incoming.due())
        return min((at for at in times if at is not None), default=None)

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:
        """Put a finger on, lift it, switch the module; docs/devices.md lists the acts."""
        self._advance(now)
        match act:
            case {"act": "finger", "owner": str(owner)}:
                self._touch_of(owner, act.get("condition", "steady"), act, now)
            case {"act": "finger", "is": str(kind)} if kind in FINGERS:
                self._touch_as(kind, act, now)
            case {"act": "lift"}:
                self._finger = None
            case {"act": "power", "is": "off"}:
                self._powered = False
                self._begin(deaf_until=0.0)
            case {"act": "power", "is": "on"}:
                if not self._powered:
                    self._powered = True
                    self._restart()
            case {"act": "look"}:
                pass
            case _:
                raise ActRefused(
                    'The reader knows the acts look, lift, power with "is" on or off, and finger'
                    f' with "is" {", ".join(FINGERS)}, or with "owner" and perhaps "condition":'
                    f' {", ".join(CONDITIONS)}; "seconds" says how long.'
                )
        return {
            "finger": self._present() is not None,
            "power": self._powered,
            "captures": self.module.captures,
        }

    # -- fingers ------------------------------------------------------------------------------

    def _touch_as(self, kind: str, act: Mapping[str, Json], now: float) -> None:
        stranger = template_of(STRANGER, self._profile.template)
        code = {"wet": Code.MESSY, "dry": Code.FEW_FEATURES}.get(kind, Code.OK)
        if kind == "none":
            self._finger = None
        elif kind == "right" and owner_of(self.module.wanted) is not None:
            self._touch(self.module.wanted, code, act, now)
        else:
            self._touch(stranger, code, act, now)

    def _touch_of(self, owner: str, condition: Json, act: Mapping[str, Json], now: float) -> None:
        if not isinstance(condition, str) or condition not in CONDITIONS:
            raise ActRefused(f"condition must be one of {', '.join(CONDITIONS)}.")
        template = template_of(owner, self._profile.template, CONDITIONS[condition])
        self._touch(template, Code.OK, act, now)

    def _touch(self, template: bytes, code: Code, act: Mapping[str, Json], now: float) -> None:
        seconds = act.get("seconds")
        whole = isinstance(seconds, int | float) and 0 < seconds <= LONGEST_TOUCH
        if seconds is not None and not whole:
            raise ActRefused(f"seconds must be a number from 0 to {LONGEST_TOUCH:.0f}.")
        until = now + seconds if isinstance(seconds, int | float) else None
        self._finger = Finger(template, code, until)

    def _present(self) -> Finger | None:
        finger = self._finger
        if finger is not None and finger.until is not None and self._now >= finger.until:
            self._finger = finger = None
        return finger

    # -- the module on its line -----------------------------------------------------------------

    def _begin(self, deaf_until: float) -> None:
        self._decoder = Decoder()
        self._incoming, self._outgoing = Way(), Way(waiting=None)
        self._download: tuple[Answer, bytearray, bool] | None = None
        self._deaf_until = deaf_until
        self.module = Module(self._profile, self._flash, self._chance, self._present, self._restart)

    def _restart(self) -> None:
        """Begin anew, deaf for a while; some families say when they are ready."""
        leaving = self._outgoing
        self._begin(deaf_until=self._now + self._profile.deaf / self._speed)
        self._outgoing = leaving
        if self._profile.greets:
            self._send(self._deaf_until, bytes([Code.ALIVE]))

    def _advance(self, now: float) -> None:
        """Hear everything that has arrived by now, each thing at its own time."""
        while (arrived := self._incoming.take(now)) is not None:
            self._now, piece = arrived
            if self._powered and self._now >= self._deaf_until:
                for packet in self._decoder.receive(piece, self._now):
                    self._take(packet, self._now)
        self._now = now

    @property
    def _baud(self) -> float:
        return BAUD * self._flash.settings.baud * self._speed

    def _take(self, packet: Packet | BadChecksum, now: float) -> None:
        if self._download is not None:
            self._take_data(packet, now)
        elif isinstance(packet, BadChecksum) or packet.kind != Kind.COMMAND:
            self._say(now, Answer(Code.PACKET_ERROR))
        elif packet.address not in (self._flash.settings.address, BROADCAST):
            self._say(now, Answer(Code.WRONG_ADDRESS))
        else:
            self._answer(now, self.module.execute(packet.content))

    def _answer(self, now: float, answer: Answer) -> None:
        self._say(now, answer)
        if answer.data is not None:
            for packet in split(answer.data, PACKET_SIZES[self._flash.settings.packet_code]):
                self._send(now, self._encode(packet))
        if answer.takes is not None:
            self._download = (answer, bytearray(), True)
        if answer.then is not None:
            answer.then()

    def _take_data(self, packet: Packet | BadChecksum, now: float) -> None:
        """Collect a download; damage is told, unasked, when it ends."""
        if self._download is None:
            return
        answer, data, whole = self._download
        if isinstance(packet, BadChecksum):
            kind, whole = packet.frame[6], False
        else:
            kind = packet.kind
            data += packet.content[: LONGEST_DOWNLOAD - len(data)]
        if kind == Kind.DATA:
            self._download = (answer, data, whole)
            return
        self._download = None
        good = whole and kind == Kind.END
        if not (good and answer.takes is not None and answer.takes(bytes(data))):
            self._say(now, Answer(Code.PACKET_ERROR))

    def _say(self, now: float, answer: Answer) -> None:
        packet = Packet(Kind.ACK, bytes([answer.code]) + answer.extra)
        self._send(now + answer.seconds / self._speed, self._encode(packet))

    def _encode(self, packet: Packet) -> bytes:
        return encode(Packet(packet.kind, packet.content, self._flash.settings.address))

    def _send(self, start: float, data: bytes) -> None:
        self._outgoing.put(start, data, self._baud)
