"""Did a card come out? From what was read before arming and what is read now.

The table of docs/print-once.md, and nothing else decides. Evidence that proves neither that a card
came out nor that none did is a matter for two officers.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum

from devices.printer.printer import Evidence, PrinterProfile


class Rejecting(IntEnum):
    """How far our own order to throw the card into the reject box went."""

    NO = 0
    SENT = 1
    """Journalled before it was sent; whether it arrived is not known."""
    DONE = 2
    """The printer answered that it is done."""


@dataclass(frozen=True)
class Armed:
    """What was journalled when the attempt was armed."""

    serial: str
    fed: int
    panels: int
    """The panel counter."""
    cost: int
    """Panels that a finished card moves it by."""
    rejecting: Rejecting = Rejecting.NO
    chip_missing: bool = False
    """Whether its chip should have been written before anything is printed, and was not."""


class Verdict(Enum):
    """What became of the blank."""

    NOT_STARTED = "not_started"
    PRINTED = "printed"
    SPOILED = "spoiled"
    REJECT = "reject"
    """A card of unknown quality is in the path: throw it out, then look again."""
    HUMAN = "human"


def judge(profile: PrinterProfile, armed: Armed, now: Evidence) -> Verdict:
    """Return the verdict on an armed attempt; `now` was read from an idle printer."""
    fed = now.fed - armed.fed
    panels = now.panels - armed.panels
    if now.serial != armed.serial or fed not in (0, 1) or not 0 <= panels <= armed.cost:
        return Verdict.HUMAN
    if now.card_in_path:
        return Verdict.REJECT
    if fed == 0:
        order_matters = now.restarted and profile.counter_order != "write_ahead"
        contradiction = panels > 0 or armed.rejecting is not Rejecting.NO
        return Verdict.HUMAN if order_matters or contradiction else Verdict.NOT_STARTED
    if armed.rejecting is Rejecting.DONE:
        return Verdict.SPOILED
    if armed.rejecting is Rejecting.NO and panels == armed.cost and not armed.chip_missing:
        return Verdict.PRINTED
    return Verdict.HUMAN
