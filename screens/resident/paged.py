"""Text that may be longer than the screen: the main plate turns its pages before it goes on."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Generic

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Button

from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent
from screens.messages import PageTurned, Wanted
from screens.resident.base import ResidentScreen, Shown
from screens.widgets.button import PressButton
from screens.widgets.reading import UNREAD


class Pages(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Scrolled by its pages only: arrows go from plate to plate, those within it too."""


class PagedScreen(ResidentScreen[Shown], Generic[Shown]):
    """Nobody leaves a text by a press that was meant for its first page."""

    AUTO_FOCUS = "#onward"
    DEFAULT_CSS = """
    PagedScreen {
        #text { scrollbar-size: 0 0; }
        #text > #again { margin: 1 0 0 0; }
        #below { display: none; height: 1; padding: 0 1; background: $band; color: $primary;
                 text-style: bold; }
    }
    """

    def compose(self) -> ComposeResult:
        """Begin on the first page."""
        self._seen_whole = False
        yield from super().compose()

    @abstractmethod
    def told(self) -> Iterator[Widget]:
        """Yield what is to be read, in the order in which it is needed."""

    @abstractmethod
    def going_on(self) -> tuple[Message, Intent]:
        """Return the words and the meaning of the main plate once all was read."""

    def body(self) -> Iterator[Widget]:
        again = PressButton(self.say(message("paged.again")), id="again", classes=f"close {UNREAD}")
        again.display = False
        yield Pages(*self.told(), again, id="text")
        yield self.text(message("paged.below"), id="below", classes=UNREAD)

    def onward(self) -> tuple[Message, Intent]:
        return self.going_on() if self._is_read else (message("paged.more"), Confirm())

    def follow_large(self) -> None:
        """Large letters have pages of their own."""
        self.relabel_onward()
        super().follow_large()

    def on_mount(self) -> None:
        """See how much of it has room."""
        self.watch(self.query_one("#text"), "virtual_size", self._measure)
        self.watch(self.query_one("#text"), "scroll_y", self._measure)

    @property
    def _is_read(self) -> bool:
        return self._seen_whole or self._large is not None

    def _onward_words(self, words: Message) -> str:
        return super()._onward_words(words) if self._is_read else self.say(words)

    def _measure(self) -> None:
        self.call_after_refresh(self._mark)

    def _mark(self) -> None:
        """Say at the end of the page that it is not the end of the text."""
        text = self.query_one("#text")
        cut = text.scroll_offset.y < text.max_scroll_y
        self.query_one("#below").display = cut
        if not cut and not self._seen_whole:
            self._seen_whole = True
            self.relabel_onward()
            if text.max_scroll_y > 0:
                self.query_one("#again").display = True
                text.scroll_end(animate=False)

    @on(Wanted)
    def _read_first(self, event: Wanted) -> None:
        text = self.query_one("#text")
        cut = text.scroll_offset.y < text.max_scroll_y
        if isinstance(event.intent, Confirm) and not self._is_read and cut:
            event.stop()
            self.post_message(PageTurned())
            text.scroll_to(y=text.scroll_offset.y + text.size.height, animate=False)

    @on(Button.Pressed, "#again")
    def _read_again(self, event: Button.Pressed) -> None:
        event.stop()
        self.query_one("#text").scroll_to(y=0, animate=False)
