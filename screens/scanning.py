"""A scanner that types as a keyboard does: what it types is one thing, not a hundred presses."""

from collections.abc import Callable

from kiosk.documents.slip import LENGTH

PAUSE = 1.0
"""Seconds after which the next character is not of the same scan."""
LEAST, MOST = 8, 2 * LENGTH
"""Characters of a scan: a letter by accident is none, and what is longer is cut."""


class Scanning:
    """Takes what a scanner types, from its first letter to Enter.

    No screen for residents takes letters, so a letter is the beginning of a scan: every token
    begins with one. Digits and blanks are somebody who types a number.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._text = ""
        self._last = 0.0

    def takes(self, character: str) -> bool:
        """Tell whether a printed character belongs to a scan, and keep it if so."""
        if not self._goes_on() and not (character.isascii() and character.isalpha()):
            return False
        self._text = (self._text + character)[:MOST]
        self._last = self._now()
        return True

    def ended(self) -> str | None:
        """Enter was pressed: return what was scanned, or None if it ends no scan."""
        text = self._text if self._goes_on() else ""
        self._text = ""
        return text if len(text) >= LEAST else None

    def _goes_on(self) -> bool:
        if self._text and self._now() - self._last > PAUSE:
            self._text = ""
        return bool(self._text)
