"""The driver against the simulator, in memory and in virtual time."""

from collections.abc import Callable
from datetime import datetime

import pytest

from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.person import template_of
from devices.fingerprint.reader import (
    Abandoned,
    Capture,
    FaultKind,
    FingerprintReader,
    Matched,
    NoFinger,
    NotMatched,
    Poor,
    PoorImage,
    ReaderFault,
)
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort
from devices.simulator import ActRefused, Json

NIK = "3574010101809001"
MINE = template_of(NIK)
Damage = Callable[[bytes], bytes]


class Damaged(FingerprintSimulator):
    """A module at the end of a bad cable: `damage` sees every chunk that comes back."""

    damage: Damage = staticmethod(lambda data: data)

    def transmit(self, now: float) -> bytes:
        data = super().transmit(now)
        return type(self).damage(data) if data else data


class Bench:
    def __init__(self, machine: FingerprintSimulator | None = None) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.machine = machine or FingerprintSimulator(SeededEntropy(1))
        self.port = MemoryPort(self.machine, self.clock, "fingerprint reader")
        self.reader = FingerprintReader(self.port, self.clock)
        self.told: list[Capture] = []

    def act(self, **act: Json) -> dict[str, Json]:
        return self.machine.act(act, self.clock.monotonic())

    def match(self, seconds: float = 10.0) -> object:
        deadline = self.clock.monotonic() + seconds
        return self.reader.match(deadline=deadline, tell=self.told.append, abandoned=lambda: False)

    def ready(self, template: bytes = MINE) -> None:
        assert self.reader.connect() is None
        assert self.reader.load(template) is None


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_right_finger_matches(bench: Bench) -> None:
    bench.ready()
    bench.act(act="finger", **{"is": "right"})
    assert isinstance(bench.match(), Matched)
    assert bench.told == [Capture.WAITING, Capture.CAPTURED]


def test_another_finger_does_not_match(bench: Bench) -> None:
    bench.ready()
    bench.act(act="finger", **{"is": "wrong"})
    assert bench.match() == NotMatched()


def test_nobody_is_the_right_finger_of_a_template_that_belongs_to_nobody(bench: Bench) -> None:
    bench.ready(SeededEntropy(2).stream("decoy").randbytes(768))
    bench.act(act="finger", **{"is": "right"})
    assert bench.match() == NotMatched()


@pytest.mark.parametrize(("finger", "kind"), [("wet", Poor.MESSY), ("dry", Poor.FEW_FEATURES)])
def test_a_poor_image_says_what_is_wrong(bench: Bench, finger: str, kind: Poor) -> None:
    bench.ready()
    bench.act(act="finger", **{"is": finger})
    assert bench.match() == PoorImage(kind)


def test_without_a_finger_it_waits_until_its_deadline_and_no_longer(bench: Bench) -> None:
    bench.ready()
    start = bench.clock.monotonic()
    assert bench.match(5.0) == NoFinger()
    assert 5.0 <= bench.clock.monotonic() - start < 5.5


def test_who_no_longer_wants_to_know_is_not_kept_waiting(bench: Bench) -> None:
    bench.ready()
    start = bench.clock.monotonic()
    result = bench.reader.match(deadline=start + 60, tell=bench.told.append, abandoned=lambda: True)
    assert result == Abandoned()
    assert bench.clock.monotonic() - start < 1


def test_a_finger_must_leave_before_the_next_try(bench: Bench) -> None:
    bench.ready()
    bench.act(act="finger", seconds=3.0, **{"is": "wrong"})
    start = bench.clock.monotonic()
    lifted = bench.reader.wait_lifted(
        deadline=start + 10, tell=bench.told.append, abandoned=lambda: False
    )
    assert lifted is None
    assert bench.told == [Capture.LIFT]
    assert 2.9 < bench.clock.monotonic() - start < 4


