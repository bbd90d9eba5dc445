from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """Yield the kiosk on a terminal, its demo office founded in a folder of its own."""
    running = Terminal(tmp_path)
    yield running
    running.close()
