"""What happens, why, what is kept, what to bring, where, and when."""

from collections.abc import Iterator

from textual import on
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent
from kiosk.visit.views import OutcomeView, View
from screens.resident.base import ResidentScreen
from screens.widgets.button import PressButton

SIGNS = {"kept": "✓", "bring": "■", "where": "▶", "when": "◷", "also": "+"}
"""What stands before the name of each part, for whoever reads slowly."""


class OutcomeScreen(ResidentScreen[OutcomeView]):
    """One ending, in plain words, complete enough to act on."""

    AUTO_FOCUS = "#onward"
    DEFAULT_CSS = """
    OutcomeScreen {
        #more { width: 1fr; }
        #why { margin: 0 0 1 0; }
        .part { height: auto; margin: 0 0 1 0; }
        .part .name { width: 18; margin: 0 2 0 0; padding: 0 1; background: $band;
                      color: $primary; text-style: bold; }
        .part .what { width: 1fr; }
        .part.go .what { text-style: bold; }
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
        more = PressButton(self.say(message("outcome.more")), id="more", classes="close")
        more.display = False
        yield more

    def on_mount(self) -> None:
        """Offer to read on, if not everything fits."""
        self.call_after_refresh(self._offer_more)

    @on(Button.Pressed, "#more")
    def _read_on(self, event: Button.Pressed) -> None:
        event.stop()
        text = self.query_one(VerticalScroll)
        at_end = text.scroll_offset.y >= text.max_scroll_y
        text.scroll_to(y=0 if at_end else text.scroll_offset.y + text.size.height, animate=False)

    def _offer_more(self) -> None:
        self.query_one("#more").display = self.query_one(VerticalScroll).max_scroll_y > 0

    def onward(self) -> tuple[Message, Intent]:
        return message("outcome.collect" if self.view.card_here else "outcome.finish"), Confirm()

    def _part(self, name: str, words: str) -> Horizontal:
        title = Static(Content(f"{SIGNS[name]} {self.say(message(f'outcome.{name}'))}"))
        title.add_class("name")
        kind = "part go" if name in ("where", "when") else "part"
        return Horizontal(title, Static(Content(words), classes="what"), classes=kind)
