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
    """The count of fed cards: the printer's, or the office's own where the printer has none."""
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
    """A card of unknown quality is, or may be, in the path: throw it out, then look again."""
    HUMAN = "human"


def judge(profile: PrinterProfile, armed: Armed, now: Evidence) -> Verdict:
    """Return the verdict on an armed attempt; `now` was read from an idle printer.

    What the printer cannot tell counts as whatever proves less: a path that may hold a card is
    emptied, a restart may have happened, and without a count of fed cards only a whole card with
    nothing left in the path is proven.
    """
    fed = None if now.fed is None else now.fed - armed.fed
    panels = now.panels - armed.panels
    if now.serial != armed.serial or fed not in (None, 0, 1) or not 0 <= panels <= armed.cost:
        return Verdict.HUMAN
    if now.card_in_path is not False:
        return Verdict.REJECT
    if fed == 0:
        restarted = now.restarted is not False
        order_matters = restarted and profile.counter_order != "write_ahead"
        contradiction = panels > 0 or armed.rejecting is not Rejecting.NO
        return Verdict.HUMAN if order_matters or contradiction else Verdict.NOT_STARTED
    if armed.rejecting is Rejecting.DONE:
        return Verdict.SPOILED if fed == 1 else Verdict.HUMAN
    if armed.rejecting is Rejecting.NO and panels == armed.cost and not armed.chip_missing:
        return Verdict.PRINTED
    return Verdict.HUMAN
