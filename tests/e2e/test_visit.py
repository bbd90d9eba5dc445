"""The real program on a real terminal, from the first screen to the card in hand."""

import contextlib
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.journeys import books_hold, cards, from_the_hopper, to_the_print
from tests.e2e.terminal import Terminal


def test_a_visit_with_key_presses_only_on_a_noisy_keyboard(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.until("Ada yang dapat kami bantu?", 40)
    for noise in (
        b"\xff\xfe\xc3",
        b"\x1b[<0;99999999999999999999:M",
        b"\x1b[1114112u",
        b"\x00\x80",
    ):
        terminal.send(noise)
    to_the_print(terminal)
    from_the_hopper(terminal)
    assert [card["went"] for card in cards(tmp_path)] == ["hand"]
    with Image.open(tmp_path / "data" / "printer" / "hand" / "000001.png") as card:
        assert card.size == (1016, 648)
    books_hold(tmp_path)


def test_a_visit_with_the_mouse_only(terminal: Terminal, tmp_path: Path) -> None:
    terminal.until("Ada yang dapat kami bantu?", 40)
    terminal.click("English")
    terminal.until("What can we do for you?")
    terminal.click("Get my identity")
    terminal.until("What is your NIK")
    for digit in "3513174407989001":
        terminal.click(f" {digit}   ")
    terminal.until("9001")
    terminal.click("Continue")
    terminal.until("Put your index finger")
    dock(terminal, "Right finger")
    for part in "1234":
        terminal.until(f"({part} of 4)")
        terminal.click("All is right")
    for question, answer in (
        ("Have you moved", "No, I have not moved"),
        ("marital status changed", "No, it is the same"),
        ("not reported yet", "No, nobody"),
    ):
        terminal.until(question)
        terminal.click(answer)
    terminal.until("Print your identity card now?")
    terminal.click("Print my card")
    terminal.until("finger on the glass again", 60)
    dock(terminal, "Right finger")
    terminal.until("Open the box")
    dock(terminal, "Hopper")
    terminal.until("close the door")
    dock(terminal, "Hopper")
    terminal.until("Thank you. ")
    terminal.click("Finish")
    terminal.until("Ada yang dapat kami bantu?")
    assert [card["went"] for card in cards(tmp_path)] == ["hand"]
    books_hold(tmp_path)


def dock(terminal: Terminal, touch: str) -> None:
    """Open the demo's panel with a click, and press one of its buttons."""
    terminal.click("F12 more")
    terminal.until("hands for the simulated machines")
    terminal.click(touch)
    terminal.until(lambda text: "hands for the simulated machines" not in text)


@pytest.mark.prove
def test_a_visit_with_another_make_of_printer_ends_with_a_signature(tmp_path: Path) -> None:
    with contextlib.closing(Terminal(tmp_path, "--make", "epcl")) as terminal:
        to_the_print(terminal)
        terminal.until("Letakkan lagi jari Anda", 60)
        terminal.press("f2")
        terminal.until("Ambil kartu Anda")
        terminal.press("f4")
        terminal.press("f2")
        terminal.until("Terima kasih. Jaga kartu")
        terminal.press("enter")
        terminal.until("Ada yang dapat kami bantu?")
    assert [card["went"] for card in cards(tmp_path)] == ["hand"]
    books_hold(tmp_path)
