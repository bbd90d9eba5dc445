"""The app between people and the visit: what it lets through, and what it keeps."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Static

from kiosk.policy import Policy
from kiosk.visit.codes import Code
from kiosk.visit.events import CallOfficer, Event
from kiosk.visit.views import NikView, PhoneView
from kiosk.worker import OfficeThreads
from screens.app import LOOK, KioskApp
from screens.pressing import PRESSING
from screens.theme import DAY, THEMES
from screens.widgets.button import PressButton
from tests.kiosk.bench import somebody
from tests.screens.counter import Counter, counter
from tests.screens.seen import SAMPLES

RESIDENT = somebody(Code.PRINT_READY)
IDLE = Policy().idle_seconds
Story = Callable[[Counter], Coroutine[None, None, None]]


def tell(story: Story, folder: Path) -> None:
    """Let a story happen at a counter."""

    async def happen() -> None:
        async with counter(folder, [RESIDENT]) as at:
            await at.shows("WelcomeScreen")
            await story(at)

    asyncio.run(happen())


def number(at: Counter) -> str:
    return str(at.app.screen.query_one("#number", Static).render())


def test_a_number_may_be_typed_in_groups_pasted_erased_and_cleared(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        await at.press(*"3574", "space", *"01.45", "x", "minus")
        assert "••••  0145  ____  ____" in number(at)
        await at.press("backspace")
        assert "•••3  014_" in number(at) or "•••4  014_" in number(at)
        await at.press("delete")
        assert "____  ____" in number(at)
        at.app.screen.post_message(events.Paste(f" {RESIDENT.nik}\n"))
        await at.pilot.pause()
        assert RESIDENT.nik[-4:] in number(at)
        assert RESIDENT.nik[:12] not in at.text()

    tell(story, tmp_path)


def test_time_that_passes_waits_its_turn_as_what_people_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it would change the screen that something else is still putting up."""
    taken: dict[str, set[object]] = {}
    take = KioskApp._take

    async def noted(self: KioskApp, event: Event) -> None:
        taken.setdefault(type(event).__name__, set()).add(asyncio.current_task())
        await take(self, event)

    monkeypatch.setattr(KioskApp, "_take", noted)

    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        at.clock.move(IDLE + 1)
        await at.shows("OverlayScreen")

    tell(story, tmp_path)
    assert taken.keys() >= {"Begin", "Tick"}
    assert len(set.union(*taken.values())) == 1


