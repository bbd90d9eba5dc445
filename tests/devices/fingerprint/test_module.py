"""The simulated module, instruction by instruction, in the bytes of its line."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.entropy import SeededEntropy
from devices.fingerprint.packet import BROADCAST, Code, Decoder, Kind, Op, Packet, encode, split
from devices.fingerprint.person import template_of
from devices.fingerprint.simulator.profile import AS608, PROFILES, R30X, R503, ModuleProfile
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.simulator import Json

SITI = "SITI"
EVERY = list(PROFILES.values())


class Desk:
    """A module, and a host that sends it whatever it likes."""

    def __init__(
        self,
        profile: ModuleProfile = R30X,
        *,
        finger: str | None = SITI,
        folder: Path | None = None,
    ) -> None:
        self.machine = FingerprintSimulator(
            SeededEntropy("desk"), profile, folder=folder, finger=finger
        )
        self.now = 1.0

    def send(self, data: bytes, seconds: float = 30.0) -> list[Packet]:
        """Send bytes; return every packet that comes back within so many seconds."""
        self.machine.receive(data, self.now)
        self.now += seconds
        found = Decoder().receive(self.machine.transmit(self.now), self.now)
        return [packet for packet in found if isinstance(packet, Packet)]

    def ask(self, op: int, parameters: bytes = b"", address: int = BROADCAST) -> Packet:
        """Return the one answer to an instruction."""
        (answer, *_) = self.send(encode(Packet(Kind.COMMAND, bytes([op]) + parameters, address)))
        assert answer.kind == Kind.ACK
        return answer

    def code(self, op: int, parameters: bytes = b"") -> int:
        """Return the confirmation code that an instruction is answered with."""
        return self.ask(op, parameters).content[0]

    def data(self, op: int, parameters: bytes = b"") -> bytes:
        """Return the data that comes behind an answer."""
        (_, *packets) = self.send(encode(Packet(Kind.COMMAND, bytes([op]) + parameters)))
        assert [packet.kind for packet in packets[:-1]] == [Kind.DATA] * (len(packets) - 1)
        assert packets[-1].kind == Kind.END
        return b"".join(packet.content for packet in packets)

    def give(self, op: int, parameters: bytes, data: bytes, size: int = 128) -> list[Packet]:
        """Send data behind an instruction; return what the module says to it."""
        assert self.code(op, parameters) == Code.OK
        return self.send(b"".join(map(encode, split(data, size))))

    def enrol(self, page: int) -> None:
        """Put the finger that lies there into the library."""
        for buffer in (1, 2):
            assert self.code(Op.GEN_IMG) == Code.OK
            assert self.code(Op.IMG_2_TZ, bytes([buffer])) == Code.OK
        assert self.code(Op.REG_MODEL) == Code.OK
        assert self.code(Op.STORE, struct.pack(">BH", 1, page)) == Code.OK

    def act(self, **act: Json) -> None:
        """Do something beside the module."""
        self.machine.act(act, self.now)


ALL = {"r30x", "as608", "r503"}
OPTICAL, CAPACITIVE = {"r30x", "as608"}, {"r503"}
ANSWERS: list[tuple[int, set[str], bytes, int]] = [
    (0x01, ALL, b"", 0),
    (0x02, ALL, b"\x01", 0),
    (0x0F, ALL, b"", 16),
    (0x12, ALL, bytes(4), 0),
    (0x13, ALL, bytes(4), 0),
    (0x14, ALL, b"", 4),
    (0x15, ALL, b"\xff\xff\xff\xff", 0),
    (0x18, ALL, b"\x00" + bytes(32), 0),
    (0x19, ALL, b"\x00", 32),
    (0x1D, ALL, b"", 2),
    (0x1F, ALL, b"\x00", 32),
    (0x05, ALL, b"", 0),
    (0x06, ALL, b"\x01\x00\x05", 0),
    (0x07, ALL, b"\x02\x00\x05", 0),
    (0x03, ALL, b"", 2),
    (0x04, ALL, b"\x01\x00\x00\x00\xa2", 4),
    (0x1B, OPTICAL, b"\x01\x00\x00\x00\xa2", 4),
    (0x0C, ALL, b"\x00\x01\x00\x01", 0),
    (0x0D, ALL, b"", 0),
    (0x0E, ALL, b"\x05\x03", 0),
    (0x33, OPTICAL, b"", 0),
    (0x50, OPTICAL, b"", 0),
    (0x51, OPTICAL, b"", 0),
    (0x52, OPTICAL, b"", 0),
    (0x28, CAPACITIVE, b"", 0),
    (0x30, CAPACITIVE, b"", 0),
    (0x35, CAPACITIVE, b"\x03\x00\x02\x00", 0),
    (0x36, CAPACITIVE, b"", 0),
    (0x39, CAPACITIVE, b"", 32),
    (0x3A, CAPACITIVE, b"", 32),
    (0x3C, CAPACITIVE, b"", 46),
    (0x40, CAPACITIVE, b"", 0),
    (0x3D, CAPACITIVE, b"", 0),
]
"""Instruction, who has it, parameters, and how many bytes follow OK (ZFM-20, R503 manuals)."""
WITH_DATA = {0x08: ALL, 0x09: ALL, 0x0A: ALL, 0x0B: ALL, 0x16: CAPACITIVE}
ECHO = {0x53: OPTICAL}


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_every_instruction_of_the_manual_is_answered_at_its_length(profile: ModuleProfile) -> None:
    desk = Desk(profile)
    desk.enrol(5)
    desk.code(Op.GEN_IMG)
    desk.code(Op.IMG_2_TZ, b"\x01")
    for op, families, parameters, follows in ANSWERS:
        if profile.name in families:
            answer = desk.ask(op, parameters).content
            assert (answer[0], len(answer)) == (Code.OK, 1 + follows), hex(op)


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_every_other_instruction_is_unknown_in_the_words_of_the_family(
    profile: ModuleProfile,
) -> None:
    table = {op: families for op, families, _, _ in ANSWERS} | WITH_DATA | ECHO
    known = {op for op, families in table.items() if profile.name in families}
    code = Code.UNSUPPORTED if profile is R503 else Code.PACKET_ERROR
    for op in sorted(set(range(256)) - known):
        assert Desk(profile).ask(op).content == bytes([code]), hex(op)
    assert known == set(profile.instructions)


@pytest.mark.parametrize("profile", [R30X, AS608])
def test_an_echo_is_answered_with_55(profile: ModuleProfile) -> None:
    assert Desk(profile).code(Op.ECHO) == 0x55


def test_what_an_r503_says_of_itself_is_what_was_seen_on_a_real_one() -> None:
    desk = Desk(R503, finger=None)
    assert desk.code(Op.VFY_PWD, bytes(4)) == Code.OK
    answer = encode(desk.ask(Op.READ_SYS_PARA))
    assert answer.hex() == "ef01ffffffff0700130000040000" + "00c80003ffffffff0002000604ed"
    product = desk.ask(Op.PROD_INFO).content[1:]
    assert struct.unpack(">HHHH", product[38:]) == (192, 192, 1536, 200)


# -- passwords and addresses ----------------------------------------------------------------------


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_a_password_locks_everything_until_it_is_given_and_again_after_power_off(
    profile: ModuleProfile,
) -> None:
    desk = Desk(profile)
    assert desk.code(Op.SET_PWD, b"\x12\x34\x56\x78") == Code.OK
    desk.act(act="power", **{"is": "off"})
    desk.act(act="power", **{"is": "on"})
    desk.now += 1
    desk.machine.transmit(desk.now)
    assert desk.code(Op.TEMPLATE_NUM) == Code.PASSWORD_REQUIRED
    assert desk.code(Op.VFY_PWD, bytes(4)) == Code.WRONG_PASSWORD
    assert desk.code(Op.TEMPLATE_NUM) == Code.PASSWORD_REQUIRED
    assert desk.code(Op.VFY_PWD, b"\x12\x34\x56\x78") == Code.OK
    assert desk.code(Op.TEMPLATE_NUM) == Code.OK


def test_the_answer_to_a_new_address_carries_it_and_the_old_one_is_refused_from_there() -> None:
    desk = Desk()
    assert desk.ask(Op.SET_ADDRESS, b"\x00\x00\x00\x07").address == 7
    assert desk.ask(Op.TEMPLATE_NUM, address=7).content[0] == Code.OK
    refused = desk.ask(Op.TEMPLATE_NUM, address=8)
    assert (refused.content, refused.address) == (bytes([Code.WRONG_ADDRESS]), 7)


# -- settings -------------------------------------------------------------------------------------


def test_a_new_speed_is_acknowledged_at_the_old_one_and_holds_after_it() -> None:
    desk = Desk()

    def seconds_of(op: int, parameters: bytes = b"") -> float:
        order = encode(Packet(Kind.COMMAND, bytes([op]) + parameters))
        start, said = desk.now, b""
        desk.machine.receive(order, desk.now)
        while not said:
            due = desk.machine.due()
            assert due is not None
            desk.now = due
            said = desk.machine.transmit(due)
        return desk.now - start

    assert seconds_of(Op.SET_SYS_PARA, b"\x04\x01") == pytest.approx((14 + 12) / 5760)
    assert seconds_of(Op.VFY_PWD, bytes(4)) == pytest.approx((16 + 12) / 960)


@pytest.mark.parametrize("code", range(4))
def test_data_comes_in_packets_of_the_size_that_was_set(code: int) -> None:
    desk = Desk()
    desk.enrol(1)
    assert desk.code(Op.SET_SYS_PARA, bytes([6, code])) == Code.OK
    (_, *packets) = desk.send(encode(Packet(Kind.COMMAND, bytes([Op.UP_CHAR, 1]))))
    assert {len(packet.content) for packet in packets} == {32 << code}
    assert b"".join(packet.content for packet in packets) == template_of(SITI)


@pytest.mark.parametrize(
    ("profile", "parameters", "code"),
    [
        (R30X, b"\x04\x0d", Code.BAD_VALUE),
        (R30X, b"\x04\x05", Code.OK),
        (R503, b"\x04\x05", Code.BAD_VALUE),
        (R503, b"\x04\x0c", Code.OK),
        (R30X, b"\x05\x00", Code.BAD_VALUE),
        (R30X, b"\x05\x06", Code.BAD_VALUE),
        (R30X, b"\x06\x04", Code.BAD_VALUE),
        (R30X, b"\x07\x01", Code.BAD_REGISTER),
        (R30X, b"\x04", Code.PACKET_ERROR),
    ],
)
def test_a_register_takes_what_the_family_has(
    profile: ModuleProfile, parameters: bytes, code: Code
) -> None:
    assert Desk(profile).code(Op.SET_SYS_PARA, parameters) == code


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_library_settings_and_notepad_outlive_the_process(
    profile: ModuleProfile, tmp_path: Path
) -> None:
    desk = Desk(profile, folder=tmp_path / "module")
    desk.enrol(9)
    desk.code(Op.SET_SYS_PARA, b"\x05\x05")
    desk.code(Op.WRITE_NOTEPAD, b"\x03" + bytes(range(32)))
    desk = Desk(profile, folder=tmp_path / "module")
    assert desk.ask(Op.TEMPLATE_NUM).content == b"\x00\x00\x01"
    assert desk.ask(Op.READ_SYS_PARA).content[8] == 5
    assert desk.ask(Op.READ_NOTEPAD, b"\x03").content[1:] == bytes(range(32))
    assert Desk(profile).ask(Op.TEMPLATE_NUM).content == b"\x00\x00\x00"


# -- fingers and templates ------------------------------------------------------------------------


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_without_a_finger_there_is_no_image_and_nothing_to_extract(profile: ModuleProfile) -> None:
    desk = Desk(profile, finger=None)
    assert desk.code(Op.GEN_IMG) == Code.NO_FINGER
    assert desk.code(Op.IMG_2_TZ, b"\x01") == Code.NO_IMAGE


def test_with_two_buffers_every_other_number_is_the_second() -> None:
    desk = Desk(R30X)
    desk.code(Op.GEN_IMG)
    desk.code(Op.IMG_2_TZ, b"\x07")
    assert desk.data(Op.UP_CHAR, b"\x02") == template_of(SITI)
    assert desk.code(Op.UP_CHAR, b"\x01") == Code.UPLOAD_FAILED


def test_an_r503_moves_templates_through_a_buffer_of_their_own() -> None:
    desk = Desk(R503)
    mine = template_of(SITI, 1536)
    desk.code(Op.GEN_IMG)
    desk.code(Op.IMG_2_TZ, b"\x01")
    assert desk.code(Op.UP_CHAR, b"\x01") == Code.UPLOAD_FAILED
    assert desk.give(Op.DOWN_CHAR, b"\x04", mine) == []
    assert desk.data(Op.UP_CHAR, b"\x01") == mine
    assert desk.code(Op.MATCH) == Code.OK
    desk.code(Op.GEN_IMG)
    assert desk.ask(Op.MATCH).content == bytes([Code.NO_MATCH, 0, 0])


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_the_library_keeps_searches_counts_and_deletes(profile: ModuleProfile) -> None:
    desk = Desk(profile)
    last = profile.capacity - 1
    desk.enrol(3)
    desk.enrol(last)
    assert desk.ask(Op.TEMPLATE_NUM).content == b"\x00\x00\x02"
    assert desk.ask(Op.READ_INDEX, b"\x00").content[1] == 0b1000
    assert desk.ask(Op.READ_INDEX, bytes([last // 256])).content[1 + last % 256 // 8] & (
        1 << last % 8
    )
    whole = struct.pack(">BHH", 1, 0, profile.capacity)
    desk.code(Op.GEN_IMG)
    desk.code(Op.IMG_2_TZ, b"\x01")
    found = desk.ask(Op.SEARCH, whole).content
    assert (found[0], found[1:3]) == (Code.OK, b"\x00\x03")
    assert desk.code(Op.DELETE, struct.pack(">HH", 3, 1)) == Code.OK
    assert desk.ask(Op.SEARCH, whole).content[1:3] == last.to_bytes(2)
    assert desk.code(Op.EMPTY) == Code.OK
    missing = desk.ask(Op.SEARCH, whole).content
    assert (missing[0], len(missing)) == (Code.NOT_FOUND, 5)


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
@pytest.mark.parametrize("op", [Op.STORE, Op.LOAD_CHAR])
def test_a_place_that_does_not_exist_is_refused(op: Op, profile: ModuleProfile) -> None:
    desk = Desk(profile)
    desk.enrol(0)
    assert desk.code(op, struct.pack(">BH", 1, profile.capacity)) == Code.BAD_PAGE
    assert desk.code(Op.DELETE, struct.pack(">HH", profile.capacity, 1)) == Code.DELETE_FAILED
    assert desk.code(Op.LOAD_CHAR, b"\x01\x00\x01") == Code.INVALID_TEMPLATE


# -- data down ------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_data_that_was_damaged_or_is_not_a_template_s_length_is_told_unasked(
    profile: ModuleProfile,
) -> None:
    desk = Desk(profile)
    mine = template_of(SITI, profile.template)
    for wrong in (mine[:-1], mine + b"\x00"):
        (told,) = desk.give(Op.DOWN_CHAR, b"\x02", wrong)
        assert told.content == bytes([Code.PACKET_ERROR])
    assert desk.code(Op.DOWN_CHAR, b"\x02") == Code.OK
    frames = bytearray(b"".join(map(encode, split(mine, 128))))
    frames[40] ^= 1
    (told,) = desk.send(bytes(frames))
    assert told.content == bytes([Code.PACKET_ERROR])
    assert desk.give(Op.DOWN_CHAR, b"\x02", mine) == []
    assert desk.data(Op.UP_CHAR, b"\x02") == mine


@pytest.mark.parametrize("profile", EVERY, ids=lambda profile: profile.name)
def test_an_image_goes_down_and_comes_up_again(profile: ModuleProfile) -> None:
    desk = Desk(profile, finger=None)
    width, height = profile.image
    picture = bytes(range(256)) * (width * height // 512)
    assert desk.give(Op.DOWN_IMAGE, b"", picture) == []
    assert desk.data(Op.UP_IMAGE) == picture
    assert desk.code(Op.IMG_2_TZ, b"\x01") == Code.FEW_FEATURES


# -- the line -------------------------------------------------------------------------------------


def test_an_r503_greets_when_it_is_ready_and_after_a_reset() -> None:
    desk = Desk(R503)
    desk.act(act="power", **{"is": "off"})
    desk.act(act="power", **{"is": "on"})
    assert desk.machine.transmit(desk.now + 1) == b"\x55"
    desk.now += 1
    desk.machine.receive(encode(Packet(Kind.COMMAND, bytes([Op.SOFT_RESET]))), desk.now)
    said = desk.machine.transmit(desk.now + 1)
    assert said == encode(Packet(Kind.ACK, b"\x00")) + b"\x55"


def test_an_optical_module_is_deaf_for_half_a_second_and_greets_nobody() -> None:
    desk = Desk(R30X)
    desk.act(act="power", **{"is": "off"})
    desk.act(act="power", **{"is": "on"})
    assert desk.send(encode(Packet(Kind.COMMAND, bytes([Op.ECHO]))), seconds=0.6) == []
    assert desk.code(Op.ECHO) == 0x55


def test_a_packet_that_stops_is_dropped_after_the_gap() -> None:
    desk = Desk()
    frame = encode(Packet(Kind.COMMAND, bytes([Op.ECHO])))
    assert desk.send(frame[:7], seconds=0.9) == []
    assert desk.code(Op.ECHO) == 0x55


@given(st.lists(st.binary(max_size=200), max_size=8), st.integers(0, 2**32))
def test_after_any_noise_it_still_answers(noise: list[bytes], seed: int) -> None:
    desk = Desk(EVERY[seed % len(EVERY)])
    for piece in noise:
        desk.send(piece, seconds=1.0)
    assert desk.ask(Op.READ_SYS_PARA).content[0] in (Code.OK, Code.PASSWORD_REQUIRED)
