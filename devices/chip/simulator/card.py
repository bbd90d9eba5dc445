"""A simulated smart card: what it says of itself, and what it answers to each command."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum

from devices.chip.simulator.issuer import (
    APPLICATION,
    CAPACITY,
    MAC,
    Ins,
    chain,
    key_of,
    proof,
)

ATS = bytes.fromhex("0578008002")
"""Frames up to 256 bytes, 106 kbit/s, 77 ms to answer, may be numbered (ISO 14443-4)."""
ATTEMPTS = 3
"""Wrong authentication codes after which a chip is closed for ever."""


class Kind(Enum):
    """How a card is spoken to (ISO 14443)."""

    A = "a"
    B = "b"


class Life(Enum):
    """What a chip has been through."""

    BLANK = "blank"
    BEGUN = "begun"
    PERSONALISED = "personalised"
    BLOCKED = "blocked"


class Sw(IntEnum):
    """Status words (ISO 7816-4)."""

    OK = 0x9000
    MEMORY_FAILURE = 0x6581
    WRONG_LENGTH = 0x6700
    SECURITY = 0x6982
    CLOSED = 0x6983
    CONDITIONS = 0x6985
    NOT_FOUND = 0x6A82
    WRONG_PLACE = 0x6B00
    NO_INSTRUCTION = 0x6D00
    NO_CLASS = 0x6E00


@dataclass(frozen=True)
class Apdu:
    """A short command APDU (ISO 7816-4); its last byte may say how much answer is wanted."""

    head: bytes
    data: bytes

    @classmethod
    def parse(cls, sent: bytes) -> "Apdu | None":
        """Return the command in these bytes; None if their lengths disagree."""
        if len(sent) < 4:
            return None
        if len(sent) <= 5:
            return cls(sent[:4], b"")
        size = sent[4]
        if size == 0 or len(sent) not in (5 + size, 6 + size):
            return None
        return cls(sent[:5], sent[5 : 5 + size])


class Card:
    """One chip. It accepts the script of its issuer for its own number, whole and in order."""

    def __init__(
        self,
        uid: bytes,
        kind: Kind = Kind.A,
        *,
        worn: bool = False,
        sealed: Callable[[], None] = lambda: None,
    ) -> None:
        """`worn`: its memory takes nothing any more; `sealed` is called when it is personalised."""
        self.uid = uid
        self.kind = kind
        self.life = Life.BLANK
        self.content = b""
        self._worn = worn
        self._sealed = sealed
        self._wrong = 0
        self._key = key_of(uid)
        self.power_off()

    def activate(self) -> None:
        """Be woken in the field of a reader, and begin anew."""
        self.power_off()
        self.active = True

    def power_off(self) -> None:
        """Lose the field: what was begun is forgotten, a sealed content and its state stay."""
        self.active = False
        self._forget()

    def _forget(self) -> None:
        self._selected = False
        self._state = bytes(32)
        self._written = b""

    def answer(self, sent: bytes) -> bytes:
        """Answer one command APDU."""
        apdu = Apdu.parse(sent)
        if apdu is None:
            return Sw.WRONG_LENGTH.to_bytes(2)
        cla, ins = apdu.head[:2]
        if (cla, ins) == (0x00, 0xA4):
            return self._select(apdu).to_bytes(2)
        if cla != Ins.CLA:
            return (Sw.NO_INSTRUCTION if cla == 0x00 else Sw.NO_CLASS).to_bytes(2)
        if ins not in (Ins.UPDATE_BINARY, Ins.SET_STATUS):
            return Sw.NO_INSTRUCTION.to_bytes(2)
        refusal = self._refused(apdu)
        if refusal is not None:
            return refusal.to_bytes(2)
        if ins == Ins.UPDATE_BINARY:
            return self._write(apdu).to_bytes(2)
        return self._seal(apdu)

    def _select(self, apdu: Apdu) -> Sw:
        self._forget()
        if apdu.head[2:4] != b"\x04\x0c" or apdu.data != APPLICATION:
            return Sw.NOT_FOUND
        self._selected = True
        return Sw.OK

    def _refused(self, apdu: Apdu) -> Sw | None:
        """Say why an authenticated command is not for this chip, now; None if it is."""
        if self.life is Life.BLOCKED:
            return Sw.CLOSED
        if self.life is Life.PERSONALISED or not self._selected:
            return Sw.CONDITIONS
        if len(apdu.data) < MAC:
            return Sw.WRONG_LENGTH
        state = chain(self._key, self._state, apdu.head + apdu.data[:-MAC])
        if state[:MAC] == apdu.data[-MAC:]:
            self._state = state
            return None
        self._forget()
        self._wrong += 1
        if self._wrong >= ATTEMPTS:
            self.life = Life.BLOCKED
        return Sw.SECURITY

    def _write(self, apdu: Apdu) -> Sw:
        at, piece = int.from_bytes(apdu.head[2:4]), apdu.data[:-MAC]
        if at != len(self._written) or at + len(piece) > CAPACITY:
            return Sw.WRONG_PLACE
        if self._worn:
            return Sw.MEMORY_FAILURE
        self.life = Life.BEGUN
        self._written += piece
        return Sw.OK

    def _seal(self, apdu: Apdu) -> bytes:
        if apdu.head[2:4] != b"\x80\x0f" or not self._written:
            return Sw.CONDITIONS.to_bytes(2)
        self.life, self.content = Life.PERSONALISED, self._written
        self._sealed()
        return proof(self._key, self._state) + Sw.OK.to_bytes(2)
