"""The card printer as an office uses it, whoever made it.

A card is made by load, arm, print: `load` fills the printer's memory and moves nothing;
`print_loaded` moves one card; in between the office writes down that it will.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MakeName = Literal["evolis", "epcl"]

Dyes: TypeAlias = "NDArray[np.uint8]"
"""(height, width) of a landscape card, top row first: 0 is no dye, 255 the most."""
Ink: TypeAlias = "NDArray[np.bool_]"
"""(height, width): True is black."""


@dataclass(frozen=True)
class Panels:
    """One side of a card: three dyes, black resin, and whether varnish covers it."""

    y: Dyes
    m: Dyes
    c: Dyes
    k: Ink
    varnish: bool


class FaultKind(Enum):
    """What is wrong, in one vocabulary for every vendor."""

    SYNTAX = auto()
    PARAMETER = auto()
    TIMEOUT = auto()
    CARD_JAM = auto()
    FEEDER_EMPTY = auto()
    COVER_OPEN = auto()
    RIBBON = auto()
    HEAD = auto()
    HOPPER_FULL = auto()
    HOPPER_DOOR = auto()
    HOPPER = auto()
    NEEDS_CLEANING = auto()
    NO_OPTION = auto()
    UNKNOWN = auto()
    OUT_OF_STEP = auto()
    """An answer that cannot belong to what was asked."""
    RESTARTED = auto()
    """It was switched off and on, and has forgotten what it was told."""
    SILENT = auto()
    """No answer before the deadline."""
    LOST = auto()
    """The line itself is gone."""
    CHIP = auto()
    """Of the card's chip, or of the coupler that reaches it; the printer itself never says so."""


@dataclass(frozen=True)
class Fault:
    """Something the printer cannot do now."""

    kind: FaultKind
    said: str
    """The printer's own words, or what was noticed; ASCII, never a person's data."""


@dataclass(frozen=True)
class PrinterProfile:
    """What is known about a kind of printer. What is not known makes issuance stricter."""

    name: str
    panels: int
    """By how many a finished card moves the panel counter."""
    levels: int
    """Of one dot of dye."""
    counter_order: Literal["write_ahead", "after", "unknown"]
    """Whether the count of fed cards is durable before a card moves."""
    preload: bool
    """Whether what is loaded stays until it is printed, so that loading may begin early."""
    door: bool
    """Whether it tells if the hopper's door is open; if not, the holder signs for the card."""
    coupler: bool = False
    """Whether it can stop a card over a coupler, which then writes its chip."""
    present: int = 0
    """Sensor reading from which something is there; the scale is not documented."""


@dataclass(frozen=True)
class Evidence:
    """What a printer that has finished all it was told can prove; None: it cannot tell."""

    serial: str
    """What it calls itself; of a make without serial numbers, its model and firmware."""
    fed: int | None
    """Cards that ever left the feeder."""
    panels: int
    """Panels ever printed."""
    card_in_path: bool | None
    restarted: bool | None
    """Since `make_ready`."""


class Progress(Enum):
    """What the printer is doing."""

    LOADING = auto()
    FEEDING = auto()
    PRINTING = auto()
    EJECTING = auto()


@dataclass(frozen=True)
class Told:
    """How far it is: `done` of `of` panels."""

    step: Progress
    done: int
    of: int


Tell = Callable[[Told], None]


@dataclass(frozen=True)
class Finished:
    """The printer says that the card is in the hopper."""


class CardPrinter(Protocol):
    """A printer of any make. Every method has a deadline; what goes wrong comes back as a value."""

    profile: PrinterProfile

    def make_ready(self) -> Fault | None:
        """Take over error handling; say what would keep a card from being printed.

        Only ever called while no card is unaccounted for: a printer that cannot tell whether its
        path is empty empties it here.
        """
        ...

    def evidence(self, patience: float) -> Evidence | Fault:
        """Wait, at most so many seconds, until all is done that was told; read what it proves."""
        ...

    def load(
        self, panels: Panels, tell: Tell, abandoned: Callable[[], bool] = lambda: False
    ) -> Fault | None:
        """Fill the printer's memory, or part of it if nobody wants it any more. Nothing moves."""
        ...

    def feed_to_chip(self, tell: Tell) -> Fault | None:
        """Feed one card and stop it over the coupler. `tell` is first called once sent.

        `NO_OPTION` if the profile has no coupler.
        """
        ...

    def print_loaded(self, tell: Tell, *, fed: bool = False) -> Finished | Fault:
        """Feed one card, print what was loaded, eject it. `tell` is first called once sent.

        With `fed`, the card is the one that `feed_to_chip` left over the coupler.
        """
        ...

    def reject(self) -> Fault | None:
        """Throw the card in the path into the reject box."""
        ...

    def hopper_door_open(self) -> bool | Fault:
        """Tell whether the door of the hopper is open; `NO_OPTION` if the profile has no door."""
        ...

    def wipe(self) -> Fault | None:
        """Leave nothing of anybody in the printer's memory."""
        ...
