"""One line of the family card, and the mark that says it is wrong."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from kiosk.visit.events import ToggleWrong
from kiosk.visit.facts import Field
from screens.widgets.choice import Choice


class FieldLine(Horizontal):
    """Label, value, and a button that calls this one line wrong, or right again."""

    DEFAULT_CSS = """
    FieldLine {
        height: 3;
        border-bottom: solid $line;
        .label { width: 22; padding: 0 1; }
        .value { width: 1fr; text-style: bold; height: 2; }
        Choice { height: 2; width: 18; padding: 0; }
        &.wrong .value { color: $error; text-style: bold strike; }
        &.wrong Choice.-style-default {
            background: $error; color: #ffffff;
            border-left: blank $error; border-right: blank $error;
        }
        &.wrong Choice.-style-default:focus {
            border-left: outer $foreground; border-right: outer $foreground;
        }
    }
    """

    def __init__(self, field: Field, label: str, value: str, mark: str, *, wrong: bool) -> None:
        super().__init__(id=f"field-{field.value}", classes="wrong" if wrong else "")
        self._field = field
        self._words = (label, value, mark)

    def compose(self) -> ComposeResult:
        """Lay the line out."""
        label, value, mark = self._words
        yield Static(Content(label), classes="label")
        yield Static(Content(value), classes="value")
        yield Choice(mark, ToggleWrong(self._field), id=f"wrong-{self._field.value}")

    def show(self, mark: str, *, wrong: bool) -> None:
        """Change the mark."""
        self.set_class(wrong, "wrong")
        self.query_one(Choice).label = Content(mark)
