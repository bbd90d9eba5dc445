"""What the kiosk and the ministry's server say to each other, in one schema for both sides.

Every question carries a random `Nonce`, and every answer the header `Signature`: base64 of Ed25519
over `signed_bytes`. An answer without a valid one, whatever its status, counts as no answer:
captive portals say 200 too, and a recorded answer belongs to another question.
"""

import base64
import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Meta, Struct

from kiosk.text import clean, without_surrogates

SIGNATURE = "Signature"
NONCE = "Nonce"
IDEMPOTENCY_KEY = "Idempotency-Key"
MAX_STEPS = 200
"""Commands of one personalisation script."""
MAX_BODY = 2 * 1024 * 1024
"""Bytes of the largest answer either side accepts."""
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2200, 12, 31)


def _lived(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"Expected a day from {FIRST_DAY} to {LAST_DAY}")
    return day


Nik = Annotated[str, Meta(pattern=r"^[0-9]{16}\Z")]
Line = Annotated[str, clean]
"""One line of text from outside, filtered."""
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Uid = Annotated[str, Meta(pattern=r"^([0-9a-f]{2}){4,10}\Z")]
"""A chip's number, in hexadecimal."""
Apdu = Annotated[str, Meta(pattern=r"^([0-9a-f]{2}){2,262}\Z")]
"""A command or a response of ISO 7816-4, in hexadecimal."""
Key = Annotated[str, Meta(pattern=r"^[ -~]{1,200}\Z")]
Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]
"""A count, a version or a code: none needs more, and every database takes it."""
Side = Annotated[int, Meta(ge=64, le=512)]
"""Dots along one side of a finger's image."""
Day = Annotated[date, _lived]
"""A day that somebody now alive can have to do with."""


class WireModel(Struct, frozen=True):
    """Base of everything on this wire: immutable; unknown keys are ignored, bytes are base64.

    Types and patterns are checked of what is read. What is made by a constructor is only filtered:
    its types are mypy's to check.
    """

    def __post_init__(self) -> None:
        """Pass each field through the function that its type names."""
        for name, passes in _filters(type(self)):
            value = getattr(self, name)
            if value is not None:
                msgspec.structs.force_setattr(self, name, passes(value))


@functools.cache
def _filters(kind: type[WireModel]) -> list[tuple[str, Callable[[Any], object]]]:
    """Return the fields whose type is Annotated with a function, or may be None, and that."""
    hints = get_type_hints(kind, include_extras=True).items()
    parts = [(name, part) for name, hint in hints for part in (hint, *get_args(hint))]
    return [
        (name, each)
        for name, part in parts
        for each in getattr(part, "__metadata__", ())
        if callable(each)
    ]


class Status(StrEnum):
    """The central statuses that published sources name; the server may say others."""

    UNREGISTERED = "UNREGISTERED"
    BIO_CAPTURED = "BIO_CAPTURED"
    PROCESSING = "PROCESSING"
    SENT_FOR_ENROLLMENT = "SENT_FOR_ENROLLMENT"
    RECEIVED_AT_CENTRAL = "RECEIVED_AT_CENTRAL"
    ENROLL_FAILURE_AT_CENTRAL = "ENROLL_FAILURE_AT_CENTRAL"
    ENROLL_FAILURE_AT_REGIONAL = "ENROLL_FAILURE_AT_REGIONAL"
    SEARCH_FAILURE_AT_CENTRAL = "SEARCH_FAILURE_AT_CENTRAL"
    REQUEST_VALIDATION = "REQUEST_VALIDATION"
    ADJUDICATE_RECORD = "ADJUDICATE_RECORD"
    DUPLICATE_RECORD = "DUPLICATE_RECORD"
    PRINT_READY_RECORD = "PRINT_READY_RECORD"
    SENT_FOR_CARD_PRINTING = "SENT_FOR_CARD_PRINTING"
    CARD_PRINTED = "CARD_PRINTED"
    CARD_SHIPPED = "CARD_SHIPPED"
    CARD_ISSUED = "CARD_ISSUED"


class Fields(WireModel, frozen=True):
    """A resident's data as a family card (KK) groups them. Codes are those of `codes.json`."""

    nik: Nik
    name: Line
    birth_place: Line
    birth_date: Day
    sex: Number
    blood_type: Number
    address: Line
    rt: Line
    rw: Line
    village: Line
    village_type: Literal["kelurahan", "desa"]
    district: Line
    regency: Line
    """With its type, as printed: KOTA PROBOLINGGO, KABUPATEN PROBOLINGGO."""
    province: Line
    religion: Number
    marital_status: Number
    occupation: Number
    citizenship: Number
    family_card: Line
    family_relation: Number
    father: Line
    mother: Line


class Template(WireModel, frozen=True):
    """A fingerprint template; works only with a reader of the same family and size."""

    family: Line
    size: Number
    data: bytes


class Move(WireModel, frozen=True):
    """A registered move to another place."""

    on: Day
    to: Line
    """The regency or city that holds the record now."""


class CardOnRecord(WireModel, frozen=True):
    """The last card that the ministry knows of for a person."""

    printed_on: Day
    printed_at: Line
    received: bool
    lies_at: Line | None = None
    """Where a card that was never received can be fetched."""


