from pathlib import Path

import pytest
from hypothesis import settings

from devices.clock import SystemClock
from kiosk.simulation.demo import prepare

settings.register_profile("reproducible", deadline=None, derandomize=True)
settings.load_profile("reproducible")


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the demo's office, once for all who only look at it or copy it."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    prepare(folder, SystemClock())
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-goldens", action="store_true", help="take what is shown as right")
