"""The printer as a machine: cards, ribbon, covers, counters. Knows nothing of its language."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import Enum, auto
from pathlib import Path

import numpy as np
from PIL import Image

from devices.printer.machine.dots import COLUMNS, ROWS, Dots, black_bytes
from devices.printer.machine.store import Store
from devices.simulator import Json

PANELS = "ymcko"
HOPPER_ROOM = 100
FEEDER_ROOM = 500
RIBBON = 5 * 300
"""Panels of a new ribbon."""
CLEAN_EVERY = 1000
"""Cards after which the printer asks to be cleaned; our choice."""
STAGES = ("feed", *PANELS, "eject", "reject")
"""Where a card can get stuck."""
UNPRINTED = hashlib.sha256(bytes(COLUMNS * ROWS // 8)).hexdigest()


class Place(Enum):
    """Where in its path a card stands."""

    HEAD = auto()
    CONTACTLESS = auto()
    CONTACT = auto()


@dataclass(frozen=True)
class Panel:
    """One panel in the printer's memory: how much dye each dot takes, from 0 to `most`."""

    dots: Dots
    most: int


@dataclass
class Card:
    """A blank that left the feeder."""

    n: int
    k_sha256: str = UNPRINTED
    went: str = "path"
    layers: dict[str, Panel] = field(default_factory=dict)


@dataclass
class Kept:
    """What survives being switched off."""

    serial: str = "SIM0001"
    fed: int = 0
    panels: int = 0
    mode: int = 0
    feeder: int = FEEDER_ROOM
    ribbon: int = RIBBON
    cleanings: int = 0
    since_cleaning: int = 0
    longest_dirty: int = 0
    """The most cards that ever passed between two cleanings."""


Station = Callable[[int | None], None]
"""Is told which card stands over the coupler now, by its number; None when that is none."""


