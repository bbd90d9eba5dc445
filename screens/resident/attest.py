"""An officer signs over the resident's screen: name, PIN, and what is signed for.

Who vouches for somebody signs in first, and only then sees for whom.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from kiosk.identity import Reason
from kiosk.message import message
from kiosk.visit.codes import Act
from kiosk.visit.events import Attest, Cancel, SignIn, Stay
from kiosk.visit.views import Attesting, Overlay
from screens.messages import Wanted
from screens.resident.overlays import OverlayScreen
from screens.widgets.choice import Choice
from screens.widgets.keypad import Keyboard, Keys

LONGEST_NAME, LONGEST_PIN = 32, 64
"""Characters that can be typed."""


class AttestScreen(OverlayScreen):
    """The PIN is never shown; the button signs, or shows who is vouched for and why by buttons."""

    AUTO_FOCUS = "#name"
    ENLARGES = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next_field", show=False, priority=True)
    ]
    DEFAULT_CSS = """
    AttestScreen {
        #panel { width: 80; padding: 0 3; }
        #panel Static { margin: 0; }
        #holder { text-style: bold; }
        #compare { height: 2; }
        #fields { height: 3; }
        Input { width: 1fr; height: 3; border: round $primary;
                background: $background; color: $foreground;
                &:focus { border: heavy $foreground; background-tint: transparent 0%; } }
        #why.wrong { color: $error; text-style: bold; }
        #ways { grid-size: 3 2; grid-gutter: 0 1; grid-rows: 3; height: 6; }
        #panel #ways Choice { margin: 0; }
        #sign { column-span: 2; row-span: 2; height: 6; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay the form out."""
        form = self.overlay
        if not isinstance(form, Attesting):
            return
        with Vertical(id="panel"):
            yield Static(self._words(f"attest.{form.asks}.heading"), id="title")
            if form.holder is not None:
                about = message("act.holder", name=form.holder.name, nik=form.holder.nik)
                yield Static(Content(self.say(about)), id="holder")
            if form.officer is None:
                with Horizontal(id="fields"):
                    yield self._input("name", LONGEST_NAME, r"[A-Za-z0-9.-]*")
                    yield self._input("pin", LONGEST_PIN, r"[ -~]*")
            else:
                yield Static(self._words("attest.compare"), id="compare")
            yield Static(id="why")
            if form.officer is None:
                space, erase = self._say("attest.space"), self._say("attest.erase")
                yield Keyboard({"space": space, "erase": erase})
            with Grid(id="ways"):
                yield from self._ways(form)

    def _ways(self, form: Attesting) -> Iterator[Choice]:
        """Yield what signs, and in the last column what does not."""
        back = Choice(self._say("button.back"), Stay(), id="stay", classes="close")
        leave = Choice(self._say("button.cancel"), Cancel(), id="leave", classes="close")
        if form.officer is not None:
            signs = [
                Choice(
                    self._say(f"attest.reason.{reason}"),
                    Attest(reason),
                    id=f"reason-{reason}",
                    classes="close",
                )
                for reason in Reason
            ]
            yield from (*signs[:2], back, *signs[2:], leave)
        else:
            sign = "attest.sign_in.go" if form.act is Act.IDENTITY else "attest.sign"
            signs_in = Choice(self._say(sign), SignIn("", ""), id="sign", classes="main")
            yield from (signs_in, back, leave)

    def on_mount(self) -> None:
        """Say why an officer signs."""
        self._say_why()

    def show(self, overlay: Overlay) -> bool:
        """Show what came of signing; a PIN that was not right is not kept.

        Nor is one that was: what an officer sees who has signed in is another screen.
        """
        form = self.overlay
        if not isinstance(overlay, Attesting) or not isinstance(form, Attesting):
            return False
        if overlay.officer is not form.officer:
            return False
        if overlay is not self.overlay:
            self.overlay = overlay
            self._say_why()
            if overlay.problem is not None:
                pin = self.query_one("#pin", Input)
                pin.value = ""
                pin.focus()
        return True

    @on(Wanted)
    def _sign(self, event: Wanted) -> None:
        if isinstance(event.intent, SignIn):
            event.stop()
            name, pin = (self.query_one(f"#{each}", Input) for each in ("name", "pin"))
            empty = next((each for each in (name, pin) if not each.value), None)
            if empty is not None:
                empty.focus()
                return
            signed = replace(event.intent, name=name.value, pin=pin.value)
            self.app.post_message(Wanted(signed))

    def action_next_field(self) -> None:
        """Go on from a field at once, so that not one sign of the PIN still goes into the name."""
        if not isinstance(self.focused, Input):
            raise SkipAction
        self.focus_next()

    @on(Keys.Pressed)
    def _touched(self, event: Keys.Pressed) -> None:
        """Type with a finger: into the field where the cursor is, and otherwise into the PIN."""
        event.stop()
        at = self.focused if isinstance(self.focused, Input) else self.query_one("#pin", Input)
        if event.key == "erase":
            at.action_delete_left()
        else:
            at.insert_text_at_cursor({"space": " "}.get(event.key, event.key))

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

    def _say_why(self) -> None:
        """Say what is signed for; or in its place that somebody waits, or what was not right."""
        overlay, why = self.overlay, self.query_one("#why", Static)
        if not isinstance(overlay, Attesting):
            return
        said = message("attest.checking") if overlay.checking else overlay.problem
        why.set_class(overlay.problem is not None and not overlay.checking, "wrong")
        why.update(Content(self.say(said or message(f"attest.{overlay.asks}.why"))))
