"""A holder signs for a card with the finger, where nobody sees the hopper's door."""

from pathlib import Path

import pytest

from kiosk.issuance.results import Door
from kiosk.visit.codes import Code
from kiosk.visit.jobs import signature
from tests.kiosk.bench import found, somebody

HOLDER = somebody(Code.PRINT_READY)
SECONDS = 20.0


@pytest.mark.parametrize(
    ("finger", "wanted", "signs"),
    [("right", True, True), ("wrong", True, False), ("none", True, False), ("right", False, False)],
)
def test_only_the_holders_finger_signs_and_only_while_it_is_wanted(
    finger: str, wanted: bool, signs: bool, tmp_path: Path
) -> None:
    bench = found(tmp_path, [HOLDER], make="epcl")
    record, told = bench.record(HOLDER), list[object]()

    def tell(door: object) -> None:
        told.append(door)
        bench.touch_reader(act="finger", seconds=1.5, **{"is": finger})

    start = bench.clock.monotonic()
    signed = signature(bench.office, record, tell, lambda: not wanted, start + SECONDS)
    assert signed is signs
    assert set(told) <= {Door.SIGN}
    assert bench.clock.monotonic() - start < 2 * SECONDS
    bench.close()


def test_a_finger_that_was_never_lifted_does_not_sign(tmp_path: Path) -> None:
    bench = found(tmp_path, [HOLDER], make="epcl")
    bench.touch_reader(act="finger", owner=HOLDER.nik)
    deadline = bench.clock.monotonic() + SECONDS
    assert not signature(bench.office, bench.record(HOLDER), print, lambda: False, deadline)
    bench.close()
