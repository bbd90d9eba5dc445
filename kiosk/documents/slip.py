"""Slips: what was opened for somebody, as a token that nobody else can make.

A token is base64url of 79 bytes, 106 characters, which are exactly what a QR code of version 5 with
level L holds (ISO/IEC 18004, table 7): with its quiet zone 23 lines of half blocks. All of them are
keys of a keyboard without accents, so a scanner that types needs no setting. Nothing in it says who
the holder is.

| bytes | |
|---|---|
| 0 | `MARK` and the version in its two lowest bits, so that every token begins with K |
| 1 | kind |
| 2–6 | number of the reference, without its check |
| 7–8 | day of issue, counted from `FIRST_DAY` |
| 9–10 | days that it is valid after that |
| 11–14 | SHA-256 of the office's id, the first four bytes |
| 15–78 | Ed25519 signature over the office's id, a NUL, and what stands before |

Numbers are big-endian.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from kiosk.documents.reference import checked, number_of, read_reference
from kiosk.message import Message, message

LENGTH = 106
"""Characters of a token."""
MARK, VERSION = 0x28, 1
FIRST_DAY = date(2020, 1, 1)
_PAYLOAD = struct.Struct(">BB5sHH4s")
_SIGNATURE = 64
_DAYS = 1 << 16
_LONGEST = 4 * LENGTH
"""Characters of a scan that are looked at."""


class Kind(Enum):
    """What a slip stands for; its value is the byte in the token."""

    CASE = 1
    APPOINTMENT = 2
    QUEUE = 3
    SUKET = 4
    CARD_WAITING = 5
    COUNTER = 6
    """Sent to the counter, without a word of why."""


class Problem(Enum):
    """Why a token is not taken."""

    NOT_A_SLIP = "not_a_slip"
    """Something else, or a part of one."""
    NEWER = "newer"
    """A layout or a kind that this kiosk does not know."""
    OTHER_OFFICE = "other_office"
    """Bears another office's mark; whether that office really gave it is for that office to say."""
    TAMPERED = "tampered"
    """No key of this office signed it as it is."""
    FUTURE = "future"
    """Given on a day that has not come: the clock was or is wrong."""
    USED = "used"
    WITHDRAWN = "withdrawn"
    """Its holder took back the answer that it was given for."""
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """Not in the records: of whoever made it up, or from before they were lost."""
    MISTYPED = "mistyped"
    """Digits that are no reference: too many, too few, or their check is not right."""


@dataclass(frozen=True)
class Slip:
    """What somebody can quote, at which office, and until when."""

    kind: Kind
    reference: str
    """Twelve digits, as `kiosk.documents.reference` makes them."""
    office: str
    """Its id in the settings."""
    issued: date
    valid_until: date
    """The last day on which it counts."""

    def __post_init__(self) -> None:
        """Refuse what no token can say; raise ValueError."""
        if read_reference(self.reference) != self.reference:
            raise ValueError("a slip needs a reference")
        if self.issued < FIRST_DAY or not 0 <= (self.valid_until - self.issued).days < _DAYS:
            raise ValueError("a slip needs a day of issue and a last day after it")


@dataclass(frozen=True)
class Valid:
    """A slip of this office that counts today."""

    slip: Slip
    token: str
    """As it was signed, whatever a scanner made of it."""


@dataclass(frozen=True)
class Invalid:
    """A token that does not count, and the slip behind it if this office gave it."""

    problem: Problem
    slip: Slip | None = None

    def told(self) -> Message:
        """Return what to say of it."""
        return message(f"slip.problem.{self.problem.value}")


def kind_message(kind: Kind) -> Message:
    """Return what a kind of slip is called."""
    return message(f"slip.kind.{kind.name.lower()}")


def case_message(about: str) -> Message:
    """Return what a case is about, in words; `about` is the outcome's code that opened it."""
    return message(f"case.about.{about}")


def public_key(private_key: bytes) -> bytes:
    """Return the 32 bytes that belong to the 32 bytes of a private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def sign(slip: Slip, private_key: bytes) -> str:
    """Return the token of a slip, signed with the office's private key of 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    payload = _PAYLOAD.pack(
        MARK | VERSION,
        slip.kind.value,
        number_of(slip.reference).to_bytes(5),
        (slip.issued - FIRST_DAY).days,
        (slip.valid_until - slip.issued).days,
        _office_mark(slip.office),
    )
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    return _encoded(payload + key.sign(_signed(slip.office, payload)))


def verify(
    token: str,
    keys: Sequence[bytes],
    office: str,
    today: date,
    ended: Callable[[str], Problem | None] = lambda _: None,
) -> Valid | Invalid:
    """Judge a token as scanned or typed: `keys` are the office's public keys, old ones too.

    `ended` asks the records why the slip with a reference does not count, though its days may not
    be over. A scanner that types while Caps Lock is on is understood.
    """
    data = _decoded(token)
    if data is None:
        return Invalid(Problem.NOT_A_SLIP)
    payload, signature = data[: _PAYLOAD.size], data[_PAYLOAD.size :]
    mark, kind, number, issued, days, office_mark = _PAYLOAD.unpack(payload)
    if mark != MARK | VERSION:
        return Invalid(Problem.NEWER)
    if office_mark != _office_mark(office):
        return Invalid(Problem.OTHER_OFFICE)
    if not any(_signed_by(key, signature, _signed(office, payload)) for key in keys):
        return Invalid(Problem.TAMPERED)
    if kind not in {each.value for each in Kind}:
        return Invalid(Problem.NEWER)
    day = FIRST_DAY + timedelta(issued)
    reference = checked(int.from_bytes(number))
    slip = Slip(Kind(kind), reference, office, day, day + timedelta(days))
    if slip.issued > today:
        return Invalid(Problem.FUTURE, slip)
    problem = ended(reference)
    if problem is not None:
        return Invalid(problem, slip)
    if slip.valid_until < today:
        return Invalid(Problem.EXPIRED, slip)
    return Valid(slip, _encoded(data))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _decoded(token: str) -> bytes | None:
    """Return the bytes of a token; of several spellings of the same bytes only one is a token."""
    text = token[:_LONGEST].strip()
    if text[:1].islower():
        text = text.swapcase()
    if len(text) != LENGTH or not text.isascii():
        return None
    try:
        data = base64.b64decode(text + "==", altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    first = data[0] & ~0b11
    return data if first == MARK and _encoded(data) == text else None


def _office_mark(office: str) -> bytes:
    return hashlib.sha256(office.encode()).digest()[:4]


def _signed(office: str, payload: bytes) -> bytes:
    return office.encode() + b"\x00" + payload


def _signed_by(key: bytes, signature: bytes, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True
