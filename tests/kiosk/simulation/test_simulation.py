"""A day in virtual time: the same bytes everywhere, and whole again after any kill."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.simulation import founding
from tests.command import run
from tests.kiosk.simulation import part

RUN = Path(__file__).parents[3] / "run.py"
LIGHT = ("simulate", "smoke", "--cards", "light", "--json")


def simulate(
    folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, str(RUN), *LIGHT, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
    )


def part_of_a_day(folder: Path, **environment: str) -> bytes:
    """Serve the first visitors of a day; return what `part` says of all that is left of them."""
    command = [sys.executable, "-m", part.__name__, str(folder)]
    process_environment = {**os.environ, "PYTHONPATH": str(RUN.parent), **environment}
    ended = subprocess.run(command, cwd=folder.parent, env=process_environment, capture_output=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_same_seed_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "a folder with blanks, and ünïcode"
    elsewhere.mkdir()
    here = part_of_a_day(tmp_path / "office", TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    there = part_of_a_day(
        elsewhere / "kantor", TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PYTHONHASHSEED="2"
    )
    assert here == there
    said = json.loads(here)
    assert said["residents"] == part.VISITORS
    assert {"ministry_down", "printer_jam", "printer_power"} <= set(said["faults"])
    assert {founding.DATABASE, founding.MINISTRY, "printer/cards.jsonl"} <= set(said["files"])
    pictures = [name for name in said["files"] if name.endswith(".png")]
    assert len(pictures) > said["cards"] > 5


@pytest.mark.prove
def test_a_whole_day_is_the_same_anywhere(tmp_path: Path) -> None:
    here = simulate(tmp_path, "--seed", "1", TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    there = simulate(tmp_path, "--seed", "1", TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PYTHONHASHSEED="2")
    assert here.returncode == 0, here.stderr
    assert here.stdout == there.stdout


def test_a_whole_day_ends_with_good_books(tmp_path: Path) -> None:
    day = run(*LIGHT, "--seed", "1", cwd=tmp_path)
    assert day.returncode == 0, day.stderr
    said = json.loads(day.stdout)
    assert said["residents"] >= 200
    assert said["check"] == {"ok": True, "violations": []}
    assert said["cards"] == said["outcomes"]["printed"] == said["blanks"]["issued"]
    assert {"printed", "no_blank", "cap_reached", "printer_out", "left"} <= set(said["outcomes"])
    assert list(said) == [
        *("scenario", "seed", "days", "residents", "outcomes", "cards", "blanks", "faults"),
        "check",
    ]


@pytest.mark.prove
def test_chips_are_written_and_bad_ones_cost_a_blank_and_no_right(tmp_path: Path) -> None:
    command = [sys.executable, str(RUN), "simulate", "chips", "--cards", "light", "--json"]
    command += ["--seed", "3", "--faults", "many", "--keep", str(tmp_path / "kept")]
    ended = subprocess.run(command, capture_output=True)
    assert ended.returncode == 0, ended.stdout
    said = json.loads(ended.stdout)
    assert said["check"] == {"ok": True, "violations": []}
    assert said["faults"]["chip_bad"] > 3
    assert said["blanks"]["spoiled"] > 0
    chips = (tmp_path / "kept" / "coupler" / "chips.jsonl").read_text().splitlines()
    assert len(chips) >= said["cards"] > 10


@pytest.mark.prove
def test_a_simulation_killed_at_any_instant_goes_on_when_resumed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    arguments = ("--seed", "5", "--faults", "many", "--keep", str(kept))
    command = [sys.executable, str(RUN), *LIGHT, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        wait_for_cards(kept / "printer" / "cards.jsonl", 14, process)
        process.send_signal(signal.SIGKILL)
    resumed = simulate(tmp_path, *arguments, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    said = json.loads(resumed.stdout)
    assert said["residents"] >= 200
    assert said["check"]["ok"]
    lines = (kept / "printer" / "cards.jsonl").read_text().splitlines()
    assert [json.loads(line)["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert all(re.fullmatch(r"[0-9a-f]{64}", json.loads(line)["k_sha256"]) for line in lines)
    assert withdrawn(kept) >= {("damaged", "VOID"), ("lost", "VOID")}
    again = simulate(tmp_path, *arguments)
    assert again.returncode == 2
    assert b"--resume" in again.stderr


def withdrawn(kept: Path) -> set[tuple[str, str]]:
    """Return why cards were withdrawn, and what became of that."""
    database = sqlite3.connect(kept / founding.DATABASE)
    found = set(database.execute("SELECT cause, state FROM void").fetchall())
    database.close()
    return found


def wait_for_cards(path: Path, number: int, process: subprocess.Popen[bytes]) -> None:
    """Return when so many blanks have left the feeder."""
    while process.poll() is None:
        if path.exists() and path.read_bytes().count(b"\n") >= number:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.01)
    raise AssertionError("the simulation ended too early")
