"""The driver against the simulator, in memory and in virtual time."""

from collections.abc import Callable
from datetime import datetime

import pytest

from devices.cable import Cable
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.exchange import FaultKind, ReaderFault
from devices.fingerprint.packet import Code, Kind, Op, Packet, encode
from devices.fingerprint.person import image_of, template_of
from devices.fingerprint.reader import (
    Abandoned,
    Capture,
    Enrolling,
    FingerImage,
    FingerprintReader,
    Matched,
    NoFinger,
    NotMatched,
    Poor,
    PoorImage,
)
from devices.fingerprint.simulator.profile import AS608, R30X, R503, ModuleProfile
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
        self.cable = Cable(self.machine)
        self.port = MemoryPort(self.cable, self.clock, "fingerprint reader")
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


def test_a_worn_finger_is_sometimes_refused_and_more_often_at_a_stricter_level() -> None:
    def accepted(security: int) -> int:
        bench = Bench()
        bench.machine.act({"act": "finger", "owner": NIK, "condition": "worn"}, 0.0)
        bench.ready()
        command = encode(Packet(Kind.COMMAND, bytes([Op.SET_SYS_PARA, 5, security])))
        bench.port.write(command, 0.0)
        bench.clock.sleep_until(bench.clock.monotonic() + 1)
        return sum(isinstance(bench.match(), Matched) for _ in range(100))

    assert 60 < accepted(1) < 95
    assert 10 < accepted(5) < 40


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


@pytest.mark.parametrize(("profile", "captures"), [(R30X, 2), (AS608, 2), (R503, 6)])
def test_enrolment_takes_one_finger_as_often_as_the_module_wants_it(
    profile: ModuleProfile, captures: int
) -> None:
    bench = Bench(FingerprintSimulator(SeededEntropy(1), profile))
    told: list[Enrolling] = []

    def hand(enrolling: Enrolling) -> None:
        told.append(enrolling)
        if enrolling.step is Capture.LIFT:
            bench.act(act="lift")
        elif enrolling.step is Capture.WAITING:
            bench.act(act="finger", owner=NIK)

    assert bench.reader.connect() is None
    template = bench.reader.enrol(deadline=60.0, tell=hand, abandoned=lambda: False)
    assert template == template_of(NIK, profile.template)
    assert told == [
        Enrolling(Capture.WAITING, 0, captures),
        Enrolling(Capture.CAPTURED, 0, captures),
    ] + [
        Enrolling(step, done, captures)
        for done in range(1, captures)
        for step in (Capture.LIFT, Capture.WAITING, Capture.CAPTURED)
    ]


@pytest.mark.parametrize("profile", [R30X, AS608, R503])
def test_every_family_tells_the_right_finger_from_another(profile: ModuleProfile) -> None:
    bench = Bench(FingerprintSimulator(SeededEntropy(1), profile))
    mine = template_of(NIK, profile.template)
    bench.ready(mine)
    bench.act(act="finger", owner=NIK)
    assert isinstance(bench.match(), Matched)
    bench.act(act="finger", owner="somebody else")
    assert bench.match() == NotMatched()
    assert bench.reader.forget() is None
    bench.act(act="finger", owner=NIK)
    assert not isinstance(bench.match(), Matched)


@pytest.mark.parametrize("profile", [R30X, R503])
def test_the_picture_of_a_finger_is_that_finger_s(profile: ModuleProfile) -> None:
    bench = Bench(FingerprintSimulator(SeededEntropy(1), profile))
    bench.act(act="finger", owner=NIK)
    assert bench.reader.connect() is None
    image = bench.reader.image(deadline=10.0, tell=bench.told.append, abandoned=lambda: False)
    assert isinstance(image, FingerImage)
    assert (image.width, image.height) == profile.image
    assert image.dots == image_of(template_of(NIK, profile.template), profile.image)
    assert bench.told == [Capture.WAITING, Capture.CAPTURED, Capture.SENDING]


@pytest.mark.parametrize("profile", [R30X, R503])
def test_a_picture_that_nobody_wants_any_more_is_waited_for_no_longer(
    profile: ModuleProfile,
) -> None:
    bench = Bench(FingerprintSimulator(SeededEntropy(1), profile))
    bench.act(act="finger", owner=NIK)
    mine = template_of(NIK, profile.template)
    bench.ready(mine)
    start = bench.clock.monotonic()
    wanted_until = start + 1.5
    image = bench.reader.image(
        deadline=start + 10,
        tell=bench.told.append,
        abandoned=lambda: bench.clock.monotonic() > wanted_until,
    )
    assert image == Abandoned()
    assert bench.clock.monotonic() < wanted_until + 0.5
    bench.ready(mine)
    assert isinstance(bench.match(), Matched)


@pytest.mark.parametrize("profile", [R30X, R503])
def test_no_picture_stays_in_the_module(profile: ModuleProfile) -> None:
    bench = Bench(FingerprintSimulator(SeededEntropy(1), profile))
    bench.ready(template_of(NIK, profile.template))
    bench.act(act="finger", owner=NIK)
    bench.match()
    bench.act(act="lift")
    assert bench.reader.forget() is None
    assert bench.reader.connect() is None
    upload = bench.machine.module.execute(bytes([Op.UP_IMAGE]))
    assert upload.code == Code.IMAGE_UPLOAD_FAILED


def test_a_module_that_began_anew_is_not_taken_for_one_that_refuses_the_finger(
    bench: Bench,
) -> None:
    bench.ready()

    def stumble(stage: Capture) -> None:
        if stage is Capture.CAPTURED:
            bench.act(act="power", **{"is": "off"})
            bench.act(act="power", **{"is": "on"})
            bench.clock.sleep_until(bench.clock.monotonic() + 1)

    bench.act(act="finger", **{"is": "right"})
    result = bench.reader.match(deadline=10.0, tell=stumble, abandoned=lambda: False)
    assert isinstance(result, ReaderFault | PoorImage)
    bench.ready()
    assert isinstance(bench.match(), Matched)


def test_two_different_fingers_are_not_enrolled(bench: Bench) -> None:
    people = iter(("a", "b"))

    def hand(enrolling: Enrolling) -> None:
        if enrolling.step is Capture.LIFT:
            bench.act(act="lift")
        elif enrolling.step is Capture.WAITING:
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
    assert bench.clock.monotonic() < 2


def test_a_module_that_was_off_works_again(bench: Bench) -> None:
    bench.ready()
    bench.act(act="power", **{"is": "off"})
    assert isinstance(bench.reader.connect(), ReaderFault)
    bench.act(act="power", **{"is": "on"})
    assert bench.reader.connect() is None or bench.reader.connect() is None
    bench.ready()


def test_a_lost_line_is_a_value_and_heals(bench: Bench) -> None:
    bench.cable.unplug()
    assert bench.reader.connect() == ReaderFault(FaultKind.LOST)
    bench.cable.plug()
    assert bench.reader.connect() is None


def test_a_stray_byte_before_the_first_answer_does_no_harm() -> None:
    class Stray(Damaged):
        damage = staticmethod(lambda data: b"\x55" + data if data.startswith(b"\xef\x01") else data)

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
        {"act": "finger", "owner": "SITI", "condition": "green"},
        {"act": "finger", "owner": "SITI", "condition": []},
        {"act": "finger", "is": "right", "seconds": "long"},
        {"act": "dance"},
        {},
    ],
)
def test_what_nobody_can_do_is_refused_with_a_sentence(bench: Bench, act: dict[str, Json]) -> None:
    with pytest.raises(ActRefused, match=r"\.$"):
        bench.machine.act(act, 0.0)
