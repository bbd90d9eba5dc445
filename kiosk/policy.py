"""What an office decides about its service, and may decide differently from another day on."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from db.states import Need

Some = Annotated[int, Meta(gt=0, le=10_000)]
AnyNumber = Annotated[int, Meta(ge=0, le=1_000_000)]
Seconds = Annotated[float, Meta(gt=0, le=3600)]
Days = Annotated[int, Meta(ge=0, le=3650)]


class MinistryMatch(StrEnum):
    """When the ministry is asked about a finger that the reader did not know."""

    OFF = "off"
    NO_TEMPLATE = "no_template"
    """Where it has given no template that this reader can load."""
    ALWAYS = "always"


class Policy(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The values in force; tables and phases ask these and hold no numbers of their own."""

    since: date = field(default=date.min, name="from")
    """The first day on which it is in force."""
    card_age: Some = 17
    """Years from which everybody must hold a card."""
    look_again_days: Days = 14
    """After which somebody whose record is being processed is asked to look again."""
    finger_tries: Some = 3
    """Fingers that may fail before an officer must look."""
    ministry_match: MinistryMatch = MinistryMatch.NO_TEMPLATE
    attesting_officers: Annotated[int, Meta(ge=1, le=2)] = 1
    """Who must vouch for somebody whom the reader does not know."""
    nik_tries_per_hour: Some = 40
    """Numbers that may be typed at one kiosk in an hour without an identification following."""
    records_ahead: AnyNumber = 100
    """Records of people who are expected that are kept in memory for when the server is down."""
    records_hours: Annotated[float, Meta(gt=0, le=72)] = 12.0
    """After which such a record is worth nothing."""
    idle_seconds: Seconds = 120.0
    """Without a press before the warning."""
    warning_seconds: Seconds = 45.0
    """In which one press keeps the visit alive."""
    farewell_seconds: Annotated[float, Meta(ge=20, le=3600)] = 20.0
    """That the last screen stays after the last touch; longer where it says more."""
    order: tuple[Need, ...] = (Need.PRINT_READY, Need.DAMAGED, Need.LOST)
    """Whose turn comes first when blanks are few; a need that is not named comes last."""
    short_below: AnyNumber = 0
    """Blanks in stock, promised to nobody, below which they are short."""
    refused_while_short: tuple[Need, ...] = ()
    """Needs for which nobody gets a blank while they are short; places are kept."""
    hardship_reserve: AnyNumber = 0
    """Blanks that only a supervisor gives away, out of turn and with a reason."""
    promise_days: Days = 14
    """That a blank is kept for somebody who was called, also after the last day they were told."""
    withdrawn_days: Days = 90
    """The same for somebody whose old card was withdrawn, from when the ministry knows."""
    recordings_per_day: Some = 20
    """People whose finger, iris and photo are taken in one day."""
    suket_with: tuple[str, ...] = ("no_blank",)
    """Outcomes with whose slip a Suket is prepared, besides those for whoever gave up a card."""
    case_days: Days = 90
    """That the slip of a case counts; so for the other kinds."""
    appointment_days: Days = 7
    """After the day of the appointment."""
    queue_days: Days = 365
    suket_days: Days = 180
    """Also that a Suket counts, and for which it is extended."""
    card_waiting_days: Days = 365
    counter_days: Days = 7


def in_force(policies: Iterable[Policy], day: date) -> Policy:
    """Return the last policy whose day has come; before the first, and without any, the default."""
    begun = [each for each in policies if each.since <= day]
    return max(begun, key=lambda each: each.since, default=Policy())
