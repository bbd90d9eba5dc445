"""The demo with chips: the same visit, and the card's chip is written before it is printed."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.config import load_config
from tests.e2e.journeys import books_hold, cards, from_the_hopper, to_the_print
from tests.e2e.terminal import Terminal
from tests.kiosk.issuance.office_process import act


@pytest.fixture
def terminal(founded: Path, tmp_path: Path) -> Iterator[Terminal]:
    """Yield the kiosk on a terminal, its demo office writing chips."""
    shutil.copytree(founded, tmp_path / "data")
    running = Terminal(tmp_path, "--chips", "--quick")
    yield running
    running.close()


def test_a_faulty_chip_costs_a_blank_and_the_next_card_has_a_good_one(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.until("Ada yang dapat kami bantu?", 60)
    demo = load_config(tmp_path / "data" / "kiosk.toml").demo
    assert demo is not None
    assert demo.chip is not None
    act(demo.chip, {"act": "next", "is": "worn"})
    to_the_print(terminal)
    from_the_hopper(terminal)
    assert [card["went"] for card in cards(tmp_path)] == ["reject", "hand"]
    lines = (tmp_path / "data" / "coupler" / "chips.jsonl").read_text().splitlines()
    assert [json.loads(line)["n"] for line in lines] == [2]
    terminal.press("ctrl+c")
    assert terminal.end() == 0
    books_hold(tmp_path)
