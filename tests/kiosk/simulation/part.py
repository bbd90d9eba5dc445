"""The first visitors of a day, in a process of its own: says every byte that is left of them.

`python -m tests.kiosk.simulation.part FOLDER`
"""

import hashlib
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

from kiosk.simulation.scenario import SCENARIOS
from kiosk.simulation.simulation import Simulation

VISITORS = 30
SEED = 1


def main(folder: Path) -> None:
    """Serve them where much goes wrong; print the figures and the digest of each file."""
    folder.mkdir()
    part = replace(SCENARIOS["smoke"], visitors=VISITORS)
    figures = Simulation(part, SEED, folder, profile="many", pictures=True).run()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    print(json.dumps({**asdict(figures), "files": digests}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
