"""Which presses are meant: not those of a key held down, nor those for the screen before."""

from collections.abc import Callable

from textual import events

TAP_THROUGH = 0.4
"""Seconds after a new screen in which a press is still meant for the one before."""
REPEAT = 0.1
"""Seconds within which the same key again is one that is held down."""
PRESSING = ("enter", "space", "escape")
"""Keys that do something at once, as a touch does."""


class Presses:
    """Knows when the screen changed, and which key came last."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` counts monotonic seconds."""
        self._now = now
        self._quiet_until = 0.0
        self._last = ("", 0.0)

    def screen_changed(self) -> None:
        """Take no press for a moment: nobody has seen the new screen yet."""
        self._quiet_until = self._now() + TAP_THROUGH

    def takes(self, event: events.Event, *, typing: bool) -> bool:
        """Tell whether that is meant; `typing`: a blank is a letter, and presses nothing."""
        pressed = isinstance(event, events.MouseDown | events.MouseUp)
        if isinstance(event, events.Key):
            pressed = event.key in PRESSING and not (typing and event.key == "space")
            if self._is_held(event.key) and pressed:
                return False
        return not (pressed and self._now() < self._quiet_until)

    def _is_held(self, key: str) -> bool:
        """Tell whether this is the key before, again, sooner than a hand could press it."""
        before, self._last = self._last, (key, self._now())
        return key == before[0] and self._now() - before[1] < REPEAT
