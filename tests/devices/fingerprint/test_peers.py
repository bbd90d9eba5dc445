"""What users report of other drivers, and cannot happen here; the names are those drivers'."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from devices.cable import Cable
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.exchange import FaultKind, ReaderFault
from devices.fingerprint.packet import Code, Kind, Op, Packet, command, encode, split
from devices.fingerprint.person import image_of, template_of
from devices.fingerprint.reader import (
    FingerImage,
    FingerprintReader,
    Matched,
    NotMatched,
)
from devices.fingerprint.simulator import simulator as simulated
from devices.fingerprint.simulator.profile import R30X, R503, ModuleProfile
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort

NIK, STRANGER = "3574010101809001", "3574010101809002"
Damage = Callable[[bytes], bytes]


class Module(FingerprintSimulator):
    """A module whose answers somebody changes on their way."""

    change: Damage = staticmethod(lambda data: data)

    def transmit(self, now: float) -> bytes:
        data = super().transmit(now)
        return type(self).change(data) if data else data


class World:
    def __init__(
        self, machine: FingerprintSimulator | None = None, profile: ModuleProfile = R30X
    ) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.machine = machine or FingerprintSimulator(SeededEntropy(1), profile, finger=NIK)
        self.reader = FingerprintReader(
            MemoryPort(Cable(self.machine), self.clock, "fingerprint reader"), self.clock
        )
        self.template = template_of(NIK, profile.template)

    def took(self, act: Callable[[], object]) -> tuple[object, float]:
        start = self.clock.monotonic()
        return act(), self.clock.monotonic() - start

    def match(self) -> object:
        return self.reader.match(
            deadline=self.clock.monotonic() + 10, tell=lambda _: None, abandoned=lambda: False
        )

    def image(self) -> object:
        return self.reader.image(
            deadline=self.clock.monotonic() + 10, tell=lambda _: None, abandoned=lambda: False
        )

    def set_packets(self, code: int) -> None:
        order = encode(command(Op.SET_SYS_PARA, bytes([6, code])))
        self.machine.receive(order, self.clock.monotonic())
        self.machine.transmit(self.clock.monotonic() + 1)


def test_pyfingerprint_needs_24_seconds_to_notice_a_silent_module() -> None:
    world = World()
    world.machine.act({"act": "power", "is": "off"}, 0.0)
    result, seconds = world.took(world.reader.connect)
    assert result == ReaderFault(FaultKind.SILENT)
    assert seconds <= 2.0


def test_pyfingerprint_dies_of_one_stray_byte_before_the_first_answer() -> None:
    class Greets(Module):
        change = staticmethod(lambda data: b"\x55" + data if data.startswith(b"\xef\x01") else data)

    assert World(Greets(SeededEntropy(1))).reader.connect() is None


@pytest.mark.parametrize("code", range(4))
@pytest.mark.parametrize("size", [498, 512, 513, 768])
def test_pyfingerprint_spoils_a_template_that_is_no_multiple_of_a_packet(
    size: int, code: int
) -> None:
    world = World(profile=replace(R30X, template=size))
    world.set_packets(code)
    assert world.reader.connect() is None
    assert world.reader.load(world.template) is None
    assert world.machine.module.wanted == world.template


def test_pyfingerprint_knows_one_size_of_image() -> None:
    world = World(profile=R503)
    assert world.reader.connect() is None
    found = world.image()
    assert isinstance(found, FingerImage)
    assert (found.width, found.height) == (192, 192)
    assert found.dots == image_of(world.template, (192, 192))


def test_adafruit_accepts_an_answer_that_does_not_add_up() -> None:
    said = encode(Packet(Kind.ACK, bytes([Code.OK]) + (200).to_bytes(2)))

    class Lies(Module):
        change = staticmethod(
            lambda data: said[:-1] + b"\x00" if data[9:10] == bytes([Code.NO_MATCH]) else data
        )

    world = World(Lies(SeededEntropy(1), finger=STRANGER))
    assert world.reader.connect() is None
    assert world.reader.load(world.template) is None
    assert world.match() == ReaderFault(FaultKind.GARBLED)


def test_adafruit_breaks_on_a_refusal_that_is_shorter_than_the_answer() -> None:
    bare = encode(Packet(Kind.ACK, bytes([Code.NO_MATCH])))

    class Terse(Module):
        change = staticmethod(lambda data: bare if data[9:10] == bytes([Code.NO_MATCH]) else data)

    world = World(Terse(SeededEntropy(1), finger=STRANGER))
    assert world.reader.connect() is None
    assert world.reader.load(world.template) is None
    assert world.match() == NotMatched()


def test_adafruit_leaves_the_module_waiting_for_the_last_packet() -> None:
    world = World(profile=replace(R30X, template=498))
    assert world.reader.connect() is None
    assert world.reader.load(world.template) is None
    assert world.reader.connect() is None


def test_adafruit_ends_a_transfer_with_the_sum_of_another_packet() -> None:
    frames = [encode(packet) for packet in split(b"\xde\xad\xbe\xef" * 2, 4)]
    assert [frame[-2:].hex() for frame in frames] == ["0340", "0346"]


def test_adafruit_recurses_once_for_every_packet_of_an_image() -> None:
    world = World()
    world.set_packets(0)
    assert world.reader.connect() is None
    found = world.image()
    assert isinstance(found, FingerImage)
    assert len(found.dots) == 36_864


def test_adafruit_takes_the_complaint_about_data_for_the_next_answer() -> None:
    class Complains(FingerprintSimulator):
        complained = False

        def transmit(self, now: float) -> bytes:
            data = super().transmit(now)
            if data and self.module.wanted and not self.complained:
                self.complained = True
                return encode(Packet(Kind.ACK, bytes([Code.PACKET_ERROR]))) + data
            return data

    world = World(Complains(SeededEntropy(1), finger=NIK))
    assert world.reader.connect() is None
    assert world.reader.load(world.template) is None
    assert isinstance(world.match(), Matched)


def test_arduino_refuses_packets_of_62_bytes_and_more() -> None:
    world = World()
    world.set_packets(3)
    assert world.reader.connect() is None
    assert world.reader.load(world.template) is None


def test_arduino_users_report_false_accepts_at_low_security_levels() -> None:
    world = World(FingerprintSimulator(SeededEntropy(1), finger=STRANGER))
    level = encode(command(Op.SET_SYS_PARA, bytes([5, 1])))
    world.machine.receive(level, world.clock.monotonic())
    world.machine.transmit(world.clock.monotonic() + 1)
    assert world.reader.connect() is None
    assert world.reader.load(world.template) is None
    assert world.match() == NotMatched()
    asked = encode(command(Op.READ_SYS_PARA))
    world.machine.receive(asked, world.clock.monotonic())
    said = world.machine.transmit(world.clock.monotonic() + 1)
    assert int.from_bytes(said[16:18]) == 3


def test_fpm_meets_a_module_that_cannot_say_its_settings() -> None:
    silent = replace(R30X, instructions=R30X.instructions - {Op.READ_SYS_PARA})
    world = World(profile=silent)
    assert world.reader.connect() is None
    assert world.reader.load(world.template) is None
    assert isinstance(world.match(), Matched)


def test_fpm_meets_a_module_that_marks_no_last_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(data: bytes, size: int) -> list[Packet]:
        return [Packet(Kind.DATA, packet.content) for packet in split(data, size)]

    monkeypatch.setattr(simulated, "split", endless)
    world = World()
    assert world.reader.connect() is None
    found = world.image()
    assert isinstance(found, FingerImage)
    assert found.dots == image_of(world.template, R30X.image)
