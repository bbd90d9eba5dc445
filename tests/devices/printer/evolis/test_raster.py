"""The driver's encoder against the printer's decoder, and both against the vectors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from devices.entropy import SeededEntropy
from devices.printer.evolis import raster
from devices.printer.evolis.simulator import panels
from devices.printer.machine.dots import black_bytes
from devices.printer.printer import Dyes, Ink

FIVES = np.full((1, raster.DOTS), 5, np.uint8)


def line(*dots: int) -> Dyes:
    full = np.zeros((1, raster.DOTS), np.uint8)
    full[0, : len(dots)] = dots
    return full


@pytest.mark.parametrize(
    ("lines", "levels", "encoded"),
    [
        (FIVES, 128, "85FF 85FF 858A"),
        (FIVES, 64, "C5FF 8589"),
        (FIVES, 32, "E588"),
        (line(), 32, "8000"),
        (line(), 64, "8000"),
        (line(), 128, "8000"),
        (line(1, 2, 3), 128, "01 02 03 80FF 80FF 8087"),
    ],
)
def test_dye_lines_encode_as_the_vectors(lines: Dyes, levels: int, encoded: str) -> None:
    assert raster.encode_runs(lines, levels) == bytes.fromhex(encoded)


@pytest.mark.parametrize(
    ("dots", "encoded"),
    [
        ([], "00"),
        (list(range(648)), "FF"),
        ([0], "01 80"),
        ([647], "51" + "00" * 80 + "01"),
    ],
)
def test_black_lines_encode_as_the_vectors(dots: list[int], encoded: str) -> None:
    ink = np.zeros((raster.HEIGHT, raster.WIDTH), bool)
    ink[[raster.HEIGHT - 1 - dot for dot in dots], 0] = True
    payload, compressed = raster.encode_black(ink)
    assert compressed
    assert payload == bytes.fromhex(encoded) + bytes(raster.WIDTH - 1)


def test_the_first_line_is_the_left_edge_of_the_card_from_the_bottom_up() -> None:
    ink = np.zeros((raster.HEIGHT, raster.WIDTH), bool)
    ink[-1, 0] = ink[0, 1] = True
    payload, _ = raster.encode_black(ink)
    first, second = bytes.fromhex("01 80"), bytes.fromhex("51" + "00" * 80 + "01")
    assert payload.startswith(first + second)


@pytest.mark.parametrize("levels", [32, 64, 128])
@pytest.mark.parametrize("smooth", [True, False])
def test_a_dye_panel_comes_out_as_it_went_in(levels: int, *, smooth: bool) -> None:
    noise = SeededEntropy(levels).stream("dye").randbytes(raster.HEIGHT * raster.WIDTH)
    dye = np.frombuffer(noise, np.uint8).reshape(raster.HEIGHT, raster.WIDTH).copy()
    if smooth:
        dye[:, 300:] = 0
        dye[:300] //= 255
    payload, compressed = raster.encode_dye(dye, levels)
    assert compressed is smooth
    decode = panels.compressed if compressed else panels.raw
    dots = decode(payload, str(levels))
    assert np.array_equal(dots, raster.quantised(dye, levels))
    error = np.abs(dots.astype(float) * 255 / (levels - 1) - dye)
    assert error.max() <= 255 / (levels - 1) / 2 + 0.5


@settings(max_examples=40, deadline=None)
@given(
    runs=st.lists(st.tuples(st.integers(0, 63), st.integers(1, 700)), min_size=1, max_size=12),
    levels=st.sampled_from([64, 128]),
)
def test_runs_of_every_length_survive(runs: list[tuple[int, int]], levels: int) -> None:
    dots = np.zeros(raster.LINES * raster.DOTS, np.uint8)
    row = np.concatenate([np.full(length, value, np.uint8) for value, length in runs])
    dots[: row.size] = row[: dots.size]
    lines = dots.reshape(raster.LINES, raster.DOTS)
    decoded = panels.compressed(raster.encode_runs(lines, levels), str(levels))
    assert np.array_equal(decoded, lines.T[::-1])


@settings(max_examples=20, deadline=None)
@given(ink=hnp.arrays(bool, (raster.HEIGHT, 8)))
def test_black_survives(ink: Ink) -> None:
    card = np.tile(ink, (1, raster.WIDTH // 8))
    payload, compressed = raster.encode_black(card)
    decode = panels.compressed if compressed else panels.raw
    dots = decode(payload, "2")
    assert np.array_equal(dots.astype(bool), card)
    assert black_bytes(dots) == np.packbits(card[::-1].T, axis=1).tobytes()


@pytest.mark.parametrize(
    ("payload", "levels"),
    [
        (bytes([82]) + bytes(1016), "2"),
        (bytes([254]) + bytes(1016), "2"),
        (bytes([5, 1, 2]), "2"),
        (bytes(1015), "2"),
        (bytes(1017), "2"),
        (b"\x80\x00" * 1015, "64"),
        (b"\x80\x00" * 1016 + b"\x01", "64"),
        (b"\x80\x00" * 1015 + b"\x80", "64"),
        (b"\x81\x00" + b"\x80\x00" * 1015, "64"),
        (b"\x01\x80\x00" + b"\x80\x00" * 1015, "64"),
        (b"\xff\xff" + b"\x80\xff" + b"\x80\x00" * 1015, "64"),
        (b"\x40" * 648 + b"\x80\x00" * 1015, "64"),
    ],
)
def test_what_is_no_panel_is_refused(payload: bytes, levels: str) -> None:
    with pytest.raises(panels.Malformed):
        panels.compressed(payload, levels)


@pytest.mark.parametrize(
    ("levels", "size"), [(2, 82_296), (32, 411_480), (64, 493_776), (128, 576_072)]
)
def test_a_raw_panel_has_the_size_of_the_guides_formula(levels: int, size: int) -> None:
    noise = SeededEntropy(levels).stream("raw").randbytes(raster.HEIGHT * raster.WIDTH)
    image = np.frombuffer(noise, np.uint8).reshape(raster.HEIGHT, raster.WIDTH)
    payload, compressed = (
        raster.encode_black(image > 127) if levels == 2 else raster.encode_dye(image, levels)
    )
    assert not compressed
    assert len(payload) == size
