"""The tables of cases beside the tests, one row a case."""

import csv
from pathlib import Path

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Return the rows of a table, cells as they stand."""
    path = Path(__file__).with_name(name)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
