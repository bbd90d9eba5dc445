"""A button that means something to the visit."""

from textual import on
from textual.widgets import Button

from kiosk.visit.events import Intent
from screens.messages import Wanted
from screens.widgets.button import PressButton


class Choice(PressButton):
    """Pressing it wants its intent."""

    def __init__(
        self, label: str, intent: Intent, *, classes: str = "", id: str | None = None
    ) -> None:
        super().__init__(label, classes=classes, id=id)
        self.intent = intent

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(Wanted(self.intent))