class Mechanism:
    """Moves cards. A method that moves something returns None, or what is in the way."""

    def __init__(
        self,
        folder: Path | None,
        stock: Path | None,
        *,
        pictures: bool,
        station: Station = lambda _: None,
    ) -> None:
        """Wake up as the folder says; `stock` is a picture of the blanks in the feeder."""
        self._station = station
        self._over: int | None = None
        station(None)
        self._store = Store(folder)
        self._stock = stock
        self._pictures = pictures and folder is not None
        self.cover_open = self.door_open = self.jammed = self.hot = False
        self.watches_cover = True
        self.jams_at: str | None = None
        """The stage at which the next card gets stuck."""
        self.tears_at: str | None = None
        """The panel at which the ribbon ends."""
        self.feeds_double = False
        self.hopper_room = HOPPER_ROOM
        self.place = Place.HEAD
        self.memory: dict[str, Panel] = {}
        self.path: Card | None = None
        self.hopper: list[Card] = []
        state = self._store.load()
        cards = state.pop("cards", [])
        self.kept = Kept(**state)  # type: ignore[arg-type]
        for each in cards if isinstance(cards, list) else []:
            self._place(Card(**each))  # type: ignore[arg-type]

    def power_off(self) -> None:
        """Forget what a printer forgets; a card in the path stays there."""
        self.memory.clear()

    def feed(self) -> str | None:
        """Bring a blank from the feeder to the head."""
        if self.path is not None:
            return None
        if self.kept.feeder == 0:
            return self._blocked() or "FEEDER EMPTY"
        if self._blocked():
            return self._blocked()
        moved = [self._leave_feeder()]
        if self.feeds_double and self.kept.feeder > 0:
            # The upper blank goes on; the one that clung to it falls into the reject box.
            self.feeds_double = False
            moved[0].went = "reject"
            moved.append(self._leave_feeder())
        self.path, self.place = moved[-1], Place.HEAD
        self._stick("feed")
        self._settle(*moved)
        return self._blocked()

    def move(self, place: Place) -> str | None:
        """Bring the card in the path to one of its stations."""
        if self._blocked():
            return self._blocked()
        self.place = place
        self._look_over()
        return None

    def print(self, panel: str, side: str = "front") -> str | None:
        """Press one panel of the ribbon onto the card."""
        self._stick(panel)
        if self.tears_at == panel:
            self.kept.ribbon, self.tears_at = 0, None
        if self._blocked():
            return self._blocked()
        if self.kept.ribbon == 0:
            return "ERROR RIBBON"
        if self.hot:
            return "ERROR HEAD"
        if self.path is None or panel not in self.memory:
            return "ERROR"
        self.kept.ribbon -= 1
        self.kept.panels += 1
        if side == "front":
            self._lay(self.path, panel)
        self._settle(self.path)
        return None

    def clean(self) -> str | None:
        """Run a cleaning card through."""
        if self._blocked() or self.path is not None:
            return self._blocked() or "CARD JAM"
        kept = self.kept
        kept.longest_dirty = max(kept.longest_dirty, kept.since_cleaning)
        kept.cleanings, kept.since_cleaning = kept.cleanings + 1, 0
        self.save()
        return None

    @property
    def needs_cleaning(self) -> bool:
        """Whether more cards passed than should between two cleanings."""
        return self.kept.since_cleaning >= CLEAN_EVERY

    def _lay(self, card: Card, panel: str) -> None:
        card.layers[panel] = self.memory[panel]
        if panel == "k":
            memory = black_bytes(self.memory["k"].dots)
            card.k_sha256 = hashlib.sha256(memory).hexdigest()

    def _leave_feeder(self) -> Card:
        self.kept.feeder -= 1
        self.kept.fed += 1
        self.kept.since_cleaning += 1
        return Card(self.kept.fed)

    def _stick(self, stage: str) -> None:
        """Let a card get stuck where somebody wished it."""
        if self.jams_at == stage and self.path is not None:
            self.jammed, self.jams_at = True, None

    def _blocked(self) -> str | None:
        if self.cover_open and self.watches_cover:
            return "COVER OPEN"
        return "CARD JAM" if self.jammed else None

    def eject(self) -> str | None:
        """Drop the card into the hopper."""
        self._stick("eject")
        if self.path is not None and len(self.hopper) >= self.hopper_room:
            return "HOPPER FULL"
        return self._out("hopper")

    def reject(self) -> str | None:
        """Drop the card into the reject box."""
        self._stick("reject")
        return self._out("reject")

    def take(self, *numbers: int) -> None:
        """Let the person at the open door take those cards out of the hopper, by their numbers."""
        taken = [card for card in self.hopper if card.n in numbers]
        self.hopper = [card for card in self.hopper if card.n not in numbers]
        for card in taken:
            self._went(card, "hand")
        self._settle(*taken)

    def pull(self) -> int:
        """Let somebody take the card out of the path by hand, and the jam with it."""
        card, self.path, self.jammed = self.path, None, False
        if card is not None:
            self._went(card, "hand")
            self._settle(card)
            self._look_over()
        return 0 if card is None else 1

    def save(self) -> None:
        """Keep what was changed by hand, or by an order that moves nothing."""
        self._settle()

    def look(self) -> dict[str, Json]:
        """Return what somebody beside the printer can see."""
        return {
            "cover": "open" if self.cover_open else "closed",
            "door": "open" if self.door_open else "closed",
            "jam": self.jammed,
            "head": "hot" if self.hot else "cool",
            "path": self.path is not None,
            "hopper": len(self.hopper),
            "feeder": self.kept.feeder,
            "ribbon": self.kept.ribbon,
            "fed": self.kept.fed,
            "panels": self.kept.panels,
        }

    def _out(self, place: str) -> str | None:
        if self._blocked():
            return self._blocked()
        card, self.path = self.path, None
        if card is not None:
            self._draw(card, place)
            card.went = place
            if place == "hopper":
                self.hopper.append(card)
            self._settle(card)
            self._look_over()
        return None

    def _look_over(self) -> None:
        """Tell the coupler which card stands over it, if that changed."""
        there = self.place is Place.CONTACTLESS
        over = self.path.n if self.path is not None and there else None
        if over != self._over:
            self._over = over
            self._station(over)

    def _place(self, card: Card) -> None:
        if card.went == "path":
            self.path = card
        elif card.went == "hopper":
            self.hopper.append(card)
        self._store.record(card.n, card.k_sha256, card.went)

    def _went(self, card: Card, place: str) -> None:
        self._store.carry(card.n, card.went, place)
        card.went = place

    def _settle(self, *moved: Card) -> None:
        """Make a step durable: first the printer's own memory, then the witness.

        The memory names every card that may still move, and those that just did, so that a witness
        cut off in between is made whole at the next start.
        """
        inside = [*self.hopper, *([self.path] if self.path is not None else [])]
        cards: list[Json] = [
            {"n": card.n, "k_sha256": card.k_sha256, "went": card.went}
            for card in {card.n: card for card in (*inside, *moved)}.values()
        ]
        self._store.save({**asdict(self.kept), "cards": cards})
        for card in moved:
            self._store.record(card.n, card.k_sha256, card.went)

    def _draw(self, card: Card, place: str) -> None:
        """Put the picture of a card where the card goes."""
        where = self._store.picture(place, card.n)
        if where is not None and self._pictures:
            self._compose(card).save(where, compress_level=1)

    def _compose(self, card: Card) -> Image.Image:
        """Lay the dyes over the blank as light sees them, and the resin on top."""
        if self._stock is None:
            light = np.full((ROWS, COLUMNS, 3), 255, np.uint16)
        else:
            light = np.array(Image.open(self._stock).convert("RGB"), np.uint16)
        for channel, letter in enumerate("cmy"):
            if letter in card.layers:
                panel = card.layers[letter]
                passed = panel.most - panel.dots.astype(np.uint16)
                light[:, :, channel] = light[:, :, channel] * passed // panel.most
        if "k" in card.layers:
            light[card.layers["k"].dots > 0] = 16
        return Image.fromarray(light.astype(np.uint8), "RGB")
