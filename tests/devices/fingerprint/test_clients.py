"""Other people's clients take the simulator for a module."""

import contextlib
import importlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import serial
from PIL import Image

from devices.cable import Cable
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.reader import FingerImage, FingerprintReader
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort

Client = Any
"""A client's module or object: none of them has types."""

RUN = Path(__file__).parents[3] / "run.py"
LINES = [["--pty"], ["--tcp", "127.0.0.1:0"]]
SIZES = {"r30x": 768, "as608": 512, "r503": 1536}
PLACES = {"r30x": 1000, "as608": 162, "r503": 200}


@contextlib.contextmanager
def module(*arguments: str) -> Iterator[str]:
    """Run a simulated module; yield its address."""
    command = [sys.executable, str(RUN), "sim", "fingerprint", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
        assert process.wait(5) == 0


def pyfingerprint(address: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Connect with pyfingerprint; over TCP its way of opening a port is replaced."""
    client = importlib.import_module("pyfingerprint.pyfingerprint")
    if address.startswith("socket://"):

        def opened(port: str, **settings: Client) -> serial.SerialBase:
            return serial.serial_for_url(port, **settings)

        monkeypatch.setattr(client, "serial", SimpleNamespace(EIGHTBITS=8, Serial=opened))
        monkeypatch.setattr(client.os.path, "exists", lambda _: True)
    return client.PyFingerprint(address, 57600, 0xFFFFFFFF, 0x00000000)


@pytest.fixture
def adafruit(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Import the client of Adafruit, with stand-ins for what only boards have."""
    busio, micropython = ModuleType("busio"), ModuleType("micropython")
    busio.UART = object  # type: ignore[attr-defined]
    micropython.const = lambda value: value  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "busio", busio)
    monkeypatch.setitem(sys.modules, "micropython", micropython)
    return importlib.import_module("adafruit_fingerprint")


@pytest.mark.parametrize("profile", ["r30x", "as608"])
@pytest.mark.parametrize("line", LINES, ids=["pty", "tcp"])
def test_pyfingerprint_enrols_searches_and_carries_templates(
    profile: str, line: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with module(*line, "--profile", profile, "--finger", "SITI") as address:
        client = pyfingerprint(address, monkeypatch)
        assert client.verifyPassword()
        assert client.getStorageCapacity() == PLACES[profile]
        assert client.getTemplateCount() == 0
        for buffer in (1, 2):
            assert client.readImage()
            assert client.convertImage(buffer)
        assert client.searchTemplate() == (-1, -1)
        assert client.compareCharacteristics() > 0
        assert client.createTemplate()
        assert client.storeTemplate() == 0
        assert client.getTemplateIndex(0)[:2] == [True, False]
        assert client.readImage()
        assert client.convertImage(1)
        place, score = client.searchTemplate()
        assert place == 0
        assert score > 0
        assert client.loadTemplate(0, 1)
        characteristics = client.downloadCharacteristics(1)
        assert len(characteristics) == SIZES[profile]
        assert client.uploadCharacteristics(2, characteristics)
        assert client.downloadCharacteristics(2) == characteristics
        assert client.compareCharacteristics() > 0
        assert client.deleteTemplate(0)
        assert client.getTemplateCount() == 0
        assert client.clearDatabase()
        assert 0 <= client.generateRandomNumber() < 2**32
        client.setSecurityLevel(5)
        client.setMaxPacketSize(256)
        assert client.getSecurityLevel() == 5
        assert client.getMaxPacketSize() == 256


@pytest.mark.parametrize("profile", ["r30x", "r503"])
@pytest.mark.parametrize("line", LINES, ids=["pty", "tcp"])
def test_adafruit_s_client_enrols_searches_and_carries_templates(
    profile: str, line: list[str], adafruit: Client
) -> None:
    with (
        module(*line, "--profile", profile, "--finger", "SITI") as address,
        serial.serial_for_url(address, 57600, timeout=2) as port,
    ):
        client = adafruit.Adafruit_Fingerprint(port)
        assert client.library_size == PLACES[profile]
        assert (client.security_level, client.data_packet_size, client.baudrate) == (3, 2, 6)
        for buffer in (1, 2):
            assert client.get_image() == adafruit.OK
            assert client.image_2_tz(buffer) == adafruit.OK
        assert client.create_model() == adafruit.OK
        assert client.store_model(7) == adafruit.OK
        assert client.count_templates() == adafruit.OK
        assert client.template_count == 1
        assert client.read_templates() == adafruit.OK
        assert client.templates == [7]
        assert client.get_image() == adafruit.OK
        assert client.image_2_tz(1) == adafruit.OK
        assert client.finger_search() == adafruit.OK
        assert client.finger_id == 7
        if profile == "r30x":
            assert client.finger_fast_search() == adafruit.OK
            assert client.check_module()
        else:
            assert client.set_led() == adafruit.OK
        assert client.load_model(7, 2) == adafruit.OK
        template = client.get_fpdata("char", 2)
        assert len(template) == SIZES[profile]
        assert client.send_fpdata(template, "char", 2)
        assert client.get_fpdata("char", 2) == template
        assert client.compare_templates() == adafruit.OK
        assert client.delete_model(7) == adafruit.OK
        assert client.empty_library() == adafruit.OK
        if profile == "r503":
            client.soft_reset()
            assert client.verify_password() == adafruit.OK


class InMemory:
    """A serial port with a simulated module at its end, in virtual time."""

    def __init__(self) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        module = FingerprintSimulator(SeededEntropy(1), finger="SITI")
        self.port = MemoryPort(Cable(module), self.clock)
        self.came = bytearray()

    def isOpen(self) -> bool:  # noqa: N802 - pyserial's own name
        return False

    def open(self) -> None:
        self.came.clear()

    def write(self, data: bytes) -> None:
        self.port.write(data, self.clock.monotonic())

    def read(self) -> bytes:
        if not self.came:
            self.came += self.port.read(self.clock.monotonic() + 2)
        return bytes([self.came.pop(0)])


def test_pyfingerprint_sees_the_same_picture_of_a_finger_as_our_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module("pyfingerprint.pyfingerprint")
    line = InMemory()
    monkeypatch.setattr(module, "serial", SimpleNamespace(EIGHTBITS=8, Serial=lambda **_: line))
    client = module.PyFingerprint("memory", 57600)
    assert client.readImage()
    client.downloadImage(str(tmp_path / "finger.png"))
    reader = FingerprintReader(line.port, line.clock)
    assert reader.connect() is None
    ours = reader.image(
        deadline=line.clock.monotonic() + 5, tell=lambda _: None, abandoned=lambda: False
    )
    assert isinstance(ours, FingerImage)
    with Image.open(tmp_path / "finger.png") as theirs:
        assert theirs.size == (ours.width, ours.height)
        dots = theirs.tobytes()
    assert bytes(left // 17 << 4 | right // 17 for left, right in batched(dots)) == ours.dots


def batched(dots: bytes) -> Iterator[tuple[int, int]]:
    """Yield two dots at a time, as one byte carries them."""
    return zip(dots[0::2], dots[1::2], strict=True)


def test_two_fingers_never_match_and_none_is_no_finger(adafruit: Client, tmp_path: Path) -> None:
    kept = ("--tcp", "127.0.0.1:0", "--state", str(tmp_path))
    with (
        module(*kept, "--finger", "SITI") as address,
        serial.serial_for_url(address, 57600, timeout=2) as port,
    ):
        client = adafruit.Adafruit_Fingerprint(port)
        for buffer in (1, 2):
            assert client.get_image() == adafruit.OK
            assert client.image_2_tz(buffer) == adafruit.OK
        assert client.create_model() == adafruit.OK
        assert client.store_model(3) == adafruit.OK
    with (
        module(*kept, "--finger", "BUDI") as address,
        serial.serial_for_url(address, 57600, timeout=2) as port,
    ):
        client = adafruit.Adafruit_Fingerprint(port)
        assert client.get_image() == adafruit.OK
        assert client.image_2_tz(1) == adafruit.OK
        assert client.finger_search() == adafruit.NOTFOUND
        assert client.load_model(3, 2) == adafruit.OK
        assert client.compare_templates() == adafruit.NOMATCH
        assert client.create_model() == adafruit.ENROLLMISMATCH
    with (
        module(*kept) as address,
        serial.serial_for_url(address, 57600, timeout=2) as port,
    ):
        client = adafruit.Adafruit_Fingerprint(port)
        assert client.get_image() == adafruit.NOFINGER
        assert client.image_2_tz(1) == adafruit.INVALIDIMAGE
