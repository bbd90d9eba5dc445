"""What is remembered of a line: enough to find a fault, nothing about anybody."""

import re
from datetime import datetime

import numpy as np
import pytest

from devices.cable import Cable
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.packet import Describer
from devices.fingerprint.person import template_of
from devices.fingerprint.reader import FingerprintReader, Matched
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort
from devices.printer.evolis.driver import EVOLIS, EvolisPrinter
from devices.printer.evolis.language import describe_order, describe_reply
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.printer.printer import Finished, Panels
from devices.recorder import KEPT, RecordedPort

NIK = "3574010101809001"


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))


def words(port: RecordedPort) -> list[str]:
    return [frame.split(" ", 1)[1] for frame in port.recent()]


def test_a_verification_leaves_names_of_instructions(clock: VirtualClock) -> None:
    machine = FingerprintSimulator(SeededEntropy(1), finger=NIK)
    cable = Cable(machine)
    port = RecordedPort(MemoryPort(cable, clock, "reader"), clock, Describer(), Describer())
    reader = FingerprintReader(port, clock)
    assert reader.connect() is None
    assert reader.load(template_of(NIK)) is None
    found = reader.match(deadline=10.0, tell=lambda _: None, abandoned=lambda: False)
    assert isinstance(found, Matched)
    assert words(port)[:2] == ["> VFY_PWD", "< ack OK"]
    assert words(port)[-6:] == [
        "> GEN_IMG",
        "< ack OK",
        "> IMG_2_TZ",
        "< ack OK",
        "> MATCH",
        "< ack OK",
    ]
    assert "> 128 bytes of data" in words(port)
    assert len(port.recent()) < 30
    cable.unplug()
    assert reader.connect() is not None
    assert words(port)[-1].startswith("! The reader was unplugged")


def test_a_card_leaves_orders_and_sizes(clock: VirtualClock) -> None:
    cable = Cable(PrinterSimulator())
    memory = MemoryPort(cable, clock, "printer")
    port = RecordedPort(memory, clock, describe_order, describe_reply)
    driver = EvolisPrinter(port, clock, EVOLIS)
    noise = SeededEntropy(1).stream("picture").randbytes(648 * 1016)
    dye = np.frombuffer(noise, np.uint8).reshape(648, 1016)
    card = Panels(y=dye, m=dye, c=dye, k=dye > 128, varnish=True)
    assert driver.make_ready() is None
    assert driver.load(card, lambda _: None) is None
    assert driver.print_loaded(lambda _: None) == Finished()
    known = re.compile(r"[<>] [A-Za-z0-9; .]+( \(\d+ bytes\))?")
    assert all(known.fullmatch(frame) for frame in words(port))
    assert any(re.fullmatch(r"> Db;y;64 \(\d{6} bytes\)", frame) for frame in words(port))


def test_only_the_last_frames_are_kept_and_nothing_unprintable(clock: VirtualClock) -> None:
    class Chatty:
        def write(self, data: bytes, deadline: float) -> None:
            """Take it."""

        def read(self, deadline: float) -> bytes:
            return f"\x1b[31mline {deadline}\r".encode()

        def close(self) -> None:
            """Stay."""

    port = RecordedPort(Chatty(), clock, describe_order, describe_reply)
    for number in range(3 * KEPT):
        port.read(number)
    port.write(b"\xff\x00garbage", 0.0)
    assert len(port.recent()) == KEPT
    assert words(port)[-2:] == [f"< [31mline {3 * KEPT - 1}", "> something"]
