"""A card, drawn: a face where the photo is, lines where the data are."""

from textual.content import Content
from textual.widget import Widget

FACE = (" ▄██▄ ", " ████ ", " ▀██▀ ", "▄████▄", "██████")
"""Head and shoulders of nobody."""

CARD = """\
╭──────────────────────────╮
│ KTP-el           ▄██▄    │
│ ━━━━━━━━━━━━━    ▀██▀    │
│ ━━━━━━━━━       ▄████▄   │
│ ━━━━━━━━━━━     ██████   │
╰──────────────────────────╯"""


class CardDrawing(Widget):
    """The card that somebody now has in their hand."""

    DEFAULT_CSS = """
    CardDrawing { width: 28; height: 6; color: $primary; }
    """

    def render(self) -> Content:
        """Return the drawing."""
        return Content(CARD)


class FaceDrawing(Widget):
    """Where the photo will be: not the photo, which so few cells cannot show."""

    DEFAULT_CSS = """
    FaceDrawing { width: 6; height: 5; color: $primary; }
    """

    def render(self) -> Content:
        """Return the drawing."""
        return Content("\n".join(FACE))
