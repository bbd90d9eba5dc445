"""Every trouble of the line in every operation of the reader, at one message after another."""

import functools
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from devices.cable import Cable, Planned, Side, Trouble
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.exchange import FaultKind, ReaderFault
from devices.fingerprint.person import image_of, template_of
from devices.fingerprint.reader import (
    Capture,
    Enrolling,
    FingerImage,
    FingerprintReader,
    Matched,
    NoFinger,
    PoorImage,
)
from devices.fingerprint.simulator.profile import R30X, R503, ModuleProfile
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort

NIK = "3574010101809001"
LASTS = 3.0
"""Seconds of a trouble that lasts; longer than any answer is waited for."""
OVER = 25.0
"""Seconds after which the longest answer that was asked for twice has run out."""
LIFTED = 2.0
PATIENCE = 30.0
SKIPS = (0, 1, 2, 3, 4, 5, 6, 8, 13, 21)
"""Messages that pass before the trouble."""

HEALED: set[FaultKind] = set()
FAULTS = {
    Trouble.DELAY: {FaultKind.SILENT},
    Trouble.SILENCE: {FaultKind.SILENT},
    Trouble.CHATTER: {FaultKind.GARBLED},
    Trouble.DISCONNECT: {FaultKind.LOST},
    Trouble.RESET: {FaultKind.RESTARTED, FaultKind.REFUSED, FaultKind.SILENT},
}
"""What may be said where an operation cannot be saved; every other trouble must be healed."""


drawn = functools.cache(image_of)
"""The image of one finger, drawn once: what is in trouble here is the line."""


@pytest.fixture(autouse=True, scope="module")
def drawn_once() -> Iterator[None]:
    """Let the simulated readers draw their one finger once, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("devices.fingerprint.simulator.module.image_of", drawn)
        yield


class World:
    """A reader with a finger on it, and its driver, that have met."""

    def __init__(self, profile: ModuleProfile) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.profile = profile
        self.template = template_of(NIK, profile.template)
        self.machine = FingerprintSimulator(SeededEntropy(1), profile, finger=NIK)
        self.cable = Cable(self.machine, SeededEntropy(3))
        port = MemoryPort(self.cable, self.clock, "fingerprint reader")
        self.reader = FingerprintReader(port, self.clock)
        self.reordered = False
        assert self.reader.connect() is None
        assert self.reader.load(self.template) is None

    def connect(self) -> bool | ReaderFault:
        return self.reader.connect() or True

    def load(self) -> bool | ReaderFault:
        fault = self.reader.load(self.template)
        return fault or self.machine.module.wanted == self.template

    def wait_lifted(self) -> object:
        deadline = self.clock.monotonic() + LIFTED
        waited = self.reader.wait_lifted(
            deadline=deadline, tell=lambda _: None, abandoned=lambda: False
        )
        return waited == NoFinger() or waited

    def match(self) -> object:
        found = self.reader.match(
            deadline=self.clock.monotonic() + 10, tell=lambda _: None, abandoned=lambda: False
        )
        return isinstance(found, Matched) or found

    def enrol(self) -> object:
        def tell(enrolling: Enrolling) -> None:
            on = enrolling.step is Capture.WAITING
            act = {"act": "finger", "owner": NIK} if on else {"act": "lift"}
            if enrolling.step is not Capture.CAPTURED:
                self.machine.act(act, self.clock.monotonic())

        found = self.reader.enrol(
            deadline=self.clock.monotonic() + 10, tell=tell, abandoned=lambda: False
        )
        if not isinstance(found, bytes):
            return found
        return len(found) == self.profile.template

    def image(self) -> object:
        found = self.reader.image(
            deadline=self.clock.monotonic() + 10, tell=lambda _: None, abandoned=lambda: False
        )
        if not isinstance(found, FingerImage):
            return found
        seen = drawn(self.template, self.profile.image)
        # Two pieces of one packet that change places leave its sum as it was.
        return sorted(found.dots) == sorted(seen) if self.reordered else found.dots == seen

    def forget(self) -> bool | ReaderFault:
        return self.reader.forget() or True


OPERATIONS: dict[str, Callable[[World], object]] = {
    "connect": World.connect,
    "load": World.load,
    "wait_lifted": World.wait_lifted,
    "match": World.match,
    "enrol": World.enrol,
    "image": World.image,
    "forget": World.forget,
}


def hits(
    profile: ModuleProfile, operation: str, trouble: Trouble
) -> Iterator[tuple[World, object]]:
    """Let the trouble happen at one message after another; yield what came of it."""
    for side in Side:
        for skip in SKIPS:
            world = World(profile)
            world.reordered = trouble is Trouble.REORDER
            start = world.clock.monotonic()
            world.cable.plan(Planned(trouble, side, skip, LASTS))
            result = OPERATIONS[operation](world)
            if world.cable.act({"act": "line", "is": "plugged"}, start)["planned"]:
                break
            assert world.clock.monotonic() - start < PATIENCE
            yield world, result


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.value)
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("profile", [R30X, R503], ids=["r30x", "r503"])
def test_an_operation_in_trouble_says_which_and_leaves_the_line_usable(
    profile: ModuleProfile, operation: str, trouble: Trouble
) -> None:
    count = 0
    for world, result in hits(profile, operation, trouble):
        count += 1
        if isinstance(result, ReaderFault):
            assert result.kind in FAULTS.get(trouble, HEALED)
        elif isinstance(result, PoorImage):
            assert trouble is Trouble.RESET
        else:
            assert result is True
        world.clock.sleep_until(world.clock.monotonic() + OVER)
        assert world.connect() is True
        assert world.load() is True
    assert count > 1
