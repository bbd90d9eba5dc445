"""Two people at a kiosk: one only presses keys, one only touches the screen."""

from collections.abc import Callable
from typing import Protocol

from textual import events
from textual.widget import Widget
from textual.widgets import Button

from kiosk.visit.events import Intent, SignIn, SubmitNik, SubmitPhone
from screens.widgets.choice import Choice
from screens.widgets.keypad import SPELT
from tests.screens.counter import Counter

FARTHEST = 60
"""Steps from plate to plate before somebody gives up."""
TAB = 0.2
"""Seconds between two keys of a hand in no hurry."""


class Hands(Protocol):
    """Presses what stands on the screen, in one way only."""

    async def press(self, at: Counter, found: Callable[[Button], bool]) -> None:
        """Press the plate of which that is true."""
        ...

    async def type(self, at: Counter, digits: str) -> None:
        """Type a number, in place of what stands there."""
        ...

    async def write(self, at: Counter, field: str, words: str) -> None:
        """Write words into the field of that name."""
        ...


class Keys:
    """Never touches the screen: goes from plate to plate."""

    async def press(self, at: Counter, found: Callable[[Button], bool]) -> None:
        """Go to the plate, and press Enter."""
        for _ in range(FARTHEST):
            if isinstance(at.app.focused, Button) and found(at.app.focused):
                break
            at.clock.move(TAB)
            at.app.post_message(events.Key("down", None))
            await at.pilot.pause()
        else:
            raise AssertionError(f"no key leads there:\n{at.text()}")
        await released(at, at.app.focused)
        at.clock.move(TAB)
        at.app.post_message(events.Key("enter", "\r"))

    async def type(self, at: Counter, digits: str) -> None:
        """Type on a keyboard."""
        at.app.post_message(events.Key("delete", None))
        for digit in digits:
            at.app.post_message(events.Key(digit, digit))
        await at.pilot.pause()

    async def write(self, at: Counter, field: str, words: str) -> None:
        """Type on a keyboard, and go on with Enter."""
        await at.until(lambda: at.app.focused is at.app.screen.query_one(f"#{field}"))
        for sign in words:
            at.app.post_message(events.Key("space" if sign == " " else sign, sign))
        at.clock.move(TAB)
        at.app.post_message(events.Key("enter", "\r"))
        await at.pilot.pause()


class Touch:
    """Has no keyboard."""

    async def press(self, at: Counter, found: Callable[[Button], bool]) -> None:
        """Touch the plate."""
        await at.until(lambda: any(map(found, at.app.screen.query(Button))))
        await self._touch(at, next(filter(found, at.app.screen.query(Button))))

    async def type(self, at: Counter, digits: str) -> None:
        """Touch the keys of the keypad."""
        for key in ("clear", *digits):
            await self._touch(at, at.app.screen.query_one(f"#key-{key}"))

    async def write(self, at: Counter, field: str, words: str) -> None:
        """Touch the field, and the keys below it."""
        await self._touch(at, at.app.screen.query_one(f"#{field}"))
        for sign in words:
            key = "space" if sign == " " else SPELT.get(sign, sign)
            await self._touch(at, at.app.screen.query_one(f"#key-{key}"))

    async def _touch(self, at: Counter, plate: Widget) -> None:
        await released(at, plate)
        x, y = plate.region.center
        x, y = int(x), int(y)
        assert at.app.screen.get_widget_at(x, y)[0] is plate, f"{plate} is covered:\n{at.text()}"
        for kind in (events.MouseDown, events.MouseUp):
            at.app.post_message(
                kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)
            )
        await at.pilot.pause()


async def released(at: Counter, plate: Widget) -> None:
    """Wait until a plate is up again: one that is pressed takes no press, for a real moment."""
    await at.until(lambda: not plate.has_class("-active"))


async def do(at: Counter, hands: Hands, intent: Intent) -> None:
    """Do what means that."""
    if isinstance(intent, SubmitNik | SubmitPhone):
        await hands.type(at, intent.typed)
        await hands.press(at, lambda plate: plate.id == "onward")
    elif isinstance(intent, SignIn):
        await hands.write(at, "name", intent.name)
        await hands.write(at, "pin", intent.pin)
        blank = SignIn("", "")
        await hands.press(at, lambda plate: isinstance(plate, Choice) and plate.intent == blank)
    else:
        await hands.press(at, lambda plate: isinstance(plate, Choice) and plate.intent == intent)


async def scan(at: Counter, text: str) -> None:
    """Type as fast as a scanner does, without a moment between the keys."""
    for each in text:
        key = {"-": "minus", "_": "underscore"}.get(each, each)
        at.app.post_message(events.Key(key, each))
    at.app.post_message(events.Key("enter", "\r"))
    await at.pilot.pause()
