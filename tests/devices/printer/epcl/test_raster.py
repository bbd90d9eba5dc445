"""The driver's encoder against the printer's decoder, and both against the manual's figure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.entropy import SeededEntropy
from devices.printer.epcl import raster
from devices.printer.epcl.simulator import panels
from devices.printer.printer import Dyes, Panels

FIGURE_1_4 = bytes.fromhex(
    "99 00 02 03 F0 84 00 02 0F FC 84 00 02 1F FE 84 00 02 3F FF 84 00 3C"
    "7F FF 80 00 00 00 7F FF 80 00 00 00 7F FF 80 00 00 00 FC 0F C0 00 00 00 F0 03 C0 00 00"
    "00 E0 01 C0 00 00 00 C0 00 C0 01 00 00 C0 00 C0 01 00 00 C0 00 C0 01 00 00 C0 00 C0 03 00"
    "00 84 FF 02 00 00"
)
"""The beginning of the compressed bit map on p. 1-16, whose lines are six bytes.

The text allows literals of 31 bytes (p. 1-13); the figure has one of 60.
"""


def test_the_figure_of_the_manual_is_read() -> None:
    octets = np.frombuffer(panels.unpacked(FIGURE_1_4, 115), np.uint8)
    rows = octets[:114].reshape(19, 6)
    assert not rows[:4].any()
    assert rows[4].tolist() == [0, 0x03, 0xF0, 0, 0, 0]
    assert rows[8].tolist() == rows[9].tolist() == [0, 0x7F, 0xFF, 0x80, 0, 0]
    assert rows[18].tolist() == [0, 0xFF, 0xFF, 0xFF, 0xFF, 0]


def card(seed: int, *, smooth: bool) -> Dyes:
    noise = SeededEntropy(seed).stream("dye").randbytes(raster.HEIGHT * raster.WIDTH)
    dye = np.frombuffer(noise, np.uint8).reshape(raster.HEIGHT, raster.WIDTH).copy()
    dye[: raster.MARGIN] = dye[-raster.MARGIN :] = 0
    if smooth:
        dye[:, 300:] = 0
    return dye


@pytest.mark.parametrize("smooth", [True, False])
def test_a_dye_panel_comes_out_as_it_went_in(*, smooth: bool) -> None:
    dye = card(1, smooth=smooth)
    dots = panels.dye(raster.encode_dye(dye), raster.LINES, raster.ROWS)
    assert np.array_equal(dots, raster.quantised(dye))
    assert np.abs(dots.astype(float) * 255 / 31 - dye).max() <= 255 / 31 / 2 + 0.5


@pytest.mark.parametrize("smooth", [True, False])
def test_black_comes_out_as_it_went_in(*, smooth: bool) -> None:
    ink = card(2, smooth=smooth) > 127
    dots = panels.black(raster.encode_black(ink), raster.LINES, raster.ROWS // 8)
    assert np.array_equal(dots.astype(bool), ink)


def test_the_first_line_is_the_right_edge_of_the_card_from_the_top_down() -> None:
    ink = np.zeros((raster.HEIGHT, raster.WIDTH), bool)
    ink[raster.MARGIN, -1] = True
    assert raster.encode_black(ink).startswith(bytes.fromhex("81 80 CF 00 D0 00"))


@settings(max_examples=60, deadline=None)
@given(
    runs=st.lists(st.tuples(st.integers(0, 255), st.integers(1, 400)), min_size=1, max_size=12),
    lines=st.integers(1, 4),
)
def test_runs_of_every_length_survive_and_obey_the_rules(
    runs: list[tuple[int, int]], lines: int
) -> None:
    line = np.concatenate([np.full(length, value, np.uint8) for value, length in runs])
    picture = np.tile(line, (lines, 1))
    sent = raster.compressed(picture)
    assert panels.unpacked(sent, picture.size) == picture.tobytes()
    assert sent[0] & 0x80
    at = 0
    while at < len(sent):
        number = sent[at] & 0x7F
        assert 1 <= number <= (127 if sent[at] & 0x80 else 31)
        at += 2 if sent[at] & 0x80 else 1 + number


@pytest.mark.parametrize(
    "payload",
    [b"", b"\x02\x01\x02", b"\x84\x00\x02\x01", b"\x83\x00", b"\x85\x00", b"\x84", b"\x84\x00\x01"],
)
def test_what_is_no_picture_is_refused(payload: bytes) -> None:
    with pytest.raises(panels.Malformed):
        panels.unpacked(payload, 4)


def test_a_dye_stronger_than_the_strongest_is_refused() -> None:
    with pytest.raises(panels.Malformed):
        panels.dye(b"\x84\x20", 2, 2)


def test_what_is_drawn_on_the_edge_does_not_fit() -> None:
    empty = np.zeros((raster.HEIGHT, raster.WIDTH), np.uint8)
    for row, fits in ((3, False), (4, True), (643, True), (644, False)):
        dye = empty.copy()
        dye[row, 7] = 1
        assert raster.fits(Panels(empty, dye, empty, empty > 0, varnish=True)) is fits
        assert raster.fits(Panels(empty, empty, empty, dye > 0, varnish=True)) is fits
