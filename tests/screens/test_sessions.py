"""Whatever is pressed, on whatever screen, at whatever size: nothing breaks, and nobody is stuck.

SESSIONS and EVENTS say how many random sessions there are, and how long (`make prove`: more).
"""

import asyncio
import logging
import os
import string
from pathlib import Path

import msgspec
import pytest
from textual import events
from textual.keys import Keys

from devices.entropy import SeededEntropy, Stream
from kiosk.office import Office
from kiosk.policy import Policy
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedOfficer, SimulatedResident
from kiosk.visit.codes import Code
from screens.messages import Wanted
from screens.resident.base import ResidentScreen
from tests.kiosk.bench import SITI, somebody
from tests.screens.counter import Counter, counter
from tests.screens.gallery import Gallery
from tests.screens.seen import ONE_OF_EACH, SAMPLES, SIZE

SESSIONS = int(os.environ.get("SESSIONS", "10"))
EVENTS = int(os.environ.get("EVENTS", "100"))
POLICY = Policy()
TABLE_2 = (Code.PRINTER_OUT, Code.NO_BLANK, Code.CAP_REACHED, Code.PRINTED)
PEOPLE = [somebody(code) for code in Code if code not in (*TABLE_2, Code.SERVER_DOWN)]
"""One for each row that somebody shows by themselves."""
VISITORS = 6
"""Of them, in one session."""
WEATHERS = ("up", "up", "up", "down", "garbled")
LOOK = 0.002
"""Seconds between two looks of the pilot; Textual's own are ten times that."""
LOGGERS = ("db", "devices", "kiosk", "screens")
"""Whose lines are all watched for personal data."""
COMMON = 5
"""Letters of a word that may stand in a log by chance."""
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


@pytest.mark.parametrize("name", ONE_OF_EACH)
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
    for ours in LOGGERS:
        caplog.set_level(logging.DEBUG, ours)
    chance = SeededEntropy(seed).stream("presses")
    people = chance.sample(PEOPLE, VISITORS)

    async def happen() -> None:
        async with counter(tmp_path, people) as at:
            await at.shows("WelcomeScreen")
            session = Session(at, chance, people)
            for _ in range(EVENTS):
                await session.do_something()
                assert sum(isinstance(each, ResidentScreen) for each in at.app.screen_stack) == 1
                assert at.app.is_running
            at.ministry.act({"act": "weather", "is": "up"})
            await at.pilot.resize_terminal(*SIZE)
            await go_away(at)
            assert [each for each in people if each.fields.name in at.text()] == []
            assert (await at.ask(Office.check)).violations == []

    asyncio.run(happen())
    logged = "".join(f"{each.getMessage()}{each.args}{each.exc_text}" for each in caplog.records)
    assert "the office is open" in logged
    assert [word for each in people for word in personal(each) if word in logged] == []
    assert not any(word in logged for word in SITI)


@pytest.mark.usefixtures("_quick_pilot")
def test_what_passed_on_a_line_that_failed_is_logged_and_names_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The last frames are written down when a machine fails while it has somebody's data."""
    who = somebody(Code.PRINT_READY)
    for ours in LOGGERS:
        caplog.set_level(logging.DEBUG, ours)

    async def happen() -> None:
        async with counter(tmp_path, [who]) as at:
            await at.shows("WelcomeScreen")
            await at.press("enter")
            await at.shows("NikScreen")
            at.touch_reader({"act": "power", "is": "off"})
            await at.press(*who.nik, "enter")
            await at.shows("OutcomeScreen")

    asyncio.run(happen())
    frames = [each for each in caplog.records if each.name == "kiosk.worker"]
    assert len(frames) > 1
    logged = "".join(each.getMessage() for each in caplog.records)
    assert [word for word in personal(who) if word in logged] == []


def personal(who: Resident) -> list[str]:
    """Return what is written of somebody, but for words that many share."""
    words = msgspec.structs.asdict(who.fields).values()
    return [word for word in words if isinstance(word, str) and len(word) > COMMON]


def event_of(key: str) -> events.Key:
    """Return what a terminal's key becomes; only letters and the like have a character."""
    return events.Key(key, key if len(key) == 1 else None)


class Session:
    """People at one kiosk, one after the other or all at once, who press what they like."""

    def __init__(self, at: Counter, chance: Stream, people: list[Resident]) -> None:
        self._at = at
        self._chance = chance
        self._people = people
        self._officer = SimulatedOfficer(*SITI)
        self._come()

    async def do_something(self) -> None:
        """Press, touch, paste, type, go on as one should, let time pass, or change the world."""
        at, chance = self._at, self._chance
        match chance.randrange(20):
            case 0:
                at.clock.move(0.5)
                await at.pilot.resize_terminal(*chance.choice(SIZES))
            case 1:
                at.clock.move(chance.choice((0.1, 60, 130)))
            case 2:
                await at.press(*self._who.nik, "enter")
            case 3:
                at.app.post_message(events.Paste(chance.choice(TEXTS)))
            case 4 | 5 | 6:
                await self._touch()
            case 7 | 8:
                at.clock.move(0.5)
                at.app.post_message(event_of(chance.choice(KEYS)))
                await at.pilot.pause()
            case 9:
                self._change_the_world()
            case 10:
                self._come()
            case 11 | 12:
                await at.press(chance.choice(OFTEN))
            case _:
                await self._go_on()

    def _change_the_world(self) -> None:
        """Let something fail, or work again."""
        if self._chance.random() < 0.3:
            state = self._chance.choice(("off", "on", "on"))
            self._at.touch_reader({"act": "power", "is": state})
        else:
            self._at.ministry.act({"act": "weather", "is": self._chance.choice(WEATHERS)})

    def _come(self) -> None:
        """Let somebody else stand at the kiosk, whatever is on its screen."""
        at, self._who = self._at, self._chance.choice(self._people)
        self._person = SimulatedResident(self._who, self._chance, at.touch_reader, at.touch_printer)

    async def _go_on(self) -> None:
        """Do what the kiosk asks of a resident, or of an officer who was called."""
        at, visit = self._at, self._at.app._visit
        self._person.see(visit.view)
        intent = self._officer.answer(visit.overlay) or self._person.answer(visit.view)
        if intent is not None:
            at.app.post_message(Wanted(intent))
        at.clock.move(0.5)
        await at.pilot.pause()

    async def _touch(self) -> None:
        at, chance = self._at, self._chance
        at.clock.move(0.5)
        width, height = at.app.size
        x, y = chance.randrange(width), chance.randrange(height)
        for kind in (events.MouseDown, events.MouseUp):
            at.app.post_message(
                kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
            )
        await at.pilot.pause()


async def go_away(at: Counter) -> None:
    """Leave the kiosk alone: whatever was on it, it is ready for the next resident by itself."""
    for _ in range(20):
        if type(at.app.screen).__name__ == "WelcomeScreen":
            return
        at.clock.move(POLICY.idle_seconds + POLICY.warning_seconds + 300)
        await at.pilot.pause(0.3)
    raise AssertionError(f"nobody gets away from here:\n{at.text()}")
