"""A scanner that types: what it types is a slip, and its Enter presses nothing."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Static

from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.visit.codes import Code
from kiosk.visit.views import FingerView
from screens.scanning import LEAST, MOST, PAUSE, Scanning
from tests.kiosk.bench import somebody
from tests.screens.counter import Counter, counter
from tests.screens.hands import scan

ANNA = somebody(Code.PRINT_READY)
Story = Callable[[Counter, str], Coroutine[None, None, None]]


class Now:
    """Time by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def typed(scanning: Scanning, text: str) -> list[bool]:
    return [scanning.takes(each) for each in text]


def test_a_scan_is_everything_from_its_first_letter_to_enter() -> None:
    scanning = Scanning(Now())
    text = "KQIC3x-_0123456789"
    assert all(typed(scanning, text))
    assert scanning.ended() == text
    assert scanning.ended() is None


@pytest.mark.parametrize("number", ["3574014505800001", "3574 0145.0580-0001"])
def test_a_number_is_typed_by_somebody(number: str) -> None:
    scanning = Scanning(Now())
    assert not any(typed(scanning, number))
    assert scanning.ended() is None


def test_a_letter_by_accident_takes_no_digits_with_it() -> None:
    now = Now()
    scanning = Scanning(now)
    assert scanning.takes("k")
    now.seconds = PAUSE + 0.1
    assert not scanning.takes("3")
    assert typed(scanning, "k" * (LEAST - 1))[-1]
    assert scanning.ended() is None


def test_a_scan_without_end_is_cut() -> None:
    scanning = Scanning(Now())
    typed(scanning, "K" * 5000)
    assert len(scanning.ended() or "") == MOST


def tell(story: Story, folder: Path) -> None:
    """Let a story happen at a counter, with a slip that was given there."""

    async def happen() -> None:
        async with counter(folder, [ANNA]) as at:
            await at.shows("WelcomeScreen")
            wish = Wish(Kind.QUEUE, ANNA.nik, "server_down")
            given = await at.ask(lambda office: office.matters.open(wish))
            await story(at, given.token)

    asyncio.run(happen())


def test_a_slip_scanned_at_the_welcome_leads_to_the_finger(tmp_path: Path) -> None:
    async def story(at: Counter, token: str) -> None:
        await scan(at, token)
        await at.shows("FingerScreen")
        view = at.app._visit.view
        assert isinstance(view, FingerView)
        assert view.slip
        assert ANNA.nik[-4:] not in at.text()

    tell(story, tmp_path)


def test_a_scan_right_after_a_new_screen_is_taken_whole(tmp_path: Path) -> None:
    async def story(at: Counter, token: str) -> None:
        await at.press("enter")
        await at.until(lambda: type(at.app.screen).__name__ == "NikScreen")
        await scan(at, token[:50])
        await at.until(lambda: "! Ini bukan slip" in at.text())
        assert "0 dari 16" in at.text(), "its digits are not typed into the number"
        at.app.post_message(events.Paste(token + "\n"))
        await at.shows("FingerScreen")
        await scan(at, token)
        assert type(at.app.screen).__name__ == "FingerScreen"

    tell(story, tmp_path)


def test_twelve_digits_are_the_number_of_a_slip(tmp_path: Path) -> None:
    async def story(at: Counter, token: str) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        await at.press(*"482109375558", "enter")
        await at.until(lambda: "! Nomor slip itu tidak ada" in at.text())
        assert "5558" in str(at.app.screen.query_one("#number", Static).render())

    tell(story, tmp_path)


@pytest.mark.parametrize("pasted", [False, True])
def test_digits_that_come_at_once_at_the_welcome_are_all_taken(
    pasted: bool, tmp_path: Path
) -> None:
    async def story(at: Counter, _: str) -> None:
        if pasted:
            at.app.post_message(events.Paste(ANNA.nik))
        for digit in "" if pasted else ANNA.nik:
            at.app.post_message(events.Key(digit, digit))
        await at.until(lambda: "16 dari 16" in at.text())
        await at.shows("NikScreen")
        await at.press("enter")
        await at.shows("FingerScreen")
        assert ANNA.nik[-4:] in at.text()

    tell(story, tmp_path)
