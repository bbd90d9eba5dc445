"""What a person beside the machines can do to them, by key or by button.

Speaks the devices' control channels and nothing else: one JSON object a line over TCP, one line
back.
"""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass

DOCK_KEY = "f12"
PATIENCE = 2.0
"""Seconds that a control channel may take."""
TOUCH_SECONDS = 3.0
"""That a finger stays on the reader."""
MAX_REPLY = 65536

Act = dict[str, str | float]


@dataclass(frozen=True)
class Touch:
    """One thing to do: acts for a device, in order."""

    label: str
    device: str
    acts: tuple[Act, ...]
    key: str = ""


FINGER, PRINTER, CHIP, RECEIPT = "fingerprint", "printer", "chip", "receipt"
MINISTRY, KIOSK = "ministry", "kiosk"

OPEN_HOPPER: tuple[Act, ...] = (
    {"act": "door", "is": "open"},
    {"act": "take", "is": "newest"},
)
SHUT_HOPPER: tuple[Act, ...] = ({"act": "door", "is": "closed"},)
HOPPER = Touch("Hopper door", PRINTER, OPEN_HOPPER, "f4")

TOUCHES = (
    Touch(
        "Right finger", FINGER, ({"act": "finger", "is": "right", "seconds": TOUCH_SECONDS},), "f2"
    ),
    Touch(
        "Wrong finger", FINGER, ({"act": "finger", "is": "wrong", "seconds": TOUCH_SECONDS},), "f3"
    ),
    Touch("Wet finger", FINGER, ({"act": "finger", "is": "wet", "seconds": TOUCH_SECONDS},)),
    Touch("No finger", FINGER, ({"act": "finger", "is": "none"},)),
    HOPPER,
    Touch("Card jam", PRINTER, ({"act": "jam"},)),
    Touch("Ribbon out", PRINTER, ({"act": "ribbon", "is": "out"},)),
    Touch("Feeder empty", PRINTER, ({"act": "feeder", "is": "empty"},)),
    Touch("Cover open", PRINTER, ({"act": "cover", "is": "open"},)),
    Touch(
        "Printer in order",
        PRINTER,
        (
            {"act": "power", "is": "on"},
            {"act": "clear"},
            {"act": "ribbon", "is": "new"},
            {"act": "feeder", "is": "full"},
            {"act": "cover", "is": "closed"},
            {"act": "door", "is": "closed"},
        ),
    ),
    Touch("Next chip faulty", CHIP, ({"act": "next", "is": "worn"},)),
    Touch("Receipt paper out", RECEIPT, ({"act": "paper", "is": "out"},)),
    Touch("Receipt cover open", RECEIPT, ({"act": "cover", "is": "open"},)),
    Touch(
        "Receipts in order",
        RECEIPT,
        ({"act": "paper", "is": "new"}, {"act": "cover", "is": "closed"}),
    ),
    Touch("Ministry down", MINISTRY, ({"act": "weather", "is": "down"},)),
    Touch("Ministry slow", MINISTRY, ({"act": "weather", "is": "slow"},)),
    Touch("Ministry up", MINISTRY, ({"act": "weather", "is": "up"},)),
    Touch("Power cut: printer", PRINTER, ({"act": "power", "is": "cut"},)),
    Touch("Power cut: kiosk", KIOSK, ()),
    Touch("Power cut: both", KIOSK, ({"act": "power", "is": "cut"},), "f5"),
)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dock:
    """The hands. `channels` are HOST:PORT of each device's control channel."""

    def __init__(self, channels: Mapping[str, str], die: Callable[[], None] = _die) -> None:
        self._channels = channels
        self._die = die

    @property
    def hints(self) -> str:
        """Return the line that names the keys most needed."""
        return "DEMO  F2 right finger · F3 wrong finger · F4 hopper · F5 power cut · F12 more"

    @property
    def touches(self) -> tuple[Touch, ...]:
        """Return what can be done to the machines of this office."""
        return tuple(each for each in TOUCHES if each.device in (KIOSK, *self._channels))

    def touch_of(self, key: str) -> Touch | None:
        """Return what a key does."""
        return next((touch for touch in TOUCHES if touch.key == key), None)

    async def do(self, touch: Touch) -> None:
        """Do it; a machine that does not answer is left alone."""
        acts = touch.acts
        if touch is HOPPER and await self._hopper_is_open():
            acts = SHUT_HOPPER
        device = PRINTER if touch.device == KIOSK else touch.device
        for act in acts:
            await self._send(device, act)
        if touch.device == KIOSK:
            self._die()

    async def _hopper_is_open(self) -> bool:
        return (await self._send(PRINTER, {"act": "look"})).get("door") == "open"

    async def _send(self, device: str, act: Act) -> dict[str, object]:
        host, port = self._channels[device].rsplit(":", 1)
        with contextlib.suppress(OSError, TimeoutError, ValueError):
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(host, int(port), limit=MAX_REPLY)
                writer.write(json.dumps(act).encode() + b"\n")
                reply = json.loads(await reader.readline())
                writer.close()
                return reply if isinstance(reply, dict) else {}
        return {}
