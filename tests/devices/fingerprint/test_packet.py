"""The codec against published vectors, and against damage."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.fingerprint.packet import (
    GAP,
    BadChecksum,
    Code,
    Decoder,
    Kind,
    Op,
    Packet,
    command,
    encode,
    split,
)

COMMANDS = [
    (command(Op.VFY_PWD, bytes(4)), "EF01 FFFFFFFF 01 0007 13 00000000 001B"),
    (command(Op.READ_SYS_PARA), "EF01 FFFFFFFF 01 0003 0F 0013"),
    (command(Op.GEN_IMG), "EF01 FFFFFFFF 01 0003 01 0005"),
    (command(Op.IMG_2_TZ, b"\x01"), "EF01 FFFFFFFF 01 0004 02 01 0008"),
    (command(Op.REG_MODEL), "EF01 FFFFFFFF 01 0003 05 0009"),
    (command(Op.DOWN_CHAR, b"\x02"), "EF01 FFFFFFFF 01 0004 09 02 0010"),
    (command(Op.UP_CHAR, b"\x01"), "EF01 FFFFFFFF 01 0004 08 01 000E"),
    (command(Op.MATCH), "EF01 FFFFFFFF 01 0003 03 0007"),
]
ANY = [
    ("07 0003 00 000A", Packet(Kind.ACK, b"\x00")),
    ("07 0003 02 000C", Packet(Kind.ACK, bytes([Code.NO_FINGER]))),
    ("07 0005 00 0060 006C", Packet(Kind.ACK, bytes.fromhex("000060"))),
    ("07 0005 08 0000 0014", Packet(Kind.ACK, bytes.fromhex("080000"))),
    ("07 0005 00 00FF 010B", Packet(Kind.ACK, bytes.fromhex("0000FF"))),
    ("07 0003 01 000B", Packet(Kind.ACK, b"\x01")),
    ("01 0008 04 01 0000 00C8 00D6", Packet(Kind.COMMAND, bytes.fromhex("0401000000C8"))),
    ("07 0007 00 0001 0060 006F", Packet(Kind.ACK, bytes.fromhex("0000010060"))),
    ("07 0007 09 01EE 0000 0106", Packet(Kind.ACK, bytes.fromhex("0901EE0000"))),
    ("01 0006 06 01 0005 0013", Packet(Kind.COMMAND, bytes.fromhex("06010005"))),
    ("01 0006 07 02 0005 0015", Packet(Kind.COMMAND, bytes.fromhex("07020005"))),
    ("01 0007 0C 0005 0001 001A", Packet(Kind.COMMAND, bytes.fromhex("0C00050001"))),
    ("01 0003 0D 0011", Packet(Kind.COMMAND, b"\x0d")),
    ("01 0003 1D 0021", Packet(Kind.COMMAND, b"\x1d")),
    ("01 0004 1F 00 0024", Packet(Kind.COMMAND, b"\x1f\x00")),
    ("01 0003 14 0018", Packet(Kind.COMMAND, b"\x14")),
    ("01 0005 0E 06 02 001C", Packet(Kind.COMMAND, b"\x0e\x06\x02")),
    ("01 0003 40 0044", Packet(Kind.COMMAND, b"\x40")),
    ("01 0003 3D 0041", Packet(Kind.COMMAND, b"\x3d")),
    ("01 0007 35 03 00 02 00 0042", Packet(Kind.COMMAND, b"\x35\x03\x00\x02\x00")),
    ("01 0003 0A 000E", Packet(Kind.COMMAND, b"\x0a")),
    ("02 0006 DEADBEEF 0340", Packet(Kind.DATA, bytes.fromhex("DEADBEEF"))),
    ("08 0006 DEADBEEF 0346", Packet(Kind.END, bytes.fromhex("DEADBEEF"))),
]
PARAMETERS = "EF01 FFFFFFFF 07 0013 00 0004 0000 00C8 0003 FFFFFFFF 0002 0006 04ED"

packets = st.builds(
    Packet,
    st.sampled_from(list(Kind)),
    st.binary(min_size=1, max_size=256),
    st.integers(0, 0xFFFFFFFF),
)


@pytest.mark.parametrize(("packet", "wire"), COMMANDS)
def test_commands_go_out_as_published(packet: Packet, wire: str) -> None:
    assert encode(packet) == bytes.fromhex(wire)


@pytest.mark.parametrize(("wire", "packet"), ANY)
def test_published_packets_are_read_and_written(wire: str, packet: Packet) -> None:
    frame = bytes.fromhex("EF01 FFFFFFFF" + wire)
    assert Decoder().receive(frame, 0.0) == [packet]
    assert encode(packet) == frame


def test_the_published_system_parameters_decode() -> None:
    (packet,) = Decoder().receive(bytes.fromhex(PARAMETERS), 0.0)
    assert isinstance(packet, Packet)
    fields = struct.unpack(">HHHHIHH", packet.content[1:])
    assert fields == (4, 0, 200, 3, 0xFFFFFFFF, 2, 6)


@given(packets)
def test_a_packet_survives_the_wire(packet: Packet) -> None:
    assert Decoder().receive(encode(packet), 0.0) == [packet]


@given(st.lists(packets, max_size=5), st.lists(st.integers(1, 400), max_size=20))
def test_it_does_not_matter_how_the_bytes_are_cut(sent: list[Packet], cuts: list[int]) -> None:
    wire = b"".join(map(encode, sent))
    decoder, got = Decoder(), []
    for cut in [*cuts, len(wire)]:
        got += decoder.receive(wire[:cut], 0.0)
        wire = wire[cut:]
    assert got == sent


@given(st.binary(max_size=40).filter(lambda noise: b"\xef" not in noise), packets)
def test_noise_before_a_packet_is_skipped(noise: bytes, packet: Packet) -> None:
    assert Decoder().receive(noise + encode(packet), 0.0) == [packet]


@given(packets, packets, st.data())
def test_a_damaged_packet_is_told_and_hides_no_good_one(
    damaged: Packet, good: Packet, data: st.DataObject
) -> None:
    frame = bytearray(encode(damaged))
    at = data.draw(st.integers(9, len(frame) - 1))
    frame[at] ^= data.draw(st.integers(1, 255))
    events = Decoder().receive(bytes(frame) + encode(good), 0.0)
    assert isinstance(events[0], BadChecksum)
    assert good in events


@pytest.mark.parametrize("length", [0, 1, 2, 259, 0xFFFF])
def test_an_impossible_length_is_no_packet(length: int) -> None:
    bad = bytes.fromhex("EF01 FFFFFFFF 07") + length.to_bytes(2)
    good = Packet(Kind.ACK, b"\x00")
    assert Decoder().receive(bad + encode(good), 0.0) == [good]


def test_a_packet_cut_off_is_given_up() -> None:
    good = Packet(Kind.ACK, b"\x00")
    decoder = Decoder()
    assert decoder.receive(encode(good)[:-1], 0.0) == []
    assert decoder.receive(encode(good), GAP + 0.1) == [good]


@given(st.binary(max_size=2000))
def test_no_bytes_break_it(noise: bytes) -> None:
    for event in Decoder().receive(noise, 0.0):
        if isinstance(event, Packet):
            assert encode(event) in noise


@pytest.mark.parametrize("size", [32, 64, 128, 256])
@pytest.mark.parametrize("length", [1, 31, 32, 498, 512, 768, 1536])
def test_data_is_split_into_full_packets_and_an_end(size: int, length: int) -> None:
    data = bytes(number % 251 for number in range(length))
    parts = split(data, size)
    assert b"".join(part.content for part in parts) == data
    assert [part.kind for part in parts] == [Kind.DATA] * (len(parts) - 1) + [Kind.END]
    assert all(len(part.content) == size for part in parts[:-1])
