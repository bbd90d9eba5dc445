"""Visits in one process, and what is alive in it after some of them.

`python -m tests.benchmarks.visits core 100 300` prints a line for each of these visits; `weigh`
runs that. All allocations go to glibc there, whose `mallinfo2` then counts the live bytes of Python
and of every C library, SQLite's too, and not what allocators keep for later. The simulated machines
and the ministry live in the same process, so a figure is an upper bound.
"""

import asyncio
import ctypes
import gc
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from textual import events

from devices.entropy import SeededEntropy
from kiosk.simulation import founding
from kiosk.simulation.people import Resident, residents
from kiosk.visit.codes import Code
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.visit.guest import Guest
from tests.screens.counter import Counter, counter, drop_time_outs_of_the_pilot

ROOT = Path(__file__).parents[2]
BETWEEN = 120.0
"""Seconds from one visit to the next: fewer numbers in an hour than a kiosk lets be tried."""
TENDING = 10
"""Visits after which the office looks after itself."""
EVERYTHING_TO_GLIBC = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0",
}


class _Mallinfo2(ctypes.Structure):
    """`struct mallinfo2` of malloc.h, glibc 2.33."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def weigh(kind: str, *after: int) -> list[int]:
    """Return the live bytes of a process after these numbers of visits; `kind` is in `KINDS`."""
    command = [sys.executable, "-m", "tests.benchmarks.visits", kind, *map(str, after)]
    environment = {**os.environ, **EVERYTHING_TO_GLIBC}
    said = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, text=True
    )
    return [int(line) for line in said.stdout.split()]


def _live_bytes() -> int:
    gc.collect()
    ask = ctypes.CDLL(None).mallinfo2
    ask.restype = _Mallinfo2
    counted = ask()
    return int(counted.uordblks + counted.hblkhd)


def _crowd(number: int) -> Iterator[Resident]:
    """Yield so many different people, of every kind that comes, in no order."""
    known: set[str] = set()
    for cast in itertools.count():
        entropy = SeededEntropy(f"crowd {cast}")
        everybody = residents(entropy, OPENING.date())
        entropy.stream("order").shuffle(everybody)
        for each in everybody:
            if len(known) == number:
                return
            if each.nik not in known:
                known.add(each.nik)
                yield each


def _quick_disk() -> str | None:
    """Return where files are kept without waiting for a disk, which is not what is measured."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _core(after: list[int]) -> None:
    """Let people come once each, without screens, to whatever end awaits them."""
    total = after[-1]
    with tempfile.TemporaryDirectory(dir=_quick_disk()) as folder:
        bench = found(Path(folder), [], blanks=total, cap=total, on_disk=True)
        for number, resident in enumerate(_crowd(total), 1):
            founding.put_on_file(bench.ministry, [resident], bench.clock, SeededEntropy("crowd"))
            Guest(bench, resident).come()
            bench.clock.sleep_until(bench.clock.monotonic() + BETWEEN)
            if number % TENDING == 0:
                bench.office.tend()
                bench.report()
            if number in after:
                _empty_what_is_bounded(bench)
                print(_live_bytes(), flush=True)  # noqa: T201
        bench.close()


def _empty_what_is_bounded(bench: Bench) -> None:
    """Empty SQLite's page caches, at most 2 MB each, and the simulated printer's last receipts."""
    bench.office._database.execute_sql("PRAGMA shrink_memory")
    bench.ministry._db.execute("PRAGMA shrink_memory")
    bench.receipts.receipts.clear()


def _screens(after: list[int]) -> None:
    """Let somebody come again and again before the real screens, and stop at the data."""
    with tempfile.TemporaryDirectory(dir=_quick_disk()) as folder:
        asyncio.run(_before_the_screens(Path(folder), after))


async def _before_the_screens(folder: Path, after: list[int]) -> None:
    resident = somebody(Code.PRINT_READY)
    async with counter(folder, [resident]) as at:
        for number in range(1, after[-1] + 1):
            await come_and_stop(at, resident)
            if number in after:
                await quiet(at)
                print(_live_bytes(), flush=True)  # noqa: T201


async def come_and_stop(at: Counter, resident: Resident) -> None:
    """Go from the welcome to the data, wait until the card is in the printer's memory, and stop."""
    await at.shows("WelcomeScreen")
    await at.press("enter")
    await at.shows("NikScreen")
    at.reader.act({"act": "finger", "owner": resident.nik}, at.clock.monotonic())
    at.app.screen.post_message(events.Paste(resident.nik))
    await at.press("enter")
    await at.shows("ReviewScreen")
    await at.until(lambda: _something_loaded(at))
    at.app.screen.query_one("#cancel").focus()
    await at.press("enter")


async def quiet(at: Counter) -> None:
    """Wait until the machines forgot the last resident and nobody does anything."""
    await at.shows("WelcomeScreen")
    held = at.reader.module.buffers
    await at.until(lambda: held.get(1) == held.get(2) and not _something_loaded(at))
    await at.pilot.pause(0.3)
    drop_time_outs_of_the_pilot()


def _something_loaded(at: Counter) -> bool:
    return any(panel.dots.any() for panel in at.printer.mechanism.memory.values())


KINDS = {"core": _core, "screens": _screens}


if __name__ == "__main__":
    KINDS[sys.argv[1]](sorted(map(int, sys.argv[2:])))
