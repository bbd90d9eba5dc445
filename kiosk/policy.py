"""What an office decides about its service, and may decide differently another day."""

from dataclasses import dataclass
from enum import StrEnum


class MinistryMatch(StrEnum):
    """When the ministry is asked about a finger that the reader did not know."""

    OFF = "off"
    NO_TEMPLATE = "no_template"
    """Where it has given no template that this reader can load."""
    ALWAYS = "always"


@dataclass(frozen=True)
class Policy:
    """The values in force; tables and phases ask these and hold no numbers of their own."""

    card_age: int = 17
    """Years from which everybody must hold a card."""
    finger_tries: int = 3
    """Fingers that may fail before an officer must look."""
    ministry_match: MinistryMatch = MinistryMatch.NO_TEMPLATE
    attesting_officers: int = 1
    """Who must vouch for somebody whom the reader does not know."""
    nik_tries_per_hour: int = 40
    """Numbers that may be typed at one kiosk in an hour without an identification following."""
    idle_seconds: float = 120.0
    """Without a press before the warning."""
    warning_seconds: float = 45.0
    """In which one press keeps the visit alive."""
    farewell_seconds: float = 12.0
    """That the last screen stays."""
