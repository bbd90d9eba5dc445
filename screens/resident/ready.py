"""Everything is in order: print it?"""

from collections.abc import Iterator

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent
from kiosk.visit.views import FieldRow, ReadyView, Step
from screens.resident.base import ResidentScreen
from screens.widgets.card import FaceDrawing


class ReadyScreen(ResidentScreen[ReadyView]):
    """The last press before a card is made."""

    STEP = Step.CARD
    AUTO_FOCUS = "#onward"
    DEFAULT_CSS = """
    ReadyScreen {
        #card { width: 72; height: auto; min-height: 7; margin: 1 0; padding: 0 2;
                border: round $primary; border-title-color: $primary; border-title-style: bold; }
        #lines { width: 1fr; height: auto; }
        FaceDrawing { margin: 0 0 0 2; }
        .line { height: auto; }
        .line .name { width: 22; }
        .line .value { width: 1fr; text-style: bold; }
    }
    """

    def question(self) -> Message:
        return message("ready.heading")

    def body(self) -> Iterator[Widget]:
        yield self.text(message("ready.explanation"))
        lines = [self._line(row) for row in self.view.rows]
        card = Horizontal(Vertical(*lines, id="lines"), FaceDrawing(), id="card")
        card.border_title = Content(self.say(message("ready.card")))
        yield card
        yield self.text(message("ready.once"))

    def _line(self, row: FieldRow) -> Horizontal:
        name = self.text(message(f"field.{row.field.value}"), classes="name")
        return Horizontal(name, self.text(row.value, classes="value"), classes="line")

    def onward(self) -> tuple[Message, Intent]:
        return message("ready.print"), Confirm()
