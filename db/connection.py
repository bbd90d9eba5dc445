"""Opens the office's database file: one writer, durable to the last commit, or not at all."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from peewee import DatabaseError, SqliteDatabase

from db.models import database as proxy
from db.schema import VERSION, upgrade, version

BUSY_MS = 5000
"""Milliseconds to wait for another process's lock."""

FREE_BYTES = 64 * 1024 * 1024
"""Bytes that must be free on the disk before a blank is set aside."""


class Busy(Exception):
    """Another process writes to this database."""


class Unfit(Exception):
    """The file, or the disk it lies on, cannot keep the promise; says why."""


class WriterLock:
    """The right to write, held by one process; the system takes it back when the process ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock beside `path`, or raise `Busy`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise Busy(str(path)) from None

    def release(self) -> None:
        """Give the right back."""
        os.close(self._descriptor)


def open_for_writing(path: Path, failpoint: Callable[[str], None]) -> SqliteDatabase:
    """Open and upgrade the file, and refuse it unless every commit will survive a power cut.

    The caller holds the `WriterLock`. One connection serves the whole process: the office thread
    owns it, and actors of a simulation take turns on it. Raises `Unfit`, `schema.SchemaTooNew`.
    """
    database = SqliteDatabase(
        str(path),
        pragmas={
            "journal_mode": "wal",
            "synchronous": "full",
            "foreign_keys": 1,
            "busy_timeout": BUSY_MS,
            "wal_autocheckpoint": 1000,
        },
        lock_type="IMMEDIATE",
        thread_safe=False,
        check_same_thread=False,
    )
    proxy.initialize(database)
    try:
        database.connect()
        _require(database, "journal_mode", "wal")
        _require(database, "synchronous", 2)
        _require(database, "foreign_keys", 1)
        if database.execute_sql("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise Unfit(f"{path} is damaged.")
        upgrade(database, failpoint)
    except DatabaseError as error:
        raise Unfit(f"{path} cannot be used: {type(error).__name__}.") from error
    return database


def open_for_reading(path: Path) -> SqliteDatabase:
    """Open the file read-only, beside whoever writes; raise `Unfit` if there is none."""
    if not path.is_file():
        raise Unfit(f"There is no database at {path}.")
    database = SqliteDatabase(
        f"file:{path}?mode=ro",
        uri=True,
        pragmas={"query_only": 1, "busy_timeout": BUSY_MS},
        thread_safe=False,
        check_same_thread=False,
    )
    proxy.initialize(database)
    try:
        database.connect()
        database.execute_sql("SELECT count(*) FROM audit")
        if version(database) != VERSION:
            raise Unfit(f"{path} is of another version of this program; start the kiosk once.")
    except DatabaseError as error:
        raise Unfit(f"{path} is not a kiosk's database: {type(error).__name__}.") from error
    return database


def free_bytes(path: Path) -> int:
    """Return how many bytes are free where the file lies."""
    stat = os.statvfs(path.parent)
    return stat.f_bavail * stat.f_frsize


def _require(database: SqliteDatabase, pragma: str, wanted: object) -> None:
    found = database.execute_sql(f"PRAGMA {pragma}").fetchone()[0]
    if found != wanted:
        raise Unfit(f"SQLite's {pragma} is {found}, not {wanted}: commits would not be safe.")
