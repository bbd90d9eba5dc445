"""The look of everything that can be pressed."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button


class PressButton(Button):
    """Words on a plate; yellow with a bar at either side where the keyboard is.

    Acts on release, and only where it was pressed. `main` is the one thing to do next; `close`
    leaves a gap above and below where plates stand close together.
    """

    DEFAULT_CSS = """
    PressButton {
        height: 3;
        min-width: 12;
        width: auto;
        padding: 0 1;
        content-align: center middle;
        &.-style-default, &.-style-default:hover {
            background: $panel; color: $foreground; text-style: bold; tint: transparent;
            border: none; border-left: blank $panel; border-right: blank $panel;
        }
        &.-style-default.main, &.-style-default.main:hover {
            background: $primary; color: #ffffff;
            border-left: blank $primary; border-right: blank $primary;
        }
        &.-style-default:focus, &.-style-default.main:focus {
            background: $focus; color: $foreground; text-style: bold; background-tint: transparent;
            border-left: outer $foreground; border-right: outer $foreground;
        }
        &.-style-default.-active {
            background: $foreground; color: $background;
            border-left: blank $foreground; border-right: blank $foreground;
        }
        &.close.-style-default, &.close.-style-default:hover {
            border-top: inner $panel; border-bottom: inner $panel;
        }
        &.close.-style-default:focus { border-top: inner $focus; border-bottom: inner $focus; }
        &.close.-style-default.-active {
            border-top: inner $foreground; border-bottom: inner $foreground;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    def __init__(self, label: str, *, classes: str = "", id: str | None = None) -> None:
        super().__init__(Content(label), classes=classes, id=id)
