"""A fingerprint reader, drawn: where the finger goes, and what it should do now."""

from textual.content import Content
from textual.widget import Widget

from kiosk.visit.views import FingerStage

PRINT = (
    "   ╭────────╮   ",
    " ╭─╯╭──────╮╰─╮ ",
    " │╭─╯╭────╮╰─╮│ ",
    " ││╭─╯╭──╮╰─╮││ ",
    " │││╭─╯╭╮╰─╮│││ ",
    " ││││╭─╯│╭╮││││ ",
    " ╰╯│││╭╮│││││╰╯ ",
    "   ╰╯╰╯╰╯╰╯╰╯   ",
)
TOP = "╭──┬──────────────────┬──╮\n"
FOOT = "╰──┴──────────────────┴──╯"
ARROWS = {
    FingerStage.PLACE: "▼",
    FingerStage.HOLD: "■",
    FingerStage.LIFT: "▲",
    FingerStage.CHECK: "•",
}
COLOURS = {
    FingerStage.PLACE: "$primary",
    FingerStage.HOLD: "$success",
    FingerStage.LIFT: "$warning",
    FingerStage.CHECK: "$primary",
}


class ReaderDrawing(Widget):
    """The reader with a print in its window; colour, arrow and words change with the stage."""

    DEFAULT_CSS = """
    ReaderDrawing { width: 26; height: 11; }
    """

    def __init__(self, stage: FingerStage) -> None:
        super().__init__()
        self._stage = stage

    def show(self, stage: FingerStage) -> None:
        """Draw another stage."""
        self._stage = stage
        self.refresh()

    def render(self) -> Content:
        """Return the drawing."""
        colour = COLOURS[self._stage]
        arrow = Content.styled(f"{ARROWS[self._stage] * 3:^26}\n", f"bold {colour}")
        window = [Content.assemble("│  │", (f"{line:^18}", colour), "│  │\n") for line in PRINT]
        return Content("").join([arrow, Content(TOP), *window, Content(FOOT)])
