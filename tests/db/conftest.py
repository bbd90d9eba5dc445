"""A database that tests of constraints share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import SqliteDatabase

from db.connection import open_for_writing
from db.models import Claim, Printer
from tests.db.rows import NIK, OTHER, claim, move


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SqliteDatabase]:
    """Open an office with one printer and two granted claims."""
    database = open_for_writing(tmp_path / "office.sqlite3", lambda _: None)
    Printer.insert(serial="SIM0001", profile="evolis", fed_commissioned=0, fed=0).execute()
    for key, nik in (("a", NIK), ("b", OTHER)):
        claim(key, nik)
        Claim.update(state="GRANTED", authorisation="{}").where(Claim.key == key).execute()
    move("stock", "received", 5)
    yield database
    database.close()
