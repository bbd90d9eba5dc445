"""Whether everything on a screen has room, at any size that a kiosk may have."""

import itertools
from collections.abc import Iterator

from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Button, Static

from screens.widgets.keypad import Keyboard

SMALLEST = (80, 23)
"""That of a kiosk beside the demo's line."""
LARGER = [(80, 24), (100, 30), (132, 43)]
LOW = {"language": (1, 20), "theme": (1, 12), "letters": (1, 12)}
"""Plates below three rows: those in the top line."""


def visible_plates(screen: Widget) -> list[Button]:
    """Return what can be pressed without turning a page."""
    seen = screen.screen._compositor.visible_widgets
    return [each for each in screen.query(Button) if each in seen and each.size.area]


def misfits(screen: Widget, size: tuple[int, int]) -> Iterator[str]:
    """Yield each word that has no room, and each plate that is too small or covers another."""
    inside = Region(0, 0, *size)
    for each in _leaves(screen):
        if not _scrolls(each):
            if not inside.contains_region(each.region):
                yield f"{each} leaves {size}"
            room = each.content_size
            needed = each.get_content_height(room, room, room.width)
            if needed > room.height:
                yield f"{each} needs {needed} lines, has {room.height} at {size}"
    plates = visible_plates(screen)
    for one, other in itertools.combinations(plates, 2):
        if one.region.overlaps(other.region):
            yield f"{one} covers {other} at {size}"
    for plate in plates:
        is_key = isinstance(plate.parent, Keyboard)
        rows, columns = LOW.get(plate.id or "", (3, 4 if is_key else 6))
        if plate.outer_size.height < rows or plate.outer_size.width < columns:
            yield f"{plate} is too small at {size}"


def _leaves(widget: Widget) -> Iterator[Widget]:
    """Yield the visible widgets that show something themselves."""
    for each in widget.walk_children():
        if isinstance(each, Static | Button) and each.display and each.size.area:
            yield each


def _scrolls(widget: Widget) -> bool:
    return any(isinstance(each, VerticalScroll) for each in widget.ancestors)
