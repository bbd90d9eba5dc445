"""Ports: every way of losing a line is one error, within its deadline."""

import contextlib
import errno
import os
import socket
import threading
import tty
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
from serial.tools import list_ports

from devices.cable import Cable
from devices.clock import WIB, SystemClock, VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import NO_ADDRESS, NOT_THERE, SENTENCES, MemoryPort, PortLost, SerialPort

CLOCK = SystemClock()


@contextlib.contextmanager
def pty() -> Iterator[tuple[int, str]]:
    """Open a pseudo-terminal; yield its master and the name of its slave."""
    master, slave = os.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    os.close(slave)
    try:
        yield master, name
    finally:
        with contextlib.suppress(OSError):
            os.close(master)


def port(url: str) -> SerialPort:
    return SerialPort(url, "card printer", CLOCK, baud=115200)


def soon(seconds: float = 1.0) -> float:
    return CLOCK.monotonic() + seconds


def test_bytes_go_both_ways_over_a_pseudo_terminal() -> None:
    with pty() as (master, name):
        line = port(name)
        line.write(b"\x1bRem\r\x00\x11\x13", soon())
        assert os.read(master, 100) == b"\x1bRem\r\x00\x11\x13"
        os.write(master, b"OK\x00\xff\x11\x13")
        assert line.read(soon()) == b"OK\x00\xff\x11\x13"
        line.close()


def test_what_is_there_already_is_read_after_the_deadline_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = port(f"socket://127.0.0.1:{server.getsockname()[1]}")
        line.write(b"x", soon())
        peer, _ = server.accept()
        peer.sendall(b"late")
        assert line.read(CLOCK.monotonic()) == b"late"
        assert line.read(CLOCK.monotonic()) == b""
        line.close()
        peer.close()


def test_nothing_comes_until_the_deadline_and_no_longer() -> None:
    with pty() as (_, name):
        line = port(name)
        start = CLOCK.monotonic()
        assert line.read(soon(0.3)) == b""
        assert 0.25 < CLOCK.monotonic() - start < 1.5
        line.close()


@pytest.mark.parametrize("act", ["read", "write"])
def test_an_unplugged_line_is_lost_and_not_another_error(act: str) -> None:
    with pty() as (master, name):
        line = port(name)
        line.write(b"x", soon())
        os.close(master)
        with pytest.raises(PortLost) as lost:
            line.read(soon()) if act == "read" else line.write(b"xx", soon())
        assert lost.value.device == "card printer"
        line.close()


def test_a_line_that_nobody_reads_is_lost_at_the_deadline() -> None:
    with pty() as (_, name):
        line = port(name)
        start = CLOCK.monotonic()
        with pytest.raises(PortLost):
            line.write(b"x" * 1_000_000, soon(0.4))
        assert CLOCK.monotonic() - start < 3.0
        line.close()


def test_a_line_has_one_owner() -> None:
    with pty() as (_, name):
        first = port(name)
        first.write(b"x", soon())
        with pytest.raises(PortLost):
            port(name).write(b"x", soon())
        first.close()
        port(name).write(b"x", soon())


def test_a_tcp_line_that_was_lost_is_taken_again() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    line = port(f"socket://127.0.0.1:{server.getsockname()[1]}")
    line.write(b"first", soon())
    peer, _ = server.accept()
    peer.close()
    with pytest.raises(PortLost):
        line.read(soon())
    line.write(b"again", soon())
    peer, _ = server.accept()
    assert peer.recv(10) == b"again"
    line.close()
    peer.close()
    server.close()


def test_a_close_from_elsewhere_ends_a_waiting_read() -> None:
    with pty() as (_, name):
        line = port(name)
        line.write(b"x", soon())
        came: list[bytes | PortLost] = []

        def read() -> None:
            try:
                came.append(line.read(soon(30)))
            except PortLost as lost:
                came.append(lost)

        reader = threading.Thread(target=read)
        reader.start()
        line.close()
        reader.join(1.0)
        assert not reader.is_alive()
        assert len(came) == 1


def sentence(line: SerialPort) -> str:
    """Return what a lost line says."""
    with pytest.raises(PortLost) as lost:
        line.read(soon(0.2))
    return str(lost.value)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("/dev/none", NOT_THERE),
        ("usb://NONE", NOT_THERE),
        ("socket://127.0.0.1:1", SENTENCES[errno.ECONNREFUSED]),
        ("nonsense://x", NO_ADDRESS),
        ("", NOT_THERE),
    ],
)
def test_what_cannot_be_opened_is_lost_and_says_what_to_do(url: str, what: str) -> None:
    assert sentence(port(url)) == f"The card printer {what}."


def test_a_line_that_somebody_else_has_and_one_that_broke_say_so() -> None:
    with pty() as (master, name):
        first = port(name)
        first.write(b"x", soon())
        assert "held by another program" in sentence(port(name))
        os.close(master)
        assert "was unplugged" in sentence(first)


def test_an_adapter_is_found_by_its_number_wherever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    plugged: list[SimpleNamespace] = []
    monkeypatch.setattr(list_ports, "comports", lambda: plugged)
    line = port("usb://A5013")
    assert "is not there" in sentence(line)
    for _ in range(2):
        with pty() as (master, name):
            plugged[:] = [
                SimpleNamespace(serial_number=None, device="/dev/ttyS0"),
                SimpleNamespace(serial_number="A5013", device=name),
            ]
            line.write(b"found", soon())
            assert os.read(master, 10) == b"found"
            os.close(master)
            assert "was unplugged" in sentence(line)


def test_a_lost_line_is_reported_within_a_second() -> None:
    with pty() as (master, name):
        line = port(name)
        line.write(b"x", soon())
        pulled = threading.Timer(0.1, os.close, [master])
        pulled.start()
        start = CLOCK.monotonic()
        with pytest.raises(PortLost):
            line.read(soon(30))
        assert CLOCK.monotonic() - start < 1.0


def test_a_line_in_memory_can_be_unplugged_too() -> None:
    clock = VirtualClock(datetime(2026, 3, 2, tzinfo=WIB))
    cable = Cable(FingerprintSimulator(SeededEntropy(1)))
    line = MemoryPort(cable, clock, "reader")
    assert line.read(clock.monotonic() + 1.0) == b""
    assert clock.monotonic() == 1.0
    cable.unplug()
    for act in (lambda: line.read(2.0), lambda: line.write(b"x", 2.0)):
        with pytest.raises(PortLost):
            act()
    cable.plug()
    line.write(b"x", 2.0)
