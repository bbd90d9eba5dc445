"""What every test of the screens may ask for."""

from itertools import product

import pytest

from kiosk.locale.catalogue import COMPLETE
from tests.screens.seen import SAMPLES, Seen, seen


@pytest.fixture(scope="session", params=product(SAMPLES, COMPLETE), ids="-".join)
def screen(request: pytest.FixtureRequest) -> Seen:
    """One sample in one language: whatever is asked of it is asked before the next is looked at."""
    name, language = request.param
    return seen(name, language)
