"""What happens, why, what is kept, what to bring, where, and when."""

from collections.abc import Iterator

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent
from kiosk.visit.views import OutcomeView, View
from screens.resident.base import ResidentScreen


class OutcomeScreen(ResidentScreen[OutcomeView]):
    """One ending, in plain words, complete enough to act on."""

    AUTO_FOCUS = "#onward"
    DEFAULT_CSS = """
    OutcomeScreen {
        #question { margin: 1 4 0 4; }
        #why { margin: 0 0 1 0; }
        .part { height: auto; margin: 0 0 1 0; }
        .part .name { width: 16; color: $primary; text-style: bold; }
        .part .what { width: 1fr; }
    }
    """

    def fits(self, view: View) -> bool:
        return view is self.view

    def question(self) -> Message:
        return self.view.heading

    def body(self) -> Iterator[Widget]:
        view = self.view
        bring = [f"• {self.say(document)}" for document in view.bring]
        parts = {
            "kept": self.say(view.kept),
            "bring": "\n".join(bring),
            "where": self.say(view.where),
            "when": self.say(view.when),
            "also": "\n".join(self.say(each) for each in view.also),
        }
        yield VerticalScroll(
            self.text(view.why, id="why"),
            *(self._part(name, words) for name, words in parts.items() if words),
            can_focus=False,
        )

    def onward(self) -> tuple[Message, Intent]:
        return message("outcome.collect" if self.view.card_here else "outcome.finish"), Confirm()

    def _part(self, name: str, words: str) -> Horizontal:
        title = self.text(message(f"outcome.{name}"), classes="name")
        return Horizontal(title, Static(Content(words), classes="what"), classes="part")
