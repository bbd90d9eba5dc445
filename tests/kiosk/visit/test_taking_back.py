"""Whoever goes back from an ending has what they had before it, and nothing of what it opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.owed import Matter
from devices.entropy import SeededEntropy
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Invalid, Kind, Problem
from kiosk.issuance.allocation import in_order
from kiosk.simulation.resident import SimulatedResident
from kiosk.visit.codes import Code
from kiosk.visit.events import Back, Cancel, Event
from kiosk.visit.views import OutcomeView, ReturnView, SlipShown
from kiosk.visit.visit import Visit
from tests.kiosk.bench import OFFICERS, Bench, found, somebody
from tests.kiosk.issuance.kills import killed_at
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.stage import PLACE
from tests.kiosk.visit.test_returning import turn

ANNA, BUDI = somebody(Code.DAMAGED), somebody(Code.DAMAGED, 1)
HAS_ONE, REPORTS = somebody(Code.ALREADY_PRINTED), somebody(Code.REPORT_DEATH)
PHONE = "081234567890"


class Hesitant:
    """A visit of somebody who answers as they would, until an ending is shown."""

    def __init__(self, guest: Guest) -> None:
        self.office = guest.bench.office
        self.visitor = SimulatedResident(
            guest.who,
            SeededEntropy("hesitant").stream("presses"),
            guest._touch_reader,
            guest._touch,
            card=lambda: self.office.issuance.card_of(guest.who.nik),
        )
        self.visit = Visit(guest.bench.clock, self.office.policy, PLACE, "id")
        self.to_the_ending()

    def to_the_ending(self) -> OutcomeView:
        """Answer what is asked."""
        while self.visit.job is not None or not isinstance(self.visit.view, OutcomeView):
            if not self.work():
                intent = self.visitor.answer(self.visit.view)
                assert intent is not None
                self.visit.send(intent)
        return self.visit.view

    def work(self) -> bool:
        """Let the office do the job at hand, if there is one."""
        if self.visit.job is None:
            return False
        self.visitor.see(self.visit.view)
        self.visit.send(self.visit.job.run(self.office, self._told))
        return True

    def back(self) -> None:
        """Go back, and wait until that is written down."""
        self.visit.send(Back())
        self.work()

    def _told(self, event: Event) -> None:
        self.visit.send(event)
        self.visitor.see(self.visit.view)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = found(tmp_path, [ANNA, BUDI, HAS_ONE, REPORTS], blanks=0)
    yield bench
    assert bench.office.check().violations == []
    bench.close()


def came_early(bench: Bench, guest: Guest) -> SlipShown:
    """Let somebody come while the server is down, and leave a number to call."""
    bench.weather("down")
    early = guest.slip()
    assert bench.office.matters.phone(early.kept.reference, PHONE)
    bench.weather("up")
    return early


@pytest.fixture
def anna(bench: Bench) -> Guest:
    return Guest(bench, ANNA)


@pytest.fixture
def early(bench: Bench, anna: Guest) -> SlipShown:
    """Let Anna have a number from while the server was down; Budi came after her, and waits."""
    early = came_early(bench, anna)
    assert turn(Guest(bench, BUDI).slip()) == 1
    return early


def open_of(bench: Bench) -> list[str]:
    return [each.reference for each in bench.office.matters.of(ANNA.nik)]


def waiting(bench: Bench) -> list[str]:
    return [place.nik for place in in_order(bench.office.policy)]


def test_an_ending_that_is_taken_back_leaves_the_number_from_before_as_it_was(
    bench: Bench, anna: Guest, early: SlipShown
) -> None:
    before = Matter.get_by_id(early.kept.reference).__data__
    visit = Hesitant(anna)
    new = visit.to_the_ending().slip
    assert new is not None
    assert turn(new) == 1
    assert waiting(bench) == [ANNA.nik, BUDI.nik]
    visit.back()
    assert Matter.get_by_id(early.kept.reference).__data__ == before, "with the number to call"
    withdrawn = bench.office.matters.find(new.token)
    assert isinstance(withdrawn, Invalid)
    assert withdrawn.problem is Problem.WITHDRAWN
    assert waiting(bench) == [BUDI.nik]
    again = visit.to_the_ending().slip
    assert again is not None
    assert again.kept.reference not in (early.kept.reference, new.kept.reference)
    assert turn(again) == 1, "she came before Budi, and still does"
    assert open_of(bench) == [again.kept.reference]


def test_whoever_goes_back_and_leaves_is_known_by_the_number_from_before(
    bench: Bench, anna: Guest, early: SlipShown
) -> None:
    visit = Hesitant(anna)
    visit.back()
    visit.visit.send(Cancel())
    assert visit.visit.ended
    assert open_of(bench) == [early.kept.reference]
    anna.days(30)
    assert turn(anna.slip(early.token)) == 1


def test_what_the_greeting_says_is_kept_is_kept_after_going_back(
    bench: Bench, anna: Guest, early: SlipShown
) -> None:
    visit = Hesitant(anna)
    visit.back()
    while not isinstance(visit.visit.view, ReturnView):
        visit.back()
    assert [each.reference for each in visit.visit.view.kept] == open_of(bench)
    assert open_of(bench) == [early.kept.reference]


def test_the_greeting_names_what_is_open_now(bench: Bench) -> None:
    guest = Guest(bench, REPORTS)
    early = came_early(bench, guest)
    case = bench.office.matters.open(Wish(Kind.CASE, REPORTS.nik, "moved"))
    visit = Hesitant(guest)
    bench.office.matters.settle(case.reference, OFFICERS.first)
    visit.visit.send(Back())
    greeting = visit.visit.view
    assert isinstance(greeting, ReturnView)
    assert len(greeting.kept) == 2
    visit.work()
    greeting = visit.visit.view
    assert isinstance(greeting, ReturnView)
    assert [each.reference for each in greeting.kept] == [early.kept.reference]


def test_a_final_answer_that_is_taken_back_closes_nothing(bench: Bench) -> None:
    guest = Guest(bench, HAS_ONE)
    early = came_early(bench, guest)
    visit = Hesitant(guest)
    ending = visit.to_the_ending()
    assert ending.code is Code.ALREADY_PRINTED
    assert [each.id for each in ending.also] == ["also.no_longer"], "no newer one is given"
    assert isinstance(bench.office.matters.find(early.token), Invalid)
    visit.back()
    (kept,) = bench.office.matters.of(HAS_ONE.nik)
    assert kept.reference == early.kept.reference


@pytest.mark.parametrize("moment", ["in", "after"])
def test_cut_off_while_an_answer_is_taken_back_the_place_is_as_old_as_it_was(
    moment: str, bench: Bench, anna: Guest, early: SlipShown
) -> None:
    visit = Hesitant(anna)
    new = visit.to_the_ending().slip
    assert new is not None
    with killed_at(f"Q.take_back.{moment}"):
        visit.back()
    bench.reopen()
    left = new if moment == "in" else early
    assert open_of(bench) == [left.kept.reference]
    assert turn(anna.slip(left.token)) == 1


@pytest.mark.parametrize("moment", ["in", "after"])
def test_cut_off_while_an_ending_takes_the_place_of_a_number_its_holder_keeps_their_turn(
    moment: str, bench: Bench, anna: Guest, early: SlipShown
) -> None:
    with killed_at(f"Q.replace.{moment}"):
        Hesitant(anna)
    bench.reopen()
    assert (early.kept.reference in open_of(bench)) == (moment == "in")
    assert turn(anna.slip()) == 1
    assert len(open_of(bench)) == 1
