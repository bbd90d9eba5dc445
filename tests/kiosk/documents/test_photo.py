"""Pictures: read with limits, drawn of nobody."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.documents.photo import (
    BLUE,
    MAX_BYTES,
    PHOTO,
    RED,
    SIGNATURE,
    draw_portrait,
    draw_signature,
    read_photo,
)

BORN_1998, BORN_1999 = "3513174407989001", "3513174407999001"


def png(size: tuple[int, int], kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


def test_a_portrait_is_the_same_for_the_same_number() -> None:
    assert draw_portrait(BORN_1998) == draw_portrait(BORN_1998)
    assert draw_portrait(BORN_1998) != draw_portrait("3513174407989002")
    assert draw_signature(BORN_1998) == draw_signature(BORN_1998)


@pytest.mark.parametrize(("nik", "ground"), [(BORN_1998, BLUE), (BORN_1999, RED)])
def test_the_ground_tells_even_years_from_odd(nik: str, ground: tuple[int, int, int]) -> None:
    picture = read_photo(draw_portrait(nik))
    assert picture is not None
    assert picture.size == PHOTO
    assert picture.getpixel((2, 2)) == ground


def test_a_signature_is_black_on_white() -> None:
    picture = read_photo(draw_signature(BORN_1998))
    assert picture is not None
    assert picture.size == SIGNATURE
    assert picture.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_can_be_read(kind: str) -> None:
    assert read_photo(png(PHOTO, kind)) is not None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        png(PHOTO, "GIF"),
        png(PHOTO, "BMP"),
        png((2001, 2000)),
        png(PHOTO)[:60],
        bytes(MAX_BYTES + 1),
    ],
)
def test_what_cannot(data: bytes) -> None:
    assert read_photo(data) is None


@given(st.binary(max_size=300), st.integers(0, 300))
def test_hostile_bytes_are_no_picture_and_no_error(noise: bytes, at: int) -> None:
    good = png((20, 20))
    read_photo(noise)
    read_photo(good[:at] + noise + good[at:])
