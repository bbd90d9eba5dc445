"""The public stock board: what there is, for whom, and how many wait, from across the hall."""

import asyncio
import signal
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Digits, Static

from kiosk.figures.stock import Read, Stock
from kiosk.locale.catalogue import COMPLETE, catalogue
from kiosk.message import Message, message
from screens.driver import KioskDriver
from screens.theme import THEMES, theme_after
from screens.widgets.small import LEAST, TooSmall, fits, too_small

REFRESH, TURN = 3.0, 12.0
"""Seconds between two looks at the figures, and between two languages."""

FIGURES = ("free", "promised", "printed", "waiting")
"""Of `Stock`, in the order in which they are read."""


class Tile(Vertical):
    """One figure: what it is, how many, and what that means."""

    DEFAULT_CSS = """
    Tile {
        height: 1fr; padding: 0 2; background: $band; align: left middle;
        .name { text-style: bold; color: $primary; }
        Digits { width: 1fr; text-style: bold; }
        Static { height: 1; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(classes="name")
        yield Digits()
        yield Static(classes="note")

    def show(self, name: str, figure: str, note: str) -> None:
        """Show other words or another number; what is the same is left alone."""
        digits = self.query_one(Digits)
        if digits.value != figure:
            digits.update(figure)
        _say(self.query_one(".name", Static), name)
        _say(self.query_one(".note", Static), note)


class BoardApp(App[None], inherit_bindings=False):
    """Nothing to press but the way out and the contrast; it looks after itself."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,q", "quit", show=False),
        Binding("c", "other_theme", show=False),
    ]
    CSS = """
    Screen { layers: default cover; layout: vertical; background: $background; color: $foreground; }
    #top { height: 1; background: $bar; color: $bar-ink; }
    #office { width: 1fr; padding: 0 2; text-style: bold; }
    #title { height: auto; margin: 1 4; padding: 0 0 0 1; border-left: outer $primary;
             text-style: bold; color: $primary; }
    Grid { grid-size: 2 2; grid-gutter: 1 2; grid-rows: 1fr 1fr; height: 1fr; margin: 0 4; }
    #server, #at { height: 1; margin: 0 4; }
    #server { margin: 1 4 0 4; text-style: bold; }
    #at { margin: 0 4 1 4; }
    """

    def __init__(self, read: Read, office: str, language: str, theme: str) -> None:
        """`read` gives the figures; `language` is the first to be shown."""
        super().__init__(driver_class=KioskDriver)
        self._read = read
        self._office = office
        self._stock: Stock | None = None
        self._is_stale = False
        first = COMPLETE.index(language) if language in COMPLETE else 0
        self._languages = [*COMPLETE[first:], *COMPLETE[:first]]
        for each in THEMES.values():
            self.register_theme(each)
        self.theme = theme

    def compose(self) -> ComposeResult:
        """Lay the board out; words and figures follow."""
        with Horizontal(id="top"):
            yield Static(Content(self._office), id="office")
        yield Static(id="title")
        with Grid():
            for name in FIGURES:
                yield Tile(id=name)
        yield Static(id="server")
        yield Static(id="at")
        yield TooSmall()

    def on_mount(self) -> None:
        """Mind the signals, show what there is, and look again from time to time."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, self.exit)
        self.look()
        self.set_interval(REFRESH, self.look)
        self.set_interval(TURN, self.turn)

    def on_resize(self) -> None:
        """Say so where the window is too small for the figures, once it has that size."""
        self.call_after_refresh(self._check_size)

    def look(self) -> None:
        """Read the figures again; while they cannot be read the last ones stay, and it says so."""
        found = self._read()
        self._is_stale = found is None
        self._stock = found or self._stock
        self._show()

    def turn(self) -> None:
        """Go on to the next language."""
        self._languages.append(self._languages.pop(0))
        self._show()

    def action_other_theme(self) -> None:
        """Go on to the next contrast."""
        self.theme = theme_after(self.theme)

    def _show(self) -> None:
        words = catalogue(self._languages[0])
        _say(self.query_one("#title", Static), words.say(message("board.title")))
        for name in FIGURES:
            figure, note = message("board.nothing"), ""
            if self._stock is not None:
                figure = message("board.figure", figure=getattr(self._stock, name))
                note = words.say(self._note(name, self._stock))
            label = words.say(message(f"board.{name}"))
            self.query_one(f"#{name}", Tile).show(label, words.say(figure), note)
        for line, (sign, what) in (("server", self._server()), ("at", self._time())):
            _say(self.query_one(f"#{line}", Static), f"{sign} {words.say(what)}")

        self._check_size()

    def _check_size(self) -> None:
        """Cover the figures where they cannot be read."""
        for cover in self.query(TooSmall):
            cover.display = not fits(self.size, LEAST)
            if cover.display:
                _say(cover, catalogue(self._languages[0]).say(too_small(self.size, LEAST)))

    def _note(self, name: str, stock: Stock) -> Message:
        if name == "free" and stock.kept:
            return message("board.free.kept", kept=stock.kept)
        return message(f"board.{name}.note", cap=stock.cap)

    def _server(self) -> tuple[str, Message]:
        server = None if self._stock is None else self._stock.server
        if server is None:
            return " ", message("board.unknown")
        if server.up:
            return "✓", message("board.up", since=server.since)
        return "!", message("board.down", since=server.since)

    def _time(self) -> tuple[str, Message]:
        if self._stock is None:
            return "!", message("board.unread")
        if self._is_stale:
            return "!", message("board.stale", at=self._stock.at)
        return " ", message("board.at", at=self._stock.at)


def _say(line: Static, text: str) -> None:
    """Change words only where they differ, so that nothing flickers."""
    if line.content != Content(text):
        line.update(Content(text))
