"""The terminal under people's hands: whatever bytes arrive, the next key is read."""

import os
import select
import signal
from threading import Thread

from textual.drivers.linux_driver import LinuxDriver

LOOK = 1000
"""Milliseconds after which it is seen that the app has ended."""

KEEP_TITLE, OLD_TITLE = "\x1b[22;2t", "\x1b[23;2t"
"""XTWINOPS 22 and 23 of xterm's control sequences; a terminal without them ignores both."""


class KioskDriver(LinuxDriver):
    """Reads on where Textual's own driver ends: after bytes in no encoding or no known sequence.

    Ends where that one reads on for ever: when the terminal has gone.
    """

    def start_application_mode(self) -> None:
        """Begin; the terminal remembers the title that it had."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # as Textual has it
        self.write(KEEP_TITLE)

    def stop_application_mode(self) -> None:
        """End, under the old title."""
        self.write(OLD_TITLE)
        super().stop_application_mode()

    def run_input_thread(self) -> None:
        """Read keys until the app ends; what cannot be read is dropped."""
        Thread(target=self._await_hangup, daemon=True).start()
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except ValueError:
                continue

    def _await_hangup(self) -> None:
        """Tell this process that its terminal has gone, as the kernel tells only its leader."""
        line = select.poll()
        line.register(self.fileno, 0)
        while not self.exit_event.is_set():
            if line.poll(LOOK):
                os.kill(os.getpid(), signal.SIGHUP)
                return
