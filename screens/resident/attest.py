"""An officer signs over the resident's screen: name, PIN, and what is signed for."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from kiosk.identity import Reason
from kiosk.visit.codes import Act
from kiosk.visit.events import Attest, Cancel, Stay
from kiosk.visit.views import Attesting, Overlay
from screens.messages import Wanted
from screens.resident.overlays import OverlayScreen
from screens.widgets.choice import Choice

LONGEST_NAME, LONGEST_PIN = 32, 64
"""Characters that can be typed."""


class AttestScreen(OverlayScreen):
    """The PIN is never shown; the button signs, where it is who somebody is that of a reason."""

    AUTO_FOCUS = "#name"
    ENLARGES = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    DEFAULT_CSS = """
    AttestScreen {
        #panel { padding: 0 3; }
        #panel Static { margin: 0; }
        Input { height: 3; border: round $primary; background: $background; color: $foreground;
                &:focus { border: heavy $foreground; background-tint: transparent 0%; } }
        #problem { color: $error; text-style: bold; height: 2; }
        #reasons { grid-size: 2 2; grid-gutter: 0 1; grid-rows: 3; height: 6; }
        #ways { height: 3; margin: 1 0 0 0; }
        #panel #ways Choice { margin: 0 1; }
        #panel #reasons Choice { margin: 0; }
        #sign { column-span: 2; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay the form out."""
        act = self.overlay.act if isinstance(self.overlay, Attesting) else Act.IDENTITY
        with Vertical(id="panel"):
            yield Static(self._words(f"attest.{act}.heading"), id="title")
            yield self._input("name", LONGEST_NAME, r"[A-Za-z0-9.-]*")
            yield self._input("pin", LONGEST_PIN, r"[ -~]*")
            yield Static(self._problem(self.overlay), id="problem")
            yield Static(self._words(f"attest.{act}.why"))
            with Grid(id="reasons"):
                yield from self._signatures(act)
            with Horizontal(id="ways"):
                yield Choice(self._say("button.back"), Stay(), id="stay")
                yield Choice(self._say("button.cancel"), Cancel(), id="leave")

    def _signatures(self, act: Act) -> Iterator[Choice]:
        """Yield what signs: one press, or for who somebody is one for each reason."""
        if act is Act.IDENTITY:
            for reason in Reason:
                words = self._say(f"attest.reason.{reason}")
                yield Choice(words, Attest("", "", reason), id=f"reason-{reason}")
        else:
            yield Choice(self._say("attest.sign"), Attest("", ""), id="sign")

    def show(self, overlay: Overlay) -> bool:
        """Show what came of signing; a PIN that was not right is not kept."""
        if not isinstance(overlay, Attesting):
            return False
        if overlay is not self.overlay:
            self.overlay = overlay
            self.query_one("#problem", Static).update(self._problem(overlay))
            if overlay.problem is not None:
                self.query_one("#pin", Input).value = ""
        return True

    @on(Wanted)
    def _sign(self, event: Wanted) -> None:
        if isinstance(event.intent, Attest):
            event.stop()
            name, pin = (self.query_one(f"#{each}", Input).value for each in ("name", "pin"))
            self.app.post_message(Wanted(replace(event.intent, name=name, pin=pin)))

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def _input(self, what: str, longest: int, allowed: str) -> Input:
        field = Input(
            id=what,
            password=what == "pin",
            max_length=longest,
            restrict=allowed,
            select_on_focus=False,
        )
        field.border_title = self._say(f"staff.{what}")
        return field

    def _problem(self, overlay: Overlay) -> Content:
        if not isinstance(overlay, Attesting):
            return Content()
        if overlay.checking:
            return self._words("attest.checking")
        return Content("" if overlay.problem is None else self._catalogue.say(overlay.problem))
