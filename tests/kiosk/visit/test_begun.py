"""Whoever left while a card was made, or was cut off, is told what became of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.printer.printer import Progress
from devices.printer.printer import Told as PrinterTold
from kiosk.desk.matter import Matter
from kiosk.documents.reference import grouped
from kiosk.documents.slip import Kind
from kiosk.message import message
from kiosk.policy import Policy
from kiosk.register.nik import read_nik
from kiosk.visit.codes import Code
from kiosk.visit.facts import Facts
from kiosk.visit.jobs import PrintCard
from kiosk.visit.views import Begun, FarewellView, Kept, ReturnView, ReviewView
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.issuance.kills import killed_at
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.test_returning import used

ANNA = somebody(Code.PRINT_READY)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = found(tmp_path, [ANNA])
    yield bench
    assert bench.office.check().violations == []
    bench.close()


@pytest.fixture
def anna(bench: Bench) -> Guest:
    return Guest(bench, ANNA)


def leaves(bench: Bench, power: str) -> Matter:
    """Let Anna leave while her card is fed, and the printer lose its power; return her slip."""
    slips: list[Matter] = []

    def told(progress: object) -> None:
        if isinstance(progress, Matter):
            slips.append(progress)
        if isinstance(progress, PrinterTold) and progress.step is Progress.FEEDING:
            bench.touch_printer(act="power", **{"is": power})

    if power == "off":
        bench.touch_printer(act="power", **{"is": "off"})
    facts = Facts(OPENING.date(), read_nik(ANNA.nik), bench.record(ANNA))
    PrintCard(facts, Policy()).run(bench.office, told, lambda: True)
    return slips[0]


def greeted(guest: Guest) -> ReturnView:
    (greeting,) = dict.fromkeys(each for each in guest.came if isinstance(each, ReturnView))
    return greeting


def kept(guest: Guest, kind: Kind = Kind.CARD_WAITING) -> Kept:
    (found,) = [each for each in greeted(guest).kept if each.kind is kind]
    return found


def test_who_left_before_it_failed_hears_that_the_card_was_not_finished(
    bench: Bench, anna: Guest
) -> None:
    slip = leaves(bench, "off")
    ending = anna.ending(slip.token)
    assert kept(anna).begun is Begun.UNMADE
    assert kept(anna).name == message("return.card")
    assert kept(anna).told[0] == message("return.unmade")
    assert kept(anna, Kind.QUEUE).begun is None
    assert greeted(anna).data_again
    assert ReviewView in set(map(type, anna.came))
    assert ending.code is Code.PRINTER_OUT
    assert ending.also == (message("also.replaced", reference=grouped(slip.reference)),)
    assert used(bench, slip.token)
    bench.touch_printer(act="power", **{"is": "on"})
    anna.days(1)
    assert isinstance(anna.come(), FarewellView)


def test_who_comes_back_while_nobody_knows_what_became_of_the_card_hears_that(
    bench: Bench, anna: Guest
) -> None:
    slip = leaves(bench, "cut")
    assert bench.office.issuance.unresolved() is not None
    ending = anna.ending(slip.token)
    assert kept(anna).begun is Begun.UNDECIDED
    assert kept(anna).told[0] == message("return.undecided")
    assert ending.code is Code.PRINTER_OUT
    assert not used(bench, slip.token), "it may lead to the card yet"


@pytest.mark.parametrize(("at", "begun"), [("T3.after", Begun.UNMADE), ("T5.after", None)])
def test_after_a_power_cut_the_greeting_says_what_became_of_the_card(
    at: str, begun: Begun | None, bench: Bench, anna: Guest
) -> None:
    with killed_at(at):
        anna.come()
    bench.reopen()
    bench.office.tend()
    assert isinstance(anna.come(), FarewellView)
    assert kept(anna).begun is begun
    assert greeted(anna).data_again == (begun is not None)
    assert (ReviewView in set(map(type, anna.came))) == (begun is not None)
    assert bench.office.matters.of(ANNA.nik) == ()
