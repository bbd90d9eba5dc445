"""Brings a database file to this program's schema, and says what the schema is."""

from collections.abc import Callable, Iterator

from peewee import Database

from db.models import CHIP_IS_WRITTEN, TABLES, Card, Lockout, Officer, Outbox, Table, Void
from db.owed import (
    ENDED_IS_CALLED_NO_MORE,
    ONE_OPEN_MATTER,
    OWED,
    PROMISE_IS_A_BLANK,
    Matter,
    Place,
)
from db.states import FIRST, STEPS

APPEND_ONLY = ("audit", "move")


class SchemaTooNew(Exception):
    """The file was written by a newer program."""


def upgrade(database: Database, failpoint: Callable[[str], None]) -> None:
    """Bring the file to `VERSION`, one transaction a step; raise `SchemaTooNew`."""
    found = version(database)
    if found > VERSION:
        raise SchemaTooNew(found)
    if found < 1:
        with database.atomic():
            database.create_tables((*TABLES, *OWED))
            for trigger in _triggers():
                database.execute_sql(trigger)
            database.execute_sql(f"PRAGMA user_version = {VERSION}")
            failpoint("M.step")
        return
    for number, migration in enumerate(MIGRATIONS, start=FIRST_VERSION + 1):
        if found < number:
            with database.atomic():
                migration(database)
                database.execute_sql(f"PRAGMA user_version = {number}")
                failpoint("M.step")


def version(database: Database) -> int:
    """Return the schema version of the file; 0 for an empty one."""
    return int(database.execute_sql("PRAGMA user_version").fetchone()[0])


def _learn_of_chips(database: Database) -> None:
    database.execute_sql(
        f"ALTER TABLE attempt ADD COLUMN chip INTEGER NOT NULL DEFAULT 0 CHECK ({CHIP_IS_WRITTEN})"
    )


def _learn_of_officers(database: Database) -> None:
    database.create_tables((Officer, Lockout))
    for trigger in _step_triggers("officer"):
        database.execute_sql(trigger)


def _learn_what_is_owed(database: Database) -> None:
    database.create_tables(OWED)
    database.execute_sql(PROMISE_IS_A_BLANK)
    for table in ("matter", "place", "suket"):
        for trigger in _step_triggers(table):
            database.execute_sql(trigger)


def _learn_of_voids(database: Database) -> None:
    _rebuild(database, Card, "card")
    _rebuild(database, Outbox, "outbox")
    database.create_tables((Void,))
    for trigger in (*_step_triggers("void"), *_void_triggers()):
        database.execute_sql(trigger)


def _count_failures_by_number(database: Database) -> None:
    database.execute_sql("DELETE FROM lockout")


def _learn_that_cards_are_found_and_missed(database: Database) -> None:
    for table in ("card", "void", "outbox"):
        for trigger in (f"D15_{table}_step", f"D15_{table}_birth", f"D14_{table}_delete"):
            database.execute_sql(f"DROP TRIGGER {trigger}")
        for trigger in _step_triggers(table):
            database.execute_sql(trigger)


def _let_each_death_be_reported(database: Database) -> None:
    database.execute_sql("DROP INDEX D16")
    database.execute_sql(ONE_OPEN_MATTER)


def _learn_more_of_places(database: Database) -> None:
    _rebuild(database, Place, "place")
    database.execute_sql(PROMISE_IS_A_BLANK)


def _forget_whom_to_call_no_more(database: Database) -> None:
    database.execute_sql("UPDATE matter SET phone = NULL WHERE state <> 'OPEN'")
    database.execute_sql(ENDED_IS_CALLED_NO_MORE)


def _learn_what_is_taken_back(database: Database) -> None:
    database.execute_sql("PRAGMA defer_foreign_keys = ON")  # places refer to matters, until commit
    _rebuild(database, Matter, "matter")
    database.execute_sql(ENDED_IS_CALLED_NO_MORE)


