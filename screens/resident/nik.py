"""Which number is yours?"""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.locale.catalogue import Catalogue
from kiosk.message import Message, message
from kiosk.register.nik import read_nik
from kiosk.visit.events import Confirm, SubmitNik
from kiosk.visit.views import NikView, Step
from screens.messages import Wanted
from screens.resident.base import ResidentScreen
from screens.widgets.keypad import Keypad

DIGITS = 16
SEPARATORS = " .-"
HIDDEN, EMPTY = "•", "_"
READABLE = 4


class NikScreen(ResidentScreen[NikView]):
    """The number as it is typed: only its last four digits can be read by others."""

    STEP = Step.NUMBER
    AUTO_FOCUS = "#onward"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "part_groups", show=False, priority=True)
    ]
    DEFAULT_CSS = """
    NikScreen {
        #left { width: 1fr; height: auto; padding: 0 1 0 0; }
        #number { height: 3; width: 34; border: round $primary; content-align: center middle;
                  text-style: bold; }
        #count { margin: 0 0 1 1; }
        #help { max-width: 34; }
        #beside { margin: 0 0 1 0; }
    }
    """

    def __init__(
        self,
        view: NikView,
        catalogue: Catalogue,
        office: str,
        *,
        can_go_back: bool,
        hints: str = "",
    ) -> None:
        super().__init__(view, catalogue, office, can_go_back=can_go_back, hints=hints)
        self._typed = view.typed

    def question(self) -> Message:
        return message("nik.heading")

    def body(self) -> Iterator[Widget]:
        words = {key: self.say(message(f"nik.{key}")) for key in ("clear", "erase")}
        left = Vertical(
            Static(Content(self._masked()), id="number"),
            Static(Content(self._count()), id="count"),
            self.trouble_line("beside"),
            self.text(message("nik.help"), id="help"),
            id="left",
        )
        yield Horizontal(left, Keypad(words))

    def trouble(self) -> Message | None:
        return self.view.problem if self._typed == self.view.typed else None

    def latest(self) -> NikView:
        return replace(self.view, typed=self._typed)

    def refresh_body(self) -> None:
        self._typed = self.view.typed
        self._redraw()

    @on(Keypad.Pressed)
    def _keypad(self, event: Keypad.Pressed) -> None:
        event.stop()
        self._press(event.key)

    @on(Wanted)
    def _submit(self, event: Wanted) -> None:
        if isinstance(event.intent, Confirm):
            event.stop()
            self.app.post_message(Wanted(SubmitNik(self._typed)))

    def action_part_groups(self) -> None:
        """Do nothing: people type their number in groups, and a blank must not press a button."""

    def on_key(self, event: events.Key) -> None:
        """Take digits from any keyboard, wherever the focus is."""
        key = {"backspace": "erase", "delete": "clear"}.get(event.key, event.character or "")
        if key in ("erase", "clear") or (key.isascii() and key.isdigit()):
            event.stop()
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
        elif self._digits() < DIGITS:
            self._typed += key
        self._redraw()

    def _redraw(self) -> None:
        self.query_one("#number", Static).update(Content(self._masked()))
        self.query_one("#count", Static).update(Content(self._count()))
        self.say_trouble()

    def _digits(self) -> int:
        return sum(character not in SEPARATORS for character in self._typed)

    def _masked(self) -> str:
        shown = [character for character in self._typed if character not in SEPARATORS][:DIGITS]
        hidden = max(0, len(shown) - READABLE)
        line = HIDDEN * hidden + "".join(shown[hidden:]) + EMPTY * (DIGITS - len(shown))
        return "  ".join(line[start : start + 4] for start in range(0, DIGITS, 4))

    def _count(self) -> str:
        return self.say(message("nik.count", typed=self._digits(), digits=DIGITS))