def test_enrolment_takes_one_finger_twice(bench: Bench) -> None:
    def hand(stage: Capture) -> None:
        if stage is Capture.LIFT:
            bench.act(act="lift")
        elif stage is Capture.WAITING:
            bench.act(act="finger", owner=NIK)

    assert bench.reader.connect() is None
    template = bench.reader.enrol(deadline=30.0, tell=hand, abandoned=lambda: False)
    assert template == MINE


def test_two_different_fingers_are_not_enrolled(bench: Bench) -> None:
    people = iter(("a", "b"))

    def hand(stage: Capture) -> None:
        if stage is Capture.LIFT:
            bench.act(act="lift")
        elif stage is Capture.WAITING:
            bench.act(act="finger", owner=next(people))

    assert bench.reader.connect() is None
    result = bench.reader.enrol(deadline=30.0, tell=hand, abandoned=lambda: False)
    assert result == PoorImage(Poor.FEW_FEATURES)


def test_forgetting_leaves_nobody_in_the_module(bench: Bench) -> None:
    bench.ready()
    bench.act(act="finger", **{"is": "right"})
    bench.match()
    assert bench.reader.forget() is None
    assert MINE not in bench.machine.module.buffers.values()
    assert bench.match() == NotMatched()


def test_a_silent_module_is_a_value_within_seconds(bench: Bench) -> None:
    bench.act(act="power", **{"is": "off"})
    assert bench.reader.connect() == ReaderFault(FaultKind.SILENT)
    assert bench.clock.monotonic() < 3


def test_a_module_that_was_off_works_again(bench: Bench) -> None:
    bench.ready()
    bench.act(act="power", **{"is": "off"})
    assert isinstance(bench.reader.connect(), ReaderFault)
    bench.act(act="power", **{"is": "on"})
    assert bench.reader.connect() is None or bench.reader.connect() is None
    bench.ready()


def test_a_lost_line_is_a_value_and_heals(bench: Bench) -> None:
    bench.port.plug(plugged=False)
    assert bench.reader.connect() == ReaderFault(FaultKind.LOST)
    bench.port.plug(plugged=True)
    assert bench.reader.connect() is None


def test_a_stray_byte_before_the_first_answer_does_no_harm() -> None:
    class Stray(Damaged):
        damage = staticmethod(lambda data: b"\x55" + data)

    bench = Bench(Stray(SeededEntropy(1)))
    bench.ready()


def test_one_corrupted_answer_is_asked_for_again() -> None:
    once = [True]

    def damage(data: bytes) -> bytes:
        if once:
            once.clear()
            return data[:-1] + bytes([data[-1] ^ 1])
        return data

    class Corrupted(Damaged):
        pass

    Corrupted.damage = staticmethod(damage)
    bench = Bench(Corrupted(SeededEntropy(1)))
    bench.ready()


def test_a_line_that_only_garbles_is_a_value_within_seconds() -> None:
    class Garbled(Damaged):
        damage = staticmethod(lambda data: data[:-1] + bytes([data[-1] ^ 1]))

    bench = Bench(Garbled(SeededEntropy(1)))
    assert bench.reader.connect() == ReaderFault(FaultKind.GARBLED)
    assert bench.clock.monotonic() < 5


def test_a_template_damaged_on_its_way_down_is_sent_again(bench: Bench) -> None:
    bench.ready()
    write, count = bench.port.write, [0]

    def damaging(data: bytes, deadline: float) -> None:
        count[0] += 1
        write(data[:-1] + bytes([data[-1] ^ 1]) if count[0] == 3 else data, deadline)

    bench.port.write = damaging  # type: ignore[method-assign]
    assert bench.reader.load(MINE) is None


@pytest.mark.parametrize(
    "act",
    [
        {"act": "finger", "is": "sixth"},
        {"act": "finger"},
        {"act": "finger", "is": "right", "seconds": -1},
        {"act": "finger", "is": "right", "seconds": "long"},
        {"act": "dance"},
        {},
    ],
)
def test_what_nobody_can_do_is_refused_with_a_sentence(bench: Bench, act: dict[str, Json]) -> None:
    with pytest.raises(ActRefused, match=r"\.$"):
        bench.machine.act(act, 0.0)
