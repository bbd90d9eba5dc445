"""What is told of a printer that did not print, and what it costs."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from db.models import Attempt
from devices.printer.printer import FaultKind, Progress, Told
from kiosk.issuance.results import NotNow, Printed, Refusal
from kiosk.visit.codes import Code
from tests.kiosk.bench import Bench, found, somebody

HOLDER = somebody(Code.PRINT_READY)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = found(tmp_path, [HOLDER])
    yield made
    assert made.office.check().violations == []
    made.close()


def issue(bench: Bench, act: Callable[[], object] = lambda: None) -> object:
    """Print; act once, when the card is being printed."""
    left = [act]

    def tell(told: Told) -> None:
        if told.step is Progress.PRINTING and left:
            left.pop()()

    return bench.office.issuance.issue(bench.record(HOLDER), tell)


@pytest.mark.parametrize(
    ("what", "bad", "good", "kind"),
    [
        ("hopper", "full", "room", FaultKind.HOPPER_FULL),
        ("head", "hot", "cool", FaultKind.HEAD),
    ],
)
def test_what_the_next_blank_would_meet_as_well_costs_one_blank(
    what: str, bad: str, good: str, kind: FaultKind, bench: Bench
) -> None:
    bench.touch_printer(act=what, **{"is": bad})
    refused = issue(bench)
    assert isinstance(refused, Refusal)
    assert refused.fault is not None
    assert refused.fault.kind is kind
    assert [each.state for each in Attempt.select()] == ["SPOILED"]
    bench.touch_printer(act=what, **{"is": good})
    assert isinstance(issue(bench), Printed)


def pull(bench: Bench) -> None:
    """Take the card out by hand."""
    bench.touch_printer(act="cover", **{"is": "open"})
    bench.touch_printer(act="pull")
    bench.touch_printer(act="cover", **{"is": "closed"})


def open_cover(bench: Bench) -> None:
    """Open the cover and go away."""
    bench.touch_printer(act="cover", **{"is": "open"})


@pytest.mark.parametrize("act", [pull, open_cover])
def test_no_cause_is_told_while_a_card_may_have_been_printed(
    act: Callable[[Bench], None], bench: Bench
) -> None:
    assert issue(bench, partial(act, bench)) == Refusal(NotNow.PRINTER_OUT, None)
    assert bench.office.issuance.closed
    bench.touch_printer(act="cover", **{"is": "closed"})
    bench.office.issuance.tend()


def test_an_open_cover_is_told_before_a_card_moves(bench: Bench) -> None:
    open_cover(bench)
    refused = issue(bench)
    assert isinstance(refused, Refusal)
    assert refused.fault is not None
    assert refused.fault.kind is FaultKind.COVER_OPEN
