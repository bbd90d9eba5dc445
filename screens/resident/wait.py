"""Something is waited for: the record, or the books."""

from abc import abstractmethod
from collections.abc import Iterator

from textual.containers import Center
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ProgressBar, Static

from kiosk.message import Message, message
from kiosk.visit.stages import waited_for
from kiosk.visit.views import Step, WaitView, WritingView
from screens.resident.base import ResidentScreen, Shown


class WaitingScreen(ResidentScreen[Shown]):
    """Please wait."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    WaitingScreen {
        #body { align: center middle; }
        #explanation { width: 1fr; text-align: center; margin: 0 4 2 4; }
        ProgressBar { width: 40; & Bar { width: 40; & > .bar--indeterminate {
            color: $primary; background: $line; } } }
    }
    """

    def body(self) -> Iterator[Widget]:
        yield self.text(self.explanation(), id="explanation")
        yield Center(ProgressBar(show_percentage=False, show_eta=False))

    @abstractmethod
    def explanation(self) -> Message:
        """Return what is waited for."""

    def onward(self) -> None:
        return None


class WaitScreen(WaitingScreen[WaitView]):
    """The record is being fetched, or the card printer asked."""

    STEP = Step.NUMBER

    def step(self) -> Step:
        return Step.CARD if self.view.asks_printer else self.STEP

    def question(self) -> Message:
        return message("wait.heading")

    def explanation(self) -> Message:
        return waited_for(self.view)

    def refresh_body(self) -> None:
        self.query_one("#explanation", Static).update(Content(self.say(self.explanation())))


class WritingScreen(WaitingScreen[WritingView]):
    """What the ending promises is being written down."""

    def question(self) -> Message:
        return message("writing.heading")

    def explanation(self) -> Message:
        return message("writing.explanation")
