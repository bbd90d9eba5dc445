import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.epcl import language
from devices.printer.epcl.language import (
    ERRORS,
    Ack,
    Nack,
    Reply,
    ReplyReader,
    Said,
    black_area,
    black_download,
    colour_download,
    command,
    describe_order,
    describe_reply,
    fault_of,
    shielded,
)
from devices.printer.epcl.simulator.parser import Order, Parser
from devices.printer.printer import FaultKind


def test_a_command_is_framed_as_the_manual_shows_it() -> None:
    assert command("T", 100, 100, 0) == bytes.fromhex("1B 54 20 313030 20 313030 20 30 0D")
    assert command(".") == bytes.fromhex("1B 2E 0D")
    assert command("+RB", 0, 1) == b"\x1b+RB 0 1\r"


def test_a_bracket_precedes_what_would_end_a_picture() -> None:
    assert shielded(b"a\x1bb\rc[d") == b"a[\x1bb[\rc[[d"


@pytest.mark.parametrize(("code", "kind"), [*ERRORS.items(), ("", FaultKind.UNKNOWN)])
def test_each_code_has_its_fault(code: str, kind: FaultKind) -> None:
    assert fault_of(Nack(code)).kind is kind


@pytest.mark.parametrize(
    ("data", "replies"),
    [
        (b"\x06", [Ack()]),
        (b"\x06\x06", [Ack(), Ack()]),
        (b"\x1505\x04", [Nack("05")]),
        (b"\x15-1\x04\x06", [Nack("-1"), Ack()]),
        (b"\x15\x06", [Nack(""), Ack()]),
        (b"P420 1.0\x04", [Said("P420 1.0")]),
        (b"P420 1.0\r\n\x06", [Said("P420 1.0"), Ack()]),
        (b"P420 1.0\x06", [Said("P420 1.0"), Ack()]),
        (b"\x00\r\n\x04", []),
    ],
)
def test_replies_are_told_apart(data: bytes, replies: list[Reply]) -> None:
    assert ReplyReader().receive(data) == replies


@pytest.mark.parametrize(
    ("data", "reply"), [(b"P420", Said("P420")), (b"\x15", Nack("")), (b"\x1503", Nack("03"))]
)
def test_what_does_not_end_ends_in_silence(data: bytes, reply: Reply) -> None:
    reader = ReplyReader()
    assert reader.receive(data) == []
    assert reader.partial
    assert reader.silence() == reply
    assert reader.silence() is None


noise = st.lists(st.one_of(st.binary(max_size=12), st.sampled_from([b"\x1503\x04", b"\x06", b"P"])))


@given(noise)
def test_cutting_the_bytes_changes_no_reply(chunks: list[bytes]) -> None:
    cut, whole = ReplyReader(), ReplyReader()
    in_pieces = [reply for chunk in chunks for reply in cut.receive(chunk)]
    assert in_pieces == whole.receive(b"".join(chunks))
    assert cut.silence() == whole.silence()


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=6))
def test_the_printer_reads_what_the_host_wrote_however_it_is_cut(
    payload: bytes, cuts: list[int]
) -> None:
    stream = (
        command("V")
        + b"\n"
        + colour_download(2, 1016, 640, payload)
        + black_area(1016, 80)
        + black_download(payload)
        + command("+RB", 0, 1)
    )
    parser, orders, start = Parser(), list[Order](), 0
    for end in [*sorted(cuts), len(stream)]:
        orders += parser.receive(stream[start:end], 0.0)
        start = max(start, end)
    assert orders == [
        Order("V"),
        Order("GS", (2, 30, 0, 0, 1016, 640), payload),
        Order("G", (0, 0, 2, 80, 1016, 1)),
        Order("Z", payload=payload),
        Order("+RB", (0, 1)),
    ]


def test_the_recorder_keeps_nothing_of_a_picture() -> None:
    secret = b"\x81A1234" * 40
    assert describe_order(black_download(secret), 0.0) == ["Z (243 bytes)"]
    (said,) = describe_order(colour_download(0, 1016, 640, b"\x81\x31 12 34" * 40), 0.0)
    assert said.startswith("GS 0 30 0 0 1016 640 (")
    assert describe_order(command("I", 10), 0.0) == ["I 10"]
    assert describe_reply(b"\x06\x1504\x04P420\x04half", 0.0) == ["ACK", "NACK 04", "P420", "half"]


def test_one_reply_never_grows_without_end() -> None:
    reader = ReplyReader()
    for _ in range(100):
        assert reader.receive(b"x" * 50) == []
    assert reader.receive(b"\x04") == [Said("x" * language.LONGEST_REPLY)]
