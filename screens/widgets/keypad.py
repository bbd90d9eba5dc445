"""A keypad for fingers: twelve keys, each big enough to hit."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "erase")


class Keypad(Grid):
    """Tells which key was pressed; `words` names the two that are no digits."""

    DEFAULT_CSS = """
    Keypad {
        grid-size: 3 4;
        grid-columns: 10;
        grid-rows: 3;
        grid-gutter: 0 1;
        width: 32;
        height: 12;
        Button {
            width: 10; min-width: 10; height: 3; border: none; background: $panel;
            color: $foreground; text-style: bold; content-align: center middle;
            border-bottom: wide $background;
            &:focus { text-style: bold reverse; background-tint: transparent; }
            &.-active { background: $foreground; color: $background; tint: transparent; }
            &:hover { background: $panel; color: $foreground; }
        }
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
            yield Button(Content(self._words.get(key, key)), id=f"key-{key}")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        key = (event.button.id or "").removeprefix("key-")
        self.post_message(self.Pressed(key))
