"""The card lies in the hopper; the same finger opens the way to it."""

from collections.abc import Iterator

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.message import Message, message
from kiosk.visit.events import Confirm
from kiosk.visit.stages import what_to_do
from kiosk.visit.views import CollectStage, CollectView, FingerStage, Step
from screens.resident.base import ResidentScreen
from screens.widgets.choice import Choice
from screens.widgets.hopper import HopperDrawing
from screens.widgets.reader import ReaderDrawing

FINGER = {
    CollectStage.PLACE_FINGER: FingerStage.PLACE,
    CollectStage.HOLD_FINGER: FingerStage.HOLD,
    CollectStage.LIFT_FINGER: FingerStage.LIFT,
    CollectStage.CHECK_FINGER: FingerStage.CHECK,
}


class CollectScreen(ResidentScreen[CollectView]):
    """First the finger, then the door. Who stops before the door leaves the card in the hopper."""

    STEP = Step.CARD
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    CollectScreen {
        #says { width: 1fr; height: auto; padding: 2 0 0 4; }
        #stage { text-style: bold; margin: 0 0 1 0; }
        #hint { margin: 0 0 1 0; }
    }
    """

    def question(self) -> Message:
        if self.view.attended:
            return message("collect.heading_attended")
        at_door = self.view.stage not in FINGER
        return message("collect.heading_door" if at_door else "collect.heading_finger")

    def body(self) -> Iterator[Widget]:
        says = Vertical(
            Static(Content(self._stage()), id="stage"),
            self.trouble_line("hint"),
            id="says",
        )
        stage = FINGER.get(self.view.stage, FingerStage.HOLD)
        yield Horizontal(ReaderDrawing(stage), HopperDrawing(self.view.stage), says)

    def on_mount(self) -> None:
        """Show the drawing that belongs to the stage."""
        self._draw()

    def onward(self) -> None:
        return None

    def _actions(self) -> Iterator[Widget]:
        """Only the officer at the open box has something to say besides doing it."""
        yield from super()._actions()
        if self.view.attended:
            yield Choice(self.say(message("collect.not_there")), Confirm(), id="not-there")

    def trouble(self) -> Message | None:
        return self.view.hint

    def refresh_body(self) -> None:
        self.query_one("#stage", Static).update(Content(self._stage()))
        self._draw()

    def _draw(self) -> None:
        at_door = self.view.stage not in FINGER
        reader, hopper = self.query_one(ReaderDrawing), self.query_one(HopperDrawing)
        reader.display, hopper.display = not at_door, at_door
        self.query_one("#cancel").display = not at_door
        if at_door:
            hopper.show(self.view.stage)
        else:
            reader.show(FINGER[self.view.stage])

    def _stage(self) -> str:
        return self.say(what_to_do(self.view))
