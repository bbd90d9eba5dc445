"""Tables of what the office owes people: what a visit opened, the queue for blanks, Suket.

Like those of `db.models`, with what must never be false declared beside each.
"""

from peewee import SQL, Check, IntegerField, TextField

from db.models import NIK_IS_16_DIGITS, Table, _foreign, _in
from db.states import (
    LIVE_PLACE,
    LIVE_SUKET,
    MatterState,
    Need,
    PlaceState,
    SuketState,
)

KINDS = ("CASE", "APPOINTMENT", "QUEUE", "SUKET", "CARD_WAITING", "COUNTER")
"""What a slip can stand for."""
IS_DAY = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"


class Matter(Table):
    """What was opened for somebody; its key is the reference on their slip."""

    key = TextField(primary_key=True)
    seq = IntegerField(unique=True)
    """The order in which matters were opened."""
    kind = TextField()
    nik = TextField(index=True)
    about = TextField()
    """The outcome that opened it."""
    lines = TextField()
    """JSON: the lines of the family card that a case is about."""
    day = TextField(null=True, index=True)
    """Of an appointment."""
    opened_at = TextField()
    valid_until = TextField()
    """The last day on which its slip counts."""
    state = TextField()
    phone = TextField(null=True)
    """D20: kept while the matter is open, by a trigger below."""

    class Meta:
        """D16 is a partial index below."""

        constraints = [
            Check(f"key GLOB '{'[0-9]' * 12}'", name="D16_matter_reference"),
            Check(NIK_IS_16_DIGITS, name="D15_matter_nik"),
            Check(_in("kind", KINDS), name="D15_matter_kind"),
            Check(_in("state", MatterState), name="D15_matter_state"),
            Check("(kind = 'APPOINTMENT') = (day IS NOT NULL)", name="D16_appointment_day"),
            Check(f"day IS NULL OR day {IS_DAY}", name="D16_matter_day"),
            Check(f"valid_until {IS_DAY}", name="D16_matter_valid"),
            Check("json_valid(lines)", name="D16_matter_lines"),
        ]


class Place(Table):
    """A place in the queue for blanks; its key is that of the matter that it was opened with."""

    key = TextField(primary_key=True)
    nik = TextField()
    need = TextField()
    seq = IntegerField(unique=True)
    """Of the matter, or of an older one that kept the place: the order of the queue."""
    state = TextField()
    hardship = IntegerField(default=0)
    """1: a supervisor called it out of turn."""
    withdrawn = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    """1: the card that it replaces was cut, or reported, already."""
    promise = IntegerField(null=True, unique=True)
    """The move that set a blank aside for it."""
    promised_until = TextField(null=True)
    """The last day on which that blank is kept."""
    told_until = TextField(null=True)
    """The last day that its holder was told, while they waited, as likely for their turn."""

    class Meta:
        """D17 is a partial index below; D18: one blank, one promise."""

        constraints = [
            _foreign("key", "matter (key)"),
            _foreign("promise", "move (seq)"),
            Check(NIK_IS_16_DIGITS, name="D15_place_nik"),
            Check(_in("need", Need), name="D15_place_need"),
            Check(_in("state", PlaceState), name="D15_place_state"),
            Check("hardship IN (0, 1)", name="D15_place_hardship"),
            Check("withdrawn IN (0, 1)", name="D15_place_withdrawn"),
            Check("(state = 'CALLED') = (promise IS NOT NULL)", name="D18_called_is_promised"),
            Check(f"told_until IS NULL OR told_until {IS_DAY}", name="D16_place_told"),
            Check("promise IS NULL OR promised_until IS NOT NULL", name="D18_promise_has_an_end"),
        ]


class Suket(Table):
    """A certificate that stands in for a card; its key is its number."""

    key = TextField(primary_key=True)
    matter = TextField(index=True)
    nik = TextField()
    year = IntegerField()
    serial = IntegerField()
    state = TextField()
    prepared_at = TextField()
    valid_until = TextField()

    class Meta:
        """D19: one number, one Suket; one that counts a person, by a partial index below."""

        constraints = [
            _foreign("matter", "matter (key)"),
            Check(NIK_IS_16_DIGITS, name="D15_suket_nik"),
            Check(_in("state", SuketState), name="D15_suket_state"),
            Check("serial > 0", name="D19_suket_serial"),
            Check(f"valid_until {IS_DAY}", name="D19_suket_valid"),
        ]
        indexes = [(("year", "serial"), True)]


EACH_ITS_OWN = "report_death"
"""What a matter is about of which somebody may have several open: each death is one."""
ONE_OPEN_MATTER = (
    "CREATE UNIQUE INDEX IF NOT EXISTS D16 ON matter (nik, kind, about) "
    f"WHERE state = 'OPEN' AND about <> '{EACH_ITS_OWN}'"
)
Matter.add_index(SQL(ONE_OPEN_MATTER))
for name, table, columns, condition in (
    ("D17", Place, "nik", _in("state", LIVE_PLACE)),
    ("D19", Suket, "nik", _in("state", LIVE_SUKET)),
):
    create = f"CREATE UNIQUE INDEX IF NOT EXISTS {name} ON {table._meta.table_name}"
    table.add_index(SQL(f"{create} ({columns}) WHERE {condition}"))

PROMISE_IS_A_BLANK = (
    "CREATE TRIGGER D18_promise_is_a_blank BEFORE UPDATE OF promise ON place "
    "WHEN NEW.promise IS NOT NULL AND NOT EXISTS (SELECT 1 FROM move WHERE seq = NEW.promise "
    "AND source = 'stock' AND target = 'reserved' AND number = 1 AND cause = NEW.key) "
    "BEGIN SELECT RAISE(ABORT, 'D18: a promise is a blank set aside for that place'); END"
)
ENDED_IS_CALLED_NO_MORE = (
    "CREATE TRIGGER IF NOT EXISTS D20_ended_is_called_no_more "
    "AFTER UPDATE OF state, phone ON matter WHEN NEW.state <> 'OPEN' AND NEW.phone IS NOT NULL "
    "BEGIN UPDATE matter SET phone = NULL WHERE key = NEW.key; END"
)
"""Whatever ends a matter forgets the telephone number in the same step."""
OWED = (Matter, Place, Suket)
