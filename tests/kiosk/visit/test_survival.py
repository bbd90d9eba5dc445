"""Whatever fails, and wherever the kiosk is cut off: people hear what happened and what is kept.

Rows × faults × moments × cuts are more than there is time for; a seeded sample of them is tried, in
which every row, every fault and everything that an officer signs for occurs.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path

import pytest

from devices.entropy import SeededEntropy
from devices.simulator import Json
from kiosk.documents.slip import Kind
from kiosk.identity import Reason
from kiosk.locale.catalogue import COMPLETE, catalogue
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedResident
from kiosk.visit.codes import Code
from kiosk.visit.events import (
    Attest,
    CallOfficer,
    Cancel,
    Confirm,
    Intent,
    OpenAttestation,
    SignIn,
    Tick,
    Told,
)
from kiosk.visit.views import (
    Attesting,
    CollectView,
    FarewellView,
    NikView,
    OfficerCalled,
    OfficerView,
    OutcomeView,
    Overlay,
    Paper,
    View,
    WelcomeView,
)
from kiosk.visit.visit import Visit
from tests.kiosk.bench import SITI, Bench, found, somebody
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.stage import PLACE

CASES, SIGNED_CASES = 40, 20
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
SIGNED = (Code.DAMAGED, Code.LOST, Code.NOT_IDENTIFIED, Code.PRINT_READY)
"""Rows in which an officer who comes changes the ending: one for each `Act`."""
CUTS = (3, 6, 10, 14, 18, 24, 32)
"""Things that happen in a visit before the power goes."""
MOMENTS = (0, 5, 9, 13, 20, 24, 28, 32)
"""Things that happen in a visit before something fails."""


class Cut(Exception):
    """The power is gone."""


@dataclass(frozen=True)
class Case:
    """Who comes, and what goes wrong when."""

    code: Code
    fault: str
    fails: int
    """Things that happen before, in each of two visits."""
    cut: int
    attended: bool = False
    """Whether an officer comes who is called."""


@dataclass
class Visitor:
    """Comes to a kiosk, perhaps until the power goes."""

    bench: Bench
    who: Resident
    case: Case
    came: list[View] = field(default_factory=list)
    cut: int | None = None
    fails: int | None = None
    """When something fails in this visit; None: never."""
    called: set[Code] = field(default_factory=set)
    """Endings at which an officer was called."""

    def come(self) -> None:
        """Visit, to the end or to the cut."""
        bench, self.came, self.called = self.bench, [], set()
        visitor = SimulatedResident(
            self.who,
            SeededEntropy("survival").stream("presses"),
            self._touch_reader,
            self._touch_printer,
            new_card=bench.office.issuance.card_of(self.who.nik) is not None,
            card=lambda: bench.office.issuance.card_of(self.who.nik),
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
            elif (intent := self._press(visit.view, visit.overlay, visitor)) is not None:
                visit.send(intent)
            elif visit.deadline is not None:
                bench.clock.sleep_until(visit.deadline)
                visit.send(Tick())
        raise AssertionError(f"nobody gets away from {visit.view}")

    def last(self) -> View:
        """Return the ending, or the screen on which the visit was given up."""
        endings = (OutcomeView, FarewellView, NikView)
        return next(view for view in reversed(self.came) if isinstance(view, endings))

    def ended_broken(self) -> bool:
        """Tell whether something had failed before the first ending was shown."""
        ending = next(n for n, view in enumerate(self.came, 1) if isinstance(view, OutcomeView))
        return self.fails is not None and self.fails <= ending

    def _press(self, view: View, overlay: Overlay, visitor: SimulatedResident) -> Intent | None:
        """Return what is pressed: by an officer, if there is one who is needed, or the resident."""
        match overlay:
            case OfficerCalled(act) if act is not None:
                return OpenAttestation()
            case Attesting(officer=officer):
                return SignIn(*SITI) if officer is None else Attest(Reason.WORN)
            case _:
                pass
        if isinstance(view, OfficerView):
            return CallOfficer() if self.case.attended else Confirm()
        if isinstance(view, OutcomeView) and self._vouched_for(view):
            self.called.add(view.code)
            return CallOfficer()
        if isinstance(view, OutcomeView) and view.card_here and self._in_vain():
            return Cancel()
        return visitor.answer(view)

    def _vouched_for(self, view: OutcomeView) -> bool:
        """Tell whether an officer is still to be asked who this is, whose finger nobody knows."""
        unknown = self.who.shows is Code.NOT_IDENTIFIED
        return unknown and self.case.attended and view.code not in self.called

    def _in_vain(self) -> bool:
        """Tell whether the card could not be had at the first try."""
        return any(isinstance(view, CollectView) for view in self.came)

    def _touch_reader(self, act: Mapping[str, Json]) -> None:
        self.bench.touch_reader(**act)

    def _touch_printer(self, act: Mapping[str, Json]) -> None:
        self.bench.touch_printer(**act)

    def _see(self, view: View) -> None:
        if self.came and self.came[-1] == view:
            return
        self.came.append(view)
        if len(self.came) == (self.fails or 1) and self.fails is not None:
            FAULTS[self.case.fault][0](self.bench)
        if self.cut is not None and len(self.came) >= self.cut:
            raise Cut


def cases() -> list[Case]:
    """Return the sample: every row in turn, then those that an officer signs for."""
    chance = SeededEntropy(8).stream("cases")
    faults = [*FAULTS] * ((CASES + SIGNED_CASES) // len(FAULTS) + 1)
    chance.shuffle(faults)
    rows = [ROWS[n % len(ROWS)] for n in range(CASES)]
    rows += [SIGNED[n % len(SIGNED)] for n in range(SIGNED_CASES)]
    return [
        Case(code, faults[n], chance.choice(MOMENTS), chance.choice(CUTS), n >= CASES)
        for n, code in enumerate(rows)
    ]


def is_complete(view: View) -> bool:
    """Tell whether a view says what happened, and what is kept, where and when."""
    if isinstance(view, FarewellView):
        return True
    if not isinstance(view, OutcomeView):
        return False
    parts = (view.heading, view.why, view.kept, view.where, view.when)
    return all(catalogue(language).say(part) for language in COMPLETE for part in parts)


@pytest.mark.parametrize("case", cases(), ids=lambda case: "-".join(map(str, astuple(case))))
def test_a_fault_and_a_cut_leave_nobody_without_an_answer(case: Case, tmp_path: Path) -> None:
    who, neighbour = somebody(case.code), somebody(Code.PRINT_READY, 1)
    bench = found(tmp_path, [who, neighbour])
    assert bench.office.accounts.first(*SITI) is None
    if case.attended and case.code is Code.PRINT_READY:
        Guest(bench, neighbour).come(leave_printer=True)  # whose card then lies in the box
    mend = FAULTS[case.fault][1]
    first = Visitor(bench, who, case, cut=case.cut, fails=case.fails)
    with contextlib.suppress(Cut):
        first.come()
    bench.reopen()
    bench.office.issuance.tend()
    assert Visit(bench.clock, bench.office.policy, PLACE, "id").view == WelcomeView()
    open_before = references(bench, who)
    bench.clock.sleep_until(bench.clock.monotonic() + HOUR)
    again = Visitor(bench, who, case, fails=case.fails)
    start = bench.clock.monotonic()
    again.come()
    assert bench.clock.monotonic() - start < PATIENCE
    last = again.last()
    assert case.code is Code.NIK_IMPOSSIBLE or is_complete(last), last
    if isinstance(last, OutcomeView) and last.slip is not None and again.ended_broken():
        assert (last.slip.paper is Paper.NOT_PRINTED) is case.fault.startswith("receipts")
        assert open_before <= references(bench, who)
    mend(bench)
    bench.touch_printer(act="door", **{"is": "closed"})
    bench.office.tend()
    bench.clock.sleep_until(bench.clock.monotonic() + HOUR)
    again.fails = None
    again.come()
    assert case.code is Code.NIK_IMPOSSIBLE or is_complete(again.last()), again.last()
    assert ends_as(case, again), again.last()
    bench.report()
    assert bench.office.check().violations == []
    bench.close()


def references(bench: Bench, who: Resident) -> set[str]:
    """Return what is open for somebody, but for the slip of a card in the making.

    That is closed again, and another given for it, if no card comes of it.
    """
    made = bench.office.matters.of(who.nik)
    return {each.reference for each in made if each.kind is not Kind.CARD_WAITING}


def ends_as(case: Case, visitor: Visitor) -> bool:
    """Tell whether, everything mended, a visit came to what its row says."""
    last, code = visitor.last(), case.code
    gets_card = case.attended or code is Code.PRINT_READY
    if gets_card:  # at the first try, or because an earlier visit had printed it
        return isinstance(last, FarewellView) or (
            isinstance(last, OutcomeView) and last.code is Code.ALREADY_PRINTED
        )
    if code is Code.NIK_IMPOSSIBLE:
        return isinstance(last, NikView) and last.problem is not None
    return isinstance(last, OutcomeView) and last.code is code
