"""What the simulated coupler answers on its line, and when."""

import json
import math
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.frame import (
    SYNTAX_ERROR,
    WAKE_UP,
    Decoder,
    Event,
    Frame,
    Op,
    Signal,
    command,
    encode,
)
from devices.chip.script import Step
from devices.chip.simulator.card import Kind
from devices.chip.simulator.issuer import script, uid_of
from devices.chip.simulator.simulator import CouplerSimulator
from devices.simulator import ActRefused, Json

UID = uid_of("1", 1, size=7)
SAM = command(Op.SAM_CONFIGURATION, b"\x01\x00\x01")
LIST_A = command(Op.IN_LIST_PASSIVE_TARGET, b"\x02\x00")
LIST_B = command(Op.IN_LIST_PASSIVE_TARGET, b"\x02\x03\x00")
FEW_RETRIES = command(Op.RF_CONFIGURATION, b"\x05\xff\x01\x02")
FIELD_OFF = command(Op.RF_CONFIGURATION, b"\x01\x00")
STATUS = command(Op.GET_GENERAL_STATUS)
FOUND_A = "D54B 01 01 0044 20 07" + UID.hex() + "0578008002"


class Line:
    """A host that says things and hears what comes."""

    def __init__(self, *, card: str = "fresh", kind: Kind = Kind.A, awake: bool = True) -> None:
        self.machine = CouplerSimulator("1", card=card, kind=kind)
        self.now = 0.0
        self.decoder = Decoder()
        if awake:
            self.send(WAKE_UP)
            assert self.says(SAM) == ["D515"]

    def send(self, data: bytes, seconds: float = 0.3) -> list[Event]:
        """Send bytes; return what comes within that time."""
        self.machine.receive(data, self.now)
        self.now += seconds
        return self.decoder.receive(self.machine.transmit(self.now), self.now)

    def says(self, frame: Frame) -> list[str]:
        """Return the answers behind the acknowledgement."""
        events = self.send(encode(frame))
        assert events[0] is Signal.ACK
        return [event.data.hex().upper() for event in events[1:] if isinstance(event, Frame)]

    def apdu(self, sent: bytes) -> bytes:
        (said,) = self.says(command(Op.IN_DATA_EXCHANGE, b"\x01" + sent))
        return bytes.fromhex(said)

    def act(self, **act: Json) -> dict[str, Json]:
        return self.machine.act(act, self.now)


def hexed(text: str) -> list[str]:
    return [text.replace(" ", "").upper()]


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ("02", "D503 32010607"),
        ("04", "D505 00 00 00 00"),
        ("00 00 6C69626E6663", "D501 00 6C69626E6663"),
        ("00 01", "D501 00"),
        ("00 02", "D501 00"),
        ("00 07 54", "D501 00"),
        ("12 14", "D513"),
        ("14 01 14 01", "D515"),
        ("14 01", "D515"),
        ("32 01 01", "D533"),
        ("32 02 00 0B 0A", "D533"),
        ("32 04 00", "D533"),
        ("32 05 FF 01 02", "D533"),
        ("32 0A 59F43F114D85616F266287", "D533"),
        ("40 01 00A4", "D541 27"),
        ("44 01", "D545 27"),
        ("52 00", "D553 00"),
        ("52 01", "D553 27"),
        ("54 01", "D555 27"),
        ("16 20", "D517 10"),
        ("16 B0 00", "D517 00"),
        ("10 07", "D511"),
    ],
)
def test_commands_are_answered_as_the_manual_says(line: Line, sent: str, answer: str) -> None:
    assert line.says(Frame(bytes.fromhex("D4" + sent))) == hexed(answer)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "FE",
        "02 00",
        "04 00",
        "00",
        "00 05",
        "10",
        "10 09",
        "12",
        "14",
        "14 05",
        "14 00",
        "16",
        "32",
        "32 01",
        "32 07 00",
        "4A",
        "4A 01",
        "4A 03 00",
        "4A 01 05",
        "4A 01 03",
        "40",
        "44",
        "52",
        "54",
        "52 01 01",
    ],
)
def test_what_is_no_command_is_acknowledged_and_is_a_syntax_error(line: Line, sent: str) -> None:
    assert line.says(Frame(bytes.fromhex("D4" + sent))) == ["7F"]


def test_an_answer_of_the_chip_is_no_command(line: Line) -> None:
    assert line.says(Frame(b"\xd5\x02")) == [SYNTAX_ERROR.data.hex().upper()]


def test_a_card_is_listed_and_takes_its_script(line: Line) -> None:
    assert line.says(LIST_A) == hexed(FOUND_A)
    assert line.says(STATUS) == hexed("D505 00 01 01 01000000 00")
    steps: list[Step] = script(UID, b"content" * 90)
    for step in steps:
        assert line.apdu(step.command) == bytes.fromhex("D54100") + step.answer
    seen = {"uid": UID.hex(), "life": "personalised", "sha256": sha256(b"content" * 90).hexdigest()}
    assert line.act(act="look") == {"cards": [seen], "field": True, "power": True}


