"""Proof that somebody is the holder of a record."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """Who vouches."""

    SENSOR = "sensor"
    """A 1:1 match in the fingerprint reader."""


@dataclass(frozen=True)
class Identity:
    """Made only where a maker of identity succeeded; acts that need the holder demand one."""

    nik: str
    method: Method
    score: int
    """As the maker gives it; comparable only within one method."""
