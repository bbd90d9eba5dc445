"""What can happen to a visit: somebody wants something, a job says something, time passes."""

from dataclasses import dataclass, field

from kiosk.identity import Reason
from kiosk.visit.facts import Field, Purpose
from kiosk.visit.views import Choice


@dataclass(frozen=True)
class Begin:
    """Start, and say what for."""

    purpose: Purpose
    accompanied: bool = False
    """Whether somebody came along who presses for the resident."""
    typed: str = ""
    """What was typed already: people begin with their number wherever they are."""


@dataclass(frozen=True)
class SubmitNik:
    """This is my number."""

    typed: str


@dataclass(frozen=True)
class PresentSlip:
    """This is the slip that I was given: as a scanner typed it."""

    scanned: str


@dataclass(frozen=True)
class ShowCode:
    """Let me see the code of my slip, to photograph it."""


@dataclass(frozen=True)
class SubmitPhone:
    """Call me under this number; empty: do not call me."""

    typed: str = field(repr=False)


@dataclass(frozen=True)
class ToggleWrong:
    """This line is wrong; or, after all, it is not."""

    field: Field


@dataclass(frozen=True)
class Confirm:
    """Go on: these lines are looked through; print my card; hand it over; I have read this."""


@dataclass(frozen=True)
class Choose:
    """My answer to the question on the screen."""

    choice: Choice


@dataclass(frozen=True)
class Back:
    """One question back."""


@dataclass(frozen=True)
class Cancel:
    """I want to stop; forget me."""


@dataclass(frozen=True)
class CallOfficer:
    """Somebody come, please."""


@dataclass(frozen=True)
class OpenAttestation:
    """I am an officer, and sign for what this visit needs one for."""


@dataclass(frozen=True)
class SignIn:
    """I am this officer. It signs, but for who somebody is: that is asked once they were shown."""

    name: str
    pin: str = field(repr=False)


@dataclass(frozen=True)
class Attest:
    """This is the holder who is named here: signed by the officer who has signed in."""

    reason: Reason
    """Why no finger can prove it."""


@dataclass(frozen=True)
class Stay:
    """I am still here; or, I can go on alone."""


@dataclass(frozen=True)
class SetLanguage:
    """Speak this language with me."""

    language: str


Intent = (
    Begin
    | SubmitNik
    | PresentSlip
    | ShowCode
    | SubmitPhone
    | ToggleWrong
    | Confirm
    | Choose
    | Back
    | Cancel
    | CallOfficer
    | OpenAttestation
    | SignIn
    | Attest
    | Stay
    | SetLanguage
)


@dataclass(frozen=True)
class Told:
    """A running job says how far it is."""

    ticket: int
    progress: object


@dataclass(frozen=True)
class Done:
    """A job has ended."""

    ticket: int
    result: object


@dataclass(frozen=True)
class Tick:
    """The visit's deadline may have passed."""


@dataclass(frozen=True)
class Interrupted:
    """The kiosk was cut off while a card was being made, and works again."""


Event = Intent | Told | Done | Tick | Interrupted
