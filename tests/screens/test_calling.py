"""Whoever calls an officer is heard: the terminal rings until one comes, and its title says so."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from kiosk.visit.codes import Code
from kiosk.visit.visit import OFFICER_SECONDS
from screens.calling import BELL, OfficerCall
from tests.kiosk.bench import somebody
from tests.screens.counter import Counter, counter

RESIDENT = somebody(Code.PRINT_READY)
EVERY = 20.0
TITLE = "\x1b]2;"
WANTED, USUAL = "Petugas dipanggil: Dispendukcapil", "Dispendukcapil Kota Probolinggo"


class Terminal:
    """What was sent to a terminal, besides the screen."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    @property
    def rings(self) -> int:
        """How often it rang."""
        return self.sent.count(BELL)

    @property
    def title(self) -> str:
        """What its title is."""
        return next(each for each in reversed(self.sent) if each.startswith(TITLE))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Listen at the terminal."""
    terminal = Terminal()
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: terminal.sent.append(data))
    return terminal


def tell(story: Callable[[Counter], Awaitable[None]], folder: Path, ring: float | None) -> None:
    """Let it happen at a kiosk where somebody types a number."""

    async def happen() -> None:
        async with counter(folder, [RESIDENT], ring_seconds=ring) as at:
            await at.press("enter")
            await at.shows("NikScreen")
            await story(at)

    asyncio.run(happen())


@pytest.mark.parametrize("way", ["withdrawn", "left", "nobody came"])
def test_it_rings_at_once_and_again_until_the_call_is_over(
    way: str, tmp_path: Path, terminal: Terminal
) -> None:
    async def story(at: Counter) -> None:
        assert terminal.rings == 0
        assert USUAL in terminal.title
        await at.pilot.click("#officer")
        await at.shows("OverlayScreen")
        await at.until(lambda: terminal.rings == 1)
        assert WANTED in terminal.title
        for rings in (2, 3):
            at.clock.move(EVERY - 1.0)
            await at.pilot.pause(0.5)
            assert terminal.rings == rings - 1
            at.clock.move(1.0)
            await at.until(lambda rings=rings: terminal.rings == rings)  # type: ignore[misc]
        if way == "nobody came":
            at.clock.move(OFFICER_SECONDS)
        else:
            await at.pilot.click("#stay" if way == "withdrawn" else "#leave")
        await at.until(lambda: USUAL in terminal.title)
        rings = terminal.rings
        at.clock.move(3.0)
        await at.pilot.pause(0.5)
        assert terminal.rings == rings

    tell(story, tmp_path, EVERY)


def test_a_kiosk_that_shall_not_ring_says_it_in_its_title_alone(
    tmp_path: Path, terminal: Terminal
) -> None:
    async def story(at: Counter) -> None:
        await at.pilot.click("#officer")
        await at.until(lambda: WANTED in terminal.title)
        at.clock.move(EVERY + 1)
        await at.pilot.pause(0.5)
        assert terminal.rings == 0

    tell(story, tmp_path, None)


def test_each_call_rings_at_once_and_a_title_steers_no_terminal() -> None:
    now, sent = [0.0], list[str]()
    call = OfficerCall(lambda: now[0], sent.append, EVERY)
    for title, wanted in (("a\x1b]0;b\x07c", True), ("d", False), ("e", True), ("e", True)):
        call.follow(title, wanted=wanted)
    assert sent.count(BELL) == 2
    assert sent[0] == "\x1b]2;a]0;bc\x1b\\"
    now[0] = EVERY
    call.follow("e", wanted=True)
    assert sent.count(BELL) == 3
