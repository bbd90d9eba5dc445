"""Serial lines, passed in: one wrapper for a real port, one for a simulator in memory."""

import contextlib
import termios
from typing import Any, Protocol

from devices.clock import Clock
from devices.simulator import Simulator

SLICE = 0.2
"""Seconds after which a waiting read looks whether the port was closed meanwhile."""

TICK = 0.001
"""Seconds that a simulator in memory is given at least before it is looked at again."""


class PortLost(Exception):
    """The line is gone: unplugged, refused, or held by another program."""

    def __init__(self, device: str, what: str) -> None:
        super().__init__(f"{device}: {what}")
        self.device = device
        self.what = what


class Port(Protocol):
    """A line of bytes with deadlines (seconds on the owner's monotonic clock)."""

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of `data`; raise `PortLost` if that fails or is not done by the deadline."""
        ...

    def read(self, deadline: float) -> bytes:
        """Return what has come, at least one byte, or b"" at the deadline; raise `PortLost`."""
        ...

    def close(self) -> None:
        """Leave the line; the next write or read takes it again."""
        ...


class SerialPort:
    """A pyserial port by URL: /dev/tty…, socket://host:port, rfc2217://host:port.

    Opened on first use, exclusively, and again after it was lost, so that a replugged cable heals
    by itself. pyserial's errors are of four unrelated types; all of them leave as `PortLost`.
    """

    def __init__(
        self, url: str, device: str, clock: Clock, *, baud: int, rtscts: bool = False
    ) -> None:
        self._url = url
        self._device = device
        self._clock = clock
        self._settings: dict[str, Any] = {"baudrate": baud, "rtscts": rtscts}
        self._serial: Any = None

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of `data` before the deadline."""
        with self._losing():
            line = self._open()
            line.write_timeout = max(0.01, deadline - self._clock.monotonic())
            line.write(data)

    def read(self, deadline: float) -> bytes:
        """Return what has come, or b"" at the deadline or when the port is closed meanwhile."""
        with self._losing():
            line = self._open()
            while line is self._serial:
                remaining = deadline - self._clock.monotonic()
                line.timeout = min(SLICE, max(0.0, remaining))
                first: bytes = line.read(1)
                if first:
                    line.timeout = 0
                    return first + bytes(line.read(65536))
                if remaining <= SLICE:
                    break
        return b""

    def close(self) -> None:
        """Let the line go."""
        line, self._serial = self._serial, None
        if line is not None:
            with contextlib.suppress(OSError, termios.error):
                line.close()

    def _open(self) -> Any:  # noqa: ANN401 - pyserial's URL handlers share no declared type
        if self._serial is None:
            import serial

            line = serial.serial_for_url(self._url, do_not_open=True, timeout=0, **self._settings)
            if not self._url.startswith(("socket:", "rfc2217:")):
                line.exclusive = True
            line.open()
            self._serial = line
        return self._serial

    @contextlib.contextmanager
    def _losing(self) -> Any:  # noqa: ANN401
        try:
            yield
        except (OSError, ValueError, TypeError, termios.error) as error:
            # serial.SerialException is an OSError; a close from elsewhere surfaces as TypeError.
            self.close()
            raise PortLost(self._device, type(error).__name__) from error


class MemoryPort:
    """A simulator at the other end of a wire that takes no time and exists only in memory."""

    def __init__(self, simulator: Simulator, clock: Clock, device: str = "memory") -> None:
        self._simulator = simulator
        self._clock = clock
        self._device = device
        self._plugged = True

    def write(self, data: bytes, deadline: float) -> None:  # noqa: ARG002 - nothing waits here
        """Hand the bytes over at once."""
        self._check()
        self._simulator.receive(data, self._clock.monotonic())

    def read(self, deadline: float) -> bytes:
        """Return the simulator's bytes when their time has come, or b"" at the deadline."""
        while True:
            self._check()
            now = self._clock.monotonic()
            data = self._simulator.transmit(now)
            if data or now >= deadline:
                return data
            due = self._simulator.due()
            soon = deadline if due is None else max(due, now + TICK)
            self._clock.sleep_until(min(soon, deadline))

    def close(self) -> None:
        """Do nothing: a wire in memory has no owner."""

    def plug(self, plugged: bool) -> None:
        """Pull the plug out, or put it back."""
        self._plugged = plugged

    def _check(self) -> None:
        if not self._plugged:
            raise PortLost(self._device, "unplugged")
