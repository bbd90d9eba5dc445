"""A keypad for fingers: twelve keys, each big enough to hit."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid
from textual.message import Message
from textual.widgets import Button

from screens.widgets.button import PressButton

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "erase")


class Keypad(Grid):
    """Tells which key was pressed; `words` names the two that are no digits."""

    DEFAULT_CSS = """
    Keypad {
        grid-size: 3 4;
        grid-columns: 11;
        grid-rows: 3;
        grid-gutter: 0 1;
        width: 35;
        height: 12;
        PressButton { width: 11; min-width: 11; padding: 0; }
    }
    """

    class Pressed(Message):
        """A key was pressed: a digit, "clear" or "erase"."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """Lay out the keys."""
        for key in KEYS:
            button = PressButton(self._words.get(key, key), id=f"key-{key}", classes="close")
            button.active_effect_duration = 0  # while it lasts, a second press would be lost
            yield button

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        key = (event.button.id or "").removeprefix("key-")
        self.post_message(self.Pressed(key))
