"""The workbench: puts a simulator on a pseudo-terminal or on TCP, with its control channel.

The control channel is TCP, one JSON object a line: an act, answered by one line, either what is
then seen or {"error": "a sentence"}.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
import termios
import tty
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Protocol

from devices.cable import Cable
from devices.clock import Clock
from devices.simulator import ActRefused, Json

MAX_ACT = 65536
"""Bytes of one line of the control channel; a longer one ends the connection."""
MAX_UNSENT = 1 << 20
"""Bytes kept for a client that does not read; what is more is dropped, as a serial line would."""
WATCH = 0.25
"""Seconds between looks at whether the process that wanted this one is still alive."""

Address = tuple[str, int]
Act = Callable[[Mapping[str, Json]], dict[str, Json]]


def parse_address(text: str) -> Address:
    """Split HOST:PORT; raise ValueError with a sentence for people."""
    host, separator, port = text.rpartition(":")
    if not separator or not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"{text!r} is not HOST:PORT, for example 127.0.0.1:0.")
    return host, int(port)


class Line(Protocol):
    """Where clients of the simulator come in."""

    address: str

    def send(self, data: bytes) -> None:
        """Send, or drop if nobody is there to take it."""
        ...

    def plug(self, *, plugged: bool) -> None:
        """Take the line away from whoever has it, or give it back."""
        ...


class Bench:
    """One simulator in real time: its bytes go out when they are due, acts happen at once."""

    def __init__(self, cable: Cable, clock: Clock) -> None:
        self._cable = cable
        self._clock = clock
        self._line: Line | None = None
        self._plugged = True
        self._timer: asyncio.TimerHandle | None = None

    def attach(self, line: Line) -> None:
        """Send this machine's bytes to that line from now on."""
        self._line = line
        self.pump()

    def receive(self, data: bytes) -> None:
        """Take bytes from the line."""
        self._cable.receive(data, self._clock.monotonic())
        self.pump()

    def act(self, act: Mapping[str, Json]) -> dict[str, Json]:
        """Let a person beside the machine do something."""
        try:
            return self._cable.act(act, self._clock.monotonic())
        finally:
            self.pump()

    def pump(self) -> None:
        """Send what is due, and come back when more will be."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._clock.monotonic()
        data = self._cable.transmit(now)
        if self._line is not None and self._cable.plugged(now) is not self._plugged:
            self._plugged = not self._plugged
            self._line.plug(plugged=self._plugged)
        if data and self._line is not None:
            self._line.send(data)
        due = self._cable.due()
        if due is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, due - now), self.pump)


class _Pty:
    """A pseudo-terminal. We keep its slave side open, so that clients may come and go.

    Unplugged and plugged in again it may have another name; `link` always points to it.
    """

    def __init__(self, bench: Bench, link: Path | None) -> None:
        self._bench = bench
        self._link = link
        self.open()

    def open(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave, termios.TCSANOW)
        os.set_blocking(self._master, False)
        self._unsent = bytearray()
        self.address = os.ttyname(self._slave)
        asyncio.get_running_loop().add_reader(self._master, self._readable)
        if self._link is not None:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(self.address)
            self.address = str(self._link)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._master)
        asyncio.get_running_loop().remove_writer(self._master)
        os.close(self._master)
        os.close(self._slave)
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def plug(self, *, plugged: bool) -> None:
        if plugged:
            self.open()
        else:
            self.close()

    def send(self, data: bytes) -> None:
        self._unsent += data[: MAX_UNSENT - len(self._unsent)]
        self._writable()

    def _readable(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._bench.receive(os.read(self._master, 65536))

    def _writable(self) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(BlockingIOError):
            sent = os.write(self._master, self._unsent)
            del self._unsent[:sent]
        if self._unsent:
            loop.add_writer(self._master, self._writable)
        else:
            loop.remove_writer(self._master)


class _Tcp:
    """A TCP port that serves one client at a time; the next waits until the first has gone."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._turn = asyncio.Lock()
        self._client: asyncio.StreamWriter | None = None
        self._plugged = True
        self._server: asyncio.Server | None = None
        self.address = ""

    async def open(self, address: Address) -> None:
        self._server = await asyncio.start_server(self._serve, *address)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.address = f"socket://{host}:{port}"

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        if self._client is not None:
            self._client.close()

    def send(self, data: bytes) -> None:
        client = self._client
        if client is not None and client.transport.get_write_buffer_size() < MAX_UNSENT:
            client.write(data)

    def plug(self, *, plugged: bool) -> None:
        self._plugged = plugged
        if not plugged and self._client is not None:
            self._client.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):  # the end of serving
            async with self._turn:
                self._client = writer
                try:
                    while self._plugged and (data := await reader.read(65536)):
                        self._bench.receive(data)
                finally:
                    self._client = None
        writer.close()


@contextlib.asynccontextmanager
async def control_channel(address: Address | None, act: Act) -> AsyncIterator[str | None]:
    """Serve acts on TCP while the context lasts; yields the address, HOST:PORT."""
    if address is None:
        yield None
        return

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # ValueError is a line over MAX_ACT, CancelledError the end of serving.
        with contextlib.suppress(ConnectionError, ValueError, asyncio.CancelledError):
            while line := await reader.readline():
                writer.write(json.dumps(answer(act, line)).encode() + b"\n")
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, *address, limit=MAX_ACT)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield f"{host}:{port}"
    finally:
        server.close()


def answer(act: Act, line: bytes) -> dict[str, Json]:
    """Answer one line of the control channel; whatever is wrong with it is said in the answer."""
    try:
        request = json.loads(line)
    except ValueError:
        return {"error": 'That is not JSON; send one object a line, such as {"act": "look"}.'}
    if not isinstance(request, dict):
        return {"error": 'Send one JSON object a line, such as {"act": "look"}.'}
    try:
        return act(request)
    except ActRefused as refusal:
        return {"error": str(refusal)}


def mind_signals() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set, from now on."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    return told


async def until_told(told: asyncio.Event, parent: int | None) -> None:
    """Wait for the event, or for the end of the process that wanted this one."""
    while not told.is_set() and parent in (None, os.getppid()):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), WATCH)


async def serve(
    cable: Cable,
    clock: Clock,
    *,
    tcp: Address | None,
    control: Address | None,
    parent: int | None = None,
    link: Path | None = None,
) -> None:
    """Serve a simulator on TCP, or on a new pseudo-terminal, until told to stop.

    Prints one line, the address. With `parent`, also stops when that process is gone.
    """
    told = mind_signals()
    bench = Bench(cable, clock)
    line: _Tcp | _Pty
    if tcp is None:
        line = _Pty(bench, link)
    else:
        line = _Tcp(bench)
        await line.open(tcp)
    async with control_channel(control, bench.act):
        bench.attach(line)
        print(line.address, flush=True)  # noqa: T201 - the one line that callers wait for
        await until_told(told, parent)
    line.close()
    sys.stdout.flush()
