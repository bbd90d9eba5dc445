"""Random and mutated frames into every codec; FRAMES says how many (`make prove`: a million)."""

import os
from collections.abc import Iterator

import numpy as np
import pytest

from devices.chip import frame as chip
from devices.chip.simulator.issuer import script, uid_of
from devices.chip.simulator.simulator import CouplerSimulator
from devices.entropy import SeededEntropy, Stream
from devices.fingerprint.packet import (
    HEAD,
    MAX_LENGTH,
    BadChecksum,
    Decoder,
    Kind,
    Op,
    Packet,
    command,
    encode,
)
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.printer.epcl import language as epcl
from devices.printer.epcl.simulator import panels as epcl_panels
from devices.printer.epcl.simulator.parser import Parser as EpclParser
from devices.printer.epcl.simulator.simulator import EpclSimulator
from devices.printer.evolis.language import LONGEST_REPLY, ReplyReader, fault_of
from devices.printer.evolis.language import command as order
from devices.printer.evolis.raster import encode_runs
from devices.printer.evolis.simulator.panels import Malformed, dye
from devices.printer.evolis.simulator.parser import LONGEST_TEXT, Parser
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.receipt.language import CLEAR, AnswerReader, ProcessId, Status, job, status_query
from devices.receipt.receipt import Code, Line
from devices.receipt.simulator.parser import BUFFER
from devices.receipt.simulator.simulator import ReceiptSimulator

FRAMES = int(os.environ.get("FRAMES", "10000"))
LONGEST = 300
"""Bytes of noise at a time."""


@pytest.fixture
def chance() -> Stream:
    return SeededEntropy("fuzz").stream("frames")


def mutated(chance: Stream, frame: bytes) -> bytes:
    """Return a frame to which one thing happened, or noise instead of it."""
    at = chance.randrange(len(frame))
    match chance.randrange(6):
        case 0:
            return chance.randbytes(chance.randint(1, LONGEST))
        case 1:
            return frame[:at]
        case 2:
            return frame[:at] + chance.randbytes(chance.randint(1, 8)) + frame[at:]
        case 3:
            return frame[:at] + frame[at + 1 :]
        case 4:
            damaged = bytearray(frame)
            damaged[at] ^= 1 << chance.randrange(8)
            return bytes(damaged)
        case _:
            return frame


def packets(chance: Stream) -> Iterator[bytes]:
    for _ in range(FRAMES):
        content = chance.randbytes(chance.choice([1, 3, 17, 32, 128, 256]))
        frame = encode(Packet(chance.choice(list(Kind)), content))
        if chance.random() < 0.3:
            frame = encode(command(chance.choice(list(Op)), content[:4]))
        yield mutated(chance, frame)


def test_packets_of_the_reader(chance: Stream) -> None:
    decoder, now = Decoder(), 0.0
    fed = b""
    for frame in packets(chance):
        now += chance.choice([0.0, 0.01, 0.6])
        fed = (fed + frame)[-3 * (HEAD.size + MAX_LENGTH + LONGEST) :]
        for event in decoder.receive(frame, now):
            whole = event.frame if isinstance(event, BadChecksum) else encode(event)
            assert whole in fed
        assert len(vars(decoder)["_bytes"]) < HEAD.size + MAX_LENGTH


def coupler_frames(chance: Stream) -> Iterator[bytes]:
    uid = uid_of("1", 1, size=7)
    apdus = [step.command for step in script(uid, bytes(300))]
    for _ in range(FRAMES):
        frame = chip.encode(chip.Frame(chance.randbytes(chance.choice([1, 2, 20, 255, 265]))))
        if chance.random() < 0.6:
            op = chance.choice(list(chip.Op))
            exchanged = op is chip.Op.IN_DATA_EXCHANGE
            parameters = b"\x01" + chance.choice(apdus) if exchanged else chance.randbytes(2)
            frame = chip.encode(chip.command(op, parameters))
        if chance.random() < 0.1:
            frame = chip.encode(chance.choice(list(chip.Signal)))
        yield mutated(chance, frame)


