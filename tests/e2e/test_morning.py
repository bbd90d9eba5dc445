"""One morning at one kiosk: who comes next also shows that nothing of the last one is left.

The five commonest outcomes, as the figures of Probolinggo have them. Most cards were made already
(743,579): their holders come because the card is broken, because it lies elsewhere, or because
their data changed. 29,966 wait for their first card: `test_visit.py` makes one at once. And what
takes longest is to pull a record from the ministry's server: here it is away, and a place is kept.
"""

import contextlib
import csv
import json
import shutil
from pathlib import Path

import pytest

from db.connection import open_for_reading
from db.models import Void
from db.states import Cause, VoidState
from kiosk.simulation import founding
from kiosk.simulation.demo import RESIDENTS
from kiosk.visit.codes import Code
from tests.command import run
from tests.e2e.journeys import (
    WELCOME,
    asked,
    books_hold,
    cards,
    from_the_hopper,
    papers,
    reads_to_the_end,
    takes_slip,
    to_the_end,
    to_the_print,
    touch_machine,
    types_number,
)
from tests.e2e.officers import SITI, types
from tests.e2e.terminal import Terminal


def number_of(folder: Path, shows: Code) -> str:
    """Return the NIK of the first on the demo's list who shows that row."""
    with (folder / "data" / RESIDENTS).open(newline="", encoding="utf-8") as file:
        return next(row["nik"] for row in csv.DictReader(file) if row["shows"] == shows)


def finds_the_server_away(terminal: Terminal, folder: Path) -> str:
    """Come while the ministry's server is away; return the number of the place in the queue."""
    terminal.until(WELCOME, 40)
    touch_machine(terminal, "Ministry down")
    types_number(terminal, number_of(folder, Code.PRINT_READY))
    terminal.sees("Kami sedang tidak tersambung ke server pusat.", 40)
    reference = takes_slip(terminal)
    assert "Nomor ini menyimpan tempat Anda." in reads_to_the_end(terminal)
    terminal.press("enter")
    terminal.until("Nomor telepon mana")
    terminal.press(*"081234567890", "enter")
    terminal.until("Nomor telepon Anda tersimpan. Selesai: kami akan menelepon Anda.")
    reads_to_the_end(terminal)
    terminal.press("enter")
    terminal.until(WELCOME)
    assert f"1. {reference}: menunggu server pusat" in asked(folder, "queue", "list")
    touch_machine(terminal, "Ministry up")
    return reference


def comes_back_with(terminal: Terminal, folder: Path, reference: str) -> None:
    """Type the twelve digits of the place in the queue, and go home with a card."""
    to_the_print(terminal, reference, again=True)
    from_the_hopper(terminal)
    assert [card["went"] for card in cards(folder)] == ["hand"]
    assert reference not in asked(folder, "queue", "list")


def has_other_data(terminal: Terminal, folder: Path) -> None:
    """Call the occupation wrong: no card, a case, and what stands in for the card until then."""
    to_the_end(terminal, number_of(folder, Code.DATA_CHANGED), wrong="Pekerjaan")
    terminal.sees("Data Anda perlu diperbarui dahulu.")
    reference = takes_slip(terminal)
    assert "Kartu Keluarga (KK)" in reads_to_the_end(terminal)
    assert f"{reference}: " in asked(folder, "case", "list")
    terminal.press("enter")


def has_a_card_elsewhere(terminal: Terminal, folder: Path) -> None:
    """Hear where the card lies."""
    to_the_end(terminal, number_of(folder, Code.CARD_WAITING))
    terminal.sees("Kartu Anda sudah jadi dan menunggu Anda.")
    takes_slip(terminal)
    assert "Ambillah di KANTOR KECAMATAN KRAKSAAN." in reads_to_the_end(terminal)
    terminal.press("enter")


def has_a_broken_card(terminal: Terminal, folder: Path) -> None:
    """Hand the card to Siti, who cuts it and signs; go home with another."""
    to_the_end(terminal, number_of(folder, Code.DAMAGED))
    terminal.until("Bagaimana keadaan KTP-el Anda")
    terminal.choose("Ada, tetapi rusak", "down")
    terminal.until("Serahkan kartu yang rusak kepada petugas.")
    terminal.choose("Petugas: kartu sudah dipotong", "down")
    terminal.until("Petugas: kartu rusak sudah dipotong?")
    name, pin = SITI
    terminal.press(*name, "enter", *pin, "enter")
    terminal.until("▶ Ya, saya tanda tangani")
    assert pin not in terminal.text()
    terminal.press("enter")
    terminal.until("Cetak KTP-el Anda sekarang?")
    terminal.press("enter")
    from_the_hopper(terminal)
    assert [card["went"] for card in cards(folder)] == ["hand", "hand"]


@pytest.fixture
def siti(founded: Path, tmp_path: Path) -> None:
    """Make the first officer's account, before the kiosk opens."""
    shutil.copytree(founded, tmp_path / "data")
    status, said = types(tmp_path, ["officer", "first", SITI[0]], SITI[1], SITI[1])
    assert status == 0, said


@pytest.mark.usefixtures("siti")
def test_the_commonest_outcomes_one_after_another(tmp_path: Path) -> None:
    with contextlib.closing(Terminal(tmp_path, "--quick")) as terminal:
        reference = finds_the_server_away(terminal, tmp_path)
        comes_back_with(terminal, tmp_path, reference)
        has_other_data(terminal, tmp_path)
        has_a_card_elsewhere(terminal, tmp_path)
        has_a_broken_card(terminal, tmp_path)
        terminal.press("ctrl+c")
        assert terminal.end() == 0
    books_hold(tmp_path)
    assert [judged(tmp_path, token) for token in papers(tmp_path)] == [
        ("queue", "used"),
        ("case", None),
        ("suket", None),
        ("card_waiting", None),
    ]
    database = open_for_reading(tmp_path / "data" / founding.DATABASE)
    (void,) = Void.select()
    assert (void.cause, void.state, void.officer) == (Cause.DAMAGED, VoidState.VOID, SITI[0])
    database.close()


def judged(folder: Path, token: str) -> tuple[str, str | None]:
    """Return of what kind a slip is, and why it does not count."""
    slip = json.loads(run("slip", "verify", token, "--json", cwd=folder).stdout)
    return slip["kind"], slip["reason"]
