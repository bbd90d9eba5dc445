"""Whatever fails, and wherever the kiosk is cut off: people hear what happened and what is kept.

Rows × faults × cuts are more than there is time for; a seeded sample of them is tried, in which
every row and every fault occurs.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devices.entropy import SeededEntropy
from devices.simulator import Json
from kiosk.locale.catalogue import COMPLETE, catalogue
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedResident
from kiosk.visit.codes import Code
from kiosk.visit.events import Confirm, Tick, Told
from kiosk.visit.views import (
    FarewellView,
    NikView,
    OfficerView,
    OutcomeView,
    Paper,
    View,
    WelcomeView,
)
from kiosk.visit.visit import Visit
from tests.kiosk.bench import Bench, found, somebody
from tests.kiosk.visit.stage import PLACE

CASES = 40
PATIENCE = 900.0
"""Seconds that a visit may take, whatever fails."""
HOUR = 3600.0
"""Between two visits."""
LONGEST = 400
"""Steps of a visit."""


def power(machine: str, state: str) -> Callable[[Bench], object]:
    """Return the act that switches a machine."""
    return lambda bench: getattr(bench, f"touch_{machine}")(act="power", **{"is": state})


def weather(state: str) -> Callable[[Bench], object]:
    """Return the act that changes the ministry's weather."""
    return lambda bench: bench.weather(state)


FAULTS: dict[str, tuple[Callable[[Bench], object], Callable[[Bench], object]]] = {
    "reader silent": (power("reader", "off"), power("reader", "on")),
    "printer silent": (power("printer", "off"), power("printer", "on")),
    "printer lost": (lambda b: b.printer_cable.unplug(), lambda b: b.printer_cable.plug()),
    "ministry down": (weather("down"), weather("up")),
    "ministry garbled": (weather("garbled"), weather("up")),
    "receipts without paper": (
        lambda b: b.touch_receipts(act="paper", **{"is": "out"}),
        lambda b: b.touch_receipts(act="paper", **{"is": "new"}),
    ),
    "receipts lost": (lambda b: b.receipts_cable.unplug(), lambda b: b.receipts_cable.plug()),
}
"""What fails, and how it is put right."""
TABLE_2 = {Code.PRINTER_OUT, Code.NO_BLANK, Code.CAP_REACHED, Code.PRINTED, Code.SERVER_DOWN}
"""What nobody shows by their record and answers alone."""
ROWS = [code for code in Code if code not in TABLE_2]
CUTS = (3, 6, 10, 14, 18, 24, 32)
"""Things that happen in a visit before the power goes."""


class Cut(Exception):
    """The power is gone."""


@dataclass
class Visitor:
    """Comes to a kiosk, perhaps until the power goes."""

    bench: Bench
    who: Resident
    came: list[View] = field(default_factory=list)
    cut: int | None = None

    def come(self) -> None:
        """Visit, to the end or to the cut."""
        bench, self.came = self.bench, []
        visitor = SimulatedResident(
            self.who,
            SeededEntropy("survival").stream("presses"),
            self._touch_reader,
            self._touch_printer,
        )
        visit = Visit(bench.clock, bench.office.policy, PLACE, "id")

        def told(event: Told) -> None:
            visit.send(event)
            self._see(visit.view)
            visitor.see(visit.view)

        for _ in range(LONGEST):
            self._see(visit.view)
            if visit.ended:
                return
            if visit.job is not None:
                visitor.see(visit.view)
                visit.send(visit.job.run(bench.office, told))
            elif isinstance(visit.view, OfficerView):
                visit.send(Confirm())  # no officer comes
            elif (intent := visitor.answer(visit.view)) is not None:
                visit.send(intent)
            elif visit.deadline is not None:
                bench.clock.sleep_until(visit.deadline)
                visit.send(Tick())
        raise AssertionError(f"nobody gets away from {visit.view}")

    def last(self) -> View:
        """Return the ending, or the screen on which the visit was given up."""
        endings = (OutcomeView, FarewellView, NikView)
        return next(view for view in reversed(self.came) if isinstance(view, endings))

    def _touch_reader(self, act: Mapping[str, Json]) -> None:
        self.bench.touch_reader(**act)

    def _touch_printer(self, act: Mapping[str, Json]) -> None:
        self.bench.touch_printer(**act)

    def _see(self, view: View) -> None:
        if not self.came or self.came[-1] != view:
            self.came.append(view)
        if self.cut is not None and len(self.came) >= self.cut:
            raise Cut


def cases() -> list[tuple[Code, str, int]]:
    """Return the sample: every row in turn, with a fault and a cut by chance."""
    chance = SeededEntropy(8).stream("cases")
    faults = [*FAULTS] * (CASES // len(FAULTS) + 1)
    chance.shuffle(faults)
    return [(ROWS[n % len(ROWS)], faults[n], chance.choice(CUTS)) for n in range(CASES)]


def is_complete(view: View) -> bool:
    """Tell whether a view says what happened, and what is kept, where and when."""
    if isinstance(view, FarewellView):
        return True
    if not isinstance(view, OutcomeView):
        return False
    parts = (view.heading, view.why, view.kept, view.where, view.when)
    return all(catalogue(language).say(part) for language in COMPLETE for part in parts)


@pytest.mark.parametrize(("code", "fault", "cut"), cases())
def test_a_fault_and_a_cut_leave_nobody_without_an_answer(
    code: Code, fault: str, cut: int, tmp_path: Path
) -> None:
    who = somebody(code)
    bench = found(tmp_path, [who])
    fail, mend = FAULTS[fault]
    fail(bench)
    first = Visitor(bench, who, cut=cut)
    with contextlib.suppress(Cut):
        first.come()
    bench.reopen()
    bench.office.issuance.tend()
    assert Visit(bench.clock, bench.office.policy, PLACE, "id").view == WelcomeView()
    open_before = {each.reference for each in bench.office.matters.of(who.nik)}
    bench.clock.sleep_until(bench.clock.monotonic() + HOUR)
    again = Visitor(bench, who)
    start = bench.clock.monotonic()
    again.come()
    assert bench.clock.monotonic() - start < PATIENCE
    last = again.last()
    assert code is Code.NIK_IMPOSSIBLE or is_complete(last), last
    if isinstance(last, OutcomeView) and last.slip is not None:
        assert (last.slip.paper is Paper.NOT_PRINTED) is fault.startswith("receipts")
        assert open_before <= {each.reference for each in bench.office.matters.of(who.nik)}
    mend(bench)
    bench.clock.sleep_until(bench.clock.monotonic() + HOUR)
    again.come()
    assert code is Code.NIK_IMPOSSIBLE or is_complete(again.last()), again.last()
    assert ends_as(code, again)
    bench.report()
    assert bench.office.check().violations == []
    bench.close()


def ends_as(code: Code, visitor: Visitor) -> bool:
    """Tell whether, everything mended, a visit came to what its row says."""
    last = visitor.last()
    if code is Code.PRINT_READY:  # at the first try, or because an earlier visit had printed it
        return isinstance(last, FarewellView) or (
            isinstance(last, OutcomeView) and last.code is Code.ALREADY_PRINTED
        )
    if code is Code.NIK_IMPOSSIBLE:
        return isinstance(last, NikView) and last.problem is not None
    return isinstance(last, OutcomeView) and last.code is code
