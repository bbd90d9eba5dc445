"""The part of a conversation from "Print my card" until the card is in its holder's hand."""

from dataclasses import replace

from devices.fingerprint.reader import NotMatched, PoorImage
from devices.printer.printer import Told as PrinterTold
from kiosk.desk.matter import Matter
from kiosk.identity import Identity
from kiosk.issuance.results import AlreadyPrinted, Printed, Refusal
from kiosk.message import message
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Refused
from kiosk.visit import jobs, slips
from kiosk.visit.attesting import SignedIn, Unattested
from kiosk.visit.codes import Act, Code
from kiosk.visit.decide import conclude
from kiosk.visit.dialogue import Dialogue
from kiosk.visit.events import Cancel, Confirm, Done, Told
from kiosk.visit.outcomes import Printing, given_back, kept, outcome_view, reminders
from kiosk.visit.stages import DOOR_STAGES, PRINT_STAGES
from kiosk.visit.views import (
    CollectStage,
    CollectView,
    FarewellView,
    PrintingView,
    PrintStage,
    SlipShown,
)

CARD_BEGUN = (PrintStage.FEEDING, PrintStage.PRINTING, PrintStage.EJECTING)
"""From here on a blank is the holder's: nobody is told earlier that they may leave."""


class Making(Dialogue):
    """What follows from the printer, the hopper, and the finger that opens it."""

    def print_card(self, _: Confirm) -> None:
        """Print: the last press that can be taken back is behind."""
        self._history.clear()
        self._show(PrintingView(PrintStage.PREPARING))
        self._start(jobs.PrintCard(self._facts, self._policy))

    def printer_told(self, event: Told) -> None:
        """Show how far the printer is, and that the holder may leave with a slip."""
        if not isinstance(self.view, PrintingView):
            return
        match event.progress:
            case PrinterTold() as told:
                stage, slip = PRINT_STAGES[told.step], self.view.slip
                waiting = self._in_the_making
                if waiting is not None and stage in CARD_BEGUN:
                    slip = slip or SlipShown(kept(waiting), waiting.token)
                self._show(replace(self.view, stage=stage, done=told.done, of=told.of, slip=slip))
            case Matter() as matter:
                self._in_the_making = matter
            case _:
                pass

    def leave_printer(self, _: Confirm) -> None:
        """The card is finished without its holder, who gets paper now and can come back for it."""
        slip = self.view.slip if isinstance(self.view, PrintingView) else None
        if slip is not None and self._in_the_making is not None:
            self._abandon()
            view = outcome_view(
                Code.CARD_WAITING, self._facts, self._place, self._policy, in_the_making=True
            )
            self._show(replace(view, slip=slip))
            self._start(slips.GivePaper(view, self._in_the_making, self.language))

    def issued(self, event: Done) -> None:
        """Say what came of printing."""
        match event.result:
            case Printed(card):
                self._facts = replace(self._facts, local_card=card)
                self._collect()
            case AlreadyPrinted(printed_at, office):
                printing = Printing(printed_at.date(), office)
                self._show_outcome(Code.ALREADY_PRINTED, printing=printing)
            case Unavailable():
                self._show_outcome(Code.SERVER_DOWN, claim_kept=True)
            case Refused() as refused:
                self._refused(refused)
            case Refusal() as refusal if (outcome := conclude(refusal)) is not None:
                fault = None if refusal.fault is None else refusal.fault.kind
                self._show_outcome(outcome.code, fault=fault)

    def _refused(self, refused: Refused) -> None:
        """The ministry knows better than the record we had: look again, but only once."""
        if refused.printed_on is not None:
            printing = Printing(refused.printed_on, refused.printed_at or "")
            self._show_outcome(Code.ALREADY_PRINTED, printing=printing)
        elif self._asked_again:
            self._show_outcome(Code.UNKNOWN_STATUS)
        else:
            self._asked_again = True
            self._facts = replace(self._facts, record=None, wrong=None)
            self._advance()

    def _collect(self) -> None:
        self._tries = 0
        self._show(CollectView(CollectStage.PLACE_FINGER))
        self._ask_finger(None, lift_first=False)

    def collecting(self, event: Done) -> None:
        """Go on once the finger, the officer or the door of the hopper has answered."""
        card = self._facts.local_card
        match event.result:
            case Identity() as holder if card is not None:
                self._facts = replace(self._facts, identity=holder)
                if card.shared:
                    self._need_officer(Act.BOX)
                else:
                    self._open_box(card.key, holder)
            case True:
                self._show(FarewellView((*reminders(self._facts), *given_back(self._facts))))
            case NotMatched() if self._tries + 1 < self._policy.finger_tries:
                self._tries += 1
                self._ask_finger(message("finger.no_match"), lift_first=True)
            case PoorImage(kind):
                self._ask_finger(message(f"finger.{kind.name.lower()}"), lift_first=True)
            case Unattested() | SignedIn():
                self._ask_finger(None, lift_first=False)
            case _:
                self._show_outcome(Code.CARD_WAITING)

    def _open_box(self, card: str, holder: Identity, attended: SignedIn | None = None) -> None:
        """Let the card out, by an officer's hand where others' cards lie there with it."""
        self._show(CollectView(CollectStage.OPEN_DOOR, attended=attended is not None))
        officer = None if attended is None else attended.by
        self._start(jobs.GiveCard(card, holder, self._facts.found, officer))

    def not_there(self, _: Confirm) -> None:
        """The officer at the open box does not find the card: it is looked for, and not given up.

        What then follows is for two officers to say; until then no other card is made.
        """
        view = self.view
        if isinstance(view, CollectView) and view.attended and view.stage in DOOR_STAGES:
            self._abandon()
            self._facts = replace(self._facts, looked_for=True)
            self._show_outcome(Code.CARD_WAITING)

    def leave_card(self, _: Cancel) -> None:
        """The card stays in the hopper, and the visit says how to get it another time."""
        if isinstance(self.view, CollectView) and self.view.stage not in DOOR_STAGES:
            self._abandon()
            self._show_outcome(Code.CARD_WAITING)
