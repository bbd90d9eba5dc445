"""What calls an officer from across the room: the terminal's bell, and its title."""

from collections.abc import Callable

from kiosk.text import clean

BELL = "\a"
TITLE = "\x1b]2;{}\x1b\\"
"""OSC 2 of ECMA-48 terminals, as xterm's control sequences define it."""
LONGEST = 80
"""Characters of a title."""


class OfficerCall:
    """Rings at once, and again until nobody wants an officer any more."""

    def __init__(
        self, now: Callable[[], float], write: Callable[[str], None], seconds: float | None
    ) -> None:
        """`write` sends to the terminal; `seconds` are between two rings, None: no ring at all."""
        self._now = now
        self._write = write
        self._seconds = seconds
        self._is_wanted = False
        self._ring_at = 0.0
        self._title = ""

    def follow(self, title: str, *, wanted: bool) -> None:
        """Do what is due; `title` says to whoever looks at the terminal what it is and wants."""
        if title != self._title:
            self._title = title
            self._write(TITLE.format(clean(title, LONGEST)))
        if wanted and self._seconds is not None:
            now = self._now()
            if not self._is_wanted or now >= self._ring_at:
                self._write(BELL)
                self._ring_at = now + self._seconds
        self._is_wanted = wanted
