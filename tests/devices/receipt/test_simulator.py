"""The simulated receipt printer, told what others would tell it."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from devices.receipt.simulator.paper import MARGIN, WIDTH
from devices.receipt.simulator.simulator import ROLL, ReceiptSimulator
from devices.simulator import ActRefused, Json
from tests.kiosk.documents.scanner import scan

CUT = b"\x1dV\x00"


def printed(data: bytes) -> Image.Image:
    """Return what comes out for those bytes, before a cut."""
    machine = ReceiptSimulator()
    machine.receive(data + CUT, 0.0)
    machine.transmit(60.0)
    return machine.receipts[-1]


def box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Return where there is ink."""
    found = picture.point(lambda grey: 255 - grey).getbbox()
    assert found is not None
    return found


def ink(picture: Image.Image) -> int:
    return int((np.asarray(picture) < 128).sum())


def test_letters_stand_where_they_are_told() -> None:
    left, middle, right = (box(printed(b"\x1ba%cHH\n" % n)) for n in range(3))
    assert left[0] < MARGIN + 12
    assert abs(middle[0] + middle[2] - (WIDTH + 2 * MARGIN)) <= 4
    assert right[2] > WIDTH + MARGIN - 12


def test_size_and_emphasis_are_seen() -> None:
    plain, bold, large = printed(b"HH\n"), printed(b"\x1bE\x01HH\n"), printed(b"\x1d!\x11HH\n")
    assert ink(bold) > ink(plain)
    assert ink(large) == 4 * ink(plain)


def test_a_full_line_goes_on_below() -> None:
    assert printed(b"H" * 49 + b"\n").height == 2 * printed(b"H" * 48 + b"\n").height


def test_initialising_forgets_style() -> None:
    assert ink(printed(b"\x1bE\x01\x1d!\x11\x1b@HH\n")) == ink(printed(b"HH\n"))


@pytest.mark.parametrize("page", [b"\x00\x82", b"\x02\x82", b"\x10\xe9", b"\x13\x82"])
def test_code_pages_are_read(page: bytes) -> None:
    accented = printed(b"\x1bt" + page + b"\n")
    assert accented.tobytes() == printed(b"\x1bt\x10\xe9\n").tobytes()
    assert accented.tobytes() != printed(b"e\n").tobytes()


@pytest.mark.parametrize("level", b"0123")
def test_a_code_can_be_read_at_every_level(level: int) -> None:
    store = b"\x1d(k\x0c\x001P0" + b"probing-1"
    code = b"\x1d(k\x03\x001E%c\x1d(k\x03\x001C\x04" % level + store + b"\x1d(k\x03\x001Q0"
    assert scan(printed(b"\n\n" + code + b"\n\n")) == ["probing-1"]


def test_a_code_without_room_and_unknown_orders_are_not_printed() -> None:
    unknown = b"\x1bZ\x1d\x99\x1d(Z\x02\x00HH\x0c\x09"
    wide = b"\x1d(k\x03\x001C\x10" + b"\x1d(k\x67\x001P0" + b"x" * 100 + b"\x1d(k\x03\x001Q0"
    assert ink(printed(unknown + wide + b"\n")) == 0


def test_printing_takes_time_and_word_of_it_comes_afterwards() -> None:
    machine = ReceiptSimulator()
    machine.receive(b"H\n" * 40 + b"\x1d(H\x06\x00000007", 0.0)
    assert machine.transmit(0.9) == b""
    due = machine.due()
    assert due is not None
    assert machine.transmit(1.1) == b"\x37\x220007\x00"
    assert machine.due() is None


def test_real_time_orders_are_answered_in_the_middle_of_others() -> None:
    machine = ReceiptSimulator()
    machine.act({"act": "cover", "is": "open"}, 0.0)
    for byte in b"\x1d(k\x10\x00\x10\x04\x02":
        machine.receive(bytes([byte]), 0.0)
    assert machine.transmit(0.0) == b"\x16"
    machine.receive(b"\x10\x04\x01\x10\x04\x03\x10\x04\x04", 0.0)
    assert machine.transmit(0.0) == b"\x1a\x12\x12"


def test_a_folder_keeps_roll_and_receipts(tmp_path: Path) -> None:
    machine = ReceiptSimulator(tmp_path)
    machine.receive(b"HH\n" + CUT, 0.0)
    machine.transmit(60.0)
    kept = Image.open(tmp_path / "000001.png")
    assert kept.tobytes() == machine.receipts[-1].tobytes()
    assert json.loads((tmp_path / "state.json").read_text())["left"] < ROLL
    again = ReceiptSimulator(tmp_path)
    assert again.act({"act": "look"}, 0.0)["receipts"] == 1


@pytest.mark.parametrize(
    "act",
    [
        {"act": "dance"},
        {"act": "paper"},
        {"act": "paper", "is": "blue"},
        {"act": "cover", "is": 1},
        {"act": "paper", "is": "out", "after": -1},
        {"act": "paper", "is": "out", "after": "soon"},
    ],
)
def test_acts_that_nobody_knows_are_refused(act: dict[str, Json]) -> None:
    with pytest.raises(ActRefused):
        ReceiptSimulator().act(act, 0.0)
