"""What stands on a window that is too small for a screen, and nothing else."""

from textual.geometry import Size
from textual.widgets import Static

from kiosk.message import Message, message
from screens.terminal import COLUMNS, ROWS
from screens.widgets.reading import UNREAD

LEAST = Size(COLUMNS, ROWS - 1)
"""On which nothing of a screen is cut off; the row more that a kiosk begins with is the dock's."""


class TooSmall(Static):
    """Covers the whole screen, so that nothing of anybody is seen in part."""

    DEFAULT_CSS = """
    TooSmall { layer: cover; width: 100%; height: 100%; background: $background;
               color: $foreground; padding: 0 1; text-align: center; content-align: center middle;
               text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__(classes=UNREAD)


def fits(size: Size, least: Size) -> bool:
    """Tell whether a window of that size holds what needs `least`."""
    return size.width >= least.width and size.height >= least.height


def too_small(has: Size, needed: Size) -> Message:
    """Return what to say of a window of that size."""
    return message(
        "window.small",
        has=f"{has.width}×{has.height}",
        needed=f"{needed.width}×{needed.height}",
    )
