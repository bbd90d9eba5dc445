"""The first screen comes before what makes cards: nothing heavy is imported on the way to it."""

import subprocess
import sys
from pathlib import Path

OURS = {"db", "devices", "kiosk", "run", "screens"}
LIGHT = {"babel", "msgspec", "platformdirs", "rich", "textual", "typing_extensions"}
"""Libraries of the first screen; any other waits for the office's thread or another command."""
ASK = "import sys, run, kiosk.config, screens.app; run._parser(); print(*sys.modules, sep='\\n')"


def test_the_screens_start_without_what_the_office_needs() -> None:
    """Most of the other libraries take longer to import than the welcome to show."""
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    assert "screens.app" in said
    assert "kiosk.office" not in said
    others = {name.partition(".")[0] for name in said} - OURS - set(sys.stdlib_module_names)
    assert {name for name in others if not name.startswith("_")} <= LIGHT
