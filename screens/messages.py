"""What widgets tell the app."""

from textual.message import Message

from kiosk.visit.events import Intent


class Wanted(Message):
    """Somebody pressed something that means this."""

    def __init__(self, intent: Intent) -> None:
        super().__init__()
        self.intent = intent


class OtherTheme(Message):
    """Somebody would see it better in other colours."""
