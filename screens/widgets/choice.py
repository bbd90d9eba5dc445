"""Buttons that mean something: to the visit, and to the app."""

from textual import on
from textual.widgets import Button

from kiosk.visit.events import Intent
from screens.messages import OtherLetters, OtherTheme, Wanted
from screens.widgets.button import PressButton
from screens.widgets.reading import UNREAD


class Choice(PressButton):
    """Pressing it wants its intent."""

    def __init__(
        self, label: str, intent: Intent, *, classes: str = "", id: str | None = None
    ) -> None:
        super().__init__(label, classes=classes, id=id)
        self.intent = intent

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(Wanted(self.intent))


class ThemePlate(PressButton):
    """Pressing it goes on to the next theme; it changes how a visit looks, and nothing in it."""

    def __init__(self, words: str) -> None:
        super().__init__(f"◐ {words}", id="theme")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(OtherTheme())


class LettersPlate(PressButton):
    """Pressing it makes all letters large; it changes nothing in the visit."""

    def __init__(self, words: str) -> None:
        super().__init__(words, id="letters", classes=UNREAD)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(OtherLetters())
