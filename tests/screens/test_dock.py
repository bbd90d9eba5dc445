"""The demo's dock: hands that speak the control channels, and exist only where there are some."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from devices.bench import control_channel
from devices.chip.simulator.simulator import CouplerSimulator
from devices.entropy import SeededEntropy
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.receipt.simulator.simulator import ReceiptSimulator
from devices.simulator import Json, Simulator
from kiosk.ministry.simulator import Ministry
from kiosk.visit.codes import Code
from kiosk.visit.events import Begin
from kiosk.visit.facts import Purpose
from screens.dock.dock import (
    CHIP,
    FINGER,
    HOPPER,
    KIOSK,
    MINISTRY,
    PRINTER,
    RECEIPT,
    TOUCHES,
    Dock,
    Touch,
)
from screens.dock.panel import COLUMNS, DockBar, DockScreen
from screens.messages import Wanted
from screens.resident.nik import NikScreen
from tests.kiosk.bench import OPENING, somebody
from tests.screens.counter import HandClock, counter

WANTED = {
    "Right finger", "Wrong finger", "Wet finger", "No finger", "Card jam", "Ribbon out",
    "Feeder empty", "Cover open", "Ministry down", "Ministry slow", "Power cut: printer",
    "Receipt paper out", "Receipt cover open",
    "Power cut: kiosk", "Power cut: both", "Hopper door",
}  # fmt: skip


def test_there_is_a_hand_for_everything_that_can_happen() -> None:
    assert {touch.label for touch in TOUCHES} >= WANTED


@pytest.mark.parametrize("touch", TOUCHES, ids=lambda touch: touch.label)
def test_each_touch_is_an_act_that_its_machine_knows(touch: Touch, tmp_path: Path) -> None:
    clock = HandClock(OPENING)
    reader = FingerprintSimulator(SeededEntropy(1))
    printer = PrinterSimulator(tmp_path)
    coupler = CouplerSimulator("1")
    receipts = ReceiptSimulator()
    ministry = Ministry(None, bytes(32), clock)
    died: list[bool] = []

    def of(machine: Simulator, name: str) -> object:
        def act(what: Mapping[str, Json]) -> dict[str, Json]:
            heard.append((name, dict(what)))
            return machine.act(what, 0.0)

        return act

    heard: list[tuple[str, dict[str, Json]]] = []

    def weather(what: Mapping[str, Json]) -> dict[str, Json]:
        heard.append((MINISTRY, dict(what)))
        return ministry.act(what)

    async def do() -> None:
        anywhere = ("127.0.0.1", 0)
        async with (
            control_channel(anywhere, of(reader, FINGER)) as at_reader,  # type: ignore[arg-type]
            control_channel(anywhere, of(printer, PRINTER)) as at_printer,  # type: ignore[arg-type]
            control_channel(anywhere, of(coupler, CHIP)) as at_coupler,  # type: ignore[arg-type]
            control_channel(anywhere, of(receipts, RECEIPT)) as at_receipts,  # type: ignore[arg-type]
            control_channel(anywhere, weather) as at_ministry,
        ):
            channels = {FINGER: at_reader, PRINTER: at_printer, MINISTRY: at_ministry}
            channels |= {CHIP: at_coupler, RECEIPT: at_receipts}
            dock = Dock(channels, lambda: died.append(True))  # type: ignore[arg-type]
            await dock.do(touch)

    asyncio.run(do())
    device = PRINTER if touch.device == KIOSK else touch.device
    sent = [(device, json.loads(json.dumps(act))) for act in touch.acts]
    assert [each for each in heard if each[1] != {"act": "look"}] == sent
    assert died == ([True] if touch.device == KIOSK else [])


def test_the_hopper_is_opened_and_shut_by_the_same_touch(tmp_path: Path) -> None:
    printer = PrinterSimulator(tmp_path)

    async def twice() -> list[bool]:
        seen = []
        async with control_channel(
            ("127.0.0.1", 0), lambda what: printer.act(what, 0.0)
        ) as address:
            dock = Dock({PRINTER: address or ""})
            for _ in range(2):
                await dock.do(HOPPER)
                seen.append(printer.mechanism.door_open)
        return seen

    assert asyncio.run(twice()) == [True, False]


def test_there_are_hands_for_the_machines_of_this_office_only() -> None:
    everywhere = dict.fromkeys((FINGER, PRINTER, RECEIPT, MINISTRY, CHIP), "")
    assert Dock(everywhere).touches == TOUCHES
    for missing in (CHIP, RECEIPT):
        some = {name: "" for name in everywhere if name != missing}
        assert [each for each in TOUCHES if each not in Dock(some).touches] == [
            each for each in TOUCHES if each.device == missing
        ]


def test_a_machine_that_is_gone_is_left_alone() -> None:
    asyncio.run(Dock({FINGER: "127.0.0.1:1"}).do(TOUCHES[0]))


@pytest.mark.parametrize("simulated", [True, False])
def test_the_dock_is_there_only_with_simulated_devices(simulated: bool, tmp_path: Path) -> None:
    async def look() -> None:
        dock = Dock({FINGER: "127.0.0.1:1"}) if simulated else None
        async with counter(tmp_path, [somebody(Code.PRINT_READY)], dock=dock) as at:
            await at.shows("WelcomeScreen")
            assert bool(at.app.screen.query(DockBar)) is simulated
            await at.press("f12")
            assert isinstance(at.app.screen, DockScreen) is simulated
            await at.press("f12")
            await at.shows("WelcomeScreen")

    asyncio.run(look())


def test_the_panel_stays_open_when_the_screen_beneath_changes(tmp_path: Path) -> None:
    async def look() -> None:
        dock = Dock({FINGER: "127.0.0.1:1", PRINTER: "127.0.0.1:1"})
        async with counter(tmp_path, [somebody(Code.PRINT_READY)], dock=dock) as at:
            await at.shows("WelcomeScreen")
            await at.press("f12", "down", "right")
            panel = at.app.screen
            assert isinstance(panel, DockScreen)
            assert panel.chosen == "touch-4"
            at.app.post_message(Wanted(Begin(Purpose.OWN_CARD)))
            await at.until(lambda: isinstance(at.app.screen_stack[-2], NikScreen))
            await at.until(lambda: isinstance(at.app.screen, DockScreen))
            assert isinstance(at.app.screen, DockScreen)
            assert at.app.screen.chosen == "touch-4"
            await at.press("f12")
            await at.shows("NikScreen")

    asyncio.run(look())


def test_arrows_go_through_the_panel_and_stop_at_its_ends(tmp_path: Path) -> None:
    async def look() -> None:
        dock = Dock({FINGER: "127.0.0.1:1", PRINTER: "127.0.0.1:1"})
        async with counter(tmp_path, [], dock=dock) as at:
            await at.shows("WelcomeScreen")
            await at.press("f12", "up")
            panel = at.app.screen
            assert isinstance(panel, DockScreen)
            assert panel.chosen == "touch-0"
            await at.press(*("down",) * (len(dock.touches) // COLUMNS + 2))
            assert panel.chosen == "close"

    asyncio.run(look())


@pytest.mark.parametrize("keys", [("f5",), ("f12", "f5")])
def test_one_key_cuts_the_power_whether_the_panel_is_open_or_not(
    keys: tuple[str, ...], tmp_path: Path
) -> None:
    died: list[bool] = []

    async def look() -> None:
        dock = Dock({PRINTER: "127.0.0.1:1"}, lambda: died.append(True))
        async with counter(tmp_path, [], dock=dock) as at:
            await at.shows("WelcomeScreen")
            assert "F5 power cut" in at.text()
            await at.press(*keys)
            await at.until(lambda: died == [True])

    asyncio.run(look())


def test_no_key_does_two_things() -> None:
    keys = [touch.key for touch in TOUCHES if touch.key]
    assert sorted(keys) == sorted(set(keys))
