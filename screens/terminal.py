"""The terminal that the kiosk runs on."""

import os
import sys

COLUMNS, ROWS = 80, 24


def terminal_problem() -> str:
    """Return why no kiosk can be shown here, in a sentence; "" if one can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "The kiosk needs a terminal; run it in one, or see --help for commands without."
    size = os.get_terminal_size()
    if size.columns < COLUMNS or size.lines < ROWS:
        return (
            f"The terminal has {size.columns}×{size.lines} characters and the kiosk needs"
            f" {COLUMNS}×{ROWS}: make it larger, then try again."
        )
    return ""
