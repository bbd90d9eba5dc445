"""The card is in the right hands."""

from collections.abc import Iterator

from textual.containers import Center
from textual.widget import Widget

from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent
from kiosk.visit.views import FarewellView
from screens.resident.base import ResidentScreen
from screens.widgets.card import CardDrawing


class FarewellScreen(ResidentScreen[FarewellView]):
    """Thank you, and what to remember."""

    CAN_LEAVE = False
    AUTO_FOCUS = "#onward"
    DEFAULT_CSS = """
    FarewellScreen {
        #emblem { height: 6; margin: 1 0 0 0; }
        #question { border-left: none; text-align: center; }
        #body { align: center top; }
        #body Static { width: 1fr; text-align: center; margin: 0 4 1 4; }
    }
    """

    def question(self) -> Message:
        return message("farewell.heading")

    def emblem(self) -> Iterator[Widget]:
        if not self.view.also:  # which needs the room
            yield Center(CardDrawing(), id="emblem")

    def body(self) -> Iterator[Widget]:
        yield self.text(message("farewell.explanation"))
        for each in self.view.also:
            yield self.text(each)
        yield self.text(message("farewell.closes"), id="closes")

    def onward(self) -> tuple[Message, Intent]:
        return message("farewell.finish"), Confirm()
