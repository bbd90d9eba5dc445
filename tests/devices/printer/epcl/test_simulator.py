"""The simulated P420, byte by byte."""

from pathlib import Path

import pytest

from devices.printer.epcl.simulator.simulator import EpclSimulator
from devices.simulator import Json

ACK = b"\x06"
BLANK_DYE = (b"\xff\x00" * 5 + b"\x85\x00") * 1016
BLANK_K = b"\xd0\x00" * 1016
PASSES = b"Cpt imp:%08d next clean Prn:00005000 nb pass:5\x04"


class Desk:
    """A printer, and a host that sends it whatever it likes."""

    def __init__(self, folder: Path | None = None) -> None:
        self.machine = EpclSimulator(folder)
        self.now = 0.0

    def raw(self, data: bytes, seconds: float = 60.0) -> bytes:
        self.machine.receive(data, self.now)
        self.now += seconds
        return self.machine.transmit(self.now)

    def say(self, *commands: bytes) -> bytes:
        return self.raw(b"".join(b"\x1b" + each + b"\r" for each in commands))

    def act(self, **act: Json) -> dict[str, Json]:
        return self.machine.act(act, self.now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (b"V", b"P420 SIM1.0\x04"),
        (b"%CLN", PASSES % 0),
        *((each, ACK) for each in (b".", b"F", b"vF", b"$F", b"+RB 0 1", b"+RB 2 0", b"+RB 1 1")),
        (b"G 0 0 2 80 1016 1", ACK),
        (b"MO", ACK),
        (b"MC", ACK),
        *((each, b"\x1510\x04") for each in (b"+RB", b"+RB 3 1", b"+RB 0 2", b"IS", b"IS 3")),
        (b"I 7", b"\x1510\x04"),
        *((each, b"\x1510\x04") for each in (b"GS 0", b"GS 3 30 0 0 1 1 x", b"GS 0 32 0 0 1 1 x")),
        *((each, b"\x1510\x04") for each in (b"G 0 0 0 80 1016 1", b"G 0 0 2 80 1016 3", b"G")),
        *((each, b"\x1511\x04") for each in (b"GS 0 30 1 0 1 1 x", b"GS 0 30 0 0 1016 641 x")),
        *((each, b"\x1511\x04") for each in (b"G 0 0 2 81 1016 1", b"G 0 0 2 80 1025 1")),
        *((each, b"\x1514\x04") for each in (b"", b"v", b"MI", b"&P", b"E", b"V1", b"IS x")),
        (b"Z\x81\x00", b"\x1522\x04"),
        (b"GS 0 30 0 0 1 1 \x01\x00", b"\x1522\x04"),
        (b"GS 0 30 0 0 1 1 \x82\x00", b"\x1522\x04"),
    ],
)  # fmt: skip
def test_each_command_has_its_one_answer(command: bytes, answer: bytes, desk: Desk) -> None:
    assert desk.say(command) == answer


def pictures() -> list[bytes]:
    head = [b"GS %d 30 0 0 1016 640 " % dye + BLANK_DYE for dye in range(3)]
    return [*head, b"G 0 0 2 80 1016 1", b"Z" + BLANK_K]


def test_a_card_is_downloaded_printed_and_ejected(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.say(*pictures()) == ACK * 5
    assert desk.say(b"%CLN") == PASSES % 0
    assert desk.say(b"IS 0", b"IS 1", b"IS 2", b"I 10", b"IV", b"MO") == ACK * 6
    assert desk.say(b"%CLN") == PASSES % 5
    assert desk.act(act="look")["hopper"] == 1
    assert (tmp_path / "hopper" / "000001.png").exists()


def test_the_first_panel_feeds_and_without_10_the_last_ejects(desk: Desk) -> None:
    assert desk.say(b"I") == ACK
    seen = desk.act(act="look")
    assert (seen["fed"], seen["hopper"], seen["panels"]) == (1, 1, 1)


@pytest.mark.parametrize(("box", "place"), [(b"+RB 0 1", "reject"), (b"+RB 2 0", "hopper")])
def test_a_cleared_path_goes_where_rejects_go(box: bytes, place: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.say(box, b"IS 0", b"MC") == ACK * 3
    assert f'"went": "{place}"' in (tmp_path / "cards.jsonl").read_text()


@pytest.mark.parametrize(
    ("act", "mend", "code"),
    [
        ({"act": "ribbon", "is": "out"}, {"act": "ribbon", "is": "new"}, b"01"),
        ({"act": "head", "is": "hot"}, {"act": "head", "is": "cool"}, b"02"),
        ({"act": "jam"}, {"act": "clear"}, b"03"),
        ({"act": "cover", "is": "open"}, {"act": "cover", "is": "closed"}, b"03"),
        ({"act": "feeder", "is": "empty"}, {"act": "feeder", "is": "full"}, b"04"),
    ],
)
def test_an_error_stays_until_it_is_cleared(
    act: dict[str, Json], mend: dict[str, Json], code: bytes, desk: Desk
) -> None:
    desk.act(**act)
    refused = b"\x15" + code + b"\x04"
    assert desk.say(b"IS 0", b"IS 1", b"V") == refused * 2 + b"P420 SIM1.0\x04"
    desk.act(**mend)
    assert desk.say(b"IS 0") == refused
    assert desk.say(b".", b"IS 0") == ACK * 2


def test_power_makes_it_forget_everything_but_its_passes(desk: Desk) -> None:
    desk.say(*pictures(), b"+RB 0 1", b"IS 0")
    desk.act(act="power", **{"is": "cut"})
    assert desk.raw(b"\x1bV\r", seconds=4.9) == b""
    desk.now += 0.2
    assert desk.say(b"%CLN") == PASSES % 1
    assert desk.machine.mechanism.memory == {}
    assert desk.say(b"MC") == ACK
    assert desk.act(act="look")["hopper"] == 1


def test_noise_and_line_feeds_between_commands_are_nothing(desk: Desk) -> None:
    assert desk.raw(b"noise\x1bV\r\nmore\r\x00\x1bV\r") == b"P420 SIM1.0\x04" * 2


def test_a_command_that_is_cut_off_is_given_up(desk: Desk) -> None:
    assert desk.raw(b"\x1bGS 0 30 0 0 1016 640 \x84", seconds=0.9) == b""
    assert desk.raw(b"", seconds=0.2) == b"\x1514\x04"
    assert desk.raw(b"\x1bGS 0 30 0 0 1016 640 \x84\x1bV\r") == b"\x1514\x04P420 SIM1.0\x04"
