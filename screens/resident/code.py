"""The code of a slip, to be photographed."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from kiosk.documents.reference import grouped
from kiosk.message import Message, message
from kiosk.visit.events import Back, CallOfficer
from kiosk.visit.views import CodeView, View
from screens.resident.base import ResidentScreen
from screens.widgets.choice import Choice
from screens.widgets.qr import QrCode


class CodeScreen(ResidentScreen[CodeView]):
    """The code takes 23 of 24 rows, so everything else stands in a column beside it."""

    AUTO_FOCUS = "#back"
    ENLARGES = False
    DEFAULT_CSS = """
    CodeScreen {
        #beside { width: 1fr; height: 100%; padding: 0 0 1 0; }
        #beside #question { margin: 1 1 1 2; }
        #beside .words { margin: 0 1 1 4; }
        #beside #number { text-style: bold; }
        #beside Vertical { height: 1fr; }
        #beside Choice { margin: 1 2 0 3; width: 1fr; }
        #page { height: 1fr; align: center top; }
    }
    """

    def question(self) -> Message:
        return message("code.heading")

    def fits(self, view: View) -> bool:
        return view is self.view

    def compose(self) -> ComposeResult:
        """Lay the screen out, in two columns."""
        kept = self.view.slip.kept
        yield self.top()
        with Horizontal(id="page"):
            with Vertical(id="beside"):
                yield Static(Content(self.say(self.question())), id="question")
                yield Static(Content(grouped(kept.reference)), id="number", classes="words")
                yield self.text(message("code.explanation"), classes="words")
                yield self.text(message("code.nobody"), classes="words")
                yield Vertical()
                yield from self._plates()
            yield QrCode(self.view.slip.token)

    def _plates(self) -> Iterator[Choice]:
        yield Choice(self.say(message("button.officer")), CallOfficer(), id="officer")
        yield Choice(self.say(message("button.back")), Back(), id="back", classes="main")
