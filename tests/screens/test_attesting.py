"""An officer signs over the resident's screen, by keys, with the real office behind it."""

from pathlib import Path

from textual.events import Key
from textual.widgets import Input

from kiosk.identity import Reason
from tests.screens.counter import OFFICER, Counter
from tests.screens.test_app import RESIDENT, tell


async def to_the_form(at: Counter) -> None:
    """Come to the finger with a finger that nobody knows, and call an officer."""
    await at.press("enter")
    await at.shows("NikScreen")
    await at.press(*RESIDENT.nik, "enter")
    await at.shows("FingerScreen")
    await at.pilot.click("#officer")
    await at.shows("OverlayScreen")
    await at.pilot.click("#attest")
    await at.shows("AttestScreen")


async def sign(at: Counter, name: str, pin: str) -> None:
    """Type name and PIN, and press the first reason."""
    at.app.screen.query_one("#name", Input).value = ""
    at.app.screen.query_one("#name").focus()
    await at.press(*name, "enter", *("space" if sign == " " else sign for sign in pin), "enter")
    assert at.app.screen.focused is at.app.screen.query_one(f"#reason-{Reason.WORN}")
    await at.press("enter")


def test_an_officer_is_denied_then_signs_and_the_visit_goes_on(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await to_the_form(at)
        await sign(at, "siti", "not right")
        assert "not right" not in at.text()
        await at.until(lambda: "Nama atau PIN tidak benar." in at.text())
        assert at.app.screen.query_one("#pin", Input).value == ""
        await sign(at, *OFFICER)
        await at.shows("ReviewScreen")

    tell(story, tmp_path)


def test_what_was_typed_goes_with_the_form_when_the_officer_goes(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await to_the_form(at)
        await at.press(*"siti", "enter", *"satu")
        assert "•" * 4 in at.text()
        at.clock.move(91)
        await at.shows("FingerScreen")
        await at.pilot.click("#officer")
        await at.shows("OverlayScreen")
        await at.pilot.click("#attest")
        await at.shows("AttestScreen")
        assert [each.value for each in at.app.screen.query(Input)] == ["", ""]

    tell(story, tmp_path)


def test_an_officer_without_a_keyboard_signs_by_touch_alone(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await to_the_form(at)
        await at.pilot.click("#name")
        for part in (OFFICER[0], OFFICER[1]):
            for sign in (*part, "e", "erase"):
                await at.pilot.click(f"#key-{'space' if sign == ' ' else sign}")
            await at.pilot.click("#pin")
        assert at.app.screen.query_one("#name", Input).value == OFFICER[0]
        at.clock.move(0.5)
        await at.pilot.click(f"#reason-{Reason.WORN}")
        await at.shows("ReviewScreen")

    tell(story, tmp_path)


def test_name_and_pin_may_be_typed_faster_than_the_screen_is_drawn(tmp_path: Path) -> None:
    """As after a pause of a busy machine: every key is there at once, blanks and Enter too."""

    async def story(at: Counter) -> None:
        await to_the_form(at)
        at.clock.move(0.5)
        for sign in (*OFFICER[0], "\r", *OFFICER[1]):
            key = {"\r": "enter", " ": "space"}.get(sign, sign)
            at.app.post_message(Key(key, sign))
        await at.pilot.pause()
        assert [each.value for each in at.app.screen.query(Input)] == [*OFFICER]

    tell(story, tmp_path)
