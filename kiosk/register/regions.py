"""Places and their codes: Permendagri 56/2015 by name, every edition since by code.

These are the ministry's codes; those of the statistics office (BPS) look alike and differ.
"""

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast

VillageKind = Literal["kelurahan", "desa"]
Kind = (
    Literal[
        "provinsi",
        "kabupaten",
        "kabupaten_administrasi",
        "kota",
        "kota_administrasi",
        "kecamatan",
    ]
    | VillageKind
)


@dataclass(frozen=True)
class Region:
    """A province, regency, district or village. Its name lacks the kind: two are Probolinggo."""

    code: str
    """Dotted: 35, 35.74, 35.74.01, 35.74.01.1001."""
    kind: Kind
    name: str


@dataclass(frozen=True)
class Village:
    """A kelurahan or desa, and the kecamatan it lies in."""

    code: str
    kind: VillageKind
    name: str
    district: str


def region(code: str) -> Region | None:
    """Return the place with a dotted code.

    Known are all provinces and regencies of 2017, and below them the districts and villages of
    Kabupaten (35.13) and Kota (35.74) Probolinggo.
    """
    return _regions().get(code)


def villages(regency_code: str) -> tuple[Village, ...]:
    """Return the villages of a regency by their codes: 330 of 35.13, 29 of 35.74, else none."""
    known = _regions()
    return tuple(
        Village(code, place.kind, place.name, known[code[:8]].name)
        for code, place in known.items()
        if place.kind in ("kelurahan", "desa") and code[:5] == regency_code
    )


def is_province(prefix: str) -> bool:
    """Return whether any edition lists a province with these two digits."""
    return prefix in _provinces()


def is_district(prefix: str, on: date) -> bool:
    """Return whether a district had these six digits on a day, or ever before.

    An edition counts from the New Year after it, since that of 2017 came with the year's last
    days. Codes that were given up before the first, of 2015, are not known.
    """
    since = _districts().get(prefix)
    return since is not None and since < on.year


@functools.cache
def _regions() -> dict[str, Region]:
    rows = (Region(code, cast("Kind", kind), name) for code, kind, name in _table("regions.csv"))
    return {each.code: each for each in rows}


@functools.cache
def _districts() -> dict[str, int]:
    """Return the year of the first edition that lists a district, by its six digits."""
    return {code: int(since) for code, since in _table("districts.csv")}


@functools.cache
def _provinces() -> frozenset[str]:
    return frozenset(code[:2] for code in _districts())


def _table(name: str) -> Iterator[list[str]]:
    path = Path(__file__).with_name("data") / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
