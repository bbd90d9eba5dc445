"""What widgets tell the app."""

from textual.message import Message

from kiosk.visit.events import Intent


class Wanted(Message):
    """Somebody pressed something that means this."""

    def __init__(self, intent: Intent) -> None:
        super().__init__()
        self.intent = intent


class OtherLetters(Message):
    """Somebody would read it better in larger letters, or in smaller ones."""


class OtherTheme(Message):
    """Somebody would see it better in other colours."""


class PageTurned(Message):
    """The text of a screen goes on: nobody has seen this page yet."""
