"""The hopper with its door, drawn: where the card is, and what to do with the door."""

from textual.content import Content
from textual.widget import Widget

from kiosk.visit.views import CollectStage

SHUT = """\
╭────────────────────────╮
│                        │
│   ┏━━━━━━━━━━━━━━━━┓   │
│   ┃                ┃   │
│   ┃   ╭────────╮   ┃   │
│   ┃   │ KTP-el │   ┃   │
│   ┃   ╰────────╯   ┃   │
│   ┗━━━━━━━━━━━━━━━━┛   │
│           ▲▲           │
╰────────────────────────╯"""
OPEN = """\
╭────────────────────────╮
│   ┏━━━━━━━━━━━━━━━━┓   │
│   ┗━━━━━━━━━━━━━━━━┛   │
│                        │
│       ╭────────╮       │
│       │ KTP-el │  ▶▶   │
│       ╰────────╯       │
│   ──────────────────   │
│           ▼▼           │
╰────────────────────────╯"""


class HopperDrawing(Widget):
    """Shut, with the card behind it; or open."""

    DEFAULT_CSS = """
    HopperDrawing { width: 26; height: 10; color: $primary; }
    """

    def __init__(self, stage: CollectStage) -> None:
        super().__init__()
        self._stage = stage

    def show(self, stage: CollectStage) -> None:
        """Draw another stage."""
        self._stage = stage
        self.refresh()

    def render(self) -> Content:
        """Return the drawing."""
        opened = self._stage in (CollectStage.CLOSE_DOOR, CollectStage.SIGN)
        return Content(OPEN if opened else SHUT)
