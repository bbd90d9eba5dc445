"""A number that is typed, on the keypad or on any keyboard."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.message import Message, message
from kiosk.register.nik import read_nik
from kiosk.visit.events import Confirm, Intent
from kiosk.visit.views import NikView, PhoneView
from screens.messages import Wanted
from screens.resident.base import ResidentScreen
from screens.widgets.keypad import Keypad
from screens.widgets.reading import HELD

SEPARATORS = " .-"
EMPTY = "_"

Typed = TypeVar("Typed", bound=NikView | PhoneView)


class NumberScreen(ResidentScreen[Typed], Generic[Typed]):
    """The number as it is typed, and beside it the keypad."""

    AUTO_FOCUS = "#onward"
    DIGITS: ClassVar[int]
    """The most that are taken."""
    SAYS: ClassVar[tuple[str, ...]]
    """Ids of what is said beneath the number."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "part_groups", show=False, priority=True)
    ]
    DEFAULT_CSS = """
    NumberScreen {
        #left { width: 1fr; height: auto; padding: 0 1 0 0; }
        #number { height: 3; width: 34; border: round $primary; content-align: center middle;
                  text-style: bold; }
        #count { margin: 0 0 1 1; }
        .help { max-width: 36; margin: 0 0 1 0; }
        #beside { margin: 0 0 1 0; }
    }
    """

    def compose(self) -> ComposeResult:
        """Begin with what was typed already."""
        self._typed = self.view.typed
        yield from super().compose()

    # -- what each of them says for itself --

    @abstractmethod
    def shown(self) -> str:
        """Return the number as others may see it."""

    @abstractmethod
    def submitted(self) -> Intent:
        """Return what is meant by the number as it stands."""

    @abstractmethod
    def count(self) -> str:
        """Return how far the number is, in words."""

    # -- what they share --

    def body(self) -> Iterator[Widget]:
        words = {key: self.say(message(f"nik.{key}")) for key in ("clear", "erase")}
        left = Vertical(
            Static(Content(self.shown()), id="number", classes=HELD),
            Static(Content(self.count()), id="count"),
            self.trouble_line("beside"),
            *(self.text(message(each), classes="help") for each in self.SAYS),
            id="left",
        )
        yield Horizontal(left, Keypad(words))

    def trouble(self) -> Message | None:
        return self.view.problem if self._typed == self.view.typed else None

    def refresh_body(self) -> None:
        self._typed = self.view.typed
        self._redraw()

    def on_mount(self) -> None:
        """Make room for trouble."""
        self.say_trouble()

    @property
    def digits(self) -> str:
        """What was typed, without what parts its groups."""
        return "".join(each for each in self._typed if each not in SEPARATORS)[: self.DIGITS]

    @on(Keypad.Pressed)
    def _keypad(self, event: Keypad.Pressed) -> None:
        event.stop()
        self._press(event.key)

    @on(Wanted)
    def _submit(self, event: Wanted) -> None:
        if isinstance(event.intent, Confirm):
            event.stop()
            self.app.post_message(Wanted(self.submitted()))

    def action_part_groups(self) -> None:
        """Do nothing: people type their number in groups, and a blank must not press a button."""

    def on_key(self, event: events.Key) -> None:
        """Take digits from any keyboard, wherever the focus is."""
        key = {"backspace": "erase", "delete": "clear"}.get(event.key, event.character or "")
        if key in ("erase", "clear") or (key.isascii() and key.isdigit()):
            event.stop()
            if self._large is None:
                self.query_one("#onward").focus()  # Enter goes on, wherever the keyboard was
            self._press(key)

    def on_paste(self, event: events.Paste) -> None:
        """Take a number that a scanner or a clipboard types at once."""
        event.stop()
        self._typed = read_nik(event.text).typed
        self._redraw()

    def _press(self, key: str) -> None:
        if key == "clear":
            self._typed = ""
        elif key == "erase":
            self._typed = self._typed[:-1]
        elif sum(each not in SEPARATORS for each in self._typed) < self.DIGITS:
            self._typed += key
        self._redraw()

    def _redraw(self) -> None:
        self.query_one("#number", Static).update(Content(self.shown()))
        self.query_one("#count", Static).update(Content(self.count()))
        self.say_trouble()
        self.follow_large()

    def say_trouble(self) -> None:
        """Say it, and leave it the room of the explanation that is needed least."""
        super().say_trouble()
        self.query(".help").last().display = self.trouble() is None


def grouped(digits: str, places: int) -> str:
    """Return digits in groups of four, with marks for those that are still to come."""
    line = digits + EMPTY * (places - len(digits))
    return "  ".join(line[start : start + 4] for start in range(0, len(line), 4))
