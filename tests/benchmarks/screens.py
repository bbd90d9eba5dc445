"""The screens: how soon they are there and answer, what they ask of people."""

import compileall
import tempfile
from pathlib import Path

from devices.clock import SystemClock
from screens.widgets.button import MARK
from tests.benchmarks.report import Block, Figure
from tests.e2e.journeys import from_the_hopper, to_the_print
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).parents[2]
PACKAGES = ("db", "devices", "kiosk", "screens")
BARE = Path(__file__).with_name("bare.py")
DATA = "data/kiosk.toml"
REPAINT = 0.05
BREATH = 0.05
"""Seconds between two presses, at most."""
STARTS = 3
FOUNDING = 120.0
"""Seconds that founding the demo office may take on a busy machine."""
ALLOWED_MORE = 0.4
PRESSES = 14
HANDS = {"f2", "f3", "f4"}
"""Keys of the demo that are hands at the machines."""
WELCOME, PRINTING, COLLECT = "Ada yang dapat kami bantu?", "sedang dicetak", "Letakkan lagi jari"


def journey() -> Block:
    """Go through a whole visit on a real pty, count its presses, and time keys while it prints."""
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(Path(folder))
        try:
            to_the_print(terminal)
            taken = _keys_while_printing(terminal)
            from_the_hopper(terminal)
            presses = _after_the_number(terminal.pressed)
        finally:
            terminal.close()
    taken.sort()
    p95 = taken[int(len(taken) * 0.95)]
    return Block(
        f"The print-ready visit on a pty; {len(taken)} keys pressed while its card is printed",
        (
            Figure("key press to repaint, 95th percentile", p95, "s", "allowed", REPAINT, "≤ 1"),
            Figure("presses after the number", presses, "", "allowed", PRESSES, "≤ 1"),
        ),
        "layout and style of one screen in Python; the simulators run beside it",
    )


def _keys_while_printing(terminal: Terminal) -> list[float]:
    """Return the seconds that each press of Tab took to move the mark of the keyboard."""
    taken = []
    terminal.until(PRINTING)
    while COLLECT not in terminal.text():
        before = terminal.text().find(MARK)

        def moved(text: str, before: int = before) -> bool:
            return text.find(MARK) != before

        taken.append(terminal.answer("tab", moved))
        terminal.take_in(BREATH)
    return taken[:-1]


def _after_the_number(pressed: list[str]) -> int:
    sent = pressed.index("enter", pressed.index("3")) if "3" in pressed else 0
    return sum(key not in HANDS for key in pressed[sent:])


def start() -> Block:
    """Time from the command to the screen that takes a number, and to a bare first word.

    As on a kiosk that was started before: Python has kept what it compiled, as it has of Textual.
    """
    for package in PACKAGES:
        compileall.compile_dir(ROOT / package, quiet=1)
    clock = SystemClock()
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        founding = Terminal(Path(folder))
        founding.until(WELCOME, FOUNDING)
        founding.close()
        for _ in range(STARTS):
            began = clock.monotonic()
            empty = Terminal(Path(folder), program=BARE)
            _see(empty, "bare")
            bare.append(clock.monotonic() - began)
            empty.close()
            began = clock.monotonic()
            kiosk = Terminal(Path(folder), "--config", DATA)
            _see(kiosk, WELCOME)
            kiosk.answer("enter", lambda text: "Berapa NIK Anda" in text)
            ours.append(clock.monotonic() - began)
            kiosk.close()
    return Block(
        f"From the command to the first screen that takes a number, quickest of {STARTS}",
        (
            Figure(
                "the kiosk, with one press on the welcome",
                min(ours),
                "s",
                f"of bare Textual, and {ALLOWED_MORE}",
                min(bare) + ALLOWED_MORE,
                "≤ 1",
            ),
        ),
        "importing",
    )


def _see(terminal: Terminal, words: str) -> None:
    while words not in terminal.text():
        terminal.take_in(20.0)
