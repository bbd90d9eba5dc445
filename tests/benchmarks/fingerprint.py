"""The fingerprint reader's driver against its line, and against another driver."""

import contextlib
import importlib
import os
import time  # noqa: TID251 - the processor's time, which no clock of ours tells
from collections.abc import Callable
from typing import Any

from devices.clock import SystemClock
from devices.fingerprint.exchange import SETTLE, Exchange
from devices.fingerprint.packet import Op
from devices.fingerprint.person import template_of
from devices.fingerprint.reader import FingerprintReader, Matched
from devices.fingerprint.simulator.profile import R30X
from devices.port import SerialPort
from tests.benchmarks.lines import CountedPort, simulator
from tests.benchmarks.report import Block, Figure

BAUD, BYTES_PER_SECOND = 57_600, 5_760
VISITS, TRANSFERS = 5, 10
OWNER = "SITI"


def _pyfingerprint(address: str) -> Any:  # noqa: ANN401 - it has no types
    client = importlib.import_module("pyfingerprint.pyfingerprint")
    return client.PyFingerprint(address, BAUD, 0xFFFFFFFF, 0)


def verify() -> Block:
    """Time load and match of one finger, as a visit does them."""
    clock = SystemClock()
    with simulator("fingerprint", "--profile", R30X.name, "--finger", OWNER) as (address, _):
        line = CountedPort(SerialPort(address, "reader", clock, baud=BAUD), clock)
        reader = FingerprintReader(line, clock)
        assert reader.connect() is None
        template = template_of(OWNER, R30X.template)
        line.reset()
        start = clock.monotonic()
        for _ in range(VISITS):
            assert reader.load(template) is None
            found = reader.match(
                deadline=clock.monotonic() + 10, tell=lambda _: None, abandoned=lambda: False
            )
            assert isinstance(found, Matched)
        took = (clock.monotonic() - start) / VISITS
        line.close()
    wire = (line.sent + line.came) / VISITS / BYTES_PER_SECOND
    device = R30X.capture + R30X.extract + R30X.match
    return Block(
        f"Verifying a finger, mean of {VISITS} (the template is read back once, as proof)",
        (
            Figure(
                "DownChar, UpChar, GenImg, Img2Tz, Match",
                took,
                "s",
                f"wire {wire:.3f} + module {device:.3f} + settling {SETTLE:.3f}",
                wire + device + SETTLE,
                "≤ 1.05",
            ),
        ),
        f"the line at {BAUD} baud and the module's own work",
    )


def transfer() -> Block:
    """Time uploads of a template, and count the processor's work for them on both sides."""
    clock = SystemClock()
    with simulator("fingerprint", "--profile", R30X.name, "--finger", OWNER) as (address, _):
        line = CountedPort(SerialPort(address, "reader", clock, baud=BAUD), clock)
        exchange = Exchange(line, clock)
        exchange.rate = BYTES_PER_SECOND
        exchange.expect_ok(Op.GEN_IMG)
        exchange.expect_ok(Op.IMG_2_TZ, b"\x01")
        size = range(R30X.template, R30X.template + 1)
        rates = []
        for _ in range(TRANSFERS):
            line.reset()
            exchange.upload(Op.UP_CHAR, b"\x01", size)
            rates.append((line.sent + line.came) / (line.last - line.start))
        ours = _processor(lambda: exchange.upload(Op.UP_CHAR, b"\x01", size))
        line.close()
        client = _pyfingerprint(address)
        theirs = _processor(lambda: client.downloadCharacteristics(1))
    return Block(
        f"Uploading a template of {R30X.template} bytes, {TRANSFERS} times",
        (
            Figure(
                "bytes of all frames a second, slowest",
                min(rates),
                "B/s",
                "that the line carries",
                BYTES_PER_SECOND,
                "≥ 0.9",
            ),
            Figure("processor time", ours * 1e3, "ms", "of pyfingerprint", theirs * 1e3, "≤ 0.2"),
        ),
        "the line; that the processor is woken costs more than the bytes for which it is",
    )


def _processor(act: Callable[[], object]) -> float:
    """Return the processor time of one act, in seconds."""
    start = time.process_time()
    for _ in range(TRANSFERS):
        act()
    return (time.process_time() - start) / TRANSFERS


def silent() -> Block:
    """Time how long a reader is waited for that says nothing."""
    clock = SystemClock()
    master, slave = os.openpty()
    address = os.ttyname(slave)
    port = SerialPort(address, "reader", clock, baud=BAUD)
    start = clock.monotonic()
    assert FingerprintReader(port, clock).connect() is not None
    ours = clock.monotonic() - start
    port.close()
    start = clock.monotonic()
    with contextlib.suppress(Exception):  # whatever it makes of silence
        _pyfingerprint(address).verifyPassword()
    theirs = clock.monotonic() - start
    os.close(master)
    os.close(slave)
    return Block(
        "A reader that says nothing",
        (
            Figure("until it is reported", ours, "s", "allowed", 2.0, "≤ 1"),
            Figure("until it is reported", ours, "s", "by pyfingerprint", theirs, "≤ 0.1"),
        ),
        "three greetings of 0.6 s: a module may still be starting",
    )
