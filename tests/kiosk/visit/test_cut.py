"""Whoever gave up a card has a blank for another from the same moment, whatever happens then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from db.models import Void
from db.owed import Place
from db.states import PlaceState, VoidState
from devices.simulator import Json
from kiosk.documents.slip import Kind
from kiosk.ministry.client import MinistryClient, Rejected
from kiosk.policy import Policy
from kiosk.simulation.resident import SimulatedOfficer, SimulatedResident
from kiosk.visit.codes import Code
from kiosk.visit.events import Cancel, Intent
from kiosk.visit.views import FarewellView, OfficerView, OutcomeView, ReadyView, View
from tests.kiosk.bench import OFFICERS, OPENING, SITI, Bench, found, somebody
from tests.kiosk.issuance.kills import killed_at
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.test_returning import blanks

WHO, FIRST, SECOND = (
    somebody(Code.DAMAGED),
    somebody(Code.PRINT_READY),
    somebody(Code.PRINT_READY, 1),
)
TODAY = OPENING.date()
TORN = {"act": "ribbon", "is": "out", "at": "k"}


@dataclass
class Leaver(Guest):
    """Somebody who walks away where the card would be printed, or to whom something happens."""

    leaves: bool = False
    at_the_officer: str = ""
    """What the ministry's weather becomes while the officer cuts the card."""
    at_the_printer: Mapping[str, Json] = field(default_factory=dict)
    """What becomes of the printer before the card is printed."""

    def _press(self, view: View, slip: str, visitor: SimulatedResident) -> Intent | None:
        if self.leaves and isinstance(view, ReadyView):
            return Cancel()
        return super()._press(view, slip, visitor)

    def _see(self, view: View) -> None:
        super()._see(view)
        if self.at_the_officer and isinstance(view, OfficerView):
            self.bench.weather(self.at_the_officer)
        if self.at_the_printer and isinstance(view, ReadyView):
            self.bench.touch_printer(**self.at_the_printer)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Yield an office with one blank, and an officer."""
    made = found(tmp_path, [WHO, FIRST, SECOND], blanks=1)
    assert made.office.accounts.first(*SITI) is None
    yield made
    assert made.office.check().violations == []
    made.close()


def cut(bench: Bench, **happens: object) -> View:
    """Let the card be cut in a visit in which that happens; return how it ended."""
    holder = Leaver(bench, WHO, officer=SimulatedOfficer(*SITI), **happens)  # type: ignore[arg-type]
    return holder.come()


def kept() -> list[tuple[str, str, int]]:
    return [(each.nik, each.state, each.withdrawn) for each in Place.select()]


def nobody_else_has_it(bench: Bench) -> None:
    """Let others come: the blank is kept, and its holder has a card of it at last."""
    assert Void.get().nik == WHO.nik
    assert kept() == [(WHO.nik, PlaceState.CALLED, 1)]
    (opened,) = [each for each in bench.office.matters.of(WHO.nik) if each.about == "damaged"]
    assert (opened.kind, opened.called_until) == (Kind.QUEUE, TODAY + timedelta(90))
    bench.touch_printer(act="cover", **{"is": "closed"})
    bench.weather("up")
    assert Guest(bench, FIRST).ending().code is Code.NO_BLANK
    back = Guest(bench, WHO)
    assert isinstance(back.come(opened.token), FarewellView)
    assert not any(isinstance(view, OfficerView) for view in back.came)
    assert bench.office.matters.of(WHO.nik) == ()
    assert bench.office.issuance.blanks()["reserved"] == 0


@pytest.mark.parametrize(
    "happens",
    [
        {"leaves": True},
        {"at_the_officer": "down"},
        {"at_the_printer": {"act": "cover", "is": "open"}},
    ],
)
def test_the_blank_for_a_cut_card_is_its_holder_s(happens: dict[str, object], bench: Bench) -> None:
    ended = cut(bench, **happens)
    assert isinstance(ended, OutcomeView)
    assert ended.slip is not None
    assert ("given_up" in ended.heading.id) == ("leaves" in happens)
    nobody_else_has_it(bench)


def test_where_nothing_happens_the_card_is_made_and_nothing_stays_open(bench: Bench) -> None:
    assert isinstance(cut(bench), FarewellView)
    assert kept() == [(WHO.nik, PlaceState.ENDED, 1)]
    assert bench.office.matters.of(WHO.nik) == ()
    assert bench.office.issuance.blanks()["stock"] == 0


@pytest.mark.parametrize("moment", ["in", "after"])
def test_killed_at_the_cut_the_blank_is_kept_or_the_card_counts_still(
    moment: str, bench: Bench
) -> None:
    with killed_at(f"T9.{moment}"):
        cut(bench)
    bench.weather("down")
    bench.reopen()
    bench.office.tend()
    if moment == "after":
        nobody_else_has_it(bench)
        return
    assert (Void.select().count(), kept()) == (0, [])
    bench.weather("up")
    assert isinstance(cut(bench), FarewellView)


def test_a_blank_that_comes_out_spoiled_is_made_good_before_anybody_s_first_card(
    bench: Bench,
) -> None:
    cut(bench, at_the_printer=TORN)
    assert kept()[0] == (WHO.nik, PlaceState.WAITING, 1)
    assert Guest(bench, FIRST).ending().code is Code.NO_BLANK
    blanks(bench, 1)
    assert (WHO.nik, PlaceState.CALLED, 1) in kept()


def test_the_days_of_a_blank_begin_when_the_ministry_knows_of_the_old_card(bench: Bench) -> None:
    cut(bench, at_the_officer="down")
    late = Guest(bench, FIRST)
    late.days(Policy().withdrawn_days + 30)
    assert kept() == [(WHO.nik, PlaceState.CALLED, 1)], "nobody can come for it yet"
    bench.weather("up")
    bench.report()
    late.days(Policy().withdrawn_days)
    assert kept() == [(WHO.nik, PlaceState.CALLED, 1)]
    late.days(1)
    assert kept() == [(WHO.nik, PlaceState.ENDED, 1)]
    assert isinstance(late.come(), FarewellView)


def test_a_blank_is_not_kept_for_ever_for_a_void_that_the_ministry_refused(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(MinistryClient, "report", lambda *_: Rejected("no card is known"))
        cut(bench)
    assert Void.get().state == VoidState.REFUSED
    later = Guest(bench, FIRST)
    later.days(Policy().withdrawn_days + 1)
    assert kept() == [(WHO.nik, PlaceState.ENDED, 1)]
    bench.office.issuance.voids.report_again(WHO.nik, OFFICERS.first)
    bench.report()
