"""The kiosk's name in block letters: what can be read from across the hall."""

from textual.content import Content
from textual.widget import Widget

WORDMARK = """\
█ ▄▀  ▀█▀  █▀▄        ▄▄   █
██     █   █▄▀  ▄▄▄  █▄▄█  █
█ ▀▄   █   █         ▀▄▄   █"""


class Wordmark(Widget):
    """KTP-el."""

    DEFAULT_CSS = """
    Wordmark { width: 28; height: 3; color: $primary; }
    """

    def render(self) -> Content:
        """Return the letters."""
        return Content(WORDMARK)
