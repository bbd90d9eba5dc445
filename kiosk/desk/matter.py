"""What a visit wants opened, and what is open for somebody: values that `Matters` keeps."""

from dataclasses import dataclass, field
from datetime import date

from db.states import Need
from kiosk.documents.slip import Kind

VOID_REFUSED = "void_refused"
"""What a case is about whose holder's old card the ministry does not take for void."""


@dataclass(frozen=True)
class Wish:
    """What a visit wants opened."""

    kind: Kind
    nik: str
    about: str
    """The outcome's code: "moved", "no_blank"."""
    lines: tuple[str, ...] = ()
    """Lines of the family card that a case is about; or what for its holder came."""
    day: date | None = None
    """Of an appointment on a given day; None: the next working day with room."""
    another: bool = False
    """Besides what is open of the kind already: of a death, which is a case of its own."""
    with_suket: bool = False
    """Whether a Suket is prepared with it; with a wish for one that is not said."""
    need: Need | None = None
    """Why a blank is wanted, of somebody whose card is still to be withdrawn."""


@dataclass(frozen=True)
class Turn:
    """A place in the queue, as it is told."""

    number: int
    """1 is next."""
    earliest: date | None
    latest: date | None
    days: int
    """That a blank is kept, from the call or from the last of those days, whichever is later."""


@dataclass(frozen=True)
class Matter:
    """What is open for somebody."""

    reference: str
    kind: Kind
    nik: str
    about: str
    opened: date
    valid_until: date
    day: date | None
    """Of the appointment; None once it is past."""
    turn: Turn | None
    """While they wait in the queue."""
    suket: str | None
    """The number of the Suket that stands in for their card."""
    token: str
    """The signed slip."""
    lines: tuple[str, ...] = ()
    called_until: date | None = None
    """The last day on which a blank is kept for them."""
    suket_until: date | None = None


@dataclass(frozen=True)
class Replaced:
    """What an ending took the place of, until the visit ends: it may be taken back."""

    reference: str
    phone: str | None = field(default=None, repr=False)
    """The number to call that was left with it."""
