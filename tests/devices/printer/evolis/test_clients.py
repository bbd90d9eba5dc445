"""Other people's encoder, decoder and client of the Evolis language, where they are installed.

They are dpavlin's Printer-EVOLIS, in Perl, which drives a real Dualys 3. `PRINTER_EVOLIS` names a
checkout of it; it needs netpbm and the Perl module Data::Dump.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from devices.entropy import SeededEntropy
from devices.printer.evolis.language import download
from devices.printer.evolis.raster import HEIGHT, WIDTH, encode_black
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.printer.printer import Ink

CHECKOUT = Path(os.environ.get("PRINTER_EVOLIS", "/nowhere"))
RUN = Path(__file__).parents[4] / "run.py"

pytestmark = pytest.mark.skipif(
    not (CHECKOUT / "scripts").exists() or not all(map(shutil.which, ("perl", "pnmflip"))),
    reason="NOT CHECKED against other people's code: set PRINTER_EVOLIS, install perl and netpbm",
)


def drawing() -> Ink:
    """Return something that is not the same from any other side."""
    chance = SeededEntropy("clients").stream("ink")
    ink = np.zeros((HEIGHT, WIDTH), bool)
    ink[20:60, 30:400] = True
    ink[300:310, 500:1016] = True
    for _ in range(500):
        ink[chance.randrange(HEIGHT), chance.randrange(WIDTH)] = True
    return ink


def perl(*arguments: str | Path) -> bytes:
    """Run one of its scripts; return what it wrote."""
    command = ["perl", "-I", str(CHECKOUT / "lib"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


def test_its_decoder_sees_what_our_driver_sends(tmp_path: Path) -> None:
    ink = drawing()
    payload, compressed = encode_black(ink)
    assert compressed
    stream = tmp_path / "stream"
    stream.write_bytes(download("k", 2, payload, compressed=True))
    perl(CHECKOUT / "scripts" / "evolis-simulator.pl", stream)
    with Image.open(tmp_path / "stream-Dbc-k-1.pbm") as seen:
        lines = np.asarray(seen.convert("L")) == 0
    assert np.array_equal(lines.T[::-1], ink)


def test_our_simulator_prints_what_its_encoder_sends(tmp_path: Path) -> None:
    ink = drawing()
    front = tmp_path / "front.pbm"
    front.write_bytes(b"P4\n%d %d\n" % (WIDTH, HEIGHT) + np.packbits(ink, axis=1).tobytes())
    stream = perl(CHECKOUT / "scripts" / "evolis-driver.pl", front)
    printer = PrinterSimulator(tmp_path / "state")
    printer.receive(stream, 0.0)
    printer.transmit(300.0)
    with Image.open(tmp_path / "state" / "hopper" / "000001.png") as card:
        printed = np.asarray(card.convert("L")) < 128
    assert np.array_equal(printed, ink)


def test_its_client_talks_to_our_simulator() -> None:
    ask = "use Printer::EVOLIS::Parallel; print Printer::EVOLIS::Parallel->new($ARGV[0])"
    command = [sys.executable, str(RUN), "sim", "printer", "--pty"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            counted = perl("-e", f"{ask}->command($ARGV[1])", address, "Rco;c")
            assert counted.strip(b"\0").decode().isdigit()
        finally:
            process.terminate()
