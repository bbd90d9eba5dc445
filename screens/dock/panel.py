"""The dock on the screen: a line of hints at the bottom, and a panel with a button for everything.

English only: it is there for whoever tries the machine out, not for residents.
"""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from screens.dock.dock import Dock, Touch
from screens.widgets.button import PressButton
from screens.widgets.reading import UNREAD

COLUMNS = 3
"""Of buttons."""


class DockWanted(Message):
    """Somebody wants the panel opened or closed, and perhaps something done."""

    def __init__(self, touch: Touch | None = None) -> None:
        super().__init__()
        self.touch = touch


class DockBar(Static):
    """One line that is no part of the kiosk; a click opens the panel."""

    DEFAULT_CSS = """
    DockBar { dock: bottom; height: 1; background: $foreground; color: $background;
              content-align: center middle; }
    """

    def __init__(self, hints: str) -> None:
        super().__init__(Content(hints), classes=UNREAD)

    def on_click(self, event: events.Click) -> None:
        """Open the panel."""
        event.stop()
        self.post_message(DockWanted())


class DockScreen(ModalScreen[None]):
    """Every touch as a button."""

    DEFAULT_CSS = """
    DockScreen {
        align: center middle;
        #dock { width: 78; height: auto; max-height: 100%; padding: 0 1; background: $foreground;
                color: $background; border: heavy $line; }
        #dock-title { text-style: bold; margin: 0 0 1 0; }
        Grid { grid-size: 3; grid-gutter: 0 1; grid-rows: 2; height: auto; }
        PressButton.-style-default {
            width: 1fr; height: 2; text-style: none;
            border-top: none; border-bottom: blank $foreground;
        }
        #close { margin: 0 0 1 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "app.focus_next", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("down", f"move({COLUMNS})", show=False),
        Binding("up", f"move({-COLUMNS})", show=False),
    ]

    def __init__(self, dock: Dock, chosen: str = "") -> None:
        """`chosen` is the id of the button to begin with."""
        super().__init__()
        self._dock = dock
        self._first = chosen

    @property
    def chosen(self) -> str:
        """Return the id of the button that a key would press."""
        return "" if self.focused is None else self.focused.id or ""

    def compose(self) -> ComposeResult:
        """Lay the buttons out."""
        with Vertical(id="dock"):
            yield Static("Demo: hands for the simulated machines", id="dock-title")
            with Grid():
                for number, touch in enumerate(self._dock.touches):
                    key = f"{touch.key.upper()}  " if touch.key else ""
                    yield PressButton(f"{key}{touch.label}", id=f"touch-{number}")
            yield PressButton("F12  Close", id="close")

    def on_mount(self) -> None:
        """Begin where the panel before this one stood, if there was one."""
        if self._first:
            self.query_one(f"#{self._first}").focus()

    def action_move(self, by: int) -> None:
        """Go to the button above or below."""
        chain = self.focus_chain
        if self.focused in chain:
            there = chain.index(self.focused) + by
            chain[max(0, min(there, len(chain) - 1))].focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        name = event.button.id or ""
        touch = self._dock.touches[int(name.removeprefix("touch-"))] if name != "close" else None
        self.post_message(DockWanted(touch))
