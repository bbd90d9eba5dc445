import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal


@pytest.fixture
def terminal(founded: Path, tmp_path: Path) -> Iterator[Terminal]:
    """Yield the kiosk on a terminal, its demo office in a folder of its own."""
    shutil.copytree(founded, tmp_path / "data")
    with contextlib.closing(Terminal(tmp_path)) as running:
        yield running


@pytest.fixture
def quick(founded: Path, tmp_path: Path) -> Iterator[Terminal]:
    """Yield a kiosk whose card printer does not let anybody wait."""
    shutil.copytree(founded, tmp_path / "data")
    with contextlib.closing(Terminal(tmp_path, "--quick")) as running:
        yield running
