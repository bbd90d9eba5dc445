"""The office's tables, with what must never be false declared beside each.

A bug in Python is then an error, not a second card. The names D1–D15 are those of
docs/print-once.md. Only TEXT, INTEGER and BLOB columns: SQLite's strict tables know no others.
"""

from collections.abc import Iterable

from peewee import (
    SQL,
    AutoField,
    BlobField,
    Check,
    CompositeKey,
    DatabaseProxy,
    IntegerField,
    Model,
    TextField,
)

from db.states import (
    LIVE_CARD,
    LIVE_CLAIM,
    OPEN_ATTEMPT,
    OPEN_OR_GOOD_ATTEMPT,
    Account,
    AttemptState,
    CardState,
    Cause,
    ClaimState,
    OfficerState,
    OutboxState,
    Role,
    VoidState,
)

database = DatabaseProxy()


def _in(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def _foreign(column: str, target: str) -> SQL:
    return SQL(f"FOREIGN KEY ({column}) REFERENCES {target} ON DELETE RESTRICT")


CHIP_IS_WRITTEN = (
    "chip IN (0, 1, 2) AND (state <> 'PRINTED' OR resolver_a IS NOT NULL OR chip <> 1)"
)
"""D9: nothing is printed on a card whose chip should have been written first and was not."""
NIK_IS_16_DIGITS = f"nik GLOB '{'[0-9]' * 16}'"
OFFICER_NAME = "key NOT GLOB '*[^a-z0-9.-]*' AND length(key) BETWEEN 2 AND 32"


class Table(Model):
    """Base of every table."""

    class Meta:
        """Strict: a value of the wrong type is refused, not converted."""

        database = database
        strict_tables = True
        legacy_table_names = False


class Office(Table):
    """This office and this kiosk: one row."""

    office = TextField(primary_key=True)
    name = TextField()
    kiosk = TextField()
    epoch = IntegerField()
    """Kept at the ministry and in a file too; a restore raises it."""


class Printer(Table):
    """A printer that was commissioned, with its life counters then and as last journalled (V2)."""

    serial = TextField(primary_key=True)
    profile = TextField()
    fed_commissioned = IntegerField()
    fed = IntegerField()


class Claim(Table):
    """The right to make one card."""

    key = TextField(primary_key=True)
    nik = TextField()
    generation = IntegerField()
    state = TextField()
    eligibility = TextField()
    data_version = IntegerField()
    data_hash = TextField()
    authorisation = TextField(null=True)
    reason = TextField(null=True)
    """Why the ministry refused."""
    opened_at = TextField()

    class Meta:
        """D1 and D2 are indexes below; D11: only what is ready is ever claimed."""

        constraints = [
            Check(NIK_IS_16_DIGITS, name="D15_claim_nik"),
            Check(_in("state", ClaimState), name="D15_claim_state"),
            Check("eligibility = 'ready'", name="D11_claim_ready"),
            Check(
                "state NOT IN ('GRANTED', 'CONSUMED') OR authorisation IS NOT NULL",
                name="D15_claim_authorised",
            ),
        ]
        indexes = [(("nik", "generation"), True)]  # D2


class Attempt(Table):
    """One physical act on one blank of a box."""

    key = TextField(primary_key=True)
    claim = TextField(index=True)
    number = IntegerField()
    printer = TextField()
    box = TextField()
    blank = TextField(null=True)
    """The chip's number where one was read; NULL where blanks are counted by box."""
    state = TextField()
    eligibility = TextField()
    image_sha = TextField(null=True)
    panels = IntegerField(null=True)
    """How many panels this card gets, of every colour; what the panel counter must move by."""
    fed0 = IntegerField(null=True)
    panels0 = IntegerField(null=True)
    fed1 = IntegerField(null=True)
    panels1 = IntegerField(null=True)
    rejecting = IntegerField(default=0)
    """0 no, 1 the reject command may have been sent, 2 the printer said it is done."""
    chip = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check(CHIP_IS_WRITTEN)])
    """A `ChipState`."""
    resolver_a = TextField(null=True)
    resolver_b = TextField(null=True)
    reason = TextField(null=True)
    opened_at = TextField()
    closed_at = TextField(null=True)

    class Meta:
        """D3, D4 and D5 are partial indexes below."""

        constraints = [
            _foreign("claim", "claim (key)"),
            _foreign("printer", "printer (serial)"),
            Check(_in("state", AttemptState), name="D15_attempt_state"),
            Check("eligibility = 'ready'", name="D11_attempt_ready"),
            Check(
                "state IN ('RESERVED', 'NOT_STARTED') OR (image_sha IS NOT NULL"
                " AND panels IS NOT NULL AND fed0 IS NOT NULL AND panels0 IS NOT NULL)",
                name="D8_armed_with_evidence",
            ),
            Check(
                "resolver_a IS NOT NULL OR fed1 IS NULL OR state = 'HUMAN' OR"
                " (fed1 - fed0 IN (0, 1) AND panels1 - panels0 BETWEEN 0 AND panels)",
                name="D9_counters_agree",
            ),
            Check(
                "state <> 'PRINTED' OR resolver_a IS NOT NULL OR"
                " (fed1 - fed0 = 1 AND panels1 - panels0 = panels AND rejecting = 0)",
                name="D9_printed_is_proven",
            ),
            Check(
                "(resolver_a IS NULL AND resolver_b IS NULL) OR resolver_a <> resolver_b",
                name="D10_two_people",
            ),
            Check("state <> 'MISSING' OR resolver_a IS NOT NULL", name="D10_missing_is_human"),
            Check("rejecting IN (0, 1, 2)", name="D15_attempt_rejecting"),
        ]
        indexes = [(("claim", "number"), True)]


