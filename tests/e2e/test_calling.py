"""An officer is called on a real terminal: it rings, and its title says what is wanted."""

import re

from tests.e2e.journeys import WELCOME
from tests.e2e.terminal import Terminal

OSC = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
"""Commands to the terminal itself; some end in the sign that otherwise rings."""

TITLE = re.compile(rb"\x1b\]2;([^\x1b]*)\x1b\\")


def title(terminal: Terminal) -> str:
    """Return the last title that was set."""
    found: bytes = TITLE.findall(terminal.raw)[-1]
    return found.decode()


def test_the_terminal_rings_and_says_in_its_title_that_an_officer_is_wanted(
    terminal: Terminal,
) -> None:
    terminal.until(WELCOME, 40)
    assert title(terminal) == "Dispendukcapil Kota Probolinggo"
    assert b"\a" not in OSC.sub(b"", terminal.raw)
    terminal.click("Panggil petugas")
    terminal.until("Petugas sedang dipanggil")
    assert title(terminal) == "Petugas dipanggil: Dispendukcapil Kota Probolinggo"
    assert OSC.sub(b"", terminal.raw).count(b"\a") == 1
    terminal.press("enter")
    terminal.until(WELCOME)
    assert title(terminal) == "Dispendukcapil Kota Probolinggo"
