"""What an office decides about its service, and may decide differently another day."""

from dataclasses import dataclass
from enum import StrEnum

from db.states import Need


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
    records_ahead: int = 100
    """Records of people who are expected that are kept in memory for when the server is down."""
    records_hours: float = 12.0
    """After which such a record is worth nothing."""
    idle_seconds: float = 120.0
    """Without a press before the warning."""
    warning_seconds: float = 45.0
    """In which one press keeps the visit alive."""
    farewell_seconds: float = 12.0
    """That the last screen stays."""
    order: tuple[Need, ...] = (Need.PRINT_READY, Need.DAMAGED, Need.LOST)
    """Whose turn comes first when blanks are few; a need that is not named comes last."""
    short_below: int = 0
    """Blanks in stock below which they are short."""
    refused_while_short: tuple[Need, ...] = ()
    """Needs for which nobody gets a blank while they are short; places are kept."""
    hardship_reserve: int = 0
    """Blanks that only a supervisor gives away, out of turn and with a reason."""
    promise_days: int = 14
    """That a blank is kept for somebody who was called."""
    recordings_per_day: int = 20
    """People whose finger, iris and photo are taken in one day."""
    case_days: int = 90
    """That the slip of a case counts; so for the other kinds."""
    appointment_days: int = 7
    """After the day of the appointment."""
    queue_days: int = 365
    suket_with: tuple[str, ...] = ("no_blank",)
    """Outcomes with whose slip a Suket is prepared."""
    suket_days: int = 180
    """Also that a Suket counts, and that extending it adds."""
    card_waiting_days: int = 365
    counter_days: int = 7
