"""What the printer does with cards, and what can go wrong with them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printer.evolis.raster import encode_black
from devices.printer.evolis.simulator.parser import LONGEST_TEXT
from devices.printer.machine.mechanism import STAGES
from devices.simulator import ActRefused, Json
from tests.devices.printer.evolis.desk import Desk

BLANK_K = bytes(1016)
BLANK_DYE = b"\x80\x00" * 1016


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    assert desk.say("Pem;2") == ["OK"]
    return desk


# -- printing -------------------------------------------------------------------------------------


def test_downloads_in_a_sequence_print_each_the_one_before(desk: Desk) -> None:
    desk.say("Si", "Ss", "Sr")
    for number, dye in enumerate("ymc"):
        assert desk.give(f"Dbc;{dye};64;2032", BLANK_DYE) == "OK"
        assert desk.counts() == (1, number)
    assert desk.give("Dbc;k;2;1016", BLANK_K) == "OK"
    assert desk.say("Wcb;o;255", "Ssd;o", "Se;1") == ["OK", "OK", "OK"]
    assert desk.counts() == (1, 5)


def test_a_whole_list_is_repeated_on_another_card(desk: Desk) -> None:
    desk.say("Si", "Wcb;k;255", "Wcb;o;255", "Ss", "Sr", "Ssd;k", "Ssd;o", "Se")
    assert desk.say("Sc") == ["OK"]
    assert desk.counts() == (2, 4)
    first, second = desk.machine.mechanism.hopper
    assert first.k_sha256 == second.k_sha256


def test_both_sides_of_a_card(desk: Desk) -> None:
    desk.say("Si", "Wcb;k;255", "Ss", "Sr", "Ssd;k", "Sv", "Ssd;k", "Se")
    assert desk.counts() == (1, 2)


def test_what_the_printer_draws_itself_is_on_the_card(desk: Desk) -> None:
    assert desk.say("Wcb;k", "Pwb;k", "Wt;100;100;0;80;CONTOH") == ["OK"] * 3
    inked = desk.machine.mechanism.memory["k"].dots
    assert 500 < inked.sum() < inked.size // 10
    assert desk.say("Wl;0;600;1015;600", "Wb;5;5;1010;640") == ["OK", "OK"]
    assert desk.machine.mechanism.memory["k"].dots[600].all()


def test_stations_and_ways_out(desk: Desk) -> None:
    assert desk.say("Sic", "Rlr;p", "Sis", "Si", "Ser", "Rlr;p") == [
        *("OK", "OK", "OK", "OK", "OK", "NO CARD")
    ]
    assert desk.say("Sie", "Si", "Seb") == ["OK"] * 3
    assert desk.counts() == (3, 0)
    assert desk.machine.mechanism.look()["hopper"] == 1


def test_cleaning_is_asked_for_after_a_thousand_cards(desk: Desk) -> None:
    desk.machine.mechanism.kept.since_cleaning = 1000
    assert desk.say("Rlr;c", "Scp", "Rlr;c", "Rco;n", "Rco;m") == [
        *("ERR NEED CLEANING", "OK", "OK", "1", "1000")
    ]


def test_the_stream_of_a_windows_driver_prints(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    card = np.zeros((648, 1016), bool)
    card[100:200, 300:400] = True
    payload, compressed = encode_black(card)
    assert compressed
    head = ("Pdt;DU", "Ppws;1764201600", "Mr;s", "Pmi;F;s", "Pr;k", "Pc;k;=;10", "Ss", "Sr")
    stream = (
        bytes(41)
        + b"".join(b"\x1b%b\r" % command.encode() for command in head)
        + b"\x1bDbc;k;2;%d;" % len(payload)
        + payload
        + b"\r"
        + bytes(57)
        + b"\x1bSe;1\r"
        + bytes(33)
    )
    assert set(desk.raw(stream).decode().split("\x00")[:-1]) == {"OK"}
    assert desk.counts() == (1, 1)
    assert (desk.machine.mechanism.hopper[0].layers["k"].dots == card).all()
    assert (tmp_path / "hopper" / "000001.png").exists()


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=10))
@settings(max_examples=50)
def test_after_any_noise_it_still_answers(noise: list[bytes]) -> None:
    desk = Desk()
    for piece in noise:
        desk.raw(piece, seconds=600.0)
    desk.act(act="power", **{"is": "cut"})
    desk.raw(b"", seconds=2.0)
    assert desk.say("Rsn") == ["SIM0001"]
    assert desk.machine.due() is None


def test_endless_padding_costs_nothing(desk: Desk) -> None:
    assert desk.raw(b"\r" * 100_000 + b"\x00" * 100_000 + b"\x1bRsn\r") == b"SIM0001\x00"
    assert desk.raw(b"x" * (LONGEST_TEXT + 1)) == b"ERROR CDE\x00"


# -- what can go wrong ----------------------------------------------------------------------------

PRINT = ["Wcb;y", "Wcb;m", "Wcb;c", "Wcb;k", "Wcb;o;255", "Si", "Ss", "Sr"]
GIVE = [*(f"Ssd;{panel}" for panel in "ymcko"), "Se"]


@pytest.mark.parametrize("stage", STAGES)
def test_a_card_jams_where_it_is_wished_and_nowhere_before(stage: str, desk: Desk) -> None:
    desk.act(act="jam", at=stage)
    answers = desk.say(*PRINT, *GIVE, "Ser")
    at = {"feed": 5, "y": 9, "m": 10, "c": 11, "k": 12, "o": 13, "eject": 13, "reject": 13}[stage]
    if stage == "reject":
        assert desk.say("Si", "Ser")[-1] == "CARD JAM"
    else:
        assert answers[:at] == ["OK"] * at
        assert answers[at] == "CARD JAM"
    assert desk.say("Rlr;p") == ["ERR CARD"]
    desk.act(act="clear")
    assert desk.say("Ser", "Rlr;p") == ["OK", "NO CARD"]


@pytest.mark.parametrize("panel", "ymcko")
def test_the_ribbon_ends_at_the_panel_that_is_wished(panel: str, desk: Desk) -> None:
    desk.act(act="ribbon", at=panel, **{"is": "out"})
    assert "ERROR RIBBON" in desk.say(*PRINT, *GIVE)
    assert desk.counts() == (1, "ymcko".index(panel))
    assert desk.say("Rcr") == ["ERROR RIBBON"]


def test_a_hot_head_a_full_hopper_and_two_blanks_at_once(desk: Desk) -> None:
    desk.act(act="head", **{"is": "hot"})
    assert desk.say(*PRINT, "Ssd;k", "Ssd;o")[-1] == "ERROR HEAD"
    desk.act(act="head", **{"is": "cool"})
    desk.act(act="hopper", **{"is": "full"})
    assert desk.say("Se")[-1] == "HOPPER FULL"
    desk.act(act="hopper", **{"is": "room"})
    assert desk.say("Se") == ["OK"]
    desk.act(act="double")
    assert desk.say("Si") == ["OK"]
    assert desk.counts()[0] == 3


def test_power_is_cut_at_any_byte(tmp_path: Path) -> None:
    order = b"".join(b"\x1b" + each.encode() + b"\r" for each in (*PRINT, *GIVE))
    for after in range(0, len(order) + 1, 7):
        desk = Desk(tmp_path / str(after))
        desk.act(act="power", after=after, **{"is": "cut"})
        desk.raw(order)
        desk.now += 5
        fed = desk.counts()[0]
        inside = desk.machine.mechanism.path is not None
        assert fed == int(inside) + len(desk.machine.mechanism.hopper)
        assert desk.say("Rem") == ["0;0"]


@pytest.mark.parametrize(
    "act",
    [
        {"act": "jam", "at": "moon"},
        {"act": "jam", "at": 3},
        {"act": "ribbon", "is": "out", "at": "z"},
        {"act": "power", "is": "cut", "after": -1},
        {"act": "power", "is": "off", "after": 3},
        {"act": "power", "is": "cut", "after": "x"},
        {"act": []},
    ],
)
def test_what_nobody_can_do_is_refused_with_a_sentence(act: dict[str, Json], desk: Desk) -> None:
    with pytest.raises(ActRefused, match=r"\.$"):
        desk.act(**act)


def test_on_a_line_that_takes_its_time_bytes_do() -> None:
    desk = Desk(paced=True)
    desk.machine.receive(b"\x1bDb;k;2;" + bytes(82_296) + b"\r", 0.0)
    wire = (82_296 + 9) / 11_520
    assert desk.machine.transmit(wire - 0.01) == b""
    assert desk.machine.transmit(wire + 0.01) == b"OK\x00"
    desk.now = 10.0
    desk.say("Pcom;1;9600;N;8;1")
    desk.machine.receive(b"\x1bRsn\r", desk.now)
    assert desk.machine.due() == pytest.approx(desk.now + 5 / 960)