def test_without_automatic_rats_there_is_no_ats(line: Line) -> None:
    line.says(command(Op.SET_PARAMETERS, b"\x00"))
    assert line.says(LIST_A) == hexed(FOUND_A.removesuffix("0578008002"))


def test_a_type_b_card_is_listed_by_its_pupi() -> None:
    line = Line(kind=Kind.B)
    line.says(FEW_RETRIES)
    assert line.says(LIST_A) == hexed("D54B 00")
    pupi = uid_of("1", 1, size=4).hex()
    assert line.says(LIST_B) == hexed(f"D54B 01 01 50 {pupi} 00000000 008181 01 00")
    assert line.apdu(bytes.fromhex("00B0000000"))[2] == 0


def test_two_cards_are_listed_if_two_are_wanted() -> None:
    line = Line(card="two")
    assert line.says(LIST_A)[0].startswith("D54B02")
    assert line.says(command(Op.IN_LIST_PASSIVE_TARGET, b"\x01\x00"))[0].startswith("D54B01")


def test_without_a_card_it_waits_for_one_unless_told_how_long() -> None:
    line = Line(card="none")
    assert line.says(LIST_A) == []
    assert line.machine.due() is None
    line.act(act="card", **{"is": "fresh"})
    (found,) = line.send(b"")
    assert found == Frame(bytes.fromhex(FOUND_A))
    line.act(act="card", **{"is": "none"})
    line.says(FEW_RETRIES)
    assert line.says(LIST_A) == hexed("D54B 00")


def test_a_card_that_was_taken_away_does_not_answer_even_when_it_is_back(line: Line) -> None:
    line.says(LIST_A)
    for what in ("none", "same", "fresh"):
        line.act(act="card", **{"is": what})
        assert line.apdu(bytes.fromhex("00A40400")) == bytes.fromhex("D54101")
    assert line.says(command(Op.DIAGNOSE, b"\x06")) == ["D50101"]
    assert line.says(LIST_A) != hexed(FOUND_A)
    assert line.says(command(Op.DIAGNOSE, b"\x06")) == ["D50100"]


def test_the_same_card_is_still_the_same(line: Line) -> None:
    line.act(act="card", **{"is": "none"})
    line.act(act="card", **{"is": "same"})
    assert line.says(LIST_A) == hexed(FOUND_A)
    line.act(act="card", number=7)
    (cards,) = [line.act(act="look")["cards"]]
    assert isinstance(cards, list)
    assert cards == [{"uid": uid_of("1", 7, size=7).hex(), "life": "blank", "sha256": ""}]


@pytest.mark.parametrize("ends", [FIELD_OFF, command(Op.IN_DESELECT, b"\x01")])
def test_a_chip_that_lost_its_field_begins_anew(line: Line, ends: Frame) -> None:
    line.says(LIST_A)
    steps = script(UID, bytes(500))
    assert line.apdu(steps[0].command)[2:] == b"\x00" + steps[0].answer
    line.says(ends)
    assert line.apdu(steps[1].command)[2] != 0
    line.says(LIST_A)
    assert line.apdu(steps[1].command) == bytes.fromhex("D54100 6985")


def test_a_deselected_card_can_be_selected_and_a_released_one_cannot(line: Line) -> None:
    line.says(LIST_A)
    line.says(command(Op.IN_DESELECT, b"\x01"))
    assert line.says(command(Op.IN_SELECT, b"\x01")) == ["D55500"]
    assert line.apdu(bytes.fromhex("00B0000000"))[2] == 0
    assert line.says(command(Op.IN_RELEASE, b"\x00")) == ["D55300"]
    assert line.says(command(Op.IN_SELECT, b"\x01")) == ["D55527"]


def test_asleep_it_hears_nothing_before_it_is_woken() -> None:
    line = Line(awake=False)
    assert line.send(encode(command(Op.GET_FIRMWARE_VERSION))) == []
    assert line.send(WAKE_UP + encode(command(Op.GET_FIRMWARE_VERSION)))[0] is Signal.ACK
    assert line.says(LIST_A) == []  # nothing of radio before SAMConfiguration
    line.says(SAM)
    assert line.says(LIST_A) == hexed(FOUND_A)
    assert line.says(command(Op.POWER_DOWN, b"\x10")) == ["D51700"]
    assert line.send(encode(STATUS)) == []
    line.send(WAKE_UP)
    assert line.says(STATUS) == hexed("D505 00 00 00 00")


