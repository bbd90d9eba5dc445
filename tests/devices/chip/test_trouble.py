"""Every trouble of the line in every operation of the coupler, at one message after another."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256

import pytest

from devices.cable import Cable, Planned, Side, Trouble
from devices.chip.coupler import Chip, Coupler, Personalised, Rejected
from devices.chip.exchange import CouplerFault, FaultKind
from devices.chip.simulator.issuer import script, uid_of
from devices.chip.simulator.simulator import CouplerSimulator
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.port import MemoryPort

UID = uid_of("1", 1, size=7)
CONTENT = bytes(range(256)) * 2
LASTS = 20.0
"""Seconds of a trouble that lasts; longer than any answer is waited for."""
OVER = 30.0
PATIENCE = 60.0
SKIPS = (0, 1, 2, 3, 4, 5, 6, 8, 13, 21)
"""Messages that pass before the trouble."""

HEALED: set[FaultKind] = set()
FAULTS = {
    Trouble.DELAY: {FaultKind.SILENT},
    Trouble.SILENCE: {FaultKind.SILENT},
    Trouble.CHATTER: {FaultKind.GARBLED},
    Trouble.DISCONNECT: {FaultKind.LOST},
    Trouble.RESET: {FaultKind.SILENT, FaultKind.GARBLED},
}
"""What may be said where an operation cannot be saved; every other trouble must be healed."""


class World:
    """A coupler with a chip on it, and its driver, that have met."""

    def __init__(self) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.machine = CouplerSimulator("1")
        self.cable = Cable(self.machine, SeededEntropy(3))
        self.coupler = Coupler(MemoryPort(self.cable, self.clock, "coupler"), self.clock)
        assert self.connect() is True

    def connect(self) -> bool | CouplerFault:
        return self.coupler.connect() or True

    def select(self) -> object:
        found = self.coupler.select(self.clock.monotonic())
        return found == Chip(UID) or found

    def run(self) -> object:
        done = self.coupler.run(script(UID, CONTENT), self.clock.monotonic() + PATIENCE)
        card = self.machine.act({"act": "look"}, self.clock.monotonic())["cards"]
        digest = sha256(CONTENT).hexdigest()
        written = card == [{"uid": UID.hex(), "life": "personalised", "sha256": digest}]
        return written if isinstance(done, Personalised) else done

    def release(self) -> bool | CouplerFault:
        return self.coupler.release() or True


OPERATIONS: dict[str, Callable[[World], object]] = {
    "connect": World.connect,
    "select": World.select,
    "run": World.run,
    "release": World.release,
}


def hits(operation: str, trouble: Trouble) -> Iterator[tuple[World, object]]:
    """Let the trouble happen at one message after another; yield what came of it."""
    for side in Side:
        for skip in SKIPS:
            world = World()
            if operation in ("run", "release"):
                assert world.select() is True
            start = world.clock.monotonic()
            world.cable.plan(Planned(trouble, side, skip, LASTS))
            result = OPERATIONS[operation](world)
            if world.cable.act({"act": "line", "is": "plugged"}, start)["planned"]:
                break
            assert world.clock.monotonic() - start < PATIENCE
            yield world, result


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.value)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_in_trouble_says_which_and_leaves_the_line_usable(
    operation: str, trouble: Trouble
) -> None:
    count = 0
    for world, result in hits(operation, trouble):
        count += 1
        if isinstance(result, CouplerFault):
            assert result.kind in FAULTS.get(trouble, HEALED)
        elif isinstance(result, Rejected):  # the chip got a command twice, or at a bad moment
            assert trouble in (Trouble.DUPLICATE, Trouble.RESET)
        else:
            assert result is True
        world.clock.sleep_until(world.clock.monotonic() + OVER)
        assert world.connect() is True
        assert world.select() is True
    assert count > 1
