"""The terminal under people's hands: whatever bytes arrive, the next key is read."""

from textual.drivers.linux_driver import LinuxDriver


class KioskDriver(LinuxDriver):
    """Reads on where Textual's own driver ends: after bytes in no encoding or no known sequence."""

    def run_input_thread(self) -> None:
        """Read keys until the app ends; what cannot be read is dropped."""
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except ValueError:
                continue
