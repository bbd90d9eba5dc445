"""A card that its holder has, and that the books say lies in the box: the power failed there."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.models import Audit, Card, Outbox
from kiosk.desk.matter import Wish
from kiosk.documents.reference import grouped
from kiosk.documents.slip import Kind
from kiosk.issuance.results import AlreadyPrinted, Door, LocalCard, Printed
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Code
from kiosk.visit.views import FarewellView, OfficerView
from tests.kiosk.bench import OFFICERS, Bench, found, somebody
from tests.kiosk.desk.officers import BUDI, SITI, Desk
from tests.kiosk.issuance.kills import killed_at
from tests.kiosk.visit.guest import Guest

HOLDER, NEXT = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)
REASON = ("--reason", "power failed at the open door, the box is empty")


class Cut(BaseException):
    """The power is gone."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield an office whose books, box and printer agree when the test is over."""
    bench = found(tmp_path, [HOLDER, NEXT])
    desk = Desk(bench)
    assert desk.does(["officer", "first", "siti"], SITI[1], SITI[1])
    assert desk.does(["officer", "add", "budi"], *SITI, BUDI[1], BUDI[1])
    yield desk
    bench.report()
    assert bench.office.check().violations == []
    blanks = bench.office.issuance.blanks()
    assert witness.compare(witness.read(tmp_path / founding.PRINTER), blanks) == []
    bench.close()


def printed(bench: Bench, who: Resident) -> tuple[LocalCard, str]:
    """Print somebody's card; return it, and the number of the slip that leads back to it."""
    slip = bench.office.matters.open(Wish(Kind.CARD_WAITING, who.nik, Code.CARD_WAITING.value))
    issued = bench.office.issuance.issue(bench.record(who), lambda _: None)
    assert isinstance(issued, Printed)
    return issued.card, slip.reference


def cut_off(bench: Bench) -> str:
    """Let the power fail when the holder has just taken the card; return their slip's number."""
    card, slip = printed(bench, HOLDER)

    def at_the_door(door: Door) -> None:
        bench.at_the_door(door)
        if door is Door.OPEN_IT:
            raise Cut

    with pytest.raises(Cut):
        bench.office.issuance.hand_over(card.key, bench.holder(HOLDER), at_the_door)
    bench.touch_printer(act="door", **{"is": "closed"})
    bench.reopen()
    bench.office.issuance.tend()
    assert (Card.get().state, bench.touch_printer(act="look")["hopper"]) == ("HELD", 0)
    return slip


def test_a_holder_who_comes_again_closes_the_empty_box_and_has_the_card(desk: Desk) -> None:
    cut_off(desk.bench)
    guest = Guest(desk.bench, HOLDER)
    assert isinstance(guest.come(), FarewellView)
    assert not any(isinstance(view, OfficerView) for view in guest.came)
    assert Card.get().state == "HANDED_OVER"


def test_two_officers_say_that_the_holder_has_it_and_the_box_is_nobody_elses(desk: Desk) -> None:
    bench = desk.bench
    slip = cut_off(bench)
    card, other = printed(bench, NEXT)
    assert card.shared, "by the books two cards lie there"
    first, second = desk.reads("card", "list")
    assert grouped(slip) in first
    assert "It was opened for its holder" in first
    assert grouped(other) in second
    assert "opened" not in second
    assert desk.does(["card", "taken", slip, *REASON], *SITI, *BUDI)
    assert desk.told[-1] == "The card counts as handed over."
    row = Audit.get(Audit.act == "O.taken")
    said = json.loads(row.payload)
    assert (said["officers"], said["reason"]) == (["siti", "budi"], REASON[1])
    assert HOLDER.nik not in row.payload
    assert bench.office.matters.of(HOLDER.nik) == ()
    assert isinstance(
        bench.office.issuance.issue(bench.record(HOLDER), lambda _: None), AlreadyPrinted
    )
    alone = bench.office.issuance.card_of(NEXT.nik)
    assert alone is not None
    assert not alone.shared
    assert bench.office.issuance.hand_over(alone.key, bench.holder(NEXT), bench.at_the_door)
    assert desk.reads("card", "list") == ["By the books no card lies in the box."]
    bench.report()
    assert {each.state for each in Outbox.select()} == {"ACKED"}
    record = bench.record(HOLDER)
    assert record.card is not None
    assert record.card.received


def test_a_card_that_nobody_was_let_at_is_not_taken(desk: Desk) -> None:
    bench = desk.bench
    card, slip = printed(bench, HOLDER)
    command = ["card", "taken", slip, *REASON]
    assert not desk.does(command, *SITI, *BUDI)
    assert "No card in the box" in desk.told[-1]
    assert not desk.does(["card", "taken", "0" * 12, *REASON], *SITI, *BUDI)
    assert not desk.does(["card", "taken", slip, "--reason", HOLDER.nik])
    assert Card.get().state == "HELD"
    assert bench.office.issuance.hand_over(card.key, bench.holder(HOLDER), bench.at_the_door)
    assert not desk.does(command, *SITI, *BUDI), "it is handed over already"
    assert Audit.select().where(Audit.act == "O.taken").count() == 0


@pytest.mark.parametrize("moment", ["in", "after"])
def test_killed_there_the_card_is_booked_out_with_its_report_or_not_at_all(
    moment: str, desk: Desk
) -> None:
    cut_off(desk.bench)
    with killed_at(f"O.taken.{moment}"):
        desk.bench.office.issuance.taken(HOLDER.nik, OFFICERS, REASON[1])
    desk.bench.reopen()
    done = moment == "after"
    assert Card.get().state == ("HANDED_OVER" if done else "HELD")
    assert Outbox.select().where(Outbox.key.contains("handed_over")).count() == done
    assert desk.bench.office.issuance.taken(HOLDER.nik, OFFICERS, REASON[1]) != done


def test_one_officer_does_not_say_so_alone(desk: Desk) -> None:
    slip = cut_off(desk.bench)
    assert not desk.does(["card", "taken", slip, *REASON], *SITI, *SITI)
    assert Card.get().state == "HELD"
    assert desk.does(["card", "taken", slip, *REASON], *SITI, *BUDI)
