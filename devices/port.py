"""Serial lines, passed in: one wrapper for a real port, one for a simulator in memory."""

import contextlib
import errno
import termios
from collections.abc import Iterator
from typing import Any, Protocol

from devices.cable import Cable
from devices.clock import Clock

SLICE = 0.01
"""Seconds after which a waiting read looks at its deadline, and whether the port was closed."""

TICK = 0.001
"""Seconds that a simulator in memory is given at least before it is looked at again."""


PIECE = 1024
"""Bytes written between two looks whether the port was closed meanwhile."""
REMOTE = "rfc2217:"
USB = "usb://"
"""Behind it the serial number of an adapter, wherever that is plugged in."""

UNPLUGGED = "was unplugged: plug it in again, and it goes on by itself"
NOT_THERE = "is not there: plug it in, switch it on, and it is found by itself"
NO_ADDRESS = "has an address that no port can have: correct it in the settings"
TAKES_NOTHING = "takes no bytes: switch it off and on, and check its cable"
SENTENCES = {
    errno.ENOENT: NOT_THERE,
    errno.EACCES: "may not be opened by this user: add the user to the group dialout",
    errno.EAGAIN: "is held by another program: close that program",
    errno.EBUSY: "is held by another program: close that program",
    errno.ECONNREFUSED: "does not answer at its address: start it, or correct the address",
}
"""What is wrong with a line, and what a person must do, by what the system says."""


class PortLost(Exception):
    """The line is gone: unplugged, refused, or held by another program. Says what to do."""

    def __init__(self, device: str, what: str) -> None:
        super().__init__(f"The {device} {what}.")
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
    """A port by URL: /dev/tty…, usb://serial-number, socket://host:port, rfc2217://host:port.

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
            for start in range(0, len(data), PIECE):
                if not self._url.startswith(REMOTE):  # its socket has a timeout of its own, 5 s
                    line.write_timeout = max(0.01, deadline - self._clock.monotonic())
                line.write(data[start : start + PIECE])
                if line is not self._serial:
                    raise PortLost(self._device, UNPLUGGED)

    def read(self, deadline: float) -> bytes:
        """Return what has come, or b"" at the deadline or when the port is closed meanwhile."""
        with self._losing():
            line = self._open()
            data = b""
            while line is self._serial:
                waiting = line.in_waiting  # of a socket never more than 1
                if not waiting and (data or self._clock.monotonic() >= deadline):
                    break
                data += line.read(waiting or 1)
                if waiting > 1:
                    break
        return data

    def close(self) -> None:
        """Let the line go, also from another thread; who waits on it leaves within `SLICE`."""
        line, self._serial = self._serial, None
        if line is not None:
            with contextlib.suppress(OSError, termios.error):
                if hasattr(line, "cancel_write"):  # a terminal; a socket is woken by its closing
                    line.cancel_write()
                line.close()

    def _open(self) -> Any:  # noqa: ANN401 - pyserial's URL handlers share no declared type
        if self._serial is None:
            import serial

            url = self._found()
            # Every later change of the timeout would set all of the line's parameters anew.
            line = serial.serial_for_url(url, do_not_open=True, timeout=SLICE, **self._settings)
            if not url.startswith(("socket:", REMOTE)):
                line.exclusive = True
            line.open()
            self._serial = line
        return self._serial

    def _found(self) -> str:
        """Return where the line is now: an adapter gets another path when it is plugged again."""
        if not self._url.startswith(USB):
            return self._url
        from serial.tools import list_ports

        for each in list_ports.comports():
            if each.serial_number == self._url.removeprefix(USB):
                return str(each.device)
        raise PortLost(self._device, NOT_THERE)

    @contextlib.contextmanager
    def _losing(self) -> Iterator[None]:
        try:
            yield
        except PortLost:
            self.close()
            raise
        except (OSError, ValueError, TypeError, termios.error) as error:
            # serial.SerialException is an OSError; a close from elsewhere surfaces as TypeError.
            opened = self._serial is not None
            self.close()
            raise PortLost(self._device, _sentence(error, opened=opened)) from error


def _sentence(error: Exception, *, opened: bool) -> str:
    """Say what a person must do; pyserial hides the system's number in various places."""
    import serial

    if isinstance(error, serial.SerialTimeoutException):
        return TAKES_NOTHING
    for each in (error, error.__context__):
        number = getattr(each, "errno", None)
        if number in SENTENCES and not opened:
            return SENTENCES[number]
    if opened:
        return UNPLUGGED
    return NO_ADDRESS if isinstance(error, ValueError) else NOT_THERE


class MemoryPort:
    """A cable with a simulator at its end, that takes no time and exists only in memory."""

    def __init__(self, cable: Cable, clock: Clock, device: str = "memory") -> None:
        self._cable = cable
        self._clock = clock
        self._device = device

    def write(self, data: bytes, deadline: float) -> None:  # noqa: ARG002 - nothing waits here
        """Hand the bytes over at once."""
        self._check()
        self._cable.receive(data, self._clock.monotonic())
        self._check()

    def read(self, deadline: float) -> bytes:
        """Return the simulator's bytes when their time has come, or b"" at the deadline."""
        while True:
            self._check()
            now = self._clock.monotonic()
            data = self._cable.transmit(now)
            self._check()
            if data or now >= deadline:
                return data
            due = self._cable.due()
            soon = deadline if due is None else max(due, now + TICK)
            self._clock.sleep_until(min(soon, deadline))

    def close(self) -> None:
        """Do nothing: a wire in memory has no owner."""

    def _check(self) -> None:
        if not self._cable.plugged(self._clock.monotonic()):
            raise PortLost(self._device, UNPLUGGED)
