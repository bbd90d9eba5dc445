"""Two cards in one hopper: nobody opens it alone, and the books say whose card went."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import get_args

import pytest

from db.models import Audit, Card
from devices.printer.printer import MakeName, Progress, Told
from kiosk.issuance.issuance import Found
from kiosk.issuance.results import Door, LocalCard, Printed
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, Bench, found, somebody

FIRST, SECOND = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)


@pytest.fixture(params=get_args(MakeName))
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Yield an office whose books and hopper agree when the test is over."""
    made = found(tmp_path, [FIRST, SECOND], make=request.param)
    yield made
    assert made.office.check().violations == []
    blanks = made.office.issuance.blanks()
    assert witness.compare(witness.read(tmp_path / founding.PRINTER), blanks) == []
    made.close()


def printed(bench: Bench, who: Resident) -> LocalCard:
    issued = bench.office.issuance.issue(bench.record(who), lambda _: None)
    assert isinstance(issued, Printed)
    return issued.card


def state(who: Resident) -> str:
    return str(Card.get(Card.nik == who.nik).state)


def take(bench: Bench, number: int) -> None:
    bench.touch_printer(act="door", **{"is": "open"})
    bench.touch_printer(act="take", card=number)


def takes(bench: Bench, number: int) -> Callable[[Door], None]:
    """Return somebody at the door who takes the card with that number."""

    def at_the_door(door: Door) -> None:
        if door is Door.OPEN_IT:
            take(bench, number)
        else:
            bench.touch_printer(act="door", **{"is": "closed"})

    return at_the_door


def takes_and_signs(bench: Bench, number: int, _: float) -> bool:
    take(bench, number)
    bench.touch_printer(act="door", **{"is": "closed"})
    return True


def test_a_box_with_anothers_card_is_not_opened_by_its_holder_alone(bench: Bench) -> None:
    first = printed(bench, FIRST)
    assert not first.shared
    cards = {FIRST.nik: first, SECOND.nik: printed(bench, SECOND)}
    told: list[Door] = []
    before = Audit.select().count()
    for who in (FIRST, SECOND):
        now = bench.office.issuance.card_of(who.nik)
        assert now is not None
        assert now.shared
        with pytest.raises(ValueError, match="an officer"):
            bench.office.issuance.hand_over(
                cards[who.nik].key, bench.holder(who), told.append, bench.signed
            )
        assert state(who) == "HELD"
    assert told == []
    assert Audit.select().count() == before
    assert bench.touch_printer(act="look")["hopper"] == 2


@pytest.mark.parametrize(("goes", "stays", "number"), [(FIRST, SECOND, 1), (SECOND, FIRST, 2)])
def test_an_officer_hands_out_one_of_two_and_the_other_waits_for_its_holder(
    goes: Resident, stays: Resident, number: int, bench: Bench
) -> None:
    cards = {who.nik: printed(bench, who).key for who in (FIRST, SECOND)}
    issuance = bench.office.issuance
    door, signed = takes(bench, number), partial(takes_and_signs, bench, number)
    assert issuance.hand_over(
        cards[goes.nik], bench.holder(goes), door, signed, officer=OFFICERS.first
    )
    assert (state(goes), state(stays)) == ("HANDED_OVER", "HELD")
    said = json.loads(Audit.select().where(Audit.act == "T7").get().payload)
    assert said["officer"] == OFFICERS.first.name
    left = issuance.card_of(stays.nik)
    assert left is not None
    assert not left.shared
    assert issuance.hand_over(left.key, bench.holder(stays), bench.at_the_door, bench.signed)
    assert state(stays) == "HANDED_OVER"


def test_a_card_of_which_nobody_knows_may_lie_there_too(tmp_path: Path) -> None:
    bench = found(tmp_path, [FIRST, SECOND])
    issuance, first = bench.office.issuance, printed(bench, FIRST)

    def cut(told: Told) -> None:
        if told.step is Progress.FEEDING:
            bench.touch_printer(act="power", **{"is": "cut"})

    issuance.issue(bench.record(SECOND), cut)
    undecided = issuance.unresolved()
    assert undecided is not None
    with pytest.raises(ValueError, match="an officer"):
        issuance.hand_over(first.key, bench.holder(FIRST), bench.at_the_door)
    assert issuance.resolve(undecided, Found.IN_FEEDER, OFFICERS, "counted the feeder")
    assert issuance.hand_over(first.key, bench.holder(FIRST), bench.at_the_door)
    assert bench.office.check().ok
    bench.close()
