"""Put your finger on the reader."""

from collections.abc import Iterator

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.documents.reference import grouped
from kiosk.message import Message, message
from kiosk.visit.views import FingerView, Step
from screens.resident.base import ResidentScreen
from screens.widgets.reader import ReaderDrawing


class FingerScreen(ResidentScreen[FingerView]):
    """Says what the finger should do, and nothing about anybody but four digits as typed."""

    STEP = Step.FINGER
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    FingerScreen {
        #says { width: 1fr; height: auto; padding: 2 0 0 4; }
        #stage { text-style: bold; margin: 0 0 1 0; }
        #hint { margin: 0 0 1 0; }
    }
    """

    def question(self) -> Message:
        return message("finger.heading")

    def body(self) -> Iterator[Widget]:
        says = Vertical(
            Static(Content(self._stage()), id="stage"),
            self.trouble_line("hint"),
            self.text(self._whose(), id="number"),
            Static(Content(self._tries()), id="tries"),
            id="says",
        )
        yield Horizontal(ReaderDrawing(self.view.stage), says)

    def onward(self) -> None:
        return None

    def trouble(self) -> Message | None:
        return self.view.hint

    def refresh_body(self) -> None:
        self.query_one(ReaderDrawing).show(self.view.stage)
        self.query_one("#stage", Static).update(Content(self._stage()))
        self.query_one("#tries", Static).update(Content(self._tries()))

    def _whose(self) -> Message:
        if self.view.slip:
            return message("finger.slip", reference=grouped(self.view.slip))
        return message("finger.number", last_four=self.view.last_four)

    def _stage(self) -> str:
        return self.say(message(f"finger.{self.view.stage.name.lower()}"))

    def _tries(self) -> str:
        return self.say(message("finger.tries", left=self.view.tries_left))
