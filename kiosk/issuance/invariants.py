"""Holds the office's records against every rule of print-once; reads only.

D1–D20 are also enforced by the database itself; they are asked again here, because a file can be
edited with other tools. V1–V10 cannot be declared: they compare one record with another.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from db.models import Attempt, Balance, Card, Claim, Day, Move, Officer, Outbox, Printer, Void
from db.owed import Matter, Place, Suket
from db.states import (
    FIRST,
    LIVE_CARD,
    LIVE_CLAIM,
    OPEN_ATTEMPT,
    OPEN_OR_GOOD_ATTEMPT,
    STEPS,
    Account,
    AttemptState,
    CardState,
    Cause,
    ChipState,
    ClaimState,
    OutboxState,
    PlaceState,
    VoidState,
)
from kiosk.issuance import audit, owed_invariants
from kiosk.issuance.rules import hold, unique
from kiosk.ministry.contract import Granted, PrintReport, payload_digest


@dataclass(frozen=True)
class Violation:
    """A rule that does not hold, and where."""

    rule: str
    what: str


@dataclass(frozen=True)
class Check:
    """How many things each rule looked at, and what it found."""

    checked: dict[str, int]
    violations: list[Violation]

    @property
    def ok(self) -> bool:
        """Whether every rule holds."""
        return not self.violations


@dataclass(frozen=True)
class Books:
    """Everything the rules look at, read once."""

    claims: list[Claim]
    attempts: list[Attempt]
    cards: list[Card]
    voids: list[Void]
    moves: list[Move]
    outbox: list[Outbox]
    officers: list[Officer]
    matters: list[Matter]
    places: list[Place]
    suket: list[Suket]
    entries: list[audit.Entry]
    kiosk: str


ACKNOWLEDGED = (VoidState.VOID, VoidState.DESTROYED)
WITHDRAWN = {
    CardState.SURRENDERED: (VoidState.PENDING, VoidState.REFUSED),
    CardState.LOST: (VoidState.PENDING, VoidState.REFUSED),
    CardState.VOID: (VoidState.VOID,),
    CardState.DESTROYED: (VoidState.DESTROYED,),
}
"""How the void of a card that this office made may stand, by the card's state."""

Rule = Callable[[Books], Iterator[str | None]]
"""Yields one item for each thing looked at: None where it holds, a sentence where it does not."""


def check(kiosk: str) -> Check:
    """Hold this kiosk's database, already open, against every rule."""
    books = Books(
        claims=list(Claim.select().order_by(Claim.key)),
        attempts=list(Attempt.select().order_by(Attempt.opened_at, Attempt.key)),
        cards=list(Card.select().order_by(Card.key)),
        voids=list(Void.select().order_by(Void.key)),
        moves=list(Move.select().order_by(Move.seq)),
        outbox=list(Outbox.select().order_by(Outbox.seq)),
        officers=list(Officer.select().order_by(Officer.key)),
        matters=list(Matter.select().order_by(Matter.key)),
        places=list(Place.select().order_by(Place.seq)),
        suket=list(Suket.select().order_by(Suket.key)),
        entries=list(audit.entries(kiosk)),
        kiosk=kiosk,
    )
    checked: dict[str, int] = {}
    violations: list[Violation] = []
    for name, rule in RULES.items():
        found = list(rule(books))
        checked[name] = len(found)
        violations += [Violation(name, what) for what in found if what is not None]
    return Check(checked, violations)


def _d1(books: Books) -> Iterator[str | None]:
    live = (claim.nik for claim in books.claims if claim.state in LIVE_CLAIM)
    return unique(live, "live claims of one person")


def _d2(books: Books) -> Iterator[str | None]:
    return unique(((c.nik, c.generation) for c in books.claims), "claims of one generation")


def _d3(books: Books) -> Iterator[str | None]:
    good = (a.claim for a in books.attempts if a.state in OPEN_OR_GOOD_ATTEMPT)
    return unique(good, "open or good attempts of one claim")


