"""The claim: the right to make one card, granted by the ministry before a blank is touched."""

import uuid
from dataclasses import dataclass

import msgspec

from db.models import Claim
from db.states import ClaimState
from kiosk.issuance.failpoints import failpoint
from kiosk.issuance.journal import Journal
from kiosk.issuance.outbox import Errand, Settle
from kiosk.ministry.client import MinistryClient, Unavailable
from kiosk.ministry.contract import (
    ClaimRequest,
    Granted,
    Record,
    Refused,
    Status,
    canonical,
    data_hash,
)


@dataclass(frozen=True)
class Station:
    """Which office and kiosk speaks."""

    office: str
    name: str
    """The office's name, as people and the card know it."""
    kiosk: str
    epoch: int
    namespace: uuid.UUID
    """Secret of the office, kept outside the database: the same person and generation give the
    same key even after the database was lost, and nobody else can tell a NIK from a key."""


def claim_key(station: Station, nik: str, generation: int) -> str:
    """Return the one key that the right to this card will ever have."""
    return str(uuid.uuid5(station.namespace, f"{nik}:{generation}:claim"))


class Claims:
    """Utters claims and takes their answers."""

    def __init__(self, journal: Journal, ministry: MinistryClient, station: Station) -> None:
        self._journal = journal
        self._ministry = ministry
        self._station = station
        self._turn = ""

    def obtain(self, record: Record) -> Granted | Refused | Unavailable:
        """Make sure the ministry has granted a card of exactly this record: T1, E1, T2.

        With `Unavailable` the wish is kept and asked again, by `errand`, when the ministry is back.
        """
        key = claim_key(self._station, record.fields.nik, record.generation)
        stands = self._close_other(record.fields.nik, key)
        if stands is not None:
            return stands
        wanted = data_hash(record)
        claim = Claim.get_or_none(Claim.key == key)
        if claim is not None and claim.state == ClaimState.GRANTED and claim.data_hash == wanted:
            return msgspec.json.decode(claim.authorisation or "", type=Granted)
        self._intend(key, record, wanted, claim)
        return self._settle(key, self._put(key, self._request(Claim.get_by_id(key))))

    def errand(self) -> Errand | None:
        """Return a claim whose answer was never taken, to be put again: each in its turn."""
        waiting = Claim.select().where(Claim.state == ClaimState.CLAIMING).order_by(Claim.key)
        claim = waiting.where(Claim.key > self._turn).first() or waiting.first()
        if claim is None:
            return None
        failpoint("R.claiming")
        self._turn = claim.key
        key, wanted, request = claim.key, claim.data_hash, self._request(claim)

        def send() -> Settle:
            reply = self._put(key, request)
            return lambda: self._settle_errand(key, wanted, reply)

        return send

    def _settle_errand(self, key: str, wanted: str, reply: Granted | Refused | Unavailable) -> bool:
        """Take an answer down, unless a visit has had one meanwhile, or wishes for other data."""
        claim = Claim.get_by_id(key)
        if claim.state != ClaimState.CLAIMING or claim.data_hash != wanted:
            return True
        return not isinstance(self._settle(key, reply), Unavailable)

    def _close_other(self, nik: str, key: str) -> Refused | Unavailable | None:
        """Have an unused claim of another generation refused, or say that it stands (D1)."""
        unused = Claim.state << (ClaimState.CLAIMING, ClaimState.GRANTED)
        other = Claim.get_or_none((Claim.nik == nik) & (Claim.key != key) & unused)
        if other is None:
            return None
        if other.state == ClaimState.GRANTED:
            with self._journal.step("T1") as step:
                step.change(Claim, other.key, ClaimState.GRANTED, ClaimState.CLAIMING)
        reply = self._settle(other.key, self._put(other.key, self._request(other)))
        if isinstance(reply, Granted):
            return Refused(key=reply.key, digest=reply.digest, reason="claimed_by_other")
        return reply if isinstance(reply, Unavailable) else None

    def _request(self, claim: Claim) -> ClaimRequest:
        return ClaimRequest(
            nik=claim.nik,
            generation=claim.generation,
            data_version=claim.data_version,
            data_hash=claim.data_hash,
            office=self._station.office,
            kiosk=self._station.kiosk,
            office_epoch=self._station.epoch,
            audit_head=self._journal.head(),
        )

    def _put(self, key: str, request: ClaimRequest) -> Granted | Refused | Unavailable:
        """E1: the same key, as often as need be."""
        failpoint("E1.sent")
        reply = self._ministry.claim(key, request)
        failpoint("E1.timeout" if isinstance(reply, Unavailable) else "E1.after")
        return reply

    def _settle(
        self, key: str, reply: Granted | Refused | Unavailable
    ) -> Granted | Refused | Unavailable:
        """T2: take the answer down; a claim granted long ago and used up is a refusal."""
        if isinstance(reply, Unavailable):
            return reply
        if isinstance(reply, Granted) and reply.state != "granted":
            reply = Refused(
                key=reply.key,
                digest=reply.digest,
                reason="already_printed",
                printed_on=reply.printed_on,
                printed_at=reply.printed_at,
            )
        with self._journal.step("T2") as step:
            if isinstance(reply, Granted):
                authorisation = canonical(msgspec.to_builtins(reply)).decode()
                fields = {"authorisation": authorisation, "reason": None}
                step.change(Claim, key, ClaimState.CLAIMING, ClaimState.GRANTED, **fields)
            else:
                fields = {"reason": reply.reason}
                step.change(Claim, key, ClaimState.CLAIMING, ClaimState.REFUSED, **fields)
        return reply

    def _intend(self, key: str, record: Record, wanted: str, claim: Claim | None) -> None:
        """T1: make the wish durable before anyone hears of it."""
        wish = {"data_version": record.data_version, "data_hash": wanted}
        with self._journal.step("T1") as step:
            if claim is None:
                step.insert(
                    Claim,
                    key,
                    nik=record.fields.nik,
                    generation=record.generation,
                    eligibility=_eligibility(record),
                    opened_at=step.at,
                    **wish,
                )
            else:
                step.change(Claim, key, claim.state, ClaimState.CLAIMING, **wish)


def _eligibility(record: Record) -> str:
    """Return what D11 lets pass or not: read again here, so that no caller can forget it."""
    ready = record.status == Status.PRINT_READY_RECORD
    return "ready" if ready and not record.deceased and record.moved is None else "not_ready"