class Card(Table):
    """One card that exists, or existed."""

    key = TextField(primary_key=True)
    attempt = TextField(unique=True)
    nik = TextField()
    state = TextField()
    supersedes = TextField(null=True, unique=True)  # D7
    """The key of the void card that this one replaces."""
    printed_at = TextField()
    handed_over_at = TextField(null=True)

    class Meta:
        """D6 is a partial index below."""

        constraints = [
            _foreign("attempt", "attempt (key)"),
            Check(NIK_IS_16_DIGITS, name="D15_card_nik"),
            Check(_in("state", CardState), name="D15_card_state"),
        ]


class Void(Table):
    """A card that was withdrawn here: cut, or lost as the police's letter says; made anywhere."""

    key = TextField(primary_key=True)
    """Of the claim that its generation has, whether this office ever uttered it or not."""
    nik = TextField()
    generation = IntegerField()
    state = TextField()
    cause = TextField()
    card = TextField(null=True)
    """Where this office made it."""
    officer = TextField()
    """Who cut it, or saw the letter."""
    withdrawn_at = TextField()
    destroyer_a = TextField(null=True)
    destroyer_b = TextField(null=True)
    minutes = TextField(null=True)
    """Number of the minutes of its destruction."""

    class Meta:
        """That nothing is claimed before the ministry knows is in triggers; see `db/schema.py`."""

        constraints = [
            _foreign("card", "card (key)"),
            Check(NIK_IS_16_DIGITS, name="D15_void_nik"),
            Check(_in("state", VoidState), name="D15_void_state"),
            Check(_in("cause", Cause), name="D15_void_cause"),
            Check(
                "state <> 'DESTROYED' OR (cause = 'damaged' AND minutes IS NOT NULL"
                " AND destroyer_a IS NOT NULL AND destroyer_b IS NOT NULL)",
                name="D10_destroyed_by_two",
            ),
            Check("destroyer_a <> destroyer_b", name="D10_destroyers_differ"),
        ]
        indexes = [(("nik", "generation"), True)]


class Move(Table):
    """A number of blanks that went from one account to another; never changed, never removed."""

    seq = AutoField()
    box = TextField()
    source = TextField()
    target = TextField()
    number = IntegerField()
    cause = TextField()
    at = TextField()

    class Meta:
        """The ledger is double entry: what leaves one account enters another."""

        constraints = [
            Check("source <> target", name="D14_move_moves"),
            Check("number > 0", name="D14_move_number"),
            Check(_in("source", Account), name="D15_move_source"),
            Check(_in("target", Account), name="D15_move_target"),
        ]


