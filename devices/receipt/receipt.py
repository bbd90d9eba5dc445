"""What a receipt printer prints, and what it can say of itself."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

COLUMNS = 48
"""Characters of a line of single size, on paper of 80 mm."""


class Align(Enum):
    """Where a line stands; the value is that of ESC a."""

    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass(frozen=True)
class Line:
    """A paragraph: broken between words where the paper ends."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    size: int = 1
    """How many times as wide and as high, 1 to 8."""


@dataclass(frozen=True)
class Code:
    """A QR code of an ASCII text, in the middle, with its quiet zone."""

    text: str


Receipt: TypeAlias = tuple[Line | Code, ...]


class FaultKind(Enum):
    """Why nothing, or not all, was printed."""

    PAPER_OUT = auto()
    COVER_OPEN = auto()
    CUTTER = auto()
    HEAD_HOT = auto()
    """It goes on by itself when it has cooled."""
    BROKEN = auto()
    """An error that needs its switch, or a technician."""
    BUSY = auto()
    """Somebody feeds paper by its button."""
    OUT_OF_STEP = auto()
    """Its answers contradict each other."""
    SILENT = auto()
    """No answer before the deadline."""
    LOST = auto()
    """The line itself is gone."""


@dataclass(frozen=True)
class Fault:
    """Something the printer cannot do now."""

    kind: FaultKind
    said: str
    """What was noticed; ASCII, nothing of what was to be printed."""


@dataclass(frozen=True)
class Ready:
    """The printer would print."""

    paper_low: bool
    """The roll is near its end."""


@dataclass(frozen=True)
class Printed:
    """All of it is on paper and cut, by the printer's own word."""
