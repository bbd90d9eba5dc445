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
        .label { width: 23; height: 3; content-align: left middle; }
        .value { width: 1fr; height: 3; content-align: left middle; text-style: bold; }
        Choice { height: 3; width: 18; padding: 0; }
        &.wrong .value { color: $error; text-style: bold strike; }
        &.wrong Choice.-style-default, &.wrong Choice.-style-default:hover {
            background: $wrong; color: $wrong-ink;
            border: $wrong-close;
        }
        &.wrong Choice.-style-default:focus {
            background: $focus; color: $focus-ink;
            border-left: $focus-side; border-right: $focus-side;
            border-top: $focus-close; border-bottom: $focus-close;
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
        yield Choice(
            mark, ToggleWrong(self._field), id=f"wrong-{self._field.value}", classes="close"
        )

    def show(self, mark: str, *, wrong: bool) -> None:
        """Change the mark."""
        self.set_class(wrong, "wrong")
        self.query_one(Choice).label = Content(mark)