def _rebuild(database: Database, table: type[Table], name: str) -> None:
    """Give a table today's constraints: SQLite cannot change them.

    Where another refers to it, foreign keys must be deferred.
    """
    columns = ", ".join(column.name for column in database.get_columns(name))
    database.execute_sql(f"CREATE TEMP TABLE kept AS SELECT * FROM {name}")  # noqa: S608
    database.execute_sql(f"DROP TABLE {name}")
    database.create_tables((table,))
    database.execute_sql(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM kept")  # noqa: S608
    database.execute_sql("DROP TABLE kept")
    for trigger in _step_triggers(name):
        database.execute_sql(trigger)


FIRST_VERSION = 1
MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    _learn_of_chips,
    _learn_of_officers,
    _learn_what_is_owed,
    _learn_of_voids,
    _count_failures_by_number,
    _learn_that_cards_are_found_and_missed,
    _let_each_death_be_reported,
    _learn_more_of_places,  # whose card was withdrawn
    _learn_more_of_places,  # which days were told
    _forget_whom_to_call_no_more,
    _learn_what_is_taken_back,
)
"""What leads from each version to the next; a new file is made at the last one at once."""

VERSION = FIRST_VERSION + len(MIGRATIONS)
"""Of the schema, kept in the file as `user_version`."""


def _triggers() -> Iterator[str]:
    for table in APPEND_ONLY:  # D14
        for act in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER D14_{table}_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'D14: {table} is append-only'); END"
            )
    for table in STEPS:
        yield from _step_triggers(table)
    yield from _void_triggers()
    yield PROMISE_IS_A_BLANK
    yield ENDED_IS_CALLED_NO_MORE
    yield (
        "CREATE TRIGGER balance_follows_moves AFTER INSERT ON move BEGIN "
        "INSERT OR IGNORE INTO balance (box, account, number) VALUES "
        "(NEW.box, NEW.source, 0), (NEW.box, NEW.target, 0); "
        "UPDATE balance SET number = number - NEW.number "
        "WHERE box = NEW.box AND account = NEW.source; "
        "UPDATE balance SET number = number + NEW.number "
        "WHERE box = NEW.box AND account = NEW.target; END"
    )


def _void_triggers() -> Iterator[str]:
    """D1, D2, D6: a card counts until the ministry knows that it is void, and only then another."""
    yield _forbid(
        "D1_claim_after_void BEFORE INSERT ON claim",
        "EXISTS (SELECT 1 FROM void WHERE nik = NEW.nik AND state IN ('PENDING', 'REFUSED'))",
        "D1: the ministry does not know yet that the old card is void",
    )
    yield _forbid(
        "D2_claim_closed BEFORE UPDATE OF state ON claim",
        "NEW.state = 'CLOSED' AND NOT EXISTS"
        " (SELECT 1 FROM void WHERE key = NEW.key AND state = 'VOID')",
        "D2: a claim is closed when its card is void",
    )
    yield _forbid(
        "D6_card_void BEFORE UPDATE OF state ON card",
        "NEW.state = 'VOID' AND NOT EXISTS"
        " (SELECT 1 FROM void WHERE card = NEW.key AND state = 'VOID')",
        "D6: a card is void when the ministry knows",
    )
    yield _forbid(
        "D6_void_acknowledged BEFORE UPDATE OF state ON void",
        "NEW.state = 'VOID' AND NOT EXISTS (SELECT 1 FROM outbox"
        " WHERE claim = NEW.key AND kind = 'voids' AND state = 'ACKED')",
        "D6: the ministry has not acknowledged this void",
    )


def _forbid(trigger: str, condition: str, says: str) -> str:
    return f"CREATE TRIGGER {trigger} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END"


def _step_triggers(table: str) -> Iterator[str]:
    allowed = ", ".join(
        f"'{old}>{new}'" for old, following in STEPS[table].items() for new in following
    )
    yield (
        f"CREATE TRIGGER D15_{table}_step BEFORE UPDATE OF state ON {table} "
        f"WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({allowed}) "
        f"BEGIN SELECT RAISE(ABORT, 'D15: no such step of {table}'); END"
    )
    yield (
        f"CREATE TRIGGER D15_{table}_birth BEFORE INSERT ON {table} "
        f"WHEN NEW.state <> '{FIRST[table]}' "
        f"BEGIN SELECT RAISE(ABORT, 'D15: {table} is born {FIRST[table]}'); END"
    )
    yield (
        f"CREATE TRIGGER D14_{table}_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'D14: {table} is never removed'); END"
    )