def test_frames_of_the_coupler(chance: Stream) -> None:
    decoder, describe, now = chip.Decoder(), chip.Describer(), 0.0
    fed = b""
    for data in coupler_frames(chance):
        now += chance.choice([0.0, 0.01, 0.6])
        fed = (fed + data)[-3 * (chip.LONGEST + 10 + LONGEST) :]
        assert all(line.isascii() for line in describe(data, now))
        for event in decoder.receive(data, now):
            match event:
                case chip.Frame(inside):
                    assert inside in fed
                case chip.BadChecksum(whole):
                    assert whole in fed
                case chip.Signal():
                    assert event.value in fed
        assert len(vars(decoder)["_bytes"]) < chip.LONGEST + 10


def test_commands_to_the_simulated_coupler(chance: Stream) -> None:
    machine, host, now = CouplerSimulator("1"), chip.Decoder(), 0.0
    machine.receive(chip.WAKE_UP, now)
    for data in coupler_frames(chance):
        now += chance.choice([0.001, 0.05, 2.0])
        machine.receive(data, now)
        for event in host.receive(machine.transmit(now), now):
            assert not isinstance(event, chip.BadChecksum)
        if chance.random() < 0.01:
            machine.act({"act": "card", "is": chance.choice(["fresh", "none", "same"])}, now)


def test_replies_of_the_printer(chance: Stream) -> None:
    replies = ReplyReader()
    known = [b"OK\x00", b"2;0\r\n", b"FEEDER EMPTY\x00", b"ERROR CDE\n", b"255\x00", b"\x00"]
    for _ in range(FRAMES):
        for reply in replies.receive(mutated(chance, chance.choice(known))):
            assert reply.isascii()
            assert reply.isprintable() or not reply
            assert len(reply) <= LONGEST_REPLY
            fault_of(reply)
        if chance.random() < 0.01:
            replies.silence()


def test_answers_of_the_receipt_printer(chance: Stream) -> None:
    reader = AnswerReader()
    known = [b"\x12", b"\x1e", b"\x37\x220001\x00", b"\x37\x25\x00", b"\x37", b"\x10\x00\x00\x0f"]
    for _ in range(FRAMES):
        for answer in reader.receive(mutated(chance, chance.choice(known))):
            if isinstance(answer, ProcessId):
                assert len(answer.id) == 4
            elif isinstance(answer, int):
                assert answer & 0x93 == 0x12
        assert len(vars(reader)["_bytes"]) < 7
    reader.clear()
    assert reader.receive(b"\x37\x220001\x00") == [ProcessId(b"0001")]


RECEIPTS = [
    job((Line("Nomor antrean", bold=True, size=2), Code("K" * 106)), b"0001"),
    status_query(Status.PAPER),
    CLEAR,
    b"\x1dV\x00\x1dr\x01\x1b!\x01",
]


