"""The words of the command that runs a scenario."""

import argparse
from pathlib import Path

from devices.machines import add_make
from kiosk.simulation.scenario import PROFILES, SCENARIOS


def add_simulate(command: argparse.ArgumentParser) -> None:
    """Add which scenario, with what chance, and what is to be kept of it."""
    command.add_argument("scenario", nargs="?", choices=list(SCENARIOS))
    command.add_argument("--list", action="store_true", help="the scenarios there are")
    command.add_argument("--seed", type=int, default=1, help="of all chance (default 1)")
    command.add_argument("--faults", choices=list(PROFILES), default="some")
    command.add_argument("--cards", choices=["full", "light"], default="full")
    add_make(command)
    command.add_argument("--json", action="store_true", help="one JSON document")
    command.add_argument("--keep", type=Path, metavar="DIR", help="leave everything there")
    command.add_argument("--resume", action="store_true", help="go on where a kill left it")
