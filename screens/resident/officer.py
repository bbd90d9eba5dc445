"""An officer is needed: to cut a card, to look at a letter, or to hand out one card of several."""

from collections.abc import Iterator

from textual.containers import Vertical
from textual.widget import Widget

from kiosk.message import Message, message
from kiosk.visit.events import Confirm, OpenAttestation
from kiosk.visit.views import OfficerView, Step
from screens.resident.base import ResidentScreen
from screens.widgets.choice import Choice


class OfficerScreen(ResidentScreen[OfficerView]):
    """Says what the officer does, and lets both go on or give up."""

    STEP = Step.CARD
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    OfficerScreen {
        #holder { text-style: bold; margin: 0 0 1 0; }
        #explanation { margin: 0 0 1 0; }
        #choices { height: auto; }
        #choices Choice { width: 1fr; margin: 0 0 1 0; padding: 0 2; text-align: left; }
    }
    """

    def question(self) -> Message:
        return message(f"act.{self.view.act}.heading")

    def body(self) -> Iterator[Widget]:
        holder = self.view.holder
        yield self.text(message("act.holder", name=holder.name, nik=holder.nik), id="holder")
        yield self.text(message(f"act.{self.view.act}.explanation"), id="explanation")
        sign = self.say(message(f"attest.{self.view.act}.open"))
        yield Vertical(
            Choice(sign, OpenAttestation(), id="sign"),
            Choice(self.say(message("act.no_officer")), Confirm(), id="none"),
            id="choices",
        )

    def onward(self) -> None:
        return None
