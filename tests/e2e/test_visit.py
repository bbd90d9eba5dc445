"""The real program on a real terminal, from the first screen to the card in hand."""

import contextlib
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.journeys import (
    WELCOME,
    books_hold,
    cards,
    from_the_hopper,
    to_the_print,
    touch_machine,
)
from tests.e2e.terminal import Terminal


def test_a_visit_with_key_presses_only_on_a_noisy_keyboard(quick: Terminal, tmp_path: Path) -> None:
    quick.until(WELCOME, 40)
    quick.press("enter")
    quick.until("Berapa NIK Anda")
    for noise in (
        b"\xff\xfe\xc3",
        b"\x1b[<0;99999999999999999999:M",
        b"\x1b[1114112u",
        b"\x00\x80",
    ):
        quick.send(noise)
    quick.until("Berapa NIK Anda")
    quick.press("escape")
    quick.until(WELCOME)
    to_the_print(quick)
    from_the_hopper(quick)
    assert [card["went"] for card in cards(tmp_path)] == ["hand"]
    with Image.open(tmp_path / "data" / "printer" / "hand" / "000001.png") as card:
        assert card.size == (1016, 648)
    books_hold(tmp_path)


def test_a_visit_with_the_mouse_only(quick: Terminal, tmp_path: Path) -> None:
    quick.until(WELCOME, 40)
    quick.click("English")
    quick.until("What can we do for you?")
    quick.click("Get my identity")
    quick.until("What is your NIK")
    for digit in "3513174407989001":
        quick.click(f" {digit}   ")
    quick.until("9001")
    quick.click("Continue")
    quick.until("put your index finger")
    touch_machine(quick, "Right finger")
    for part in "1234":
        quick.until(f"({part} of 4)")
        quick.click("All is right")
    for question, answer in (
        ("Have you moved", "No, I have not moved"),
        ("marital status changed", "No, it is the same"),
        ("not reported yet", "No, nobody"),
    ):
        quick.until(question)
        quick.click(answer)
    quick.until("Print your identity card now?")
    quick.click("Print my card")
    quick.until("finger on the glass again", 60)
    touch_machine(quick, "Right finger")
    quick.until("Open the box")
    touch_machine(quick, "Hopper")
    quick.until("close the door")
    touch_machine(quick, "Hopper")
    quick.until("Thank you. ")
    quick.click("Finish")
    quick.until(WELCOME)
    assert [card["went"] for card in cards(tmp_path)] == ["hand"]
    books_hold(tmp_path)


@pytest.mark.prove
def test_a_visit_with_another_make_of_printer_ends_with_a_signature(tmp_path: Path) -> None:
    with contextlib.closing(Terminal(tmp_path, "--make", "epcl", "--quick")) as terminal:
        to_the_print(terminal)
        terminal.until("Letakkan lagi jari Anda", 60)
        terminal.press("f2")
        terminal.until("Ambil kartu Anda")
        terminal.press("f4")
        terminal.press("f2")
        terminal.until("Terima kasih. Jaga kartu")
        terminal.press("enter")
        terminal.until(WELCOME)
    assert [card["went"] for card in cards(tmp_path)] == ["hand"]
    books_hold(tmp_path)
