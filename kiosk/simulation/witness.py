"""What really left the printer, held against what the office believes."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Left:
    """One blank that left the feeder."""

    n: int
    k_sha256: str
    went: str


def read(machine: Path) -> list[Left]:
    """Return every blank that left the feeder of the printer with that state folder."""
    text = (machine / "cards.jsonl").read_text()
    return [Left(**json.loads(line)) for line in text.splitlines()]


def written(coupler: Path) -> set[int]:
    """Return the blanks whose chips the coupler with that state folder has written."""
    path = coupler / "chips.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    return {json.loads(line)["n"] for line in lines}


def without_chip(cards: list[Left], chips: set[int]) -> list[str]:
    """Return which good cards have a chip with nothing on it."""
    good = (card.n for card in cards if card.went in ("hopper", "hand"))
    return [f"coupler: the chip of card {n} was not written" for n in good if n not in chips]


def compare(cards: list[Left], blanks: dict[str, int], promised: int = 0) -> list[str]:
    """Return what the printer knows otherwise than the office's ledger of blanks.

    Blanks that are `promised` are reserved too, and have not left the feeder.
    """
    good = [card for card in cards if card.went in ("hopper", "hand")]
    found = {
        "held": sum(card.went == "hopper" for card in cards),
        "issued": sum(card.went == "hand" for card in cards) - blanks["returned"],
        "spoiled": sum(card.went == "reject" for card in cards),
        "reserved": sum(card.went == "path" for card in cards) + promised,
    }
    wrong = [
        f"printer: {number} cards are {name}, not {blanks[name]}"
        for name, number in found.items()
        if number != blanks[name]
    ]
    faces = Counter(card.k_sha256 for card in good)
    return wrong + [f"printer: {n} cards bear the same face" for n in faces.values() if n > 1]
