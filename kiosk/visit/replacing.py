"""The part of a conversation that waits for an officer: the end of a card, or a shared box."""

from dataclasses import replace

from kiosk.identity import Identity
from kiosk.issuance.results import Refusal, Unlike, Withdrawn
from kiosk.visit import jobs
from kiosk.visit.attesting import CAUSES, SignedIn
from kiosk.visit.codes import Code
from kiosk.visit.decide import CODES, given_up
from kiosk.visit.events import Cancel, Confirm, Done
from kiosk.visit.making import Making
from kiosk.visit.views import OfficerView, WaitView


class Replacing(Making):
    """What follows from an officer's signature, or from none."""

    def signed(self, event: Done) -> None:
        """A card is gone for good: ask the ministry, which may be ready for another; or open a box.

        A box is opened for whoever was identified last, and is still here.
        """
        card, holder = self._facts.local_card, self._facts.identity
        match event.result:
            case SignedIn() as attended if card is not None and isinstance(holder, Identity):
                self._open_box(card.key, holder, attended)
            case Withdrawn() as withdrawn:
                self._history.clear()
                self._facts = replace(self._facts, withdrawn=withdrawn, local_card=None)
                self._show(WaitView())
                self._start(jobs.FetchRecord(self._facts.number, again=True))
            case Unlike():
                self._show_outcome(Code.DATA_CHANGED)
            case Refusal():
                self._show_outcome(Code.NO_BLANK)
            case _:
                pass  # nobody has signed: the form says why

    def no_officer(self, _: Confirm) -> None:
        """Nobody came to sign; nothing changed, and the counter does the same."""
        if isinstance(self.view, OfficerView):
            self._abandon()
            cause = CAUSES.get(self.view.act)
            self._show_outcome(Code.CARD_WAITING if cause is None else CODES[cause])

    def stop(self, event: Cancel) -> None:
        """Whoever gave a card up, and stops before there is another, hears what is kept for it."""
        cause = given_up(self._facts)
        if cause is None or not isinstance(self._facts.identity, Identity):
            self.end(event)
            return
        self._abandon()
        self._history.clear()
        self._show_outcome(CODES[cause])

    def stop_waiting(self, event: Cancel) -> None:
        """Whose card lies in the box hears how to get it another time."""
        if isinstance(self.view, OfficerView) and self.view.act not in CAUSES:
            self.no_officer(Confirm())
        else:
            self.end(event)
