"""What lies over a screen: is somebody there, and the officer is coming."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Digits, Static

from kiosk.locale.catalogue import Catalogue
from kiosk.message import Message, message
from kiosk.visit.events import Cancel, OpenAttestation, Stay
from kiosk.visit.views import Attesting, IdleWarning, OfficerCalled, Overlay
from screens.resident.readable import ReadableScreen
from screens.widgets.choice import Choice


class OverlayScreen(ReadableScreen, ModalScreen[None]):
    """A panel over the dimmed question; one press goes back to it."""

    AUTO_FOCUS = "#stay"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,right", "app.focus_next", show=False),
        Binding("up,left", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    OverlayScreen {
        align: center middle;
        background: $veil;
        #panel { width: 60; height: auto; padding: 1 3; border: heavy $primary;
                 background: $background; color: $foreground; align: center middle; }
        #panel Static { width: 1fr; text-align: center; margin: 0 0 1 0; }
        #title { text-style: bold; color: $primary; }
        Digits { width: 1fr; text-align: center; text-style: bold; color: $error; }
        #panel Choice { width: 1fr; margin: 0 0 1 0; }
    }
    """

    def __init__(
        self, overlay: IdleWarning | OfficerCalled | Attesting, catalogue: Catalogue
    ) -> None:
        super().__init__()
        self.overlay = overlay
        self._catalogue = catalogue

    def compose(self) -> ComposeResult:
        """Lay the panel out."""
        name = "idle" if isinstance(self.overlay, IdleWarning) else "officer"
        with Vertical(id="panel"):
            yield Static(self._words(f"{name}.heading"), id="title")
            if isinstance(self.overlay, IdleWarning):
                yield Digits(str(self.overlay.seconds_left), id="left")
            yield Static(self._words(f"{name}.explanation"))
            yield Choice(self._say(f"{name}.stay"), Stay(), id="stay", classes="main")
            yield Choice(self._say("button.cancel"), Cancel(), id="leave")
            if isinstance(self.overlay, OfficerCalled) and self.overlay.act is not None:
                words = self._say(f"attest.{self.overlay.act}.open")
                yield Choice(words, OpenAttestation(), id="attest")

    def show(self, overlay: Overlay) -> bool:
        """Show a later moment of the same overlay; False if it is another, or none."""
        if type(overlay) is not type(self.overlay):
            return False
        if isinstance(overlay, IdleWarning):
            for left in self.query("#left").results(Digits):  # none any more while the app ends
                left.update(str(overlay.seconds_left))
        return True

    def say(self, what: Message | str) -> str:
        return what if isinstance(what, str) else self._catalogue.say(what)

    def _say(self, name: str) -> str:
        return self.say(message(name))

    def _words(self, name: str) -> Content:
        return Content(self._say(name))
