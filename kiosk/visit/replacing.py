"""The part of a conversation in which a damaged or lost card makes room for another."""

from dataclasses import replace

from kiosk.issuance.results import Unlike, Withdrawn
from kiosk.visit import jobs
from kiosk.visit.attesting import CAUSES
from kiosk.visit.codes import Code
from kiosk.visit.decide import CODES
from kiosk.visit.events import Confirm, Done
from kiosk.visit.making import Making
from kiosk.visit.views import OfficerView, WaitView


class Replacing(Making):
    """What follows from an officer's signature under the end of a card."""

    def withdrawn(self, event: Done) -> None:
        """The card is gone for good: ask the ministry, which by now may be ready for another."""
        match event.result:
            case Withdrawn() as withdrawn:
                self._history.clear()
                self._facts = replace(self._facts, withdrawn=withdrawn, local_card=None)
                self._show(WaitView())
                self._start(jobs.FetchRecord(self._facts.number, again=True))
            case Unlike():
                self._show_outcome(Code.DATA_CHANGED)
            case _:
                pass  # nobody has signed: the form says why

    def no_officer(self, _: Confirm) -> None:
        """Nobody came to sign; nothing changed, and the counter does the same."""
        if isinstance(self.view, OfficerView):
            self._show_outcome(CODES[CAUSES[self.view.act]])
