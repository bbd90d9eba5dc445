"""A printer on a desk, and a host that sends it whatever it likes."""

from pathlib import Path

from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.simulator import Json


class Desk:
    """A printer, and a host that sends it whatever it likes."""

    def __init__(self, folder: Path | None = None, *, paced: bool = False) -> None:
        self.machine = PrinterSimulator(folder, paced=paced)
        self.now = 0.0

    def raw(self, data: bytes, seconds: float = 120.0) -> bytes:
        """Send bytes; return what comes back within so many seconds."""
        self.machine.receive(data, self.now)
        self.now += seconds
        return self.machine.transmit(self.now)

    def say(self, *commands: str) -> list[str]:
        """Send commands; return the answers."""
        said = self.raw(b"".join(b"\x1b" + each.encode() + b"\r" for each in commands))
        return said.decode().split("\x00")[:-1]

    def give(self, head: str, payload: bytes) -> str:
        """Download a panel; return the answer."""
        (answer,) = (
            self.raw(b"\x1b" + head.encode() + b";" + payload + b"\r").decode().split("\x00")[:-1]
        )
        return answer

    def act(self, **act: Json) -> dict[str, Json]:
        """Do something beside the printer."""
        return self.machine.act(act, self.now)

    def counts(self) -> tuple[int, int]:
        """Return how many cards were fed and how many panels printed."""
        fed, panels = self.say("Rco;c", "Rco;p")
        return int(fed), int(panels)
