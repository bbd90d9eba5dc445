"""The trail at the top: where in the visit somebody is."""

from textual.content import Content
from textual.widget import Widget

from kiosk.visit.views import Step

DONE, HERE, AHEAD = "✓", "●", "○"


class StepTrail(Widget):
    """Four stations; those behind are ticked, the present one is bold."""

    DEFAULT_CSS = """
    StepTrail { height: 1; width: 1fr; content-align: center middle; background: $band; }
    """

    def __init__(self, names: dict[Step, str], here: Step | None) -> None:
        super().__init__()
        self._names = names
        self._here = here

    def render(self) -> Content:
        """Return the line."""
        parts = []
        for step, name in self._names.items():
            if self._here is None or step.value > self._here.value:
                parts.append(Content.styled(f"{AHEAD} {name}", "$foreground"))
            elif step is self._here:
                parts.append(Content.styled(f" {HERE} {name} ", "bold $bar-ink on $bar"))
            else:
                parts.append(Content.styled(f"{DONE} {name}", "$success"))
        return Content("  ──  ").join(parts)
