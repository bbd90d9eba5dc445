"""The demo's processes: machines that outlive a killed kiosk, and the kiosk on the terminal.

A card in the printer is finished when the kiosk dies, as in life.
"""

import os
import signal
import subprocess
import sys
import termios
from pathlib import Path
from types import FrameType

from devices.clock import Clock
from kiosk.config import Config, save_config
from kiosk.simulation import founding
from kiosk.simulation.demo import STOCK

QUICK = 12
"""How much quicker the card printer is for somebody who does not want to wait for it."""
STOPPING = 5.0
"""Seconds that a kiosk may take to stop before it is killed."""
RESTORE = (
    "\x1b[?1049l\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1004l"
    "\x1b[?2004l\x1b[<u\x1b[0m"
)
"""Leaves the alternate screen, shows the cursor, and turns off mouse, focus and paste reports."""


class Supervisor:
    """Starts the machines, then the kiosk; starts a killed kiosk again; ends everything with it."""

    def __init__(
        self, program: Path, folder: Path, config: Config, clock: Clock, *, quick: bool = False
    ) -> None:
        """Supervise `program`, which is run.py, for the office in that folder.

        If `quick`, its card printer does not take the time that a real one takes.
        """
        self._program = program
        self._config = config
        self._folder = folder
        self._clock = clock
        self._quick = quick
        self._machines: list[subprocess.Popen[bytes]] = []
        self._kiosk: subprocess.Popen[bytes] | None = None
        self._stop_at: float | None = None

    def run(self) -> int:
        """Return the kiosk's exit status when it has ended by itself or was told to."""
        save_config(self._config, self._folder / founding.SETTINGS)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, self._told)
        terminal = termios.tcgetattr(sys.stdin)
        try:
            self._start_machines()
            while True:
                status = self._run_kiosk()
                if status >= 0:
                    return status
                termios.tcsetattr(sys.stdin, termios.TCSANOW, terminal)
                os.write(sys.stdout.fileno(), RESTORE.encode())
                if self._stop_at is not None:
                    return 0
        finally:
            self._end_machines()

    def _run_kiosk(self) -> int:
        settings = self._folder / founding.SETTINGS
        self._kiosk = subprocess.Popen(self._command("--config", str(settings)))
        while True:
            try:
                return self._kiosk.wait(timeout=1.0)
            except subprocess.TimeoutExpired:
                if self._stop_at is not None and self._clock.monotonic() > self._stop_at:
                    self._kiosk.kill()

    def _start_machines(self) -> None:
        config, demo = self._config, self._config.demo
        if demo is None:
            raise ValueError("the demo's settings name its control channels")
        state = self._folder / founding.PRINTER
        stock = self._folder / STOCK
        self._start("fingerprint", config.fingerprint.url, demo.fingerprint)
        printer: list[str | Path] = ["--make", config.printer.make]
        printer += ["--state", state, "--stock", stock]
        if self._quick:
            printer += ["--speed", str(QUICK)]
        if demo.chip is not None:
            printer += ["--station", demo.chip]
            chips = self._folder / founding.COUPLER
            self._start("chip", config.chip.url, demo.chip, "--card", "none", "--state", chips)
        self._start("printer", config.printer.url, demo.printer, *printer)
        if config.receipt is not None and demo.receipt is not None:
            receipts = self._folder / founding.RECEIPTS
            self._start("receipt", config.receipt.url, demo.receipt, "--state", receipts)
        self._start("ministry", config.ministry.url, demo.ministry, "--state", self._folder)

    def _start(self, name: str, url: str, control: str, *more: str | Path) -> None:
        address = url.split("//")[1]
        command = self._command("sim", name, "--tcp", address, "--control", control, *more)
        with (self._folder / "machines.log").open("ab") as log:
            machine = subprocess.Popen(
                [*command, "--parent", str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._machines.append(machine)

    def _command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, str(self._program), *map(str, arguments)]

    def _told(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self._stop_at is None:
            self._stop_at = self._clock.monotonic() + STOPPING
        if self._kiosk is not None and self._kiosk.poll() is None:
            self._kiosk.terminate()

    def _end_machines(self) -> None:
        for machine in self._machines:
            machine.terminate()
        for machine in self._machines:
            try:
                machine.wait(timeout=STOPPING)
            except subprocess.TimeoutExpired:
                machine.kill()
