"""The look of everything that can be pressed."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button

MARK = "▶"
"""Stands before the words where the keyboard is: no theme says it by colour alone."""


class PressButton(Button):
    """Words on a plate; marked, and in other colours, where the keyboard is.

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
            background: $plate; color: $plate-ink; text-style: bold; tint: transparent;
            border: none; border-left: $plate-side; border-right: $plate-side;
            border-top: $plate-cap; border-bottom: $plate-cap;
        }
        &.close.-style-default, &.close.-style-default:hover {
            border: $plate-close;
        }
        &.-style-default.main, &.-style-default.main:hover {
            background: $main; color: $main-ink;
            border-left: $main-side; border-right: $main-side;
            border-top: $main-cap; border-bottom: $main-cap;
        }
        &.-style-default:focus, &.-style-default.main:focus {
            background: $focus; color: $focus-ink; text-style: bold; background-tint: transparent;
            border-left: $focus-side; border-right: $focus-side;
            border-top: $focus-cap; border-bottom: $focus-cap;
        }
        &.close.-style-default:focus {
            border-left: $focus-side; border-right: $focus-side;
            border-top: $focus-close; border-bottom: $focus-close;
        }
        &.-style-default.-active, &.-style-default.main.-active {
            background: $foreground; color: $background; tint: transparent;
            border-left: blank $foreground; border-right: blank $foreground;
            border-top: $focus-cap; border-bottom: $focus-cap;
        }
        &.close.-style-default.-active { border: inner $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    def __init__(self, label: str, *, classes: str = "", id: str | None = None) -> None:
        super().__init__(Content(label), classes=classes, id=id)
        self.styles.line_pad = 0  # which the style sheet cannot say; the mark has that cell

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Draw the mark, or take it away."""
        super().watch_has_focus(_has_focus)
        self.refresh()

    def render(self) -> Content:
        """Return the words, with the mark in the blank before them where the keyboard is."""
        words = Content.from_text(self.label)
        return Content.assemble(f"{MARK} ", words) if self.has_focus else words.pad(1, 1)
