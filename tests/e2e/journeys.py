"""What a whole visit is made of, whatever the hands that make it."""

import json
from pathlib import Path

from PIL import Image
from textual.renderables.digits import DIGITS3X3_BOLD

from kiosk.documents.reference import DIGITS
from tests.command import run
from tests.e2e.terminal import Terminal
from tests.kiosk.documents.scanner import scan

FIRST = "3513 1744.0798 9001"
"""The NIK of the demo's first resident, whose card can be printed."""
QUESTIONS = ("pindah alamat?", "perkawinan Anda berubah?", "belum dilaporkan?")
"""What is asked after the data; where a line of them is wrong, only the first."""
WELCOME = "Ada yang dapat kami bantu?"
GLYPHS = {
    tuple(f"{row:3}" for row in DIGITS3X3_BOLD[3 * at : 3 * at + 3]): str(at - 1)
    for at in range(1, 11)
}
"""Digits three columns wide and three rows high; Textual lists a blank before them."""


def cards(folder: Path) -> list[dict[str, object]]:
    """Return every blank that left the printer's feeder."""
    lines = (folder / "data" / "printer" / "cards.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def books_hold(folder: Path) -> None:
    """Assert that `run.py check` finds nothing wrong."""
    found = run("check", "--json", cwd=folder)
    assert found.returncode == 0, found.stdout + found.stderr


def types_number(terminal: Terminal, number: str) -> None:
    """Go from the welcome to the number, in Indonesian, by keys; type it."""
    terminal.until(WELCOME, 40)
    terminal.press("enter")
    terminal.until("Berapa NIK Anda")
    terminal.press(*number, "enter")


def to_the_end(
    terminal: Terminal,
    number: str = FIRST,
    *,
    again: bool = False,
    wrong: str | None = None,
) -> None:
    """Go from the welcome to the last answer, in Indonesian, by keys.

    Who comes `again` after a card was begun is told first what is kept. The line with the words
    `wrong` is called wrong.
    """
    types_number(terminal, number)
    terminal.until("letakkan jari telunjuk", 60)
    terminal.press("f2")
    if again:
        terminal.until("Selamat datang kembali.")
        terminal.press("enter")
    for part in "1234":
        terminal.until(f"({part} dari 4)")
        if wrong is not None and wrong in terminal.text():
            terminal.choose(wrong, "up")
            terminal.choose("Ada yang salah →", "down")
        else:
            terminal.press("enter")
    for question in QUESTIONS if wrong is None else QUESTIONS[:1]:
        terminal.until(question)
        terminal.press("down", "enter")


def touch_machine(terminal: Terminal, touch: str) -> None:
    """Open the demo's panel with a click, and press one of its buttons."""
    terminal.click("F12 more")
    terminal.until("hands for the simulated machines")
    terminal.click(touch)
    terminal.sees(lambda text: "hands for the simulated machines" not in text)


def takes_slip(terminal: Terminal) -> str:
    """Wait for the slip of an ending; return its reference as the screen shows it, grouped."""
    terminal.until("Nomor Anda. Ambil slip yang baru dicetak.")
    lines = terminal.screen.display
    top = next(row for row, line in enumerate(lines) if "Nomor Anda." in line) + 1
    read, column = "", lines[top - 1].index("Nomor Anda.")
    while sum(map(str.isdigit, read)) < DIGITS:
        glyph = tuple(line[column : column + 3] for line in lines[top : top + 3])
        gap = all(row.startswith(" ") for row in glyph)
        read += " " if gap else GLYPHS[glyph]
        column += 1 if gap else 3
    return read


def reads_to_the_end(terminal: Terminal) -> str:
    """Turn the pages of an ending to its last; return what stood on them."""
    text = terminal.text()
    while "▶ Saya mengerti" not in (before := terminal.text()):
        terminal.press("enter")
        terminal.until(before.__ne__)
        text += terminal.text()
    return text


def asked(folder: Path, *command: str) -> str:
    """Return what a command says that anybody in the office may give beside an open kiosk."""
    said = run(*command, cwd=folder)
    assert said.returncode == 0, said.stderr
    return said.stdout


def papers(folder: Path) -> list[str]:
    """Return what the codes on all slips say that came out of the receipt printer."""
    found: list[str] = []
    for paper in sorted((folder / "data" / "receipts").glob("*.png")):
        with Image.open(paper) as picture:
            found += scan(picture)
    return found


def to_the_print(terminal: Terminal, number: str = FIRST, *, again: bool = False) -> None:
    """Go from the welcome to the press of "Print my card"."""
    to_the_end(terminal, number, again=again)
    terminal.until("Cetak KTP-el Anda sekarang?")
    terminal.press("enter")


def from_the_hopper(terminal: Terminal) -> None:
    """Take the printed card, by keys, and say goodbye."""
    terminal.until("Letakkan lagi jari Anda", 60)
    terminal.press("f2")
    terminal.sees("Buka pintu kotak")
    terminal.press("f4")
    terminal.sees("tutup kembali")
    terminal.press("f4")
    terminal.until("Terima kasih. Jaga kartu")
    terminal.press("enter")
    terminal.sees(WELCOME)
