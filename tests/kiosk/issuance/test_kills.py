"""Killed at every failpoint, in memory, where nothing waits.

`test_failpoints` does the same to real processes, with the make that can prove most.
"""

import sys
from pathlib import Path

import pytest

from devices.printer.makes import MAKES
from devices.printer.printer import MakeName
from kiosk.issuance import failpoints
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident as People
from kiosk.visit.codes import Code
from tests.kiosk.bench import Bench, found, somebody
from tests.kiosk.issuance.kills import CASES, IN_MEMORY, Killed
from tests.kiosk.issuance.office_process import BLANKS, Resident, work

KILLS = [
    (name, make)
    for name, case in CASES.items()
    if name != "M.step" and not case.chips
    for make in MAKES
    if make != "evolis" or name in IN_MEMORY
]
HOLDER, WITH_DAMAGED_CARD = somebody(Code.PRINT_READY), somebody(Code.DAMAGED)
REPAIR = 10.0
"""Seconds until the machines are in order again; longer than a printer needs to wake up."""


def killed(
    bench: Bench,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    trouble: str = "",
    who: People = HOLDER,
) -> dict[str, object] | None:
    """Work until that failpoint; return what came of it, None if it was killed there."""
    original = failpoints.failpoint

    def failpoint(passed: str) -> None:
        if passed == name:
            raise Killed

    def printer(act: dict[str, object]) -> object:
        return bench.touch_printer(**act)  # type: ignore[arg-type]

    resident = Resident(printer, bench.ministry.act, who.nik, trouble)  # type: ignore[arg-type]
    with monkeypatch.context() as patch:
        for module in list(sys.modules.values()):
            if getattr(module, "failpoint", None) is original:
                patch.setattr(module, "failpoint", failpoint)
        try:
            return work(bench.office, resident)
        except Killed:
            return None
        finally:
            in_order(bench)
            bench.reopen()


def in_order(bench: Bench) -> None:
    """Put the machines right, as an officer does after the power came back."""
    for what, state in (("ribbon", "new"), ("cover", "closed"), ("door", "closed")):
        bench.touch_printer(act=what, **{"is": state})
    bench.touch_printer(act="clear")
    bench.weather("up")
    bench.clock.sleep_until(bench.clock.monotonic() + REPAIR)


@pytest.mark.parametrize(("name", "make"), KILLS)
def test_killed_there_it_still_makes_exactly_one_card(
    name: str, make: MakeName, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES[name]
    who = WITH_DAMAGED_CARD if case.replaces else HOLDER
    bench = found(tmp_path, [who], blanks=0, make=make)
    bench.reopen()
    if case.before:
        assert killed(bench, monkeypatch, case.before) is None
    if case.troubled_before:
        left = killed(bench, monkeypatch, "", case.troubled_before)
        assert left is not None
        assert left["unresolved"]
    assert killed(bench, monkeypatch, name, case.trouble, who) is None

    came_of_it = killed(bench, monkeypatch, "", who=who)
    assert came_of_it is not None
    assert came_of_it["card"]
    assert came_of_it["again"] == [came_of_it["printed_at"], bench.office.config.office.name]
    blanks = bench.office.issuance.blanks()
    assert (blanks["received"], blanks["issued"]) == (BLANKS, 1)
    left_feeder = witness.read(tmp_path / founding.PRINTER)
    assert witness.compare(left_feeder, blanks) == []
    assert [card.went for card in left_feeder].count("hand") == 1
    assert bench.office.check().violations == []
    bench.close()


def test_an_office_knows_that_it_was_cut_off_in_the_middle_of_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = found(tmp_path, [HOLDER])
    seen = [bench.office.issuance.interrupted]
    assert killed(bench, monkeypatch, "T3.after") is None
    seen.append(bench.office.issuance.interrupted)
    bench.office.tend()
    bench.reopen()
    seen.append(bench.office.issuance.interrupted)
    bench.close()
    assert seen == [False, True, False]