@pytest.mark.parametrize("preamble", ["55", "5555", "0000000000", "00" * 10, "AAAA"])
def test_five_rising_edges_wake_it(preamble: str) -> None:
    version = encode(command(Op.GET_FIRMWARE_VERSION))
    line = Line(awake=False)
    assert line.send(bytes.fromhex(preamble) + version)[0] is Signal.ACK
    line = Line(awake=False)
    for byte in bytes.fromhex(preamble):
        assert line.send(bytes([byte])) == []
    assert line.send(version)[0] is Signal.ACK


@pytest.mark.parametrize("preamble", ["", "00", "000000", "FF"])
def test_fewer_do_not(preamble: str) -> None:
    line = Line(awake=False)
    assert line.send(bytes.fromhex(preamble) + encode(command(Op.GET_FIRMWARE_VERSION))) == []


def test_a_new_command_ends_the_one_under_way(line: Line) -> None:
    line.act(act="card", **{"is": "none"})
    assert line.says(LIST_A) == []
    assert line.says(STATUS) == hexed("D505 00 01 00 00")
    line.act(act="card", **{"is": "same"})
    assert line.send(b"") == []


def test_an_acknowledgement_of_the_host_ends_it_too(line: Line) -> None:
    line.act(act="card", **{"is": "none"})
    assert line.says(LIST_A) == []
    assert line.send(encode(Signal.ACK)) == []
    line.act(act="card", **{"is": "same"})
    assert line.send(b"") == []


def test_it_repeats_its_last_answer_as_often_as_asked_and_does_nothing_again(line: Line) -> None:
    line.says(LIST_A)
    first = script(UID, b"x")[0]
    said = line.apdu(first.command)
    for _ in range(3):
        assert line.send(encode(Signal.NACK)) == [Frame(said)]
    assert Line(awake=False).send(WAKE_UP + encode(Signal.NACK)) == []


def test_what_does_not_add_up_is_not_acknowledged(line: Line) -> None:
    damaged = bytearray(encode(STATUS))
    damaged[-2] ^= 1
    assert line.send(bytes(damaged)) == []
    assert line.says(STATUS) == hexed("D505 00 00 00 00")


def test_bytes_take_the_line_s_time_and_a_faster_line_less() -> None:
    def seconds(line: Line) -> float:
        start = line.now
        line.machine.receive(encode(command(Op.DIAGNOSE, bytes(250))), start)
        while (due := line.machine.due()) is not None:
            line.now = due
            line.machine.transmit(due)
        return line.now - start

    line = Line()
    slow = seconds(line)
    assert slow == pytest.approx(2 * 260 / 11520, rel=0.2)
    line.says(command(Op.SET_SERIAL_BAUD_RATE, b"\x07"))
    assert seconds(line) == pytest.approx(slow, rel=0.05)
    line.says(command(Op.SET_SERIAL_BAUD_RATE, b"\x07"))
    line.send(encode(Signal.ACK))
    assert seconds(line) < slow / 4


def test_a_power_cut_forgets_everything_but_what_is_on_the_chip(line: Line) -> None:
    line.says(LIST_A)
    for step in script(UID, b"content"):
        line.apdu(step.command)
    line.act(act="power", **{"is": "off"})
    assert line.send(WAKE_UP + encode(STATUS)) == []
    assert line.act(act="power", **{"is": "on"})["power"] is True
    line.send(WAKE_UP)
    line.says(SAM)
    assert line.says(STATUS) == hexed("D505 00 00 00 00")
    assert line.act(act="look")["cards"] == [
        {"uid": UID.hex(), "life": "personalised", "sha256": sha256(b"content").hexdigest()}
    ]


def test_a_witness_says_which_blank_was_written(tmp_path: Path) -> None:
    line = Line()
    line.machine = CouplerSimulator("1", card="none", folder=tmp_path / "chips")
    line.send(WAKE_UP + encode(SAM))
    for number in (3, 4, 3):
        line.act(act="card", number=number)
        line.says(LIST_A)
        for step in script(uid_of("1", number, size=7), b"content"):
            line.apdu(step.command)
    lines = (tmp_path / "chips" / "chips.jsonl").read_text().splitlines()
    assert [json.loads(each)["n"] for each in lines] == [3, 4]


@pytest.mark.parametrize("act", [{"act": "card"}, {"act": "card", "is": "two many"}, {"act": "x"}])
def test_an_act_that_it_does_not_know_is_refused(line: Line, act: dict[str, Json]) -> None:
    with pytest.raises(ActRefused, match="The coupler knows"):
        line.machine.act(act, 0.0)


@given(st.lists(st.binary(max_size=60), max_size=10))
def test_no_bytes_break_it(noise: list[bytes]) -> None:
    line = Line()
    for data in noise:
        line.send(data, 1.0)
    line.send(bytes(300), 1.0)
    assert line.says(STATUS)[0].startswith("D505")
    assert (line.machine.due() or 0.0) < math.inf
