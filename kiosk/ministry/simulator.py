"""The ministry's server, simulated: a plain function from a request to an answer.

It stands for somebody else's system, so it shares nothing with the office but the contract: its own
SQLite file, its own idea of who has a card. Its weather can be bad.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.chip.simulator import issuer
from devices.clock import Clock
from devices.simulator import ActRefused, Json
from kiosk.ministry import fingers
from kiosk.ministry.contract import (
    IDEMPOTENCY_KEY,
    MAX_BODY,
    NONCE,
    SIGNATURE,
    BrokenContractError,
    CardOnRecord,
    ClaimRequest,
    Granted,
    HandoverReport,
    Match,
    MatchRequest,
    PrintReport,
    Problem,
    Receipt,
    Record,
    RefusalReason,
    Refused,
    Script,
    ScriptRequest,
    ScriptStep,
    Status,
    VoidReport,
    WireModel,
    canonical,
    data_hash,
    payload_digest,
    read,
    signature_header,
    signed_bytes,
)
from kiosk.ministry.tables import SCHEMA
from kiosk.ministry.wire import Request, Response

REFUSAL_STATUS: Mapping[RefusalReason, int] = {"deceased": 410, "duplicate": 422}
"""Status codes of refusals; every other is 409."""


WEATHERS = ("up", "down", "slow", "error", "error_after", "portal", "garbled", "twice")


class Ministry:
    """Records, claims and reports of a whole country, small enough for one file."""

    def __init__(self, database: Path | None, private_key: bytes, clock: Clock) -> None:
        """Open or make the file (None: in memory); `private_key` is 32 bytes of Ed25519."""
        self._db = sqlite3.connect(
            database or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(SCHEMA)
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)
        self._clock = clock
        self._weather = "up"
        self._seconds = 0.0

    @property
    def public_key(self) -> bytes:
        """The key that answers are checked with: 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    @property
    def is_down(self) -> bool:
        """Whether nobody takes calls."""
        return self._weather == "down"

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def seed(self, records: Iterable[Record]) -> None:
        """Put records on file."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR REPLACE INTO record VALUES (?, ?)",
            ((record.fields.nik, msgspec.json.encode(record).decode()) for record in records),
        )
        self._db.execute("COMMIT")

    def act(self, act: Mapping[str, Json]) -> dict[str, Json]:
        """Change the weather, {"act": "weather", "is": "down"}, or {"act": "look"}.

        Weathers: up; down (nobody answers); slow ("seconds" before each answer); error (500, and
        nothing done); error_after (done, then 500); portal (somebody else's HTML says 200);
        garbled (signed, but not the contract); twice (each request arrives two times).
        """
        match act:
            case {"act": "weather", "is": str(weather)} if weather in WEATHERS:
                seconds = act.get("seconds", 30.0 if weather == "slow" else 0.0)
                if not isinstance(seconds, int | float) or not 0 <= seconds <= 3600:
                    raise ActRefused("seconds must be a number from 0 to 3600.")
                self._weather, self._seconds = weather, float(seconds)
            case {"act": "look"}:
                pass
            case _:
                raise ActRefused(
                    'The ministry knows {"act": "look"} and {"act": "weather", "is": W}, where W'
                    f" is one of {', '.join(WEATHERS)}."
                )
        return {
            "weather": self._weather,
            "claims": self._count("claim"),
            "reports": self._count("report"),
        }

    def handle(self, request: Request) -> Response:
        """Answer one request. Nothing here waits; `Response.delay` says what the weather costs."""
        weather, seconds = self._weather, self._seconds
        if weather == "portal":
            page = b"<!doctype html><title>Login</title><p>Please sign in to the network."
            return Response(200, page, {"Content-Type": "text/html"})
        if weather == "error":
            return self._signed(request, 500, Problem(error="internal error"))
        status, answer = self._answer(request)
        if weather == "twice":
            status, answer = self._answer(request)
        if weather == "error_after":
            status, answer = 500, Problem(error="internal error")
        if weather == "garbled":
            status, answer = 200, Problem(error="not what was asked")
        return self._signed(request, status, answer, delay=seconds if weather == "slow" else 0.0)

    def cards_of(self, office: str) -> dict[str, int]:
        """Return how many prints each claim of an office has reported."""
        rows = self._db.execute(
            "SELECT claim.key, count(report.key) FROM claim LEFT JOIN report"
            " ON report.claim = claim.key AND report.kind = 'prints'"
            " WHERE claim.office = ? GROUP BY claim.key ORDER BY claim.key",
            (office,),
        )
        return {str(key): int(count) for key, count in rows}

    # -- the contract -------------------------------------------------------------------------

    def _answer(self, request: Request) -> tuple[int, WireModel]:
        if len(request.body) > MAX_BODY:
            return 413, Problem(error="the body is too large")
        routes: dict[tuple[str, str], Callable[[str, bytes], tuple[int, WireModel]]] = {
            ("POST", "/claims"): self._claim,
            ("POST", "/matches"): self._match,
            ("POST", "/scripts"): self._script,
            ("POST", "/prints"): self._print,
            ("POST", "/handovers"): self._handover,
            ("POST", "/voids"): self._void,
        }
        if request.path.startswith("/records/"):
            if request.method != "GET":
                return 405, Problem(error="method not allowed")
            return self._record(request.path.removeprefix("/records/"))
        route = routes.get((request.method, request.path))
        if route is None:
            known = any(path == request.path for _, path in routes)
            return (405 if known else 404), Problem(error="no such thing")
        key = request.header(IDEMPOTENCY_KEY)
        if not key or len(key) > 200:
            return 400, Problem(error="an idempotency key is needed")
        self._db.execute("BEGIN IMMEDIATE")
        try:
            answer = route(key, request.body)
        except BrokenContractError:
            answer = 400, Problem(error="the body is not what the contract says")
        finally:
            self._db.execute("COMMIT")
        return answer

    def _record(self, nik: str) -> tuple[int, WireModel]:
        record = self._find(nik)
        return (200, record) if record is not None else (404, Problem(error="unknown number"))

    def _claim(self, key: str, body: bytes) -> tuple[int, WireModel]:
        wish = read(ClaimRequest, body)
        digest = payload_digest(body)
        record = self._find(wish.nik)
        if record is None:
            return 404, Problem(error="unknown number")
        row = self._db.execute(
            "SELECT state, nik, generation FROM claim WHERE key = ?", (key,)
        ).fetchone()
        if row is not None and row[1:] != (wish.nik, wish.generation):
            return 400, Problem(error="this key belongs to another wish")
        if row is not None and row[0] == "consumed":
            card = record.card if record.generation == wish.generation else None
            return 200, Granted(
                key=key,
                digest=digest,
                state="consumed",
                printed_on=card.printed_on if card else None,
                printed_at=card.printed_at if card else None,
            )
        refused = self._refusal(key, digest, wish, record)
        if refused is not None:
            return REFUSAL_STATUS.get(refused.reason, 409), refused
        self._db.execute(
            "INSERT INTO claim VALUES (?, ?, ?, ?, ?, 'granted')"
            " ON CONFLICT (key) DO UPDATE SET data_hash = excluded.data_hash",
            (key, wish.nik, wish.generation, wish.office, wish.data_hash),
        )
        return (201 if row is None else 200), Granted(key=key, digest=digest, state="granted")

    def _refusal(self, key: str, digest: str, wish: ClaimRequest, record: Record) -> Refused | None:
        """Return why not, or None. The first reason that holds is the one told."""
        other = self._db.execute(
            "SELECT 1 FROM claim WHERE nik = ? AND generation = ? AND key <> ?",
            (wish.nik, wish.generation, key),
        ).fetchone()
        printed = record.card is not None and record.generation == wish.generation
        stale = (record.data_version, data_hash(record), record.generation)
        reasons: tuple[tuple[RefusalReason, bool], ...] = (
            ("deceased", record.deceased),
            ("moved", record.moved is not None),
            ("already_printed", printed),
            ("claimed_by_other", other is not None),
            ("duplicate", record.status == Status.DUPLICATE_RECORD),
            ("not_ready", record.status != Status.PRINT_READY_RECORD),
            ("stale_version", stale != (wish.data_version, wish.data_hash, wish.generation)),
        )
        for reason, holds in reasons:
            if holds:
                card = record.card if reason == "already_printed" else None
                return Refused(
                    key=key,
                    digest=digest,
                    reason=reason,
                    printed_on=card.printed_on if card else None,
                    printed_at=card.printed_at if card else None,
                )
        return None

    def _script(self, _: str, body: bytes) -> tuple[int, WireModel]:
        """Give the script for a chip, while its claim is good for a card; a chip has one claim."""
        wish = read(ScriptRequest, body)
        row = self._db.execute(
            "SELECT nik FROM claim WHERE key = ? AND state = 'granted'", (wish.claim,)
        ).fetchone()
        record = None if row is None else self._find(row[0])
        if record is None:
            return 409, Problem(error="this claim is good for no chip")
        self._db.execute("INSERT OR IGNORE INTO script VALUES (?, ?)", (wish.uid, wish.claim))
        if not self._is_chip_of(wish.uid, wish.claim):
            return 409, Problem(error="this chip belongs to another claim")
        content = {"claim": wish.claim, "fields": msgspec.to_builtins(record.fields)}
        steps = tuple(
            ScriptStep(command=step.command.hex(), answer=step.answer.hex())
            for step in issuer.script(bytes.fromhex(wish.uid), canonical(content))
        )
        return 200, Script(claim=wish.claim, uid=wish.uid, steps=steps)

    def _match(self, _: str, body: bytes) -> tuple[int, WireModel]:
        """Compare a finger with the one on file; who was never recorded has none, and scores 0."""
        wish = read(MatchRequest, body)
        record = self._find(wish.nik)
        if record is None:
            return 404, Problem(error="unknown number")
        score = 0
        if record.status != Status.UNREGISTERED:
            score = fingers.score(wish.nik, wish.image, (wish.width, wish.height))
        digest = payload_digest(body)
        return 200, Match(digest=digest, score=score, matched=score >= fingers.ENOUGH)

    def _is_chip_of(self, uid: str, claim: str) -> bool:
        found = self._db.execute("SELECT claim FROM script WHERE uid = ?", (uid,)).fetchone()
        return found is not None and str(found[0]) == claim

    def _print(self, key: str, body: bytes) -> tuple[int, WireModel]:
        report = read(PrintReport, body)
        if report.chip is not None and not self._is_chip_of(report.chip, report.claim):
            return 409, Problem(error="that chip is not this claim's")
        return self._take(key, "prints", report.claim, body, lambda: self._printed(report))

    def _handover(self, key: str, body: bytes) -> tuple[int, WireModel]:
        report = read(HandoverReport, body)
        return self._take(key, "handovers", report.claim, body, lambda: self._handed_over(report))

    def _take(
        self, key: str, kind: str, claim: str, body: bytes, effect: Callable[[], None]
    ) -> tuple[int, WireModel]:
        """Put a report on file once: the same again is a replay, another under its key is not."""
        replay = self._replay(key, kind, body)
        if replay is not None:
            return replay
        if self._nik_of(claim) is None:
            return 409, Problem(error="no such claim")
        printed = self._db.execute(
            "SELECT 1 FROM report WHERE claim = ? AND kind = 'prints'", (claim,)
        ).fetchone()
        if (kind == "prints") == (printed is not None):
            return 409, Problem(error="a card is known already" if printed else "no card is known")
        effect()
        return self._file(key, kind, claim, body)

    def _replay(self, key: str, kind: str, body: bytes) -> tuple[int, WireModel] | None:
        """Return the answer to a report whose key is on file already."""
        row = self._db.execute("SELECT kind, digest FROM report WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        digest = payload_digest(body)
        if row != (kind, digest):
            return 422, Problem(error="key used for another report")
        return 200, Receipt(key=key, digest=digest, state="recorded")

    def _file(self, key: str, kind: str, claim: str, body: bytes) -> tuple[int, WireModel]:
        digest = payload_digest(body)
        self._db.execute("INSERT INTO report VALUES (?, ?, ?, ?)", (key, kind, claim, digest))
        return 201, Receipt(key=key, digest=digest, state="recorded")

    def _void(self, key: str, body: bytes) -> tuple[int, WireModel]:
        """Withdraw the card of a generation, whoever made it; the next may then be claimed."""
        report = read(VoidReport, body)
        record = self._find(report.nik)
        if (replay := self._replay(key, "voids", body)) is not None:
            return replay
        if record is None or report.generation > record.generation:
            return 409, Problem(error="there is no such generation")
        if report.generation < record.generation:
            return 200, Receipt(key=key, digest=payload_digest(body), state="already_void")
        if record.card is None:
            return 409, Problem(error="no card is known")
        self._put(
            record,
            generation=record.generation + 1,
            status=Status.PRINT_READY_RECORD,
            status_since=report.at.date(),
            card=None,
        )
        return self._file(key, "voids", report.claim, body)

    def _printed(self, report: PrintReport) -> None:
        self._db.execute("UPDATE claim SET state = 'consumed' WHERE key = ?", (report.claim,))
        record = self._record_of(report.claim)
        if record is not None:
            card = CardOnRecord(
                printed_on=report.printed_on.date(),
                printed_at=report.printed_at,
                received=False,
                lies_at=report.printed_at,
            )
            since = report.printed_on.date()
            self._put(record, status=Status.CARD_PRINTED, card=card, status_since=since)

    def _handed_over(self, report: HandoverReport) -> None:
        record = self._record_of(report.claim)
        if record is not None and record.card is not None:
            card = msgspec.structs.replace(record.card, received=True, lies_at=None)
            since = report.handed_over_at.date()
            self._put(record, status=Status.CARD_ISSUED, card=card, status_since=since)

    def _put(self, record: Record, **changes: object) -> None:
        changed = msgspec.structs.replace(record, **changes)
        body = msgspec.json.encode(changed).decode()
        self._db.execute("UPDATE record SET body = ? WHERE nik = ?", (body, changed.fields.nik))

    def _record_of(self, claim: str) -> Record | None:
        """Return the record that a claim is of, while it is of the claim's generation."""
        row = self._db.execute(
            "SELECT nik, generation FROM claim WHERE key = ?", (claim,)
        ).fetchone()
        record = None if row is None else self._find(row[0])
        return record if record is not None and record.generation == row[1] else None

    def _find(self, nik: str) -> Record | None:
        row = self._db.execute("SELECT body FROM record WHERE nik = ?", (nik,)).fetchone()
        return None if row is None else msgspec.json.decode(row[0], type=Record)

    def _nik_of(self, claim: str) -> str | None:
        row = self._db.execute("SELECT nik FROM claim WHERE key = ?", (claim,)).fetchone()
        return None if row is None else str(row[0])

    def _count(self, table: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def _signed(
        self, request: Request, status: int, answer: WireModel, delay: float = 0.0
    ) -> Response:
        body = msgspec.json.encode(answer)
        key, nonce = request.header(IDEMPOTENCY_KEY), request.header(NONCE)
        question = signed_bytes(request.method, request.path, key, nonce, status, body)
        headers = {
            "Content-Type": "application/json",
            SIGNATURE: signature_header(self._key.sign(question)),
        }
        return Response(status, body, headers, delay)
