"""Keys for fingers, each big enough to hit: twelve for numbers, and all for names and PINs."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Grid
from textual.message import Message
from textual.widgets import Button

from screens.widgets.button import PressButton


class Key(PressButton):
    """Leaves the keyboard where it is: Enter does what it did before a finger typed."""

    FOCUS_ON_CLICK = False


class Keys(Grid):
    """Tells which key was pressed; `words` names those that are more than one sign."""

    KEYS: ClassVar[tuple[str, ...]]
    BY_KEYBOARD: ClassVar[bool] = True
    """Whether a keyboard reaches each key."""

    class Pressed(Message):
        """A key was pressed: a sign, or the name of what it does."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words
        self._keys = {f"key-{SPELT.get(key, key)}": key for key in self.KEYS}

    def compose(self) -> ComposeResult:
        """Lay out the keys."""
        for name, key in self._keys.items():
            button = Key(self._words.get(key, key), id=name, classes="close key")
            button.active_effect_duration = 0  # while it lasts, a second press would be lost
            button.can_focus = self.BY_KEYBOARD
            yield button

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Pressed(self._keys[event.button.id or ""]))


SPELT = {".": "dot", "-": "dash"}
"""Names of signs that no id may hold."""


class Keypad(Keys):
    """Digits, "clear" and "erase"."""

    KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "erase")
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


class Keyboard(Keys):
    """Small letters as on any keyboard, digits, "space" and "erase"; for fingers only."""

    KEYS = (*"qwertyuiop789.", *"asdfghjkl-4560", *"zxcvbnm", "space", "erase", *"123")
    BY_KEYBOARD = False
    DEFAULT_CSS = """
    Keyboard {
        grid-size: 14 3;
        grid-columns: 4;
        grid-rows: 3;
        grid-gutter: 0 1;
        width: 69;
        height: 9;
        PressButton { width: 4; min-width: 4; padding: 0; }
        #key-space, #key-erase { column-span: 2; width: 9; }
    }
    """
