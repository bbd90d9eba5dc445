"""Asks the ministry. Whatever the network does comes back as a value; only bugs raise.

An answer counts only if it is signed by the ministry, over the question that was asked. Nothing
here ever puts a NIK into a log line or an exception.
"""

import base64
import binascii
import logging
import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

import msgspec

from devices.clock import Clock
from devices.entropy import Entropy
from kiosk.ministry.contract import (
    IDEMPOTENCY_KEY,
    MAX_BODY,
    NONCE,
    SIGNATURE,
    Body,
    BrokenContractError,
    ClaimRequest,
    Fields,
    Granted,
    Match,
    MatchRequest,
    Problem,
    Receipt,
    Record,
    Refused,
    Script,
    ScriptRequest,
    WireModel,
    payload_digest,
    read,
    signed_bytes,
)

if TYPE_CHECKING:
    import httpx

logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines carry addresses with NIKs

CONNECT_SECONDS = 3.0


class Unavailable(Enum):
    """Why there is no answer; nothing was lost, the same may be asked again."""

    DOWN = auto()
    """Nobody took the call."""
    SLOW = auto()
    """The deadline passed."""
    ERROR = auto()
    """The server met an error of its own."""
    NOT_THE_MINISTRY = auto()
    """Somebody else answered: no signature, or a wrong one."""
    MALFORMED = auto()
    """The ministry answered what the contract does not know."""
    UNREADABLE = auto()
    """The ministry sent a record that cannot be this person's; what it says of others may be right.

    Asking again is of no use: somebody must look.
    """

    @property
    def is_away(self) -> bool:
        """Whether nothing is known but that the ministry does not answer."""
        return self is not Unavailable.UNREADABLE


@dataclass(frozen=True)
class UnknownNik:
    """The ministry knows no such number."""


@dataclass(frozen=True)
class Rejected:
    """The ministry has taken a report down otherwise, or will never take it or give a script."""

    reason: str


class _AnyRecord(WireModel, frozen=True):
    """What speaks of somebody as a record does, whatever is wrong with it."""

    fields: dict[str, object]


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes


class MinistryClient:
    """One office's line to the ministry. One thread at a time may use a method's connection."""

    def __init__(
        self,
        url: str,
        public_key: bytes,
        entropy: Entropy,
        clock: Clock,
        *,
        deadline: float,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        """Prepare to call `url`; `public_key` is 32 bytes of Ed25519, `deadline` seconds a call."""
        self._url = url
        self._public_key = public_key
        self._nonces = entropy.stream("ministry nonces")
        self._clock = clock
        self._deadline = deadline
        self._transport = transport
        self._http: httpx.Client | None = None
        self.reachable: bool | None = None
        """Whether the ministry answered when it was last asked; None: it was not asked yet."""
        self.asked_at = -math.inf
        """When that was: monotonic seconds."""

    def fetch(self, nik: str) -> Record | UnknownNik | Unavailable:
        """Return what the ministry holds about a number.

        A record of another number, or of somebody born after today, is as unreadable as one that
        the contract does not know.
        """
        answer = self._call("GET", f"/records/{nik}", "", b"")
        if isinstance(answer, Unavailable):
            return answer
        if answer.status == 404:
            return UnknownNik()
        if answer.status != 200:
            return Unavailable.MALFORMED
        record = _read(Record, answer)
        if isinstance(record, Record):
            return record if self._is_of(nik, record.fields) else Unavailable.UNREADABLE
        sent = _read(_AnyRecord, answer)
        return Unavailable.UNREADABLE if isinstance(sent, _AnyRecord) else record

    def _is_of(self, nik: str, fields: Fields) -> bool:
        """Tell whether it is of whoever has that number, and they are born."""
        return fields.nik == nik and fields.birth_date <= self._clock.wall().date()

    def knock(self) -> None:
        """Ask for nothing, to see whether the ministry answers; any signed answer will do."""
        self._call("GET", "/", "", b"")

    def claim(self, key: str, request: ClaimRequest) -> Granted | Refused | Unavailable:
        """Put a claim; the same key may be put for ever, and the answer is how it stands now."""
        body = msgspec.json.encode(request)
        answer = self._call("POST", "/claims", key, body)
        if isinstance(answer, Unavailable):
            return answer
        reply: Granted | Refused | Unavailable
        if answer.status in (200, 201):
            reply = _read(Granted, answer)
        elif answer.status in (409, 410, 422):
            reply = _read(Refused, answer)
        else:
            return Unavailable.MALFORMED
        if isinstance(reply, Granted | Refused) and reply.key != key:
            return Unavailable.MALFORMED
        return reply

    def match(self, request: MatchRequest) -> Match | Unavailable:
        """Ask whether a finger is the one on file; the answer is to this image, or it is none."""
        body = msgspec.json.encode(request)
        answer = self._call("POST", "/matches", f"match:{self._nonces.randbytes(8).hex()}", body)
        if isinstance(answer, Unavailable):
            return answer
        match = _read(Match, answer) if answer.status == 200 else Unavailable.MALFORMED
        if isinstance(match, Match) and match.digest != payload_digest(body):
            return Unavailable.MALFORMED
        return match

    def script(self, request: ScriptRequest) -> Script | Rejected | Unavailable:
        """Return what is to be done to a chip; the same may be asked for ever."""
        key = f"{request.claim}:script:{request.uid}"
        answer = self._call("POST", "/scripts", key, msgspec.json.encode(request))
        if isinstance(answer, Unavailable):
            return answer
        if answer.status in (400, 409, 422):
            problem = _read(Problem, answer)
            return problem if isinstance(problem, Unavailable) else Rejected(problem.error)
        script = _read(Script, answer) if answer.status == 200 else Unavailable.MALFORMED
        if isinstance(script, Script) and (script.claim, script.uid) != (
            request.claim,
            request.uid,
        ):
            return Unavailable.MALFORMED
        return script

    def report(self, kind: str, key: str, body: bytes) -> Receipt | Rejected | Unavailable:
        """Send a report (`prints`, `handovers`, `voids`) exactly as it was written down."""
        answer = self._call("POST", f"/{kind}", key, body)
        if isinstance(answer, Unavailable):
            return answer
        if answer.status in (200, 201):
            return _read(Receipt, answer)
        if answer.status in (400, 409, 422):
            problem = _read(Problem, answer)
            return problem if isinstance(problem, Unavailable) else Rejected(problem.error)
        return Unavailable.MALFORMED

    def _call(self, method: str, path: str, key: str, body: bytes) -> _Answer | Unavailable:
        answer = self._ask(method, path, key, body)
        self.reachable = not isinstance(answer, Unavailable)
        self.asked_at = self._clock.monotonic()
        return answer

    def _ask(self, method: str, path: str, key: str, body: bytes) -> _Answer | Unavailable:
        nonce = self._nonces.randbytes(16).hex()
        response = self._exchange(method, path, {NONCE: nonce, IDEMPOTENCY_KEY: key}, body)
        if isinstance(response, Unavailable):
            return response
        status, signature, answer = response
        question = signed_bytes(method, path, key, nonce, status, answer)
        if not self._is_signed(signature, question):
            return Unavailable.ERROR if status >= 500 else Unavailable.NOT_THE_MINISTRY
        if status >= 500 or status == 429:
            return Unavailable.ERROR
        return _Answer(status, answer)

    def _exchange(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, str, bytes] | Unavailable:
        """Return status, signature and body of whoever answers, within the deadline."""
        import httpx

        from kiosk.ministry.deadline import UNTIL

        UNTIL.set(self._clock.monotonic() + self._deadline)
        received = bytearray()
        try:
            with self._client().stream(method, path, headers=headers, content=body) as response:
                for chunk in response.iter_raw():
                    received += chunk
                    if len(received) > MAX_BODY:
                        return Unavailable.NOT_THE_MINISTRY
        except (httpx.ReadTimeout, httpx.WriteTimeout):
            return Unavailable.SLOW
        except httpx.RemoteProtocolError:
            return Unavailable.ERROR
        except (httpx.TransportError, httpx.InvalidURL):
            return Unavailable.DOWN
        return response.status_code, response.headers.get(SIGNATURE, ""), bytes(received)

    def _client(self) -> "httpx.Client":
        import httpx

        from kiosk.ministry.deadline import deadline_transport

        if self._http is None:
            self._http = httpx.Client(
                base_url=self._url,
                transport=self._transport or deadline_transport(self._clock),
                timeout=httpx.Timeout(self._deadline, connect=min(CONNECT_SECONDS, self._deadline)),
                headers={"Accept-Encoding": "identity", "Content-Type": "application/json"},
                trust_env=False,
                follow_redirects=False,
            )
        return self._http

    def _is_signed(self, signature: str, question: bytes) -> bool:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            key = Ed25519PublicKey.from_public_bytes(self._public_key)
            key.verify(base64.b64decode(signature, validate=True), question)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def _read(kind: type[Body], answer: _Answer) -> Body | Unavailable:
    try:
        return read(kind, answer.body)
    except BrokenContractError:
        return Unavailable.MALFORMED