class Record(WireModel, frozen=True, kw_only=True):
    """What the ministry holds about one person."""

    fields: Fields
    status: Line
    """A `Status`, or anything else the server may come to say."""
    status_since: Day
    data_version: Number
    generation: Number
    """1 for the first card; one more after each card that was made void."""
    deceased: bool = False
    moved: Move | None = None
    card: CardOnRecord | None = None
    photo: bytes
    """PNG or JPEG."""
    signature: bytes = b""
    """PNG, black on white; empty where none was ever taken."""
    templates: tuple[Template, ...] = ()


class ClaimRequest(WireModel, frozen=True):
    """POST /claims: the wish to make one card of this record; the same key may be sent for ever."""

    nik: Nik
    generation: Number
    data_version: Number
    data_hash: Digest
    office: Line
    kiosk: Line
    office_epoch: Number
    audit_head: str


class Granted(WireModel, frozen=True):
    """The claim as it stands now, not as it was first answered."""

    key: Key
    digest: Digest
    state: Literal["granted", "consumed", "released"]
    printed_on: Day | None = None
    printed_at: Line | None = None


RefusalReason = Literal[
    "already_printed",
    "claimed_by_other",
    "deceased",
    "moved",
    "duplicate",
    "not_ready",
    "stale_version",
]


class Refused(WireModel, frozen=True):
    """The ministry says no (409, 410 or 422); final for this key."""

    key: Key
    digest: Digest
    reason: RefusalReason
    printed_on: Day | None = None
    printed_at: Line | None = None


class MatchRequest(WireModel, frozen=True):
    """POST /matches: is this finger the one on file? As a reader sees it: see `FingerImage`."""

    nik: Nik
    width: Side
    height: Side
    image: bytes
    """Four bits a dot, the left one high, row by row."""
    office: Line

    def __post_init__(self) -> None:
        """Refuse an image that is not as large as it says."""
        super().__post_init__()
        if len(self.image) * 2 != self.width * self.height:
            raise ValueError("the image is not as large as it says")

    def __repr__(self) -> str:
        return f"MatchRequest({self.width} × {self.height})"


class Match(WireModel, frozen=True):
    """The ministry's own 1:1 match; nothing of the image stays there."""

    digest: Digest
    """Of the question as it was sent."""
    score: Annotated[int, Meta(ge=0, le=1000)]
    matched: bool
    """Whether that is enough: the ministry decides, not the office."""


class ScriptRequest(WireModel, frozen=True):
    """POST /scripts: what is to be done to the chip in the blank that this claim's card will be."""

    claim: Key
    uid: Uid
    office: Line


class ScriptStep(WireModel, frozen=True):
    """A command to the chip, and the one answer that is right."""

    command: Apdu
    answer: Apdu


class Script(WireModel, frozen=True):
    """A personalisation script: for this claim and this chip, and no other."""

    claim: Key
    uid: Uid
    steps: Annotated[tuple[ScriptStep, ...], Meta(min_length=1, max_length=MAX_STEPS)]


class PrintReport(WireModel, frozen=True):
    """POST /prints: a card exists."""

    claim: Key
    attempt: Number
    office: Line
    printed_at: Line
    """The office's name, as people know it."""
    printed_on: datetime
    data_hash: Digest
    chip: Uid | None = None
    """Of the card, where chips are written."""


class HandoverReport(WireModel, frozen=True):
    """POST /handovers: the card is in its holder's hands."""

    claim: Key
    card: Key
    office: Line
    handed_over_at: datetime


class VoidReport(WireModel, frozen=True):
    """POST /voids: a card is withdrawn. The record's next card is of one generation more."""

    claim: Key
    """What the withdrawn card's claim is called here; the ministry may never have heard of it."""
    nik: Nik
    generation: Number
    """Of the withdrawn card."""
    cause: Literal["damaged", "lost"]
    office: Line
    at: datetime


class Receipt(WireModel, frozen=True):
    """The answer to a report: the same key and payload, now on file."""

    key: Key
    digest: Digest
    state: Literal["recorded", "already_void"]
    """`already_void`: that generation's card was withdrawn before, by somebody else."""


class Problem(WireModel, frozen=True):
    """Any other refusal, in words for the log."""

    error: Line


class BrokenContractError(Exception):
    """A body is not what the contract says. Says no more: what is wrong may be personal."""


Body = TypeVar("Body", bound=WireModel)


def read(kind: type[Body], body: bytes) -> Body:
    """Return a body that came over the wire, checked; raise `BrokenContractError`."""
    try:
        return msgspec.convert(without_surrogates(json.loads(body)), kind)
    except (ValueError, RecursionError):
        raise BrokenContractError from None


def payload_digest(body: bytes) -> str:
    """Return the SHA-256, in hexadecimal, of bytes as they are sent."""
    return hashlib.sha256(body).hexdigest()


def canonical(value: Mapping[str, object]) -> bytes:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def data_hash(record: Record) -> str:
    """Return what binds a grant to what will be printed: SHA-256 over fields and pictures."""
    printed = {
        "fields": msgspec.to_builtins(record.fields),
        "photo": payload_digest(record.photo),
        "signature": payload_digest(record.signature),
    }
    return payload_digest(canonical(printed))


def signed_bytes(method: str, path: str, key: str, nonce: str, status: int, body: bytes) -> bytes:
    """Return what an answer's signature covers: the question it answers, and all of itself."""
    lines = ("ktp-ministry/1", f"{method} {path}", key, nonce, str(status), payload_digest(body))
    return "\n".join(lines).encode()


def signature_header(signature: bytes) -> str:
    """Return a signature as the header carries it."""
    return base64.b64encode(signature).decode()
