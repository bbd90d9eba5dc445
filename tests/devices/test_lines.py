"""Both drivers over real lines: a pseudo-terminal and TCP, served by the workbench."""

import contextlib
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import serial
from PIL import Image
from serial import rfc2217

from devices.clock import SystemClock
from devices.fingerprint.exchange import FaultKind, ReaderFault
from devices.fingerprint.person import template_of
from devices.fingerprint.reader import FingerprintReader, Matched, NoFinger
from devices.port import PortLost, SerialPort
from devices.printer.evolis.driver import EVOLIS, EvolisPrinter
from devices.printer.printer import Evidence, Finished, Panels
from devices.receipt.driver import ReceiptPrinter
from devices.receipt.receipt import Code, Line, Printed, Ready
from tests.kiosk.documents.scanner import scan

RUN = Path(__file__).parents[2] / "run.py"
LINES = [["--pty"], ["--tcp", "127.0.0.1:0"]]


@contextlib.contextmanager
def machine(*arguments: str) -> Iterator[str]:
    """Run a simulator as people do; yield the address that it prints."""
    command = [sys.executable, str(RUN), "sim", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
    assert process.returncode == 0


@pytest.mark.parametrize("line", LINES, ids=["pty", "tcp"])
def test_the_reader_over_a_real_line(line: list[str]) -> None:
    clock = SystemClock()
    with machine("fingerprint", *line) as address:
        port = SerialPort(address, "fingerprint reader", clock, baud=57600)
        reader = FingerprintReader(port, clock)
        assert reader.connect() is None
        assert reader.load(template_of("3574010101809001")) is None
        deadline = clock.monotonic() + 0.3
        found = reader.match(deadline=deadline, tell=lambda _: None, abandoned=lambda: False)
        assert found == NoFinger()
        assert reader.forget() is None
        port.close()


@pytest.mark.parametrize("line", LINES, ids=["pty", "tcp"])
def test_the_printer_over_a_real_line(line: list[str], tmp_path: Path) -> None:
    clock = SystemClock()
    options = ("--state", str(tmp_path), "--speed", "100")
    with machine("printer", *line, *options) as address:
        assert re.match(r"/dev/pts/|socket://127", address)
        port = SerialPort(address, "card printer", clock, baud=115200)
        printer = EvolisPrinter(port, clock, EVOLIS)
        assert printer.make_ready() is None
        dye = np.zeros((648, 1016), np.uint8)
        dye[100:300, 700:900] = np.arange(200, dtype=np.uint8)
        panels = Panels(y=dye, m=dye, c=dye, k=dye > 100, varnish=True)
        assert printer.load(panels, lambda _: None) is None
        assert printer.print_loaded(lambda _: None) == Finished()
        evidence = printer.evidence(30.0)
        assert isinstance(evidence, Evidence)
        assert (evidence.fed, evidence.panels) == (1, 5)
        port.close()
    assert (tmp_path / "hopper" / "000001.png").exists()


@pytest.mark.parametrize("line", LINES, ids=["pty", "tcp"])
def test_the_receipt_printer_over_a_real_line(line: list[str], tmp_path: Path) -> None:
    clock = SystemClock()
    with machine("receipt", *line, "--state", str(tmp_path)) as address:
        port = SerialPort(address, "receipt printer", clock, baud=38400)
        printer = ReceiptPrinter(port, clock)
        assert printer.status() == Ready(paper_low=False)
        assert printer.print_receipt((Line("Loket 3"), Code("K1"))) == Printed()
        port.close()
    assert scan(Image.open(tmp_path / "000001.png")) == ["K1"]


def test_a_port_that_is_not_there_is_lost() -> None:
    clock = SystemClock()
    port = SerialPort("/dev/does-not-exist", "card printer", clock, baud=115200)
    with pytest.raises(PortLost) as lost:
        port.read(clock.monotonic() + 1)
    assert lost.value.device == "card printer"


def test_a_machine_that_dies_is_a_lost_port_and_comes_back() -> None:
    clock = SystemClock()
    with machine("fingerprint", "--tcp", "127.0.0.1:0") as address:
        port = SerialPort(address, "fingerprint reader", clock, baud=57600)
        reader = FingerprintReader(port, clock)
        assert reader.connect() is None
    assert reader.connect() is not None
    with machine("fingerprint", "--tcp", address.removeprefix("socket://")):
        assert reader.connect() is None
    port.close()


def tell(control: str, act: dict[str, str]) -> dict[str, object]:
    """Do something beside the machine."""
    host, port = control.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(json.dumps(act).encode() + b"\n")
        answer: dict[str, object] = json.loads(connection.makefile().readline())
    return answer


@pytest.mark.parametrize("line", ["pty", "tcp"])
def test_a_plug_that_is_pulled_and_put_back_costs_nothing_but_time(
    line: str, tmp_path: Path
) -> None:
    clock = SystemClock()
    with socket.create_server(("127.0.0.1", 0)) as free:
        control = f"127.0.0.1:{free.getsockname()[1]}"
    link = tmp_path / "reader"
    where = ["--pty", "--link", str(link)] if line == "pty" else ["--tcp", "127.0.0.1:0"]
    with machine("fingerprint", "--control", control, *where) as address:
        port = SerialPort(address, "fingerprint reader", clock, baud=57600)
        reader = FingerprintReader(port, clock)
        assert reader.connect() is None
        assert tell(control, {"act": "line", "is": "unplugged"})["plugged"] is False
        assert reader.connect() == ReaderFault(FaultKind.LOST)
        assert reader.connect() == ReaderFault(FaultKind.LOST)
        assert tell(control, {"act": "line", "is": "plugged"})["plugged"] is True
        assert reader.connect() is None
        assert reader.load(template_of("3574010101809001")) is None
        port.close()
    assert not link.exists()


def test_a_mixture_of_faults_happens_only_if_asked_for(tmp_path: Path) -> None:
    clock = SystemClock()
    options = ("--speed", "100", "--faults", "noisy", "--seed", "7", "--state", str(tmp_path))
    with machine("printer", "--tcp", "127.0.0.1:0", *options) as address:
        printer = EvolisPrinter(
            SerialPort(address, "card printer", clock, baud=115200), clock, EVOLIS
        )
        found = [printer.evidence(1.8) for _ in range(5)]
        good = [each for each in found if isinstance(each, Evidence)]
        assert good
        assert {(each.fed, each.panels) for each in good} == {(0, 0)}


@contextlib.contextmanager
def port_server(url: str) -> Iterator[str]:
    """Serve a line to one client, as a port server on the network does; yield its address."""
    ended = threading.Event()
    line = serial.serial_for_url(url, timeout=0.005)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        connection.settimeout(0.005)
        manager = rfc2217.PortManager(cast("Any", line), cast("Any", connection.makefile("wb", 0)))
        while not ended.is_set():
            with contextlib.suppress(TimeoutError):
                line.write(b"".join(manager.filter(connection.recv(4096))))
            connection.sendall(b"".join(manager.escape(line.read(4096))))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"rfc2217://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        ended.set()
        thread.join()
        listener.close()
        line.close()


@pytest.mark.filterwarnings("ignore:set(Daemon|Name)")  # of pyserial's own thread
def test_the_reader_behind_a_port_server() -> None:
    clock = SystemClock()
    with (
        machine("fingerprint", "--tcp", "127.0.0.1:0", "--finger", "SITI") as local,
        port_server(local) as address,
    ):
        port = SerialPort(address, "fingerprint reader", clock, baud=57600)
        reader = FingerprintReader(port, clock)
        assert reader.connect() is None
        assert reader.load(template_of("SITI")) is None
        deadline = clock.monotonic() + 5
        found = reader.match(deadline=deadline, tell=lambda _: None, abandoned=lambda: False)
        assert isinstance(found, Matched)
        port.close()


def test_whoever_is_connected_when_it_ends_hears_no_traceback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        control = free.getsockname()
    where = f"{control[0]}:{control[1]}"
    command = [sys.executable, str(RUN), "sim", "fingerprint", "--tcp", "127.0.0.1:0"]
    with subprocess.Popen(
        [*command, "--control", where], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        host, port = process.stdout.readline().strip().removeprefix("socket://").split(":")
        with contextlib.ExitStack() as connected:
            for address in ((host, int(port)), (host, int(port)), control):
                connected.enter_context(socket.create_connection(address, timeout=5))
            tell(where, {"act": "look"})
            process.terminate()
            _, said = process.communicate(timeout=5)
        assert (process.returncode, said) == (0, "")
