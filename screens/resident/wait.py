"""The record is being fetched."""

from collections.abc import Iterator

from textual.containers import Center
from textual.widget import Widget
from textual.widgets import ProgressBar

from kiosk.message import Message, message
from kiosk.visit.views import Step, WaitView
from screens.resident.base import ResidentScreen


class WaitScreen(ResidentScreen[WaitView]):
    """Please wait."""

    STEP = Step.NUMBER
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    WaitScreen {
        #body { align: center middle; }
        #explanation { width: 1fr; text-align: center; margin: 0 4 2 4; }
        ProgressBar { width: 40; & Bar { width: 40; & > .bar--indeterminate {
            color: $primary; background: $line; } } }
    }
    """

    def question(self) -> Message:
        return message("wait.heading")

    def body(self) -> Iterator[Widget]:
        yield self.text(message("wait.explanation"), id="explanation")
        yield Center(ProgressBar(show_percentage=False, show_eta=False))

    def onward(self) -> None:
        return None
