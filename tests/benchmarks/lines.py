"""Real simulators in processes of their own, and what passes on their lines."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from devices.clock import Clock
from devices.port import Port

RUN = Path(__file__).parents[2] / "run.py"


@contextlib.contextmanager
def simulator(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run a simulated machine; yield its address and its process."""
    command = [sys.executable, str(RUN), "sim", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()


class CountedPort:
    """A port, and how many bytes passed it since when and until when."""

    def __init__(self, port: Port, clock: Clock) -> None:
        self._port = port
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """Count from here."""
        self.sent = self.came = 0
        self.start = self.last = self._clock.monotonic()

    def write(self, data: bytes, deadline: float) -> None:
        """Send."""
        self.sent += len(data)
        self._port.write(data, deadline)

    def read(self, deadline: float) -> bytes:
        """Receive."""
        data = self._port.read(deadline)
        if data:
            self.came += len(data)
            self.last = self._clock.monotonic()
        return data

    def close(self) -> None:
        """Close."""
        self._port.close()
