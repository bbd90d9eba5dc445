"""Welcome back: this is what we keep for you."""

from collections.abc import Iterator

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.documents.reference import grouped
from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent
from kiosk.visit.views import Kept, ReturnView, Step
from screens.resident.paged import PagedScreen


class ReturnScreen(PagedScreen[ReturnView]):
    """What is open for somebody, told after it was proved who they are."""

    STEP = Step.FINGER
    DEFAULT_CSS = """
    ReturnScreen {
        #explanation { margin: 0 0 1 0; }
        .kept { height: auto; margin: 0 0 1 0; padding: 0 2; background: $band;
                border-left: outer $primary; }
        .kept .name { text-style: bold; color: $primary; }
    }
    """

    def question(self) -> Message:
        return message("return.heading")

    def told(self) -> Iterator[Widget]:
        yield self.text(self.view.explanation, id="explanation")
        yield from map(self._kept, self.view.kept)

    def going_on(self) -> tuple[Message, Intent]:
        return message("button.continue"), Confirm()

    def _kept(self, kept: Kept) -> Widget:
        name = f"{self.say(kept.name)}: {grouped(kept.reference)}"
        told = [self.text(each) for each in kept.told]
        return Vertical(Static(Content(name), classes="name"), *told, classes="kept")
