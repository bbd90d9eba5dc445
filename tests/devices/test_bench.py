"""The workbench: one address on standard output, a control channel, and an end when told."""

import contextlib
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.bench import MAX_ACT, parse_address

RUN = Path(__file__).parents[2] / "run.py"
MACHINES = ["fingerprint", "printer", "receipt"]


@contextlib.contextmanager
def machine(
    name: str, *arguments: str, folder: Path | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Run a simulator."""
    command = [sys.executable, str(RUN), "sim", name, *arguments]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@pytest.mark.parametrize("name", MACHINES)
@pytest.mark.parametrize("line", [["--pty"], ["--tcp", "127.0.0.1:0"]], ids=["pty", "tcp"])
def test_it_prints_one_line_and_ends_when_told(name: str, line: list[str]) -> None:
    with machine(name, *line) as process:
        address = address_of(process)
        assert address.startswith(("/dev/pts/", "socket://127.0.0.1:"))
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=5)
        assert (process.returncode, out, err) == (0, "", "")


def test_it_ends_with_the_process_that_wanted_it() -> None:
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with machine("fingerprint", "--tcp", "127.0.0.1:0", "--parent", str(parent.pid)) as process:
        address_of(process)
        parent.communicate()
        assert process.wait(timeout=5) == 0


def test_an_address_in_use_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with machine("printer", "--tcp", f"127.0.0.1:{port}") as process:
            out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (2, "")
    assert err == "That address cannot be used: Address already in use.\n"


def test_the_control_channel_answers_whatever_comes() -> None:
    control = free_port()
    with machine("printer", "--tcp", "127.0.0.1:0", "--control", f"127.0.0.1:{control}") as process:
        address_of(process)
        with socket.create_connection(("127.0.0.1", control), timeout=5) as line:
            replies = line.makefile()
            for said in (b"not JSON", b"[]", b'{"act": "fly"}', b'{"act": ["x"]}', b"\xff\xfe"):
                line.sendall(said + b"\n")
                assert "error" in json.loads(replies.readline())
            line.sendall(b'{"act": "look"}\n')
            assert json.loads(replies.readline())["cover"] == "closed"
        with socket.create_connection(("127.0.0.1", control), timeout=5) as line:
            with contextlib.suppress(OSError):
                line.sendall(b"x" * (MAX_ACT + 10))
            with contextlib.suppress(OSError):
                assert line.recv(10) == b""
        with socket.create_connection(("127.0.0.1", control), timeout=5) as line:
            line.sendall(b'{"act": "look"}\n')
            assert line.makefile().readline()


def test_one_client_at_a_time_and_the_next_after_it() -> None:
    with machine("printer", "--tcp", "127.0.0.1:0") as process:
        host, port = address_of(process).removeprefix("socket://").split(":")
        first = socket.create_connection((host, int(port)), timeout=5)
        first.sendall(b"\x1bRsn\r")
        assert first.recv(100) == b"SIM0001\x00"
        second = socket.create_connection((host, int(port)), timeout=5)
        second.sendall(b"\x1bRem\r")
        first.sendall(b"\x1bPem;2\r")
        assert first.recv(100) == b"OK\x00"
        first.close()
        assert second.recv(100) == b"2;0\x00"
        second.close()


@pytest.mark.parametrize("text", ["", "host", ":1", "host:", "host:x", "host:70000", "host:-1"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="not HOST:PORT"):
        parse_address(text)


def test_what_is_an_address() -> None:
    assert parse_address("127.0.0.1:0") == ("127.0.0.1", 0)
    assert parse_address("::1:9") == ("::1", 9)
