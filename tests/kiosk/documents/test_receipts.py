"""The office's receipt printer: paper comes out of it, and faults come back as values."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from devices.entropy import SeededEntropy
from devices.receipt.receipt import FaultKind
from devices.simulator import Json
from kiosk.office import Office
from tests.kiosk.bench import Bench, found
from tests.kiosk.documents.scanner import scan
from tests.kiosk.documents.test_paper import paper

PATIENCE = 60.0
"""Seconds that a printer may take to say that it will not print."""


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = found(tmp_path, [], blanks=0)
    yield made
    made.close()


def printed(bench: Bench) -> FaultKind | None:
    """Print a slip in that office; return what kept it from being printed."""
    assert bench.office.receipts is not None
    start = bench.clock.monotonic()
    fault = bench.office.receipts.print(paper())
    assert bench.clock.monotonic() - start < PATIENCE
    return None if fault is None else fault.kind


def test_a_slip_comes_out_of_the_office(bench: Bench) -> None:
    assert printed(bench) is None
    assert scan(bench.receipts.receipts[-1]) == [paper().token]


WELL: list[dict[str, Json]] = [
    {"act": "paper", "is": "new"},
    {"act": "cover", "is": "closed"},
    {"act": "power", "is": "on"},
]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ({"act": "paper", "is": "out"}, FaultKind.PAPER_OUT),
        ({"act": "paper", "is": "out", "after": 200}, FaultKind.PAPER_OUT),
        ({"act": "cover", "is": "open"}, FaultKind.COVER_OPEN),
        ({"act": "power", "is": "off"}, FaultKind.SILENT),
    ],
)
def test_what_is_wrong_is_said_and_the_next_slip_is_whole(
    act: dict[str, Json], kind: FaultKind, bench: Bench
) -> None:
    bench.touch_receipts(**act)
    assert printed(bench) is kind
    for each in WELL:
        bench.touch_receipts(**each)
    assert printed(bench) is None
    assert scan(bench.receipts.receipts[-1]) == [paper().token]


def test_a_pulled_plug_is_lost_and_heals(bench: Bench) -> None:
    bench.receipts_cable.unplug()
    assert printed(bench) is FaultKind.LOST
    bench.receipts_cable.plug()
    assert printed(bench) is None


def test_nothing_that_was_printed_stands_among_the_last_frames(bench: Bench) -> None:
    assert printed(bench) is None
    bench.touch_receipts(act="paper", **{"is": "out"})
    assert printed(bench) is FaultKind.PAPER_OUT
    frames = [each.split(" ", 2) for each in bench.office.recent_frames()]
    said = [what for line, _, what in frames if line == "receipt"]
    assert "> receipt" in said
    assert "< printed 0001" in said
    known = re.compile(
        r"> (receipt|DLE EOT [1-4]|DLE DC4 8)|< (status [0-9A-F]{2}|cleared|printed [0-9]{4})"
    )
    assert [each for each in said if not known.fullmatch(each)] == []


def test_an_office_without_a_receipt_printer_prints_none(bench: Bench) -> None:
    bench.office.close()
    config = msgspec.structs.replace(bench.office.config, receipt=None)
    bench.office = Office(config, bench.clock, SeededEntropy("bench"))
    assert bench.office.receipts is None
