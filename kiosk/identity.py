"""Proof that somebody is the holder of a record."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """Who vouches."""

    SENSOR = "sensor"
    """A 1:1 match in the fingerprint reader."""
    MINISTRY = "ministry"
    """The ministry's own 1:1 match on the finger's image."""
    OFFICER = "officer"
    """An officer who has looked at the person and their papers."""


class Reason(StrEnum):
    """Why no finger could prove it; a closed list, so that nothing personal is written down."""

    WORN = "worn"
    INJURED = "injured"
    NOT_ON_FILE = "not_on_file"
    READER = "reader"
    """The reader does not work."""


@dataclass(frozen=True)
class Identity:
    """Made only where a maker of identity succeeded; acts that need the holder demand one."""

    nik: str
    method: Method
    score: int
    """As the maker gives it, of officers their number; comparable only within one method."""
    attested_by: tuple[str, ...] = ()
    """The officers, by name; none where a machine vouches."""
    reason: Reason | None = None
