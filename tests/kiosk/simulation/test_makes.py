"""The same visits with every make of printer; nothing but its profile differs."""

from pathlib import Path

import pytest

from devices.printer.makes import MAKES
from devices.printer.printer import MakeName
from kiosk.simulation.scenario import Scenario
from kiosk.simulation.simulation import Simulation

MORNING = Scenario("The first visitors of a day.", visitors=14, cards_per_day=80, boxes=((0, 50),))


def served(folder: Path, make: MakeName, profile: str) -> dict[str, int]:
    """Serve a morning's visitors; return what their visits came to."""
    folder.mkdir()
    simulation = Simulation(MORNING, 3, folder, profile=profile, pictures=False, make=make)
    figures = simulation.run()
    assert figures.check == {"ok": True, "violations": []}
    assert figures.residents == MORNING.visitors
    assert figures.cards == figures.blanks["issued"] == figures.outcomes["printed"]
    return figures.outcomes


def test_where_nothing_goes_wrong_everybody_is_served_alike(tmp_path: Path) -> None:
    first, *others = (served(tmp_path / make, make, "none") for make in MAKES)
    assert first["printed"] > 3
    assert others == [first] * len(others)


@pytest.mark.parametrize("make", [make for make in MAKES if make != "evolis"])
def test_where_much_goes_wrong_the_books_still_hold(make: MakeName, tmp_path: Path) -> None:
    assert served(tmp_path / "office", make, "many")["printed"] > 1
