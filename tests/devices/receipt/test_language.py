"""ESC/POS in bytes, as Epson's reference has them."""

import pytest

from devices.receipt.language import (
    CLEAR,
    ROOM,
    AnswerReader,
    Cleared,
    ProcessId,
    Status,
    fault_of,
    job,
    status_query,
)
from devices.receipt.receipt import Align, Code, FaultKind, Line

BEGIN = bytes.fromhex("1b40 1d6100 1b7410")
END = bytes.fromhex("1d564200 1d2848 0600 3030 30303037")
FINE = dict.fromkeys(Status, 0x12)


def test_orders_are_those_of_the_reference() -> None:
    assert status_query(Status.PAPER) == bytes.fromhex("100404")
    assert bytes.fromhex("1014080103140106 0208") == CLEAR


def test_a_line_has_its_style_in_front() -> None:
    line = Line("Loket 3", Align.CENTRE, bold=True, size=2)
    style = bytes.fromhex("1b6101 1b4501 1d2111")
    assert job((line,), b"0007") == BEGIN + style + b"Loket 3\n" + END


def test_a_code_is_stored_and_printed_in_the_middle() -> None:
    steps = (
        "1b6101 1b6402 1d286b 0400 31413200 1d286b 0300 314306 1d286b 0300 314531"
        "1d286b 0500 315030 4b41 1d286b 0300 315130 1b6402"
    )
    assert job((Code("KA"),), b"0007") == BEGIN + bytes.fromhex(steps) + END


def test_long_lines_are_broken_between_words() -> None:
    words = "Bawa kartu keluarga dan surat dari desa ke loket tiga " * 3
    rows = job((Line(words, size=2),), b"0007").split(b"\n")[:-1]
    assert max(len(row) for row in rows[1:]) <= 24
    assert b" ".join(rows).endswith(words.strip().encode())


def test_no_letter_is_an_order() -> None:
    printed = job((Line("a\x1b@\x10\x04\x01b\x85é…\u4e2d"),), b"0007")
    assert printed.startswith(BEGIN)
    assert b"a?@" in printed
    assert "é…?".encode("cp1252") in printed
    assert b"\x10" not in printed[len(BEGIN) :]


@pytest.mark.parametrize("receipt", [(Line("x" * ROOM),), (Code("\n"),), (Code("é"),)])
def test_what_cannot_be_printed_whole_is_refused(receipt: tuple[Line | Code, ...]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - UnicodeEncodeError is one
        job(receipt, b"0007")


@pytest.mark.parametrize(
    ("status", "byte", "kind"),
    [
        (Status.OFFLINE_CAUSE, 0x16, FaultKind.COVER_OPEN),
        (Status.OFFLINE_CAUSE, 0x1A, FaultKind.BUSY),
        (Status.OFFLINE_CAUSE, 0x32, FaultKind.PAPER_OUT),
        (Status.OFFLINE_CAUSE, 0x52, FaultKind.BROKEN),
        (Status.ERROR_CAUSE, 0x1A, FaultKind.CUTTER),
        (Status.ERROR_CAUSE, 0x32, FaultKind.BROKEN),
        (Status.ERROR_CAUSE, 0x52, FaultKind.HEAD_HOT),
        (Status.PAPER, 0x72, FaultKind.PAPER_OUT),
        (Status.PAPER, 0x7E, FaultKind.PAPER_OUT),
        (Status.PRINTER, 0x1A, FaultKind.BUSY),
        (Status.PAPER, 0x1E, None),
        (Status.PRINTER, 0x16, None),
    ],
)
def test_bits_of_status_have_names(status: Status, byte: int, kind: FaultKind | None) -> None:
    fault = fault_of({**FINE, status: byte})
    assert (fault and fault.kind) is kind


def test_answers_are_found_among_others() -> None:
    reader = AnswerReader()
    noise = b"\x11\x13\x00\xff"
    whole = noise + b"\x12\x37\x220007\x00" + b"\x37\x25\x00\x1e" + b"\x37\x37\x25\x00"
    told = [0x12, ProcessId(b"0007"), Cleared(), 0x1E, Cleared()]
    assert reader.receive(whole) == told
    assert [each for byte in whole for each in reader.receive(bytes([byte]))] == told