def _d4(books: Books) -> Iterator[str | None]:
    held = (a.printer for a in books.attempts if a.state in OPEN_ATTEMPT)
    return unique(held, "open attempts at one printer")


def _d5(books: Books) -> Iterator[str | None]:
    used = (a.blank for a in books.attempts if a.blank and a.state != AttemptState.NOT_STARTED)
    return unique(used, "attempts on one blank")


def _d6(books: Books) -> Iterator[str | None]:
    return unique((c.nik for c in books.cards if c.state in LIVE_CARD), "live cards of one person")


def _d7(books: Books) -> Iterator[str | None]:
    replaced = [(c.key, c.supersedes) for c in books.cards if c.supersedes]
    yield from unique((old for _, old in replaced), "successors of one card")
    void = {each.key for each in books.voids if each.state in ACKNOWLEDGED}
    yield from hold(((key, old in void) for key, old in replaced), "replaces no void card")


def _d8(books: Books) -> Iterator[str | None]:
    unarmed = (AttemptState.RESERVED, AttemptState.NOT_STARTED)
    armed = (a for a in books.attempts if a.state not in unarmed)
    complete = ((a.key, None not in (a.image_sha, a.panels, a.fed0, a.panels0)) for a in armed)
    return hold(complete, "armed without evidence")


def _d9(books: Books) -> Iterator[str | None]:
    told = (a for a in books.attempts if a.fed1 is not None and a.state != AttemptState.HUMAN)
    agree = ((a.key, a.resolver_a is not None or _counters_agree(a)) for a in told)
    yield from hold(agree, "concluded against the printer's counters")
    alone = (a for a in books.attempts if a.state == AttemptState.PRINTED and a.resolver_a is None)
    written = ((a.key, a.chip != ChipState.WANTED) for a in alone)
    yield from hold(written, "printed though its chip was not written")


def _d10(books: Books) -> Iterator[str | None]:
    resolved = (a for a in books.attempts if a.resolver_a or a.resolver_b)
    yield from hold(
        ((a.key, bool(a.resolver_b) and a.resolver_a != a.resolver_b) for a in resolved),
        "not resolved by two people",
    )
    destroyed = (v for v in books.voids if v.state == VoidState.DESTROYED)
    yield from hold(
        ((v.key, bool(v.destroyer_b) and v.destroyer_a != v.destroyer_b) for v in destroyed),
        "not destroyed by two people",
    )


def _d11(books: Books) -> Iterator[str | None]:
    rows = [(c.key, c.eligibility) for c in books.claims]
    rows += [(a.key, a.eligibility) for a in books.attempts]
    return hold(((key, word == "ready") for key, word in rows), "was not ready")


def _d12(_: Books) -> Iterator[str | None]:
    return hold(((d.day, 0 <= d.used <= d.cap) for d in Day.select()), "over the day's cap")


def _d13(books: Books) -> Iterator[str | None]:
    yield from unique((row.key for row in books.outbox), "reports with one key")
    yield from unique((entry.prev_hash for entry in books.entries), "successors of one audit row")


def _d14(books: Books) -> Iterator[str | None]:
    """Append-only means without gaps: a removed row leaves one."""
    numbered = enumerate((entry.seq for entry in books.entries), start=1)
    yield from hold(((seq, seq == wanted) for wanted, seq in numbered), "audit rows are missing")
    numbered = enumerate((move.seq for move in books.moves), start=1)
    yield from hold(((seq, seq == wanted) for wanted, seq in numbered), "moves are missing")


def _d15(books: Books) -> Iterator[str | None]:
    for table, states in _states(books).items():
        steps = STEPS[table]
        known = {FIRST[table], *steps, *(new for news in steps.values() for new in news)}
        yield from hold(((key, state in known) for key, state in states.items()), "in no state")
    people = [(claim.key, claim.nik) for claim in books.claims]
    people += [(card.key, card.nik) for card in books.cards]
    people += [(void.key, void.nik) for void in books.voids]
    people += [(row.key, row.nik) for row in books.matters]
    people += [(row.key, row.nik) for row in books.places]
    people += [(row.key, row.nik) for row in books.suket]
    numbers = ((key, len(nik) == 16 and nik.isascii() and nik.isdigit()) for key, nik in people)
    yield from hold(numbers, "not a NIK")


