import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.evolis.language import FAULTS, ReplyReader, command, download, fault_of
from devices.printer.printer import FaultKind


def test_commands_are_framed_by_esc_and_cr() -> None:
    assert command("Pem", 2) == b"\x1bPem;2\r"
    assert command("Wcb", "o", 255) == b"\x1bWcb;o;255\r"
    assert download("k", 2, b"\r;\x1b", compressed=True) == b"\x1bDbc;k;2;3;\r;\x1b\r"
    assert download("y", 64, b"xx", compressed=False) == b"\x1bDb;y;64;xx\r"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("OK", None),
        ("1234", None),
        ("NO CARD", None),
        ("ERROR", FaultKind.UNKNOWN),
        ("ERROR UNKNOW", FaultKind.UNKNOWN),
        ("error cde", FaultKind.SYNTAX),
        ("ERROR PARAMETRES", FaultKind.PARAMETER),
        ("ERROR TIME OUT", FaultKind.TIMEOUT),
        ("CARD JAM 2", FaultKind.CARD_JAM),
        ("FEEDER EMPTY", FaultKind.FEEDER_EMPTY),
        ("COVER OPEN", FaultKind.COVER_OPEN),
        ("ERROR RIBBON", FaultKind.RIBBON),
        ("HOPPER FULL", FaultKind.HOPPER_FULL),
        ("HOPPER DOOR", FaultKind.HOPPER_DOOR),
    ],
)
def test_replies_name_their_fault(reply: str, kind: FaultKind | None) -> None:
    fault = fault_of(reply)
    assert (fault.kind if fault else None) is kind


def test_every_published_reply_is_its_own_fault() -> None:
    for text, kind in FAULTS.items():
        fault = fault_of(text)
        assert fault is not None
        assert fault.kind is kind


@pytest.mark.parametrize("end", [b"\x00", b"\r", b"\n", b"\r\n", b"\r\n\x00"])
def test_replies_end_in_any_of_the_known_ways(end: bytes) -> None:
    reader = ReplyReader()
    assert reader.receive(b"OK" + end + b"2;0" + end) == ["OK", "2;0"]
    assert not reader.partial


def test_an_unterminated_reply_ends_in_silence() -> None:
    reader = ReplyReader()
    assert reader.receive(b"FEEDER ") == []
    assert reader.receive(b"EMPTY") == []
    assert reader.partial
    assert reader.silence() == "FEEDER EMPTY"
    assert reader.silence() is None


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_cutting_the_bytes_changes_no_reply(chunks: list[bytes]) -> None:
    cut, whole = ReplyReader(), ReplyReader()
    in_pieces = [reply for chunk in chunks for reply in cut.receive(chunk)]
    assert in_pieces == whole.receive(b"".join(chunks))
    assert all(reply.isprintable() for reply in in_pieces)
