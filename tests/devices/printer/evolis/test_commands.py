"""Every command of the printer's language, against the simulator, byte by byte."""

import pytest

from devices.printer.evolis.simulator.parser import RAW_BYTES
from tests.devices.printer.evolis.desk import Desk

BLANK_K = bytes(1016)
BLANK_DYE = b"\x80\x00" * 1016


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    assert desk.say("Pem;2") == ["OK"]
    return desk


ASKED = [
    ("Rtp", "EVOLIS SIM"),
    ("Rsn", "SIM0001"),
    ("Rkn", "SIMKIT0001"),
    ("Rfv", "SIM1.0"),
    ("Rck", "0000"),
    *((f"Rco;{letter}", "0") for letter in "pcamn"),
    ("Rco;l", "300"),
    ("Rco;I", "300"),
    ("Rlr;p", "NO CARD"),
    ("Rlr;r", "OK"),
    ("Rlr;c", "OK"),
    ("Rcr", "OK"),
    ("Rse;c", "255"),
    ("Rse;m", "255"),
    ("Rse;o", "0"),
    ("Rse;p", "0"),
    ("Rse;r", "255"),
    ("Rr", "ymcko"),
    ("Rem", "2;0"),
    ("Rcom;1", "115200;N;8;1;NONE;E"),
    ("Rcom;2", "115200;N;8;1;NONE;D"),
    ("Riem", "0;0"),
    ("Rmi", "F"),
    ("Roc", "0"),
    ("Sk;f", "0"),
    ("Sk;w", "0"),
    ("Sk;s", "OK"),
]
REFUSED = [
    *("Rco", "Rco;x", "Rlr;x", "Rse", "Rcom", "Rcom;3", "Sk;x", "Pr", "Pr;kk", "Pr;ymcko;ymcko"),
    *(
        "Pem",
        "Pem;6",
        "Pem;99",
        "Pem;2;x",
        "Pem;-1",
        "Psc;1;2;3",
        "Pmi;X",
        "Pmi",
        "Piem;0",
        "Piem;4;0",
    ),
    *("Pc;y;=;21", "Pc;y;-;11", "Pc;x;=;1", "Pl;k;*;1", "Ps;y;=", "Poc;=;9999", "Poc;=", "Pwb;y"),
    *("Wcb;x", "Wcb;y;256", "Wcb", "Wt;0;0;0;20", "Wt;1016;0;0;20;A", "Wl;0;0;1016;0", "Wb;1;2;3"),
    *("Pcom;1;9601;N;8;1", "Pcom;3;9600;N;8;1", "Pcom;1;9600;X;8;1", "Pcom;1;9600;N;8", "Sp;x"),
    *("Db;y;64", "Dbc;k;2;1016", "Se;2"),
]
UNKNOWN = [
    "rsn",
    "RSN",
    "Xyz",
    "PEM;2",
    "si",
    "Dbmp;k;0;0;0",
    "Dbp;k;2",
    "Dbpc;k;2",
    "Rok",
    "?",
    "Ss ",
]
SET = [
    *("Pcom;2;9600;N;8;1", "Pcom;2;115200;N;8;1;XON/XOFF;R", "Psc", "Psc;27;59;13", "Srs", "Scs"),
    *("Pc;y;=;20", "Pl;k;+;3", "Ps;m;-;10", "Pmi;F", "Pmi;B;s", "Piem;0;3", "Poc;+;12", "Pwb;k"),
    *("Wcb;o;255", "Wcb;k", "Wt;10;10;0;30;HALO", "Wl;0;0;100;100", "Wb;0;0;50;50", "Scp", "Sib"),
    *("Pr;ymcko", "Pr;ymckos", "Pr;ymckok", "Pr;k", "Pr;kb", "Pr;kw", "Pr;kr", "Pr;kbl", "Pr;kgr"),
    *("Pr;kgo", "Pr;ksi", "Pr;ksc", "Pr;ko", "Pr;h", "Pr;ho", "Pr;ktc", "Pr;ktp", "Pr;ka"),
    *(f"Pem;{mode}" for mode in (0, 1, 2, 3, 5, 16, 18)),
    *("Pmk", "Ppk", "Pbm", "Prm", "Pnl", "Pnw", "Px", "Py", "Pro", "Prs", "Psm", "Psp", "Pwr"),
    *("Pwm", "Pwj", "Pwcs", "Pms", "Pkn", "Pfm", "Mc", "Mf", "Mh", "Mr"),
    *("Mr;s", "Ase", "Sa", "Sdm", "St", "Stt", "Pdt;DU", "Ppws;1764201600", "Sfr"),
]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        *ASKED,
        *((each, "ERROR PARAMETRES") for each in REFUSED if not each.startswith("D")),
        *((each, "ERROR CDE") for each in UNKNOWN),
        *((each, "OK") for each in SET),
        *((each, "OPT NOT AVAILABLE") for each in ("Dm;2;1", "Smw", "Smr;2", "Rmb;2", "Pmc;h")),
        ("Sc", "ERROR"),
        ("Sr", "ERROR"),
        ("Sv", "ERROR"),
        ("Ssd;y", "ERROR PARAMETRES"),
    ],
)
def test_each_command_has_its_one_answer(command: str, answer: str, desk: Desk) -> None:
    assert desk.say(command) == [answer]


def test_what_is_set_is_what_is_told(desk: Desk) -> None:
    desk.say("Pr;ko", "Pmi;M", "Piem;1;2", "Poc;=;30", "Poc;-;50", "Pem;18;s")
    assert desk.say("Rr", "Rmi", "Riem", "Roc", "Rem") == ["ko", "M", "1;2", "-20", "18;18"]


