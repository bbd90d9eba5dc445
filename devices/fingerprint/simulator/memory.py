"""What a module keeps in its flash: templates by page, settings, a notepad."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from devices.fingerprint.packet import BROADCAST

NOTEPAD_PAGES, NOTEPAD_BYTES = 16, 32
FILE = "module.json"


@dataclass
class Settings:
    """Registers, as they leave the factory."""

    baud: int = 6
    """N: the line runs at 9600·N baud."""
    security: int = 3
    packet_code: int = 2
    address: int = BROADCAST
    password: int = 0


@dataclass
class Flash:
    """Everything that survives power-off; written at once where there is a folder."""

    folder: Path | None = None
    settings: Settings = field(default_factory=Settings)
    library: dict[int, bytes] = field(default_factory=dict)
    notepad: dict[int, bytes] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path | None) -> "Flash":
        """Return what lies in the folder, or a module fresh from the factory."""
        if folder is None or not (folder / FILE).exists():
            return cls(folder)
        kept = json.loads((folder / FILE).read_text())
        return cls(
            folder,
            Settings(**kept["settings"]),
            {int(page): bytes.fromhex(data) for page, data in kept["library"].items()},
            {int(page): bytes.fromhex(data) for page, data in kept["notepad"].items()},
        )

    def save(self) -> None:
        """Replace the file in one step that a kill cannot cut in two."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = {
            "settings": asdict(self.settings),
            "library": {page: data.hex() for page, data in sorted(self.library.items())},
            "notepad": {page: data.hex() for page, data in sorted(self.notepad.items())},
        }
        new = self.folder / f"{FILE}.new"
        new.write_text(json.dumps(kept))
        new.replace(self.folder / FILE)
