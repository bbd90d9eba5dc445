"""The card is being made."""

from collections.abc import Iterator

from textual.containers import Center
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.message import Message, message
from kiosk.visit.events import Confirm
from kiosk.visit.views import PrintingView, Step, View
from screens.resident.base import ResidentScreen
from screens.widgets.choice import Choice
from screens.widgets.printer import PrinterDrawing


class PrintingScreen(ResidentScreen[PrintingView]):
    """What the printer does, as it says itself. It cannot be stopped, but left to itself."""

    STEP = Step.CARD
    CAN_LEAVE = False
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    PrintingScreen {
        #body { align: center top; }
        #stage { text-style: bold; margin: 1 0; width: 1fr; text-align: center; }
        #stay { width: 1fr; text-align: center; }
    }
    """

    def question(self) -> Message:
        return message("printing.heading")

    def body(self) -> Iterator[Widget]:
        yield Static(Content(self._stage()), id="stage")
        yield Center(PrinterDrawing(self.view))
        yield self.text(message("printing.stay"), id="stay")

    def onward(self) -> None:
        return None

    def fits(self, view: View) -> bool:
        """Leaving is offered as soon as there is a slip to leave with."""
        return isinstance(view, PrintingView) and (view.slip is None) == (self.view.slip is None)

    def _actions(self) -> Iterator[Widget]:
        """Leaving stands where Stop stands elsewhere: it ends the visit, and not the card."""
        if self.view.slip is not None:
            yield Choice(self.say(message("printing.leave")), Confirm(), id="cancel")
        yield from super()._actions()

    def refresh_body(self) -> None:
        self.query_one("#stage", Static).update(Content(self._stage()))
        self.query_one(PrinterDrawing).show(self.view)

    def _stage(self) -> str:
        view = self.view
        words = message(f"printing.{view.stage.name.lower()}", done=view.done, of=view.of)
        return self.say(words)