def test_the_last_answer_can_be_read_again_and_again(desk: Desk) -> None:
    assert desk.say("Rsn", "Rlr", "Rlr;p", "Rlr") == ["SIM0001", "SIM0001", "NO CARD", "SIM0001"]


# -- how it answers -------------------------------------------------------------------------------


def test_with_ack_and_nack_a_letter_says_what_is_wrong() -> None:
    desk = Desk()
    assert desk.raw(b"\x1bPem;2\r\x1bPem;4\r") == b"OK\x00\x06"
    assert desk.raw(b"\x1bRsn\r") == b"SIM0001\x06"
    assert desk.raw(b"\x1bXyz\r\x1bRco;x\r\x1bSmw\r") == b"\x151\x152\x151"
    for act, letter in (
        ({"act": "feeder", "is": "empty"}, b"F"),
        ({"act": "cover", "is": "open"}, b"C"),
    ):
        desk.act(**act)
        assert desk.raw(b"\x1bSi\r") == b"\x15" + letter
    assert desk.raw(b"\x1bPem;2\r\x1bRem\r") == b"OK\x002;0\x00"


def test_pcom_can_ask_for_ack_and_it_stays() -> None:
    desk = Desk()
    assert desk.raw(b"\x1bPcom;1;9600;N;8;1;ACK/NACK\r") == b"\x06"
    assert desk.raw(b"\x1bPem;2\r\x1bRsn\r") == b"\x06SIM0001\x06"
    assert desk.raw(b"\x1bRcom;1\r") == b"9600;N;8;1;ACK/NACK;E\x06"


@pytest.mark.parametrize("mode", [0, 16])
def test_a_printer_that_manages_by_itself_waits_for_a_person_and_says_nothing(mode: int) -> None:
    desk = Desk()
    desk.say(f"Pem;{mode}")
    desk.act(act="feeder", **{"is": "empty"})
    assert desk.say("Si", "Rsn") == []
    desk.act(act="feeder", **{"is": "full"})
    assert desk.say("Scs") == ["OK", "SIM0001", "OK"]


@pytest.mark.parametrize(("mode", "answer"), [(1, "OK"), (2, "COVER OPEN"), (3, "COVER OPEN")])
def test_only_mode_1_does_not_look_at_the_cover(mode: int, answer: str) -> None:
    desk = Desk()
    desk.say(f"Pem;{mode}")
    desk.act(act="cover", **{"is": "open"})
    assert desk.say("Si") == [answer]


def test_a_reset_keeps_the_counters_and_what_is_in_the_path(desk: Desk) -> None:
    desk.say("Si", "Wcb;k;255", "Sp;k")
    assert desk.say("Srs", "Rem", "Rlr;p") == ["OK", "0;0", "OK"]
    assert desk.counts() == (1, 1)


# -- panels ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("panel", "levels"),
    [("k", 2), ("o", 2), *((dye, levels) for dye in "ymc" for levels in (32, 64, 128))],
)
def test_each_panel_is_taken_raw_and_packed_and_outside_a_sequence_nothing_moves(
    panel: str, levels: int, desk: Desk
) -> None:
    packed = BLANK_K if panel in "ko" else BLANK_DYE
    assert desk.give(f"Db;{panel};{levels}", bytes(RAW_BYTES[str(levels)])) == "OK"
    assert desk.give(f"Dbc;{panel};{levels};{len(packed)}", packed) == "OK"
    assert desk.counts() == (0, 0)


@pytest.mark.parametrize(
    ("head", "payload"),
    [
        ("Dbc;k;2;1015", BLANK_K[:-1]),
        ("Dbc;k;2;1017", BLANK_K + b"\x00"),
        ("Dbc;k;2;1016", b"\x52" + BLANK_K[1:]),
        ("Dbc;k;2;1016", b"\xfe" + BLANK_K[1:]),
        ("Dbc;y;32;2032", b"\x20" + BLANK_DYE[1:]),
        ("Dbc;y;64;2032", b"\x81\x00" + BLANK_DYE[2:]),
        ("Dbc;y;64;2031", BLANK_DYE[:-1]),
        ("Dbc;k;32;1016", BLANK_K),
        ("Dbc;y;2;2032", BLANK_DYE),
        ("Dbc;x;64;2032", BLANK_DYE),
        ("Dbc;y;64;0;2032", BLANK_DYE),
        ("Dbc;y;64;99999999", b""),
        ("Dbc;y;64;abc", b""),
        ("Db;y;256", b""),
    ],
)
def test_a_panel_that_is_none_changes_nothing_and_leaves_the_sequence_usable(
    head: str, payload: bytes, desk: Desk
) -> None:
    desk.say("Si", "Wcb;y;0", "Ss", "Sr", "Ssd;y")
    said = desk.raw(b"\x1b" + head.encode() + b";" + payload + b"\r").decode()
    assert said.startswith("ERROR")
    assert desk.counts() == (1, 0)
    assert desk.say("Se") == ["OK"]
    assert desk.counts() == (1, 1)
    assert desk.machine.mechanism.look()["hopper"] == 1


def test_a_download_whose_rest_never_comes_is_given_up_after_a_second(desk: Desk) -> None:
    assert desk.raw(b"\x1bDbc;k;2;1016;" + bytes(10), seconds=0.9) == b""
    assert desk.raw(b"", seconds=0.2) == b"ERROR TIME OUT\x00"
    assert desk.say("Rsn") == ["SIM0001"]
