"""The first screen comes before what makes cards: nothing heavy is imported on the way to it."""

import subprocess
import sys
from pathlib import Path

HEAVY = {"PIL", "argon2", "cryptography", "httpx", "numpy", "peewee", "serial"}
"""Libraries that only the office's thread, other commands and the simulators import."""
ASK = "import sys, run, kiosk.config, screens.app; run._parser(); print(*sys.modules, sep='\\n')"


def test_the_screens_start_without_what_the_office_needs() -> None:
    """Each of these takes longer to import than the welcome to show."""
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    assert "screens.app" in said
    assert not HEAVY & set(said)
    assert "kiosk.office" not in said
