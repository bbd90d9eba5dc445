"""What a whole visit is made of, whatever the hands that make it."""

import json
from pathlib import Path

from tests.command import run
from tests.e2e.terminal import Terminal


def cards(folder: Path) -> list[dict[str, object]]:
    """Return every blank that left the printer's feeder."""
    lines = (folder / "data" / "printer" / "cards.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def books_hold(folder: Path) -> None:
    """Assert that `run.py check` finds nothing wrong."""
    found = run("check", "--json", cwd=folder)
    assert found.returncode == 0, found.stdout + found.stderr


def to_the_end(terminal: Terminal, *, again: bool = False) -> None:
    """Go from the welcome to the last answer, in Indonesian, by keys: the demo's first resident.

    Who comes `again` after a card was begun is told first what is kept.
    """
    terminal.until("Ada yang dapat kami bantu?", 40)
    terminal.press("enter")
    terminal.until("Berapa NIK Anda")
    terminal.press(*"3513 1744.0798 9001", "enter")
    terminal.until("Letakkan jari telunjuk", 60)
    terminal.press("f2")
    if again:
        terminal.until("Selamat datang kembali.")
        terminal.press("enter")
    for part in "1234":
        terminal.until(f"({part} dari 4)")
        terminal.press("enter")
    for question in ("pindah alamat?", "perkawinan Anda berubah?", "belum dilaporkan?"):
        terminal.until(question)
        terminal.press("down", "enter")


def to_the_print(terminal: Terminal, *, again: bool = False) -> None:
    """Go from the welcome to the press of "Print my card"."""
    to_the_end(terminal, again=again)
    terminal.until("Cetak KTP-el Anda sekarang?")
    terminal.press("enter")


def from_the_hopper(terminal: Terminal) -> None:
    """Take the printed card, by keys, and say goodbye."""
    terminal.until("Letakkan lagi jari Anda", 60)
    terminal.press("f2")
    terminal.until("Buka pintu kotak")
    terminal.press("f4")
    terminal.until("tutup kembali")
    terminal.press("f4")
    terminal.until("Terima kasih. Jaga kartu")
    terminal.press("enter")
    terminal.until("Ada yang dapat kami bantu?")
