"""Whatever is pressed, on whatever screen, at whatever size: nothing breaks, and nobody is stuck.

SESSIONS and EVENTS say how many random sessions there are, and how long (`make prove`: more).
"""

import asyncio
import os
import string
from pathlib import Path

import pytest
from textual import events
from textual.keys import Keys

from devices.entropy import SeededEntropy, Stream
from kiosk.policy import Policy
from kiosk.visit.codes import Code
from screens.resident.base import ResidentScreen
from tests.kiosk.bench import somebody
from tests.screens.counter import Counter, counter
from tests.screens.gallery import Gallery
from tests.screens.seen import ARRANGEMENTS, SAMPLES, SIZE

SESSIONS = int(os.environ.get("SESSIONS", "10"))
EVENTS = int(os.environ.get("EVENTS", "100"))
POLICY = Policy()
RESIDENT = somebody(Code.PRINT_READY)
LOOK = 0.002
"""Seconds between two looks of the pilot; Textual's own are ten times that."""
LEAVES = {"ctrl+c"}
"""Keys that close the kiosk, for whoever runs it."""
KEYS = sorted(
    {key.value for key in Keys if not key.value.startswith("<")} - LEAVES
    | {f"{held}+{letter}" for held in ("ctrl", "alt", "shift") for letter in "adfklqz"} - LEAVES
    | {*string.printable.strip(), "é", "你", "ك"}
)
OFTEN = ("enter", "tab", "escape", "down", "space", "backspace")
SIZES = ((80, 24), (100, 30), (132, 43), (40, 10), (10, 3))
TEXTS = ("\x1b[2J", "[/b]", "9" * 5000, "\u202e12", "\x00", "1\ud8002", "", "🇮🇩" * 99)


@pytest.fixture
def _quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look more often whether the app is still at work; Textual's pilot does twice a key."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", LOOK)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", LOOK / 10)


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_every_key_on_every_screen_leaves_it_standing(name: str) -> None:
    async def press() -> None:
        view, overlay = SAMPLES[name]
        app = Gallery(view, "id", overlay)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            stack = list(app.screen_stack)
            for key in KEYS:
                app.post_message(event_of(key))
            await pilot.pause()
            assert app.screen_stack == stack
            assert app.screen.query("#question, #title")
            assert app.is_running

    asyncio.run(press())


@pytest.mark.usefixtures("_quick_pilot")
@pytest.mark.parametrize("seed", range(SESSIONS))
def test_a_random_session_breaks_nothing_and_ends_at_the_welcome(
    seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance = SeededEntropy(seed).stream("presses")

    async def session() -> None:
        async with counter(tmp_path, [RESIDENT]) as at:
            await at.shows("WelcomeScreen")
            at.reader.act({"act": "finger", "owner": RESIDENT.nik}, 0.0)
            for _ in range(EVENTS):
                await do_something(at, chance)
                assert sum(isinstance(each, ResidentScreen) for each in at.app.screen_stack) == 1
                assert at.app.is_running
            await at.pilot.resize_terminal(*SIZE)
            await go_away(at)
            assert RESIDENT.fields.name not in at.text()

    asyncio.run(session())
    assert RESIDENT.nik not in caplog.text
    assert RESIDENT.fields.name not in caplog.text


def event_of(key: str) -> events.Key:
    """Return what a terminal's key becomes; only letters and the like have a character."""
    return events.Key(key, key if len(key) == 1 else None)


async def do_something(at: Counter, chance: Stream) -> None:
    """Press a key, touch a place, paste, type the number, let time pass, or change the size."""
    match chance.randrange(12):
        case 0:
            at.clock.move(0.5)
            await at.pilot.resize_terminal(*chance.choice(SIZES))
        case 1:
            at.clock.move(chance.choice((0.1, 60, 130)))
        case 2:
            await at.press(*RESIDENT.nik, "enter")
        case 3:
            at.app.post_message(events.Paste(chance.choice(TEXTS)))
        case 4 | 5 | 6:
            at.clock.move(0.5)
            width, height = at.app.size
            x, y = chance.randrange(width), chance.randrange(height)
            for kind in (events.MouseDown, events.MouseUp):
                at.app.post_message(
                    kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
                )
            await at.pilot.pause()
        case 7 | 8:
            at.clock.move(0.5)
            at.app.post_message(event_of(chance.choice(KEYS)))
            await at.pilot.pause()
        case _:
            await at.press(chance.choice(OFTEN))


async def go_away(at: Counter) -> None:
    """Leave the kiosk alone: whatever was on it, it is ready for the next resident by itself."""
    for _ in range(20):
        if type(at.app.screen).__name__ == "WelcomeScreen":
            return
        at.clock.move(POLICY.idle_seconds + POLICY.warning_seconds + 300)
        await at.pilot.pause(0.3)
    raise AssertionError(f"nobody gets away from here:\n{at.text()}")
