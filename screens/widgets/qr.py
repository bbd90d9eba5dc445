"""The code of a slip, for a scanner or a telephone's camera."""

from textual.content import Content
from textual.widget import Widget

from kiosk.documents.qr import half_blocks, modules


class QrCode(Widget):
    """A token as QR code with its quiet zone: 45 × 23 cells for a slip of this kiosk."""

    DEFAULT_CSS = """
    QrCode { width: auto; height: auto; color: #000000; background: #ffffff; }
    """
    # Black on white in every theme, which is no matter of taste: few scanners read the reverse.

    def __init__(self, token: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._content = Content("\n".join(half_blocks(modules(token))))

    def render(self) -> Content:
        """Return the code."""
        return self._content
