"""The codec against published vectors, and against damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.frame import (
    GAP,
    LONGEST,
    SYNTAX_ERROR,
    BadChecksum,
    Decoder,
    Describer,
    Event,
    Frame,
    Op,
    Signal,
    Tfi,
    command,
    encode,
)

PUBLISHED = [
    ("00 00 FF 00 FF 00", Signal.ACK),
    ("00 00 FF FF 00 00", Signal.NACK),
    ("00 00 FF 01 FF 7F 81 00", SYNTAX_ERROR),
    ("00 00 FF 02 FE D4 02 2A 00", command(Op.GET_FIRMWARE_VERSION)),
    ("00 00 FF 06 FA D5 03 32 01 06 07 E8 00", Frame(bytes.fromhex("D50332010607"))),
    ("00 00 FF 05 FB D4 14 01 14 01 02 00", command(Op.SAM_CONFIGURATION, b"\x01\x14\x01")),
    ("00 00 FF 02 FE D5 15 16 00", Frame(b"\xd5\x15")),
    ("00 00 FF 04 FC D4 4A 01 00 E1 00", command(Op.IN_LIST_PASSIVE_TARGET, b"\x01\x00")),
    ("00 00 FF 05 FB D4 14 01 00 01 16 00", command(Op.SAM_CONFIGURATION, b"\x01\x00\x01")),
    ("00 00 FF 04 FC D4 32 01 00 F9 00", command(Op.RF_CONFIGURATION, b"\x01\x00")),
    ("00 00 FF 02 FE D5 33 F8 00", Frame(b"\xd5\x33")),
    ("00 00 FF 03 FD D4 44 00 E8 00", command(Op.IN_DESELECT, b"\x00")),
    (
        "00 00 FF 11 EF D5 4B 01 01 03 04 20 04 08 3F 6C 4A 05 78 80 70 02 47 00",
        Frame(bytes.fromhex("D54B0101030420 04083F6C4A 0578807002")),
    ),
    (
        "00 00 FF 0A F6 D4 56 01 02 01 00 FF FF 00 00 D4 00",
        command(0x56, bytes.fromhex("01020100FFFF0000")),
    ),
]
"""The reference's (UM0701-02), and frames that users of real chips showed."""

frames = st.builds(
    Frame,
    st.builds(bytes.__add__, st.sampled_from([b"\xd4", b"\xd5"]), st.binary(max_size=LONGEST - 1)),
)
events = st.one_of(frames, st.sampled_from(list(Signal)))


@pytest.mark.parametrize(("wire", "event"), PUBLISHED)
def test_published_frames_are_read_and_written(wire: str, event: Frame | Signal) -> None:
    assert Decoder().receive(bytes.fromhex(wire), 0.0) == [event]
    assert encode(event) == bytes.fromhex(wire)


def test_more_than_255_bytes_go_in_an_extended_frame() -> None:
    at_most = encode(Frame(bytes([Tfi.HOST]) * 255))
    assert at_most.startswith(bytes.fromhex("0000FF FF01"))
    longer = encode(Frame(bytes([Tfi.HOST]) * 256))
    assert longer.startswith(bytes.fromhex("0000FF FFFF 0100 FF"))
    assert len(longer) == 256 + 10


def test_a_short_frame_may_come_extended_too() -> None:
    extended = bytes.fromhex("0000FF FFFF 0002 FE D402 2A 00")
    assert Decoder().receive(extended, 0.0) == [command(Op.GET_FIRMWARE_VERSION)]


@pytest.mark.parametrize("around", ["", "5555" + "00" * 14, "00" * 300, "FF", "FF00FF05"])
def test_neither_preamble_nor_postamble_is_needed_nor_in_the_way(around: str) -> None:
    bare = encode(command(Op.GET_FIRMWARE_VERSION))[1:-1]
    sent = bytes.fromhex(around) + bare
    assert Decoder().receive(sent, 0.0) == [command(Op.GET_FIRMWARE_VERSION)]


@given(events)
def test_a_frame_survives_the_wire(event: Frame | Signal) -> None:
    assert Decoder().receive(encode(event), 0.0) == [event]


@given(
    st.lists(st.one_of(events.map(encode), st.binary(max_size=12)), max_size=6),
    st.lists(st.integers(1, 400), max_size=20),
)
def test_it_does_not_matter_how_the_bytes_are_cut(sent: list[bytes], cuts: list[int]) -> None:
    wire = b"".join(sent)
    whole = Decoder().receive(wire, 0.0)
    decoder: Decoder = Decoder()
    got: list[Event] = []
    for cut in [*cuts, len(wire)]:
        got += decoder.receive(wire[:cut], 0.0)
        wire = wire[cut:]
    assert got == whole


@given(frames, frames, st.data())
def test_a_damaged_frame_is_told_and_hides_no_good_one(
    damaged: Frame, good: Frame, data: st.DataObject
) -> None:
    frame = bytearray(encode(damaged))
    at = data.draw(st.integers(len(frame) - 1 - len(damaged.data), len(frame) - 2))
    frame[at] ^= data.draw(st.integers(1, 255))
    events = Decoder().receive(bytes(frame) + encode(good), 0.0)
    assert any(isinstance(event, BadChecksum) for event in events)
    assert good in events


@pytest.mark.parametrize("field", ["0000", "0500", "FFFF 010A F5", "FFFF 0000 00", "FFFF 0101 FF"])
def test_an_impossible_length_is_no_frame(field: str) -> None:
    bad = bytes.fromhex("0000FF" + field)
    assert Decoder().receive(bad + encode(Signal.ACK), 0.0) == [Signal.ACK]


def test_a_frame_cut_off_is_given_up() -> None:
    decoder = Decoder()
    assert decoder.receive(encode(SYNTAX_ERROR)[:-2], 0.0) == []
    assert decoder.receive(encode(SYNTAX_ERROR), GAP + 0.1) == [SYNTAX_ERROR]
    decoder.receive(encode(SYNTAX_ERROR)[:-2], 1.0)
    decoder.clear()
    assert decoder.receive(encode(Signal.ACK), 1.0) == [Signal.ACK]


@given(st.binary(max_size=2000))
def test_no_bytes_break_it(noise: bytes) -> None:
    for event in Decoder().receive(noise, 0.0):
        if isinstance(event, Frame):
            assert event.data in noise


def test_what_passes_is_said_but_not_what_is_in_it() -> None:
    passed = [
        encode(command(Op.IN_DATA_EXCHANGE, b"\x01SECRET")),
        encode(Signal.ACK),
        encode(Frame(bytes([Tfi.CHIP, Op.IN_DATA_EXCHANGE + 1]) + b"\x00SECRET")),
        encode(SYNTAX_ERROR),
        encode(command(0xEE)),
        encode(Frame(b"\xd4\x02"))[:-2] + b"\x00\x00",
    ]
    describe = Describer()
    assert [describe(each, 0.0) for each in passed] == [
        ["IN_DATA_EXCHANGE"],
        ["ACK"],
        ["answer to IN_DATA_EXCHANGE"],
        ["syntax error"],
        ["EE"],
        ["bad checksum, 7 bytes"],
    ]