def _v1(books: Books) -> Iterator[str | None]:
    sums: Counter[tuple[str, str]] = Counter()
    for move in books.moves:
        sums[move.box, move.source] -= move.number
        sums[move.box, move.target] += move.number
    kept = {(row.box, row.account): row.number for row in Balance.select()}
    for place in sorted(sums.keys() | kept.keys()):
        box, account = place
        holds = sums[place] == kept.get(place) and (sums[place] >= 0 or account == Account.RECEIVED)
        yield None if holds else f"box {box}, {account}: moves say {sums[place]}"
    reserved = sum(number for (_, account), number in kept.items() if account == Account.RESERVED)
    wanted = sum(attempt.state in OPEN_ATTEMPT for attempt in books.attempts)
    wanted += sum(place.state == PlaceState.CALLED for place in books.places)
    yield None if reserved == wanted else f"{reserved} blanks reserved, {wanted} wanted"
    returned = sum(number for (_, account), number in kept.items() if account == Account.RETURNED)
    cut = sum(void.cause == Cause.DAMAGED and void.card is not None for void in books.voids)
    yield None if returned == cut else f"{returned} cards came back, {cut} were cut"


def _v2(books: Books) -> Iterator[str | None]:
    for printer in Printer.select():
        told = [
            a
            for a in books.attempts
            if a.printer == printer.serial and a.fed1 is not None and a.state not in OPEN_ATTEMPT
        ]
        fed = sum(_fed(a) for a in told)
        holds = printer.fed - printer.fed_commissioned == fed
        yield None if holds else f"printer {printer.serial}: {fed} feeds journalled, not its count"


def _v3(books: Books) -> Iterator[str | None]:
    reports = Counter(row.key for row in books.outbox if row.kind == "prints")
    for attempt in books.attempts:
        exists = attempt.state in (AttemptState.PRINTED, AttemptState.MISSING)
        number = reports.pop(f"{attempt.claim}:printed:{attempt.number}", 0)
        yield None if number == exists else f"{attempt.key}: {number} print reports"
    yield from (f"{key}: reported without an attempt" for key in reports)
    yield from _voids_are_reported(books)
    for row in books.outbox:
        whole = payload_digest(bytes(row.body)) == row.digest
        yield None if whole and row.state != OutboxState.DEAD else f"{row.key}: {row.state}"


def _voids_are_reported(books: Books) -> Iterator[str | None]:
    """Each withdrawn card is reported once, and void in every table once the ministry knows."""
    reports = {row.key: row.state for row in books.outbox if row.kind == "voids"}
    for void in books.voids:
        known = reports.pop(f"{void.key}:void", None) == OutboxState.ACKED
        yield None if known == (void.state in ACKNOWLEDGED) else f"{void.key}: not as reported"
    yield from (f"{key}: reported without a withdrawn card" for key in reports)
    states = {void.card: void.state for void in books.voids if void.card is not None}
    for card in books.cards:
        wanted = WITHDRAWN.get(CardState(card.state), ())
        holds = states.get(card.key) in (wanted or (None,))
        yield None if holds else f"{card.key}: {card.state}, its void is {states.get(card.key)}"
    void_keys = {void.key for void in books.voids if void.state in ACKNOWLEDGED}
    for claim in books.claims:
        holds = claim.state != ClaimState.CONSUMED or claim.key not in void_keys
        yield None if holds else f"{claim.key}: its card is void"


def _v4(books: Books) -> Iterator[str | None]:
    reported = {
        row.claim: msgspec.json.decode(row.body, type=PrintReport)
        for row in books.outbox
        if row.kind == "prints"
    }
    for claim in books.claims:
        if claim.state in (ClaimState.GRANTED, ClaimState.CONSUMED):
            granted = msgspec.json.decode(claim.authorisation or "{}", type=Granted)
            report = reported.get(claim.key)
            same = report is None or report.data_hash == claim.data_hash
            holds = granted.key == claim.key and granted.state == "granted" and same
            yield None if holds else f"{claim.key}: not what was granted"


