"""What a printer keeps when it is switched off, and where its cards lie: a folder.

`state.json` is the printer's own memory, replaced whole at every step of a card. `cards.jsonl` has
one line, always of the same length, for each blank that ever left the feeder; a line is written
anew when its card moves on. `hopper/`, `reject/` and `hand/` hold the cards themselves, as PNG.
"""

import json
import os
from pathlib import Path

from devices.simulator import Json

LINE = 128
"""Bytes of a line of `cards.jsonl`, the line feed included."""
PLACES = ("hopper", "reject", "hand")


class Store:
    """A folder, or nothing at all for a printer that forgets."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder is not None:
            for place in PLACES:
                (folder / place).mkdir(parents=True, exist_ok=True)
            self._cards = os.open(folder / "cards.jsonl", os.O_RDWR | os.O_CREAT, 0o644)

    def load(self) -> dict[str, Json]:
        """Return the state that was saved last, {} if none was."""
        if self._folder is None or not (self._folder / "state.json").exists():
            return {}
        state: dict[str, Json] = json.loads((self._folder / "state.json").read_text())
        return state

    def save(self, state: dict[str, Json]) -> None:
        """Replace the state in one step that a kill cannot cut in two."""
        if self._folder is not None:
            new = self._folder / "state.new"
            new.write_text(json.dumps(state))
            new.replace(self._folder / "state.json")

    def record(self, number: int, k_sha256: str, went: str) -> None:
        """Write down where the card with that number, counted from 1, is now."""
        if self._folder is not None:
            line = json.dumps({"n": number, "k_sha256": k_sha256, "went": went})
            os.pwrite(self._cards, line.ljust(LINE - 1).encode() + b"\n", LINE * (number - 1))

    def picture(self, place: str, number: int) -> Path | None:
        """Return where the picture of a card in that place lies."""
        return None if self._folder is None else self._folder / place / f"{number:06}.png"

    def carry(self, number: int, source: str, target: str) -> None:
        """Let the picture follow its card."""
        old, new = self.picture(source, number), self.picture(target, number)
        if old is not None and new is not None and old.exists():
            old.replace(new)
