"""What officers type about cards that are missed, left in the box, or not taken for void."""

import json

import pytest

from db.models import Audit, Card, Outbox, Void
from db.owed import Matter, Place
from db.states import DISPUTED, NOT_FOUND, Need
from kiosk.desk.matter import VOID_REFUSED, Wish
from kiosk.documents.slip import Kind
from kiosk.issuance.results import AlreadyPrinted, Issued, Printed
from kiosk.ministry.client import MinistryClient, Rejected
from tests.kiosk.bench import OFFICERS
from tests.kiosk.desk.officers import BUDI, DAMAGED, HOLDER, SITI, Desk

REASON = ("--reason", "looked in the box and in both trays")


def issued(desk: Desk) -> Issued:
    return desk.bench.office.issuance.issue(desk.bench.record(HOLDER), lambda _: None)


def take(desk: Desk) -> bool:
    """Let the holder take the card that lies in the box."""
    bench = desk.bench
    card = bench.office.issuance.card_of(HOLDER.nik)
    assert card is not None
    return bench.office.issuance.hand_over(card.key, bench.holder(HOLDER), bench.at_the_door)


def case_about(desk: Desk, about: str) -> str:
    return desk.bench.office.matters.open(Wish(Kind.CASE, HOLDER.nik, about)).reference


@pytest.mark.parametrize("handed_over", [False, True])
def test_two_officers_miss_a_card_and_another_follows_when_the_ministry_knows(
    handed_over: bool, desk: Desk
) -> None:
    bench, case = desk.bench, case_about(desk, NOT_FOUND)
    command = ["card", "missing", case, *REASON]
    assert not desk.does(command, *SITI, *BUDI)
    assert desk.told[-1] == "No card that could be missing belongs to the holder of this slip."
    assert isinstance(issued(desk), Printed)
    assert not handed_over or take(desk)
    assert not desk.does(["card", "missing", case, "--reason", "x"])
    assert not desk.does(command, *SITI, *SITI)
    assert Card.get().state == ("HANDED_OVER" if handed_over else "HELD")
    bench.weather("down")
    assert desk.does(command, *SITI, *BUDI)
    assert [each.about for each in bench.office.matters.of(HOLDER.nik)] == [Need.LOST]
    assert (Card.get().state, bench.office.issuance.blanks()["missing"]) == ("LOST", 1)
    said = json.loads(Audit.get(Audit.act == "T9").payload)
    assert (said["officers"], said["reason"]) == (["siti", "budi"], REASON[1])
    bench.weather("up")
    assert isinstance(issued(desk), AlreadyPrinted)
    bench.report()
    bench.office.issuance.receive_blanks("box-2", 1, OFFICERS)
    assert isinstance(issued(desk), Printed)
    assert take(desk)
    assert bench.office.check().violations == []


def test_whose_card_is_missing_has_a_blank_from_the_same_moment(desk: Desk) -> None:
    bench, case = desk.bench, case_about(desk, DISPUTED)
    letter = case_about(desk, Need.LOST)
    bench.office.issuance.receive_blanks("box-2", 1, OFFICERS)
    assert isinstance(issued(desk), Printed)
    assert take(desk)
    assert desk.does(["card", "missing", case, *REASON], *SITI, *BUDI)
    assert "A blank is kept for its holder" in desk.told[-1]
    assert [row.state for row in Matter.select().where(Matter.key << [case, letter])] == [
        "USED"
    ] * 2
    assert Place.get().state == "CALLED"
    assert [bench.office.issuance.blanks()[each] for each in ("stock", "reserved")] == [0, 1]
    bench.report()
    assert isinstance(issued(desk), Printed)
    assert take(desk)
    assert bench.office.check().violations == []


def test_without_a_blank_whose_card_is_missing_comes_before_who_waits_for_a_first(
    desk: Desk,
) -> None:
    bench, case = desk.bench, case_about(desk, NOT_FOUND)
    assert isinstance(issued(desk), Printed)
    bench.office.matters.open(Wish(Kind.QUEUE, DAMAGED.nik, "no_blank"))
    assert desk.does(["card", "missing", case, *REASON], *SITI, *BUDI)
    assert "No blank is free now" in desk.told[-1]
    (kept,) = bench.office.matters.of(HOLDER.nik)
    assert kept.turn is not None
    assert kept.turn.number == 1
    bench.office.issuance.receive_blanks("box-2", 1, OFFICERS)
    assert {row.nik: row.state for row in Place.select()} == {
        HOLDER.nik: "CALLED",
        DAMAGED.nik: "WAITING",
    }
    bench.report()
    assert bench.office.check().violations == []


def test_a_card_missed_twice_is_followed_by_a_third(desk: Desk) -> None:
    bench, case = desk.bench, case_about(desk, NOT_FOUND)
    for box in ("box-2", "box-3"):
        assert isinstance(issued(desk), Printed)
        assert desk.does(["card", "missing", case, *REASON], *SITI, *BUDI)
        assert Place.get().state == "WAITING"
        bench.office.issuance.receive_blanks(box, 1, OFFICERS)
        bench.report()
        assert [each.about for each in bench.office.matters.of(HOLDER.nik)] == [Need.LOST]
    assert isinstance(issued(desk), Printed)
    assert take(desk)
    assert bench.office.issuance.blanks()["missing"] == 2
    assert bench.office.check().violations == []


def test_a_card_left_in_the_box_is_booked_back_and_handed_over_again(desk: Desk) -> None:
    bench = desk.bench
    assert isinstance(issued(desk), Printed)
    assert not desk.does(["card", "left-behind"], HOLDER.nik, *BUDI)
    assert desk.told[-1] == "No card with this NIK is booked as handed over."
    bench.touch_printer(act="door", **{"is": "closed"})
    assert take(desk)
    grouped = f"{HOLDER.nik[:6]} {HOLDER.nik[6:]}"
    assert not desk.does(["card", "left-behind"], grouped, "budi", "wrong")
    assert desk.does(["card", "left-behind"], grouped, *BUDI)
    card = bench.office.issuance.card_of(HOLDER.nik)
    assert card is not None
    assert card.in_hopper
    assert bench.office.issuance.blanks()["held"] == 1
    row = Audit.get(Audit.act == "O.found")
    assert json.loads(row.payload)["officer"] == "budi"
    assert HOLDER.nik not in row.payload
    assert isinstance(issued(desk), Printed)
    assert take(desk)
    bench.report()
    assert bench.office.issuance.blanks()["issued"] == 1
    assert [row.state for row in Outbox.select()] == ["ACKED"] * 3
    assert bench.office.check().violations == []


def test_a_refused_void_is_reported_again_and_then_there_is_another_card(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench, case = desk.bench, case_about(desk, VOID_REFUSED)
    assert not desk.does(["card", "report-again", case], *BUDI)
    assert desk.told[-1] == "No refused void belongs to the holder of this slip."
    assert isinstance(issued(desk), Printed)
    bench.report()
    assert desk.does(["card", "missing", case, *REASON], *SITI, *BUDI)
    with monkeypatch.context() as patch:
        patch.setattr(MinistryClient, "report", lambda *_: Rejected("no card is known"))
        bench.report()
    assert Void.get().state == "REFUSED"
    assert not desk.does(["card", "report-again", case], "budi", "wrong")
    assert desk.does(["card", "report-again", case], *BUDI)
    assert Void.get().state == "PENDING"
    bench.report()
    assert Void.get().state == "VOID"
    bench.office.issuance.receive_blanks("box-2", 1, OFFICERS)
    assert isinstance(issued(desk), Printed)
    assert bench.office.check().violations == []