def _v5(books: Books) -> Iterator[str | None]:
    before = audit.GENESIS
    for entry in books.entries:
        holds = entry.prev_hash == before and entry.hash == entry.expected_hash(books.kiosk)
        yield None if holds else f"audit row {entry.seq} was altered"
        before = entry.hash


def _v6(books: Books) -> Iterator[str | None]:
    """Replaying the audit must rebuild exactly the states and moves that the tables hold."""
    states: dict[tuple[str, str], str] = {}
    moves: list[list[object]] = []
    for entry in books.entries:
        payload = json.loads(entry.payload)
        for table, key, old, new in payload["changes"]:
            if states.get((table, key), "") != old:
                yield f"audit row {entry.seq}: {table} {key} was not {old}"
            states[table, key] = new
        moves += payload["moves"]
    kept = {
        (table, key): state for table, rows in _states(books).items() for key, state in rows.items()
    }
    for place in sorted(states.keys() | kept.keys()):
        holds = states.get(place) == kept.get(place)
        yield None if holds else f"{place[0]} {place[1]} is not as audited"
    booked = [[move.box, move.source, move.target, move.number] for move in books.moves]
    yield None if booked == moves else "the moves are not as audited"


def _v7(books: Books) -> Iterator[str | None]:
    left = (AttemptState.RESERVED, AttemptState.ARMED)
    return hold(
        ((a.key, a.state not in left) for a in books.attempts),
        "still open; start the kiosk, which will conclude it",
    )


def _d16(books: Books) -> Iterator[str | None]:
    return owed_invariants.one_matter(books.matters)


def _d17(books: Books) -> Iterator[str | None]:
    return owed_invariants.one_place(books.places)


def _d18(books: Books) -> Iterator[str | None]:
    return owed_invariants.one_promise_a_blank(books.places, books.moves)


def _d19(books: Books) -> Iterator[str | None]:
    return owed_invariants.one_suket(books.suket)


def _d20(books: Books) -> Iterator[str | None]:
    return owed_invariants.ended_is_called_no_more(books.matters)


def _v9(books: Books) -> Iterator[str | None]:
    return owed_invariants.out_of_turn_is_audited(books.places, books.entries)


def _v10(books: Books) -> Iterator[str | None]:
    return owed_invariants.reopened_by_taking_back(books.entries)


def _fed(attempt: Attempt) -> int:
    return (attempt.fed1 or 0) - (attempt.fed0 or 0)


def _counters_agree(attempt: Attempt) -> bool:
    panels = (attempt.panels1 or 0) - (attempt.panels0 or 0)
    return _fed(attempt) in (0, 1) and 0 <= panels <= (attempt.panels or 0)


def _states(books: Books) -> dict[str, dict[str, str]]:
    return {
        "claim": {row.key: row.state for row in books.claims},
        "attempt": {row.key: row.state for row in books.attempts},
        "card": {row.key: row.state for row in books.cards},
        "void": {row.key: row.state for row in books.voids},
        "outbox": {row.key: row.state for row in books.outbox},
        "officer": {row.key: row.state for row in books.officers},
        "matter": {row.key: row.state for row in books.matters},
        "place": {row.key: row.state for row in books.places},
        "suket": {row.key: row.state for row in books.suket},
    }


_DECLARED = (
    *(_d1, _d2, _d3, _d4, _d5, _d6, _d7, _d8, _d9, _d10, _d11, _d12, _d13, _d14, _d15),
    *(_d16, _d17, _d18, _d19, _d20),
)
RULES: dict[str, Rule] = {
    **{f"D{number}": rule for number, rule in enumerate(_DECLARED, 1)},
    **{f"V{number}": rule for number, rule in enumerate((_v1, _v2, _v3, _v4, _v5, _v6, _v7), 1)},
    "V9": _v9,
    "V10": _v10,
}
"""V8, that a count of the boxes agrees, is not a matter of records."""
