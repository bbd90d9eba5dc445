"""One writer, durable to the last commit, or not at all."""

import re
import sqlite3
from pathlib import Path

import pytest
from peewee import IntegrityError, OperationalError, SqliteDatabase

from db.connection import Busy, Unfit, WriterLock, free_bytes, open_for_reading, open_for_writing
from db.models import CHIP_IS_WRITTEN, Lockout, Office, Outbox
from db.owed import Matter, Place
from db.schema import VERSION, SchemaTooNew, version


def nowhere(_: str) -> None:
    """Die at no failpoint."""


def test_what_is_promised_is_in_force(tmp_path: Path) -> None:
    database = open_for_writing(tmp_path / "office.sqlite3", nowhere)

    def pragma(name: str) -> object:
        return database.execute_sql(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("busy_timeout") == 5000
    assert version(database) == VERSION
    database.close()


def test_transactions_take_the_lock_at_once(tmp_path: Path) -> None:
    database = open_for_writing(tmp_path / "office.sqlite3", nowhere)
    other = sqlite3.connect(tmp_path / "office.sqlite3", timeout=0, isolation_level=None)
    with database.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()
    database.close()


def test_a_second_writer_is_turned_away_until_the_first_has_gone(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    first = WriterLock(path)
    with pytest.raises(Busy):
        WriterLock(path)
    first.release()
    WriterLock(path).release()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 but not really", b"\x00" * 4096])
def test_a_file_that_is_no_database_is_unfit_to_read(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    path.write_bytes(content)
    with pytest.raises(Unfit):
        open_for_reading(path)


def test_no_file_is_unfit_to_read(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match="no database"):
        open_for_reading(tmp_path / "nothing")


def test_a_damaged_file_is_unfit_to_write(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    path.write_bytes(b"not a database, and longer than a header of a hundred bytes" * 10)
    with pytest.raises(Unfit):
        open_for_writing(path, nowhere)


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    database = open_for_writing(path, nowhere)
    database.execute_sql(f"PRAGMA user_version = {VERSION + 1}")
    database.close()
    with pytest.raises(SchemaTooNew):
        open_for_writing(path, nowhere)


def test_a_migration_that_dies_leaves_the_old_schema(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"

    def die(name: str) -> None:
        raise KeyboardInterrupt(name)

    with pytest.raises(KeyboardInterrupt, match=r"M\.step"):
        open_for_writing(path, die)
    database = open_for_writing(path, nowhere)
    assert version(database) == VERSION
    assert Office.select().count() == 0
    database.close()


def test_whoever_reads_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    open_for_writing(path, nowhere).close()
    database = open_for_reading(path)
    with pytest.raises(OperationalError):
        Office.insert(office="x", name="x", kiosk="x", epoch=1).execute()
    database.close()


def test_the_free_bytes_are_those_of_the_disk(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "office.sqlite3") > 0


BEFORE_VOIDS = [
    "DROP TRIGGER D1_claim_after_void",
    "DROP TRIGGER D2_claim_closed",
    "DROP TRIGGER D6_card_void",
    "DROP TABLE void",
    "DROP TABLE outbox",
    """CREATE TABLE outbox (seq INTEGER NOT NULL PRIMARY KEY, key TEXT NOT NULL,
    claim TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('prints', 'handovers')),
    body BLOB NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL, reason TEXT,
    at TEXT NOT NULL) STRICT""",
    "INSERT INTO outbox VALUES (7, 'x:printed:1', 'x', 'prints', x'7b7d', '', 'ACKED', NULL, '')",
]
OWED = ["DROP TABLE suket", "DROP TABLE place", "DROP TABLE matter", *BEFORE_VOIDS]
OFFICERS = ["DROP TABLE officer", "DROP TABLE lockout", *OWED]
A_REPORT = [
    "INSERT INTO outbox VALUES (7, 'x:printed:1', 'x', 'prints', x'7b', '', 'PENDING', '', '')",
    "UPDATE outbox SET state = 'ACKED'",
]
UNDO = {
    1: ["ALTER TABLE attempt DROP COLUMN chip", *OFFICERS],
    2: OFFICERS,
    3: OWED,
    4: BEFORE_VOIDS,
    6: [
        "DROP INDEX D16",
        "CREATE UNIQUE INDEX D16 ON matter (nik, kind, about) WHERE state IN ('OPEN')",
        "DROP TRIGGER D15_card_step",
        "CREATE TRIGGER D15_card_step BEFORE UPDATE OF state ON card BEGIN SELECT 1; END",
        *A_REPORT,
    ],
    10: ["DROP TRIGGER D20_ended_is_called_no_more", *A_REPORT],
}
"""What makes a file of today one of that version."""


@pytest.mark.parametrize("old", UNDO)
def test_an_older_file_learns_what_it_lacks_and_may_die_on_the_way(
    old: int, tmp_path: Path
) -> None:
    path = tmp_path / "office.sqlite3"
    database = open_for_writing(path, nowhere)
    whole = schema_of(database)
    for statement in UNDO[old]:
        database.execute_sql(statement)
    database.execute_sql(f"PRAGMA user_version = {old}")
    database.close()
    with pytest.raises(Unfit, match="another version"):
        open_for_reading(path)

    def die(name: str) -> None:
        raise KeyboardInterrupt(name)

    with pytest.raises(KeyboardInterrupt, match=r"M\.step"):
        open_for_writing(path, die)
    database = open_for_writing(path, nowhere)
    assert version(database) == VERSION
    learned = schema_of(database)
    assert CHIP_IS_WRITTEN in learned.pop("attempt")
    del whole["attempt"]  # has its columns in another order
    assert learned == whole
    assert [(row.seq, row.key, row.state) for row in Outbox.select()] == [
        (7, "x:printed:1", "ACKED")
    ]
    database.close()
    open_for_reading(path).close()


def test_failures_that_were_counted_by_name_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    database = open_for_writing(path, nowhere)
    Lockout.insert(key="siti", failures=7, failed_at="2026-03-02T08:00:00+07:00").execute()
    database.close()
    open_for_writing(path, nowhere).close()
    database = open_for_writing(path, nowhere)
    assert Lockout.select().count() == 1
    database.execute_sql("PRAGMA user_version = 5")
    database.close()
    database = open_for_writing(path, nowhere)
    assert (Lockout.select().count(), version(database)) == (0, VERSION)
    database.close()


def test_numbers_to_call_of_what_had_ended_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    database = open_for_writing(path, nowhere)
    database.execute_sql("DROP TRIGGER D20_ended_is_called_no_more")
    for seq in (1, 2):
        row = {"key": f"{seq:012}", "seq": seq, "kind": "QUEUE", "nik": f"357401450580900{seq}"}
        told = {"about": "no_blank", "lines": "[]", "phone": "081234567890", "state": "OPEN"}
        Matter.insert(**row, **told, opened_at="", valid_until="2026-03-02").execute()
    Matter.update(state="USED").where(Matter.seq == 1).execute()
    database.execute_sql("PRAGMA user_version = 10")
    database.close()
    database = open_for_writing(path, nowhere)
    assert [row.phone for row in Matter.select().order_by(Matter.seq)] == [None, "081234567890"]
    database.close()


def test_matters_that_places_and_suket_refer_to_learn_what_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    database = open_for_writing(path, nowhere)
    whole = schema_of(database)
    old = re.sub(r", 'REPLACED', 'WITHDRAWN'", "", whole["matter"])
    assert old != whole["matter"]
    database.execute_sql("PRAGMA foreign_keys = OFF")
    database.execute_sql("DROP TABLE matter")
    database.execute_sql(old)
    key, nik = "0" * 12, "3574014107019001"
    told = {"about": "no_blank", "lines": "[]", "phone": "081234567890", "state": "OPEN"}
    days = {"opened_at": "2026-03-02T08:00:00+07:00", "valid_until": "2027-03-02"}
    Matter.insert(key=key, nik=nik, seq=1, kind="QUEUE", **told, **days).execute()
    Place.insert(key=key, nik=nik, seq=1, need="print_ready", state="WAITING").execute()
    kept = list(Matter.select().dicts())
    database.execute_sql("PRAGMA user_version = 11")
    database.close()
    database = open_for_writing(path, nowhere)
    assert schema_of(database) == whole
    assert list(Matter.select().dicts()) == kept
    assert database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    with pytest.raises(IntegrityError):
        Matter.update(key="1" * 12).execute()
    database.close()


NEWER = {8: "withdrawn|told_until", 9: "told_until"}
"""Columns of a place that a file of that version does not have."""


@pytest.mark.parametrize("old", NEWER)
def test_places_of_an_older_file_are_kept(old: int, tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    database = open_for_writing(path, nowhere)
    kept: dict[str, object] = {"key": "0" * 12, "nik": "3574014107019001", "seq": 1}
    matter = {"kind": "QUEUE", "about": "no_blank", "lines": "[]", "state": "OPEN"}
    days = {"opened_at": "2026-03-02T08:00:00+07:00", "valid_until": "2027-03-02"}
    Matter.insert(**kept, **matter, **days).execute()
    kept |= {"need": "print_ready", "state": "WAITING", "hardship": 0}
    whole, columns = schema_of(database), ", ".join(kept)
    plain = whole["place"].partition(", FOREIGN KEY")[0] + ") STRICT"
    declared = re.sub(rf', "({NEWER[old]})" [^,)]*', "", plain)
    database.execute_sql("DROP TABLE place")
    database.execute_sql(declared)
    database.execute_sql(
        f"INSERT INTO place ({columns}) VALUES ({', '.join('?' * len(kept))})",
        tuple(kept.values()),
    )
    database.execute_sql(f"PRAGMA user_version = {old}")
    database.close()
    database = open_for_writing(path, nowhere)
    assert schema_of(database) == whole
    assert list(Place.select().dicts()) == [
        kept | {"withdrawn": 0, "promise": None, "promised_until": None, "told_until": None}
    ]
    database.close()


def schema_of(database: SqliteDatabase) -> dict[str, str]:
    """Return everything that is declared in a file, by name."""
    rows = database.execute_sql("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall()
    return dict(rows)
