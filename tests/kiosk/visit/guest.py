"""Somebody who comes to an office in memory, once and again, with or without a slip."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.entropy import SeededEntropy
from devices.simulator import Json
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedOfficer, SimulatedResident
from kiosk.visit.events import Cancel, Confirm, Intent, PresentSlip, SubmitNik, Tick, Told
from kiosk.visit.views import (
    CollectView,
    NikView,
    OfficerView,
    OutcomeView,
    PrintingView,
    ReturnView,
    SlipShown,
    View,
    WelcomeView,
)
from kiosk.visit.visit import Visit
from tests.kiosk.bench import Bench
from tests.kiosk.visit.stage import PLACE


@dataclass
class Guest:
    """One resident; `came` is what the last visit showed, in order."""

    bench: Bench
    who: Resident
    came: list[View] = field(default_factory=list)
    officer: SimulatedOfficer | None = None
    """Who comes when one is called."""
    misses: bool = False
    """Whether that officer does not find the card in the box."""

    def come(
        self, slip: str = "", *, leave_card: bool = False, leave_printer: bool = False
    ) -> View:
        """Visit, with a slip scanned at the welcome if there is one; return the last screen."""
        visitor = SimulatedResident(
            self.who,
            SeededEntropy("guest").stream("presses"),
            self._touch_reader,
            self._touch,
            card=lambda: self.bench.office.issuance.card_of(self.who.nik),
        )
        visit = Visit(self.bench.clock, self.bench.office.policy, PLACE, "id")
        self.came = []

        def told(event: Told) -> None:
            visit.send(event)
            self._see(visit.view)
            if leave_card and isinstance(visit.view, CollectView):
                visit.send(Cancel())
            elif self._missed(visit.view) or (
                leave_printer and isinstance(visit.view, PrintingView)
            ):
                visit.send(Confirm())
            else:
                visitor.see(visit.view)

        while not visit.ended:
            self._see(visit.view)
            if visit.job is not None:
                leaves = leave_card and isinstance(visit.view, CollectView)
                if not leaves and not self._missed(visit.view):
                    visitor.see(visit.view)
                visit.send(visit.job.run(self.bench.office, told))
                continue
            signs = None if self.officer is None else self.officer.answer(visit.overlay)
            intent = signs or self._press(visit.view, slip, visitor)
            if leave_card and isinstance(visit.view, OutcomeView) and visit.view.card_here:
                intent = Cancel()
            if intent is not None:
                visit.send(intent)
            elif visit.deadline is not None:
                self.bench.clock.sleep_until(visit.deadline)
                visit.send(Tick())
        self.bench.office.forget_resident()
        return self.came[-1]

    def ending(self, slip: str = "", *, leave_card: bool = False) -> OutcomeView:
        """Visit, and return the ending."""
        self.come(slip, leave_card=leave_card)
        return [view for view in self.came if isinstance(view, OutcomeView)][-1]

    def slip(self, slip: str = "", *, leave_card: bool = False) -> SlipShown:
        """Visit, and return the slip that was given."""
        shown = self.ending(slip, leave_card=leave_card).slip
        assert shown is not None
        return shown

    def greeted(self) -> list[str]:
        """Return the numbers of what was kept, as the last visit told them."""
        told = [view for view in self.came if isinstance(view, ReturnView)]
        return [each.reference for view in told for each in view.kept]

    def days(self, number: int) -> None:
        """Let days pass; the kiosk is shut at night."""
        self.bench.clock.sleep_until(self.bench.clock.monotonic() + number * 86_400)
        self.bench.reopen()
        self.bench.office.tend()

    def _press(self, view: View, slip: str, visitor: SimulatedResident) -> Intent | None:
        if slip and isinstance(view, WelcomeView):
            return PresentSlip(slip)
        if slip and isinstance(view, NikView):
            return SubmitNik(self.who.nik)
        in_vain = self.officer is None and any(isinstance(each, OfficerView) for each in self.came)
        if in_vain and isinstance(view, OutcomeView) and view.card_here:
            return Cancel()
        if isinstance(view, OfficerView) and self.officer is None:
            return Confirm()  # no officer comes
        return visitor.answer(view)

    def _missed(self, view: View) -> bool:
        return self.misses and isinstance(view, CollectView) and view.attended

    def _see(self, view: View) -> None:
        if not self.came or self.came[-1] != view:
            self.came.append(view)

    def _touch_reader(self, act: Mapping[str, Json]) -> None:
        self.bench.touch_reader(**act)

    def _touch(self, act: Mapping[str, Json]) -> None:
        self.bench.touch_printer(**act)
