"""A big button that means something: it acts on release, and only where it was pressed."""

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button

from kiosk.visit.events import Intent
from screens.messages import Wanted


class Choice(Button):
    """Pressing it wants its intent."""

    DEFAULT_CSS = """
    Choice {
        height: 3;
        min-width: 12;
        width: auto;
        background: $panel;
        color: $foreground;
        text-style: bold;
        line-pad: 1;
        padding: 0 1;
        content-align: center middle;
        &.-style-default { border: none; }
        &:hover { background: $panel; color: $foreground; border: none; text-style: bold; }
        &.-active { background: $foreground; color: $background; border: none; tint: transparent; }
        &.main { background: $primary; color: #ffffff; }
        &.main:hover { background: $primary; color: #ffffff; }
        &:focus { background-tint: transparent; text-style: bold reverse; }
        &.plain { background: $background; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    def __init__(
        self, label: str, intent: Intent, *, classes: str = "", id: str | None = None
    ) -> None:
        super().__init__(Content(label), classes=classes, id=id)
        self.intent = intent

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(Wanted(self.intent))