class Balance(Table):
    """What the moves add up to, kept by a trigger; no account but the source goes below zero."""

    box = TextField()
    account = TextField()
    number = IntegerField(default=0)

    class Meta:
        """One row a box and account."""

        primary_key = CompositeKey("box", "account")
        constraints = [
            Check("account = 'received' OR number >= 0", name="balance_not_negative"),
            Check(_in("account", Account), name="D15_balance_account"),
        ]


class Day(Table):
    """How many of a printer's cards of one day are used."""

    day = TextField()
    printer = TextField()
    used = IntegerField()
    cap = IntegerField()

    class Meta:
        """D12: the cap."""

        primary_key = CompositeKey("day", "printer")
        constraints = [
            _foreign("printer", "printer (serial)"),
            Check("used BETWEEN 0 AND cap", name="D12_day_cap"),
        ]


class Outbox(Table):
    """A report that must reach the ministry: the exact bytes, sent until acknowledged."""

    seq = AutoField()
    key = TextField(unique=True)  # D13
    claim = TextField(index=True)
    kind = TextField()
    body = BlobField()
    digest = TextField()
    state = TextField()
    reason = TextField(null=True)
    at = TextField()

    class Meta:
        """Order is kept per claim by `seq`."""

        constraints = [
            Check(_in("state", OutboxState), name="D15_outbox_state"),
            Check("kind IN ('prints', 'handovers', 'voids')", name="D15_outbox_kind"),
        ]


class Audit(Table):
    """What was done, in a chain of hashes; never changed, never removed; no personal data."""

    kiosk = TextField()
    seq = IntegerField()
    at = TextField()
    act = TextField()
    payload = TextField()
    prev_hash = TextField()
    hash = TextField()

    class Meta:
        """D13: the chain cannot fork."""

        primary_key = CompositeKey("kiosk", "seq")
        indexes = [(("kiosk", "prev_hash"), True)]


class Officer(Table):
    """Somebody who may act for the office, by the name that is typed to sign in."""

    key = TextField(primary_key=True)
    state = TextField()
    role = TextField()
    pin_hash = TextField()
    """Argon2id with its salt and its costs, as the PHC string format writes them."""
    added_at = TextField()

    class Meta:
        """No account without a name, a role and a hashed PIN."""

        constraints = [
            Check(OFFICER_NAME, name="officer_name"),
            Check(_in("state", OfficerState), name="D15_officer_state"),
            Check(_in("role", Role), name="officer_role"),
            Check("pin_hash GLOB '$argon2id$v=*$m=*,t=*,p=*$*$*'", name="officer_pin"),
        ]


class Lockout(Table):
    """How often signing in by a name failed since it last succeeded, whether it is known or not."""

    key = TextField(primary_key=True)
    """The number of the counter that the name belongs to."""
    failures = IntegerField()
    failed_at = TextField()
    """The last time."""

    class Meta:
        """No row: nothing failed."""

        constraints = [
            Check(OFFICER_NAME, name="lockout_name"),
            Check("failures > 0", name="lockout_failures"),
        ]


for name, table, columns, condition in (
    ("D1", Claim, "nik", _in("state", LIVE_CLAIM)),
    ("D3", Attempt, "claim", _in("state", OPEN_OR_GOOD_ATTEMPT)),
    ("D4", Attempt, "printer", _in("state", OPEN_ATTEMPT)),
    ("D5", Attempt, "blank", "blank IS NOT NULL AND state <> 'NOT_STARTED'"),
    ("D6", Card, "nik", _in("state", LIVE_CARD)),
):
    create = f"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON {table._meta.table_name}"
    table.add_index(SQL(f"{create} ({columns}) WHERE {condition}"))

TABLES = (
    Office, Printer, Claim, Attempt, Card, Void, Move, Balance, Day, Outbox, Audit, Officer,
    Lockout,
)  # fmt: skip
