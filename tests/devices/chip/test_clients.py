"""Other people's client takes the simulator for a PN532."""

import contextlib
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import serial

from devices.chip.coupler import Chip, Coupler, Personalised
from devices.chip.simulator.issuer import script, uid_of
from devices.clock import SystemClock
from devices.port import SerialPort

Client = Any
"""A client's module or object: it has no types here."""

RUN = Path(__file__).parents[3] / "run.py"
LINES = [["--pty"], ["--tcp", "127.0.0.1:0"]]
EXCHANGE, STATUS, RF_CONFIGURATION, DIAGNOSE = 0x40, 0x04, 0x32, 0x00
CONTENT = b"content" * 80


@contextlib.contextmanager
def coupler(*arguments: str) -> Iterator[str]:
    """Run a simulated coupler; yield its address."""
    command = [sys.executable, str(RUN), "sim", "chip", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
        assert process.wait(5) == 0
        assert process.stdout.read() == ""
        assert process.stderr.read() == ""


@pytest.fixture
def adafruit(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Import the client of Adafruit, with stand-ins for what only boards have."""
    boards: dict[str, dict[str, Client]] = {
        "busio": {"UART": object},
        "circuitpython_typing": {"ReadableBuffer": bytes},
        "digitalio": {"Direction": object, "DigitalInOut": object},
        "micropython": {"const": lambda value: value},
    }
    for name, has in boards.items():
        module = ModuleType(name)
        vars(module).update(has)
        monkeypatch.setitem(sys.modules, name, module)
    return importlib.import_module("adafruit_pn532.uart")


@contextlib.contextmanager
def opened(address: str, adafruit: Client) -> Iterator[Client]:
    with serial.serial_for_url(address, 115200, timeout=0.2) as port:
        yield adafruit.PN532_UART(port)


def personalise(client: Client, uid: bytes) -> None:
    for step in script(uid, CONTENT):
        parameters = b"\x01" + step.command
        answer = client.call_function(EXCHANGE, 1 + len(step.answer), parameters)
        assert answer == b"\x00" + step.answer


@pytest.mark.parametrize("line", LINES, ids=["pty", "tcp"])
def test_adafruit_s_client_finds_a_chip_and_personalises_it(
    line: list[str], adafruit: Client
) -> None:
    uid = uid_of("7", 1, size=7)
    with coupler(*line, "--seed", "7") as address:
        with opened(address, adafruit) as client:
            assert client.firmware_version == (0x32, 1, 6, 7)
            assert client.read_passive_target(timeout=1) == uid
            client.SAM_configuration()
            assert client.call_function(STATUS, 12)[:3] == bytes([0, 1, 1])
            assert client.call_function(DIAGNOSE, 1, b"\x06") == b"\x00"
            assert client.call_function(RF_CONFIGURATION, 0, b"\x05\xff\x01\x02") == b""
            personalise(client, uid)
        with opened(address, adafruit) as client:  # the chip is what it was
            assert client.read_passive_target(timeout=1) == uid
            for step in script(uid, CONTENT)[:2]:
                answer = client.call_function(EXCHANGE, 3, b"\x01" + step.command)
            assert answer == bytes.fromhex("006985")
            assert client.power_down()
            assert client.firmware_version == (0x32, 1, 6, 7)  # it wakes it first


@pytest.mark.parametrize("line", LINES, ids=["pty", "tcp"])
def test_adafruit_s_client_finds_no_chip_where_there_is_none(
    line: list[str], adafruit: Client
) -> None:
    with (
        coupler(*line, "--card", "none") as address,
        opened(address, adafruit) as client,
    ):
        assert client.read_passive_target(timeout=0.2) is None
        assert client.read_passive_target(timeout=0.2) is None
        assert client.firmware_version == (0x32, 1, 6, 7)


def test_two_cards_are_too_many_for_it_if_two_are_asked_for(adafruit: Client) -> None:
    with (
        coupler("--tcp", "127.0.0.1:0", "--card", "two") as address,
        opened(address, adafruit) as client,
    ):
        found = client.call_function(0x4A, 64, b"\x02\x00", timeout=1)
        assert found[0] == 2
        assert client.read_passive_target(timeout=1) == uid_of("1", 1, size=7)


@pytest.mark.parametrize("line", LINES, ids=["pty", "tcp"])
def test_several_couplers_at_once_and_our_own_driver_on_each(line: list[str]) -> None:
    clock = SystemClock()
    with coupler(*line, "--seed", "1") as first, coupler(*line, "--seed", "2") as second:
        for address, seed in ((first, "1"), (second, "2"), (first, "1")):
            port = SerialPort(address, "coupler", clock, baud=115200)
            driver = Coupler(port, clock)
            uid = uid_of(seed, 1, size=7)
            assert driver.connect() is None
            assert driver.select(clock.monotonic()) == Chip(uid)
            port.close()
        port = SerialPort(second, "coupler", clock, baud=115200)
        driver = Coupler(port, clock)
        assert driver.select(clock.monotonic()) == Chip(uid_of("2", 1, size=7))
        steps = script(uid_of("2", 1, size=7), CONTENT)
        assert driver.run(steps, clock.monotonic() + 20) == Personalised()
        assert driver.release() is None
        port.close()
