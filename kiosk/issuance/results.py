"""What issuance tells a visit: values alone, so that screens start without what makes cards."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from db.states import Cause
from devices.printer.printer import Fault
from kiosk.identity import Method
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Refused


class NotNow(Enum):
    """Why a card that someone has a right to is not printed now (table 2)."""

    PRINTER_OUT = "printer_out"
    NO_BLANK = "no_blank"
    CAP_REACHED = "cap_reached"


@dataclass(frozen=True)
class Refusal:
    """Nothing was printed, nothing is lost."""

    why: NotNow
    fault: Fault | None = None
    """What kept a card from being printed, once it is certain that none was."""


@dataclass(frozen=True)
class HandedOver:
    """When a card went into whose hands, as the books say."""

    at: datetime
    known_by: Method | None
    """How its holder was recognised; None where another kiosk saw it."""


@dataclass(frozen=True)
class LocalCard:
    """A card that this office made for somebody."""

    key: str
    printed_at: datetime
    office: str
    in_hopper: bool
    """Printed and not handed over yet."""
    shared: bool = False
    """Whether somebody else's card lies, or may lie, in the hopper with it."""
    number: int | None = None
    """Which of the blanks it was that ever left the feeder, as the printer counts them."""
    handed_over: HandedOver | None = None
    """None while it lies in the hopper."""


@dataclass(frozen=True)
class Printed:
    """A card lies in the hopper."""

    card: LocalCard


@dataclass(frozen=True)
class AlreadyPrinted:
    """There is a card; there will be no second one."""

    printed_at: datetime
    office: str


Issued: TypeAlias = Printed | AlreadyPrinted | Refusal | Refused | Unavailable


@dataclass(frozen=True)
class Withdrawn:
    """A card that was withdrawn here; there will be no other before the ministry knows."""

    cause: Cause
    generation: int
    refused: bool = False
    """The ministry answered that it does not take the card for void: somebody must look."""


@dataclass(frozen=True)
class Unlike:
    """The card is not what the record speaks of; nothing was written down."""


class Door(Enum):
    """What the hopper's door waits for, as the holder is told."""

    OPEN_IT = "open"
    CLOSE_IT = "close"
    SIGN = "sign"
    """Nobody sees this door: the holder takes the card and signs for it with the finger."""
