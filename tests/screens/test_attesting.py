"""An officer signs over the resident's screen, by keys, with the real office behind it."""

import gc
import sys
from pathlib import Path

from textual.events import Key
from textual.widgets import Input

from kiosk.desk.accounts import NAME, SIGNS
from kiosk.identity import Reason
from kiosk.visit.events import SignIn
from screens.widgets.keypad import Keyboard
from tests.kiosk.bench import SITI
from tests.screens.counter import Counter
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


async def sign_in(at: Counter, name: str, pin: str) -> None:
    """Type name and PIN, and press the one plate that takes them."""
    at.app.screen.query_one("#name", Input).value = ""
    at.app.screen.query_one("#name").focus()
    await at.press(*name, "enter", *("space" if sign == " " else sign for sign in pin), "enter")
    assert at.app.screen.focused is at.app.screen.query_one("#sign")
    await at.press("enter")


async def shown(at: Counter) -> None:
    """Wait until the form shows who is to be vouched for, and look at it for a moment."""
    await at.until(lambda: bool(at.app.screen.query("#holder")))
    at.clock.move(0.5)


def shows_anybody(at: Counter) -> bool:
    """Tell whether name or NIK of the record stand on the screen."""
    return RESIDENT.nik in at.text() or RESIDENT.fields.name.split()[0] in at.text()


def pins() -> list[SignIn]:
    """Return every PIN that is still in memory, but for those that tests have at hand."""
    gc.collect()
    at_hand = {id(each) for module in list(sys.modules.values()) for each in vars(module).values()}
    found = [each for each in gc.get_objects() if isinstance(each, SignIn) and each.pin]
    return [each for each in found if id(each) not in at_hand]


def test_an_officer_is_denied_then_sees_who_it_is_and_signs(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await to_the_form(at)
        await sign_in(at, "siti", "not right")
        assert "not right" not in at.text()
        await at.until(lambda: "Nama atau PIN tidak benar." in at.text())
        assert at.app.screen.query_one("#pin", Input).value == ""
        assert not at.app.screen.query(f"#reason-{Reason.WORN}")
        assert not shows_anybody(at)
        await sign_in(at, *SITI)
        await shown(at)
        assert RESIDENT.nik in at.text()
        assert RESIDENT.fields.name in at.text()
        assert not at.app.screen.query(Input)
        await at.press("down")
        assert at.app.screen.focused is at.app.screen.query_one(f"#reason-{Reason.WORN}")
        await at.press("enter")
        await at.shows("ReviewScreen")
        assert pins() == []

    tell(story, tmp_path)


def test_enter_again_and_again_signs_in_and_signs_for_nobody(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await to_the_form(at)
        await sign_in(at, *SITI)
        await shown(at)
        await at.press("enter", "space", "enter")
        assert at.app._visit.overlay is not None
        assert "FingerScreen" in {type(each).__name__ for each in at.app.screen_stack}
        await at.pilot.click("#stay")
        await at.shows("FingerScreen")
        assert not shows_anybody(at)
        await at.pilot.click("#officer")
        await at.shows("OverlayScreen")
        await at.pilot.click("#attest")
        await at.shows("AttestScreen")
        assert not shows_anybody(at)
        assert [each.value for each in at.app.screen.query(Input)] == ["", ""]

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


def test_every_new_name_and_pin_can_be_typed_on_the_screen() -> None:
    keys = {" " if key == "space" else key for key in Keyboard.KEYS if key != "erase"}
    assert keys == SIGNS
    assert {each for each in map(chr, range(128)) if NAME.fullmatch(each * 2)} == keys - {" "}


def test_an_officer_without_a_keyboard_signs_by_touch_alone(tmp_path: Path) -> None:
    async def story(at: Counter) -> None:
        await to_the_form(at)
        await at.pilot.click("#name")
        for part in (SITI[0], SITI[1]):
            for sign in (*part, "e", "erase"):
                await at.pilot.click(f"#key-{'space' if sign == ' ' else sign}")
            await at.pilot.click("#pin")
        assert at.app.screen.query_one("#name", Input).value == SITI[0]
        at.clock.move(0.5)
        await at.pilot.click("#sign")
        await shown(at)
        await at.pilot.click(f"#reason-{Reason.WORN}")
        await at.shows("ReviewScreen")

    tell(story, tmp_path)


def test_name_and_pin_may_be_typed_faster_than_the_screen_is_drawn(tmp_path: Path) -> None:
    """As after a pause of a busy machine: every key is there at once, blanks and Enter too."""

    async def story(at: Counter) -> None:
        await to_the_form(at)
        at.clock.move(0.5)
        for sign in (*SITI[0], "\r", *SITI[1]):
            key = {"\r": "enter", " ": "space"}.get(sign, sign)
            at.app.post_message(Key(key, sign))
        await at.pilot.pause()
        assert [each.value for each in at.app.screen.query(Input)] == [*SITI]

    tell(story, tmp_path)
