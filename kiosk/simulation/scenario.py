"""What can be simulated: who comes, how many blanks there are, and what goes wrong."""

from dataclasses import dataclass

from devices.entropy import Stream


@dataclass(frozen=True)
class Scenario:
    """A day at the office."""

    about: str
    visitors: int
    """Of the invented residents, in an order that the seed decides."""
    cards_per_day: int
    boxes: tuple[tuple[int, int], ...]
    """(visit, blanks): a box is taken into stock before that visit."""
    chips: bool = False
    """Whether the chip of each card is written."""


SCENARIOS = {
    "smoke": Scenario(
        "Everybody comes once, in one day: blanks run out and arrive, the day's cap is reached.",
        visitors=1000,
        cards_per_day=80,
        boxes=((0, 50), (150, 150)),
    ),
    "chips": Scenario(
        "The chip of each card is written before it is printed; some blanks have a bad one.",
        visitors=150,
        cards_per_day=80,
        boxes=((0, 100),),
        chips=True,
    ),
}

PROFILES = {"none": 0.0, "some": 0.15, "many": 0.5}
"""How often something goes wrong in a visit."""

WEATHERS = ("down", "slow", "error", "error_after", "portal", "garbled", "twice")
MISHAPS = ("jam", "ribbon", "cover", "power")
"""What can happen to a printer while it prints."""


@dataclass(frozen=True)
class Trouble:
    """What goes wrong in one visit."""

    weather: str = "up"
    mishap: str = ""
    panel: int = 0
    """Panels printed when the mishap happens."""
    feeder_empty: bool = False
    bad_chip: bool = False

    @property
    def kinds(self) -> list[str]:
        """Return the names under which this is counted."""
        weather = [] if self.weather == "up" else [f"ministry_{self.weather}"]
        feeder = ["printer_feeder"] if self.feeder_empty else []
        chip = ["chip_bad"] if self.bad_chip else []
        return [*weather, *([f"printer_{self.mishap}"] if self.mishap else []), *feeder, *chip]


def trouble(chance: Stream, profile: str, *, chips: bool = False) -> Trouble:
    """Draw what goes wrong in a visit."""
    if chance.random() >= PROFILES[profile]:
        return Trouble()
    kind = chance.randrange(4 if chips else 3)
    if kind == 3:
        return Trouble(bad_chip=True)
    if kind == 0:
        return Trouble(weather=chance.choice(WEATHERS))
    if kind == 1:
        return Trouble(mishap=chance.choice(MISHAPS), panel=chance.randrange(4))
    return Trouble(feeder_empty=True)
