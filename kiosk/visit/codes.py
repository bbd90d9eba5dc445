"""What a visit can come to, and what it may have to ask: the names of the decision tables."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Code(StrEnum):
    """How a visit can end."""

    NIK_IMPOSSIBLE = "nik_impossible"
    SERVER_DOWN = "server_down"
    NIK_UNKNOWN = "nik_unknown"
    NOT_IDENTIFIED = "not_identified"
    REPORT_DEATH = "report_death"
    DECEASED = "deceased"
    MOVED = "moved"
    UNDERAGE = "underage"
    NEVER_RECORDED = "never_recorded"
    IN_PIPELINE = "in_pipeline"
    FAILED = "failed"
    ADJUDICATE = "adjudicate"
    DUPLICATE = "duplicate"
    UNKNOWN_STATUS = "unknown_status"
    DATA_CHANGED = "data_changed"
    CARD_WAITING = "card_waiting"
    ALREADY_PRINTED = "already_printed"
    DAMAGED = "damaged"
    LOST = "lost"
    PRINT_READY = "print_ready"
    PRINTER_OUT = "printer_out"
    NO_BLANK = "no_blank"
    CAP_REACHED = "cap_reached"
    PRINTED = "printed"


class Audience(Enum):
    """Who may hear of it."""

    PUBLIC = auto()
    HOLDER = auto()


class Right(Enum):
    """Whether a card may be made."""

    NONE = auto()
    REFUSED = auto()
    YES = auto()


class Question(Enum):
    """What the visit must find out next."""

    NIK = auto()
    RECORD = auto()
    IDENTITY = auto()
    PURPOSE = auto()
    DATA = auto()
    MOVED = auto()
    MARRIED = auto()
    DEATH_IN_FAMILY = auto()
    ANOTHER_DEATH = auto()
    CONDITION = auto()
    POLICE_LETTER = auto()


class Act(StrEnum):
    """What an officer can sign for over the resident's screen."""

    IDENTITY = "identity"
    """This is the holder of the record."""
    CUT = "cut"
    """The damaged card was cut before its holder."""
    LETTER = "letter"
    """The police's letter about the lost card was seen."""
    BOX = "box"
    """The officer opens the box, in which others' cards lie, and hands out this one alone."""


@dataclass(frozen=True)
class Ask:
    """Not decided yet: this must be known first."""

    question: Question


@dataclass(frozen=True)
class Outcome:
    """Decided."""

    code: Code
    audience: Audience
    right: Right
