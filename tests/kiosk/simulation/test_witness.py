"""What the printer did, held against what the office believes."""

import json
from pathlib import Path

import pytest

from kiosk.simulation import witness
from kiosk.simulation.witness import Left

CARDS = [Left(1, "a", "hand"), Left(2, "b", "reject"), Left(3, "c", "hopper"), Left(4, "d", "path")]
BLANKS = {"held": 1, "issued": 1, "returned": 0, "spoiled": 1, "reserved": 1}


def test_an_office_that_knows_what_happened_is_believed() -> None:
    assert witness.compare(CARDS, BLANKS) == []


@pytest.mark.parametrize("account", ["held", "issued", "spoiled", "reserved"])
def test_each_account_that_is_wrong_is_told(account: str) -> None:
    (told,) = witness.compare(CARDS, BLANKS | {account: 2})
    assert account in told


def test_two_cards_with_one_face_are_told() -> None:
    (told,) = witness.compare([*CARDS, Left(5, "a", "hand")], BLANKS | {"issued": 2})
    assert "same face" in told


def test_a_spoiled_card_may_bear_the_face_of_a_good_one() -> None:
    assert witness.compare([*CARDS, Left(5, "a", "reject")], BLANKS | {"spoiled": 2}) == []


def test_a_good_card_whose_chip_was_not_written_is_told(tmp_path: Path) -> None:
    assert witness.written(tmp_path) == set()
    (tmp_path / "chips.jsonl").write_text('{"n": 1}\n{"n": 3}\n')
    chips = witness.written(tmp_path)
    good = [Left(1, "a", "hand"), Left(2, "b", "reject"), Left(3, "c", "hopper")]
    assert witness.without_chip(good, chips) == []
    (told,) = witness.without_chip([*good, Left(4, "d", "hopper")], chips)
    assert "card 4" in told


def test_it_reads_what_the_printer_wrote(tmp_path: Path) -> None:
    line = {"n": 1, "k_sha256": "a", "went": "hand"}
    (tmp_path / "cards.jsonl").write_text(json.dumps(line).ljust(127) + "\n")
    assert witness.read(tmp_path) == CARDS[:1]


def test_a_card_that_came_back_left_the_feeder_and_a_promised_blank_did_not() -> None:
    came_back = BLANKS | {"issued": 0, "returned": 1, "reserved": 3}
    assert witness.compare(CARDS, came_back, promised=2) == []
    assert len(witness.compare(CARDS, came_back)) == 1
