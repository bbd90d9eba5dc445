"""The simulator's own language, byte by byte."""

import pytest

from devices.printer.evolis.simulator.parser import PATIENCE, Parser
from devices.printer.evolis.simulator.simulator import PrinterSimulator


def say(machine: PrinterSimulator, data: bytes, at: float = 0.0) -> list[str]:
    machine.receive(data, at)
    return machine.transmit(at).decode().split("\x00")[:-1]


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"\x1bRsn\r", ["SIM0001"]),
        (b"\x1bRco;c\r", ["0"]),
        (b"\x1bRco;p\rRco;c\r", ["0", "0"]),
        (b"\x00\x00\x1bRlr;p\r\x00\x00", ["NO CARD"]),
        (b"\x1bRem\r", ["0;0"]),
        (b"\x1bPem;2\r\x1bRem\r", ["OK", "2;0"]),
        (b"\x1bPem;2;s\r\x1bRem\r", ["OK", "2;2"]),
        (b"\x1bPem;99\r", ["ERROR PARAMETRES"]),
        (b"\x1bPem\r", ["ERROR PARAMETRES"]),
        (b"\x1bPem;2\r\x1bRlr\r\x1bRlr\r", ["OK", "OK", "OK"]),
        (b"\x1bpem;2\r", ["ERROR CDE"]),
        (b"\x1bXyz\r", ["ERROR CDE"]),
        (b"\x1bRse;o\r\x1bRse;f\r\x1bRse;x\r", ["0", "255", "ERROR PARAMETRES"]),
        (b"\x1bPr;ymcko\r\x1bPr;kk\r", ["OK", "ERROR PARAMETRES"]),
        (b"\x1bDb;y;65;\r", ["ERROR PARAMETRES"]),
        (b"\x1bDb;ym;2;" + bytes(82296) + b"\r", ["ERROR PARAMETRES"]),
        (b"\x1bDbc;k;2;1016;" + bytes(1016) + b"\r", ["OK"]),
        (b"\x1bDbc;k;2;1016;" + bytes(1016) + b"x", ["ERROR PARAMETRES"]),
        (b"\x1bDbc;k;64;1016;" + bytes(1016) + b"\r", ["ERROR PARAMETRES"]),
        (b"\x1bDbc;y;64;0;0;2032;\r", ["ERROR PARAMETRES"]),
        (b"\x1bDb;k;2;" + bytes(82296) + b"\r\x1bRem\r", ["OK", "0;0"]),
        (b"\x1bWcb;ym;3\r", ["ERROR PARAMETRES"]),
        (b"\x1bWcb;o;255\r", ["OK"]),
        (b"\x1bSr\r", ["ERROR"]),
        (b"\x1bSsd;y\r", ["ERROR PARAMETRES"]),
    ],
)
def test_answers(sent: bytes, answer: list[str]) -> None:
    assert say(PrinterSimulator(), sent) == answer


def test_the_same_bytes_one_by_one_get_the_same_answers() -> None:
    sent = b"\x00\x1bPem;2\r\x1bDbc;k;2;1016;" + bytes(1015) + b"\xff\r\x1bRlr;p\r"
    slow, quick = PrinterSimulator(), PrinterSimulator()
    answers = [text for byte in sent for text in say(slow, bytes([byte]))]
    assert answers == say(quick, sent) == ["OK", "OK", "NO CARD"]


def test_a_command_cut_off_times_out() -> None:
    machine = PrinterSimulator()
    assert say(machine, b"\x1bPem") == []
    assert machine.due() == PATIENCE
    assert machine.transmit(PATIENCE) == b"ERROR TIME OUT\x00"
    assert say(machine, b"\x1bRem\r", PATIENCE) == ["0;0"]


def test_endless_text_is_no_command() -> None:
    parser = Parser()
    assert [order.error for order in parser.receive(b"x" * 300, 0.0)] == ["ERROR CDE"]
    assert parser.due() is None


def test_with_pem_0_the_printer_waits_for_a_person_and_says_nothing() -> None:
    machine = PrinterSimulator()
    machine.act({"act": "feeder", "is": "empty"}, 0.0)
    assert say(machine, b"\x1bSi\r") == []
    assert machine.transmit(60.0) == b""
    machine.act({"act": "feeder", "is": "full"}, 60.0)
    assert machine.transmit(70.0) == b"OK\x00"


def test_with_pem_2_every_command_answers() -> None:
    machine = PrinterSimulator()
    machine.act({"act": "feeder", "is": "empty"}, 0.0)
    assert say(machine, b"\x1bPem;2\r\x1bSi\r") == ["OK"]
    assert machine.transmit(3.0) == b"FEEDER EMPTY\x00"


def test_si_twice_feeds_one_card() -> None:
    machine = PrinterSimulator()
    say(machine, b"\x1bSi\r\x1bSi\r")
    machine.transmit(10.0)
    assert machine.mechanism.kept.fed == 1