@pytest.mark.parametrize("seconds", [0.01, 3600.0])
def test_the_first_press_is_answered_before_the_office_opens(
    seconds: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[OfficeThreads] = []

    def start(threads: OfficeThreads) -> None:
        opened.append(threads)

    monkeypatch.setattr("screens.app.FIRST_PRESS", seconds)
    monkeypatch.setattr(OfficeThreads, "start", start)

    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        if seconds < 1:
            await at.until(lambda: len(opened) == 1)
        assert len(opened) == (seconds < 1)

    tell(story, tmp_path)


HOSTILE = {
    "a title": "\x1b]0;owned\x07\x1b[2J",
    "a colour": "\x9b31m1234",
    "the other way round": "12\u202e34",
    "halves": "1\ud800\udfff",
    "nothing at all": "\x00" * 99,
    "5,000 digits": "9" * 5000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_whatever_is_pasted_no_steering_reaches_the_terminal(kind: str, tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        at.app.screen.post_message(events.Paste(HOSTILE[kind]))
        await at.pilot.pause()
        assert number(at).isprintable()
        await at.press("enter")
        await at.until(lambda: "!" in at.text())
        assert number(at).isprintable()

    tell(story, tmp_path)


def test_a_press_meant_for_the_screen_before_is_not_taken(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.until(lambda: type(at.app.screen).__name__ == "NikScreen")
        await at.pilot.press("enter")
        assert "!" not in at.text()
        await at.press("enter")
        await at.until(lambda: "!" in at.text())

    tell(story, tmp_path)


def test_another_language_keeps_what_was_typed_and_lasts_one_visit(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        await at.press(*"3574")
        await at.pilot.click("#language")
        await at.until(lambda: "What is your NIK" in at.text())
        assert "3574" in number(at)
        at.clock.move(0.5)
        await at.pilot.click("#cancel")
        await at.until(lambda: "Ada yang dapat kami bantu?" in at.text())

    tell(story, tmp_path)


def test_an_officer_is_called_and_the_visit_goes_on(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        await at.pilot.click("#officer")
        await at.shows("OverlayScreen")
        await at.press("enter")
        await at.shows("NikScreen")

    tell(story, tmp_path)


def test_a_bug_ends_the_kiosk_and_tells_nothing_personal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async def bug() -> None:
        personal = RESIDENT.nik
        raise ZeroDivisionError(personal)

    async def story(at: Counter) -> None:
        at.app.call_later(bug)
        await at.until(lambda: not at.app.is_running)

    with pytest.raises(ZeroDivisionError):
        tell(story, tmp_path)
    said = caplog.text + "".join(capsys.readouterr())
    assert "ZeroDivisionError at " in said
    assert RESIDENT.nik not in said


def test_another_theme_takes_one_press_and_lasts_one_visit(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        await at.press(*"3574")
        seen = []
        for _ in THEMES:
            await at.pilot.click("#theme")
            await at.pilot.pause()
            seen.append(at.app.theme)
        assert seen == [*list(THEMES)[1:], DAY.name]
        assert "3574" in number(at)
        await at.pilot.click("#theme")
        await at.until(lambda: at.app.theme != DAY.name)
        at.clock.move(0.5)
        await at.pilot.click("#cancel")
        await at.shows("WelcomeScreen")
        assert at.app.theme == DAY.name

    tell(story, tmp_path)


def test_whoever_types_slowly_is_not_asked_whether_they_are_there(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        for digit in "3574":
            at.clock.move(IDLE * 0.9)
            await at.press(digit)
        assert type(at.app.screen).__name__ == "NikScreen"
        at.clock.move(IDLE + 1)
        await at.shows("OverlayScreen")
        await at.press("5", "x")
        assert type(at.app.screen).__name__ == "OverlayScreen"

    tell(story, tmp_path)


def test_a_key_that_is_held_down_is_pressed_once(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        at.app.screen.query_one("#key-7").focus()
        await at.press("enter")
        for _ in range(9):
            at.clock.move(0.04)
            await at.pilot.press("enter")
        assert "___7" not in number(at)
        assert number(at).count("7") == 1
        await at.press("enter")
        assert number(at).count("7") == 2

    tell(story, tmp_path)


async def tap(at: Counter, x: int, y: int) -> None:
    """Touch the screen where it is, at once."""
    for kind in (events.MouseDown, events.MouseUp):
        at.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y))
    await at.pilot.pause()


def middle(at: Counter, plate: str) -> tuple[int, int]:
    x, y = at.app.screen.query_one(plate).region.center
    return int(x), int(y)


async def call_officer(at: Counter) -> None:
    """Let a hand press the plate that calls one."""
    await tap(at, *middle(at, "#officer"))


async def stay_idle(at: Counter) -> None:
    """Let nobody do anything for so long that the kiosk asks."""
    at.clock.move(IDLE + 1)
    await at.pilot.pause(LOOK)


@pytest.mark.parametrize("comes", [call_officer, stay_idle])
def test_a_press_for_what_lay_there_before_an_overlay_came_or_went_does_nothing(
    comes: Callable[[Counter], Coroutine[None, None, None]], tmp_path: Path
) -> None:
    """Two taps in a row neither answer the overlay, nor press what lies beneath it."""

    async def story(at: Counter) -> None:
        await at.press("enter")
        await at.shows("NikScreen")
        await at.press("7")
        officer, eight = middle(at, "#officer"), middle(at, "#key-8")
        await comes(at)
        await at.until(lambda: type(at.app.screen).__name__ == "OverlayScreen")
        await at.until(lambda: bool(at.app.screen.query("#leave")))
        await tap(at, *middle(at, "#leave"))
        await at.pilot.press("enter")
        assert type(at.app.screen).__name__ == "OverlayScreen", "it took a press too soon"
        at.clock.move(1)
        await tap(at, *middle(at, "#stay"))
        assert type(at.app.screen).__name__ == "NikScreen"
        await tap(at, *officer)
        await tap(at, *eight)
        assert type(at.app.screen).__name__ == "NikScreen", (
            "what lies beneath took a press too soon"
        )
        assert number(at).count("7") == 1
        assert "8" not in number(at)
        at.clock.move(1)
        await tap(at, *eight)
        assert "8" in number(at)

    tell(story, tmp_path)


def test_on_every_screen_a_press_too_soon_or_a_held_key_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two taps in a row, or a key that is held down, never answer a screen nobody has seen."""
    wanted: list[object] = []

    async def take(_: KioskApp, event: object) -> None:
        wanted.append(event)

    async def press(at: Counter, key: str) -> int:
        wanted.clear()
        await at.pilot.press(key)
        await at.pilot.pause()
        return wanted.count(CallOfficer())

    async def story(at: Counter) -> None:
        monkeypatch.setattr(KioskApp, "_take", take)
        welcome, *others = {type(each): each for each, _ in SAMPLES.values()}.values()
        for view in (*others, welcome):
            at.clock.move(1)
            await at.app._show(view)
            await at.pilot.pause()
            plate = at.app.screen.query_one("#officer", PressButton)
            plate.active_effect_duration = 0  # it lasts a moment of real time
            plate.focus()
            for key in PRESSING[:2]:
                assert await press(at, key) == 0, f"{key} on {view} came through"
            at.clock.move(1)
            assert await press(at, "enter") == 1, view
            assert await press(at, "enter") == 0, f"held down on {view}"
            at.clock.move(1)
            if not isinstance(view, NikView | PhoneView):  # there it parts the groups of a number
                assert await press(at, "space") == 1, view
                assert await press(at, "space") == 0, f"held down on {view}"

    tell(story, tmp_path)
