"""The card printer, drawn as it works: the card's way, and the colours it has been given."""

from textual.content import Content
from textual.widget import Widget

from kiosk.visit.views import PrintingView, PrintStage

WAY = (
    PrintStage.PREPARING,
    PrintStage.LOADING,
    PrintStage.FEEDING,
    PrintStage.PRINTING,
    PrintStage.EJECTING,
)
INKS = ("$ribbon-y", "$ribbon-m", "$ribbon-c", "$ribbon-k", "$ribbon-o")
DONE, AHEAD = "✓", "○"
WIDTH = 56


class PrinterDrawing(Widget):
    """A card on its way through a machine."""

    DEFAULT_CSS = """
    PrinterDrawing { width: 58; height: 9; }
    """

    def __init__(self, view: PrintingView) -> None:
        super().__init__()
        self._view = view

    def show(self, view: PrintingView) -> None:
        """Draw a later moment."""
        self._view = view
        self.refresh()

    def render(self) -> Content:
        """Return the drawing."""
        place = WAY.index(self._view.stage)
        start = place * (WIDTH - 12) // (len(WAY) - 1)
        printing = self._view.stage is PrintStage.PRINTING
        inked = self._view.done if printing else (len(INKS) if place > 3 else 0)
        bars = Content("  ").join(
            Content.assemble(
                DONE if number < inked else AHEAD,
                (f" {'█' * 7 if number < inked else '░' * 7}", colour),
            )
            for number, colour in enumerate(INKS)
        )
        frame = "─" * WIDTH
        card_top = " " * start + "╭──────────╮"
        card_low = " " * start + "╰──────────╯"
        card_mid = " " * start + "│  KTP-el  │"
        return Content("\n").join(
            [
                Content.styled(f"╭{frame}╮", "$foreground"),
                Content.assemble("│ ", bars.pad_right(max(0, WIDTH - 1 - bars.cell_length)), "│"),
                Content.styled(f"├{frame}┤", "$foreground"),
                *(
                    Content.assemble("│", (f"{line:<{WIDTH}}", "bold $primary"), "│")
                    for line in (card_top, card_mid, card_low)
                ),
                Content.styled(f"╰{frame}╯", "$foreground"),
            ]
        )
