"""The card is in the right hands."""

from collections.abc import Iterator

from textual.widget import Widget

from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent
from kiosk.visit.views import FarewellView
from screens.resident.base import ResidentScreen


class FarewellScreen(ResidentScreen[FarewellView]):
    """Thank you, and what to remember."""

    CAN_LEAVE = False
    AUTO_FOCUS = "#onward"
    DEFAULT_CSS = """
    FarewellScreen {
        #question { margin: 3 4 1 4; width: 1fr; text-align: center; }
        #body { align: center top; }
        #body Static { width: 1fr; text-align: center; margin: 0 4 1 4; }
    }
    """

    def question(self) -> Message:
        return message("farewell.heading")

    def body(self) -> Iterator[Widget]:
        yield self.text(message("farewell.explanation"))
        for each in self.view.also:
            yield self.text(each)

    def onward(self) -> tuple[Message, Intent]:
        return message("farewell.finish"), Confirm()