def test_orders_to_the_simulated_receipt_printer(chance: Stream) -> None:
    printer, now = ReceiptSimulator(), 0.0
    for _ in range(FRAMES // 10):
        now += chance.choice([0.001, 5.0])
        printer.receive(mutated(chance, chance.choice(RECEIPTS)), now)
        assert len(printer.transmit(now)) < 10_000
        assert len(vars(vars(printer)["_buffer"])["_bytes"]) <= BUFFER
    printer.act({"act": "paper", "is": "new"}, now)
    printer.receive(bytes(len(CLEAR)) + CLEAR + RECEIPTS[0], now + 100)
    assert printer.transmit(now + 200).endswith(b"\x37\x220001\x00")


ORDERS = [
    order("Rem"),
    order("Pem", 2),
    order("Rco", "c"),
    order("Wcb", "o", 255),
    order("Pcom", 2, 9600, "N", 8, 1),
    order("Ssd", "y"),
    b"\x1bDbc;k;2;4;\x00\x00\x00\x00\r",
    b"\x1bDb;y;9;\r",
    b"\x00\x00\x1bPdt;DU\r",
]


def test_orders_to_the_simulated_printer(chance: Stream) -> None:
    parser, printer = Parser(), PrinterSimulator()
    for number in range(FRAMES):
        now = number * chance.choice([0.001, 2.0])
        data = mutated(chance, chance.choice(ORDERS))
        for each in parser.receive(data, now):
            assert len(each.name) <= LONGEST_TEXT
        printer.receive(data, 60.0 * number)
        said = printer.transmit(60.0 * number + 59.0)
        assert len(said) < 100_000


def test_replies_of_an_epcl_printer(chance: Stream) -> None:
    replies = epcl.ReplyReader()
    known = [b"\x06", b"\x1504\x04", b"\x15-1\x04", b"P420 SIM1.0\x04", b"Cpt imp:00000005\r\n"]
    for _ in range(FRAMES):
        for reply in replies.receive(mutated(chance, chance.choice(known))):
            if isinstance(reply, epcl.Said):
                assert reply.text.isascii()
                assert reply.text.isprintable() or not reply.text
                assert len(reply.text) <= epcl.LONGEST_REPLY
            elif isinstance(reply, epcl.Nack):
                epcl.fault_of(reply)
        if chance.random() < 0.01:
            replies.silence()


EPCL_ORDERS = [
    epcl.command("V"),
    epcl.command("+RB", 0, 1),
    epcl.command("IS", 0),
    epcl.command("MO"),
    epcl.black_area(2, 1) + epcl.black_download(b"\x82\x1b"),
    epcl.colour_download(0, 2, 2, b"\x84\x0d"),
]


def test_orders_to_the_simulated_epcl_printer(chance: Stream) -> None:
    parser, printer = EpclParser(), EpclSimulator()
    for number in range(FRAMES):
        data = mutated(chance, chance.choice(EPCL_ORDERS))
        for each in parser.receive(data, number * chance.choice([0.001, 2.0])):
            assert len(each.name) <= 7
        printer.receive(data, 60.0 * number)
        assert len(printer.transmit(60.0 * number + 59.0)) < 10_000


def test_what_is_no_epcl_picture_is_refused_as_such(chance: Stream) -> None:
    for _ in range(FRAMES):
        try:
            assert len(epcl_panels.unpacked(chance.randbytes(chance.randint(0, 40)), 200)) == 200
        except epcl_panels.Malformed:
            continue


def test_lines_of_a_panel(chance: Stream) -> None:
    for number in range(FRAMES):
        levels = chance.choice([32, 64, 128])
        dots = np.frombuffer(chance.randbytes(648), np.uint8) % levels
        if number % 2:
            dots = np.repeat(dots[:9], 72)
        sent = encode_runs(dots.reshape(1, 648), levels)
        assert np.array_equal(dye(sent, str(levels), 1), dots)
        damaged = mutated(chance, sent)
        try:
            read = dye(damaged, str(levels), 1)
        except Malformed:
            continue
        assert read.shape == (648,)
        assert read.max() < levels


FLOOD = [b"\xef" * 100_000] * 100


def test_a_flooded_reader_loses_what_is_too_much_and_answers_after_the_rest() -> None:
    reader = FingerprintSimulator(SeededEntropy(1))
    for noise in FLOOD:
        reader.receive(noise, 0.0)
    reader.transmit(12.0)
    reader.receive(encode(command(Op.READ_SYS_PARA)), 12.0)
    assert reader.transmit(13.0)


def test_a_flooded_coupler_loses_what_is_too_much_and_answers_after_the_rest() -> None:
    coupler = CouplerSimulator("1")
    for noise in FLOOD:
        coupler.receive(noise, 0.0)
    coupler.transmit(6.0)
    coupler.receive(chip.WAKE_UP + chip.encode(chip.command(0x02)), 6.0)
    assert coupler.transmit(7.0)
