"""The pictures that are kept: one of every view, and each is the same in every viewer."""

import xml.etree.ElementTree as ET

from tests.screens.pictures import BOARD, CELL, KEPT, LARGE, faithful
from tests.screens.seen import SAMPLES

SVG = "{http://www.w3.org/2000/svg}"


def test_there_is_one_picture_of_every_view_and_of_some_in_large_letters() -> None:
    assert {path.stem for path in KEPT.glob("*.svg")} == {
        *SAMPLES,
        *(f"large-{name}" for name in LARGE),
        BOARD,
    }


def test_a_picture_fetches_nothing_and_starts_no_text_with_a_blank() -> None:
    for path in KEPT.glob("*.svg"):
        picture = path.read_text()
        assert "http" not in picture.replace("http://www.w3.org/", "").split("<style>")[1]
        texts = ET.fromstring(picture).iter(f"{SVG}text")  # noqa: S314 - our own file
        assert not any((text.text or "").startswith("\xa0") for text in texts)


def test_text_stays_where_it_was_when_its_blanks_go() -> None:
    run = '<text class="r" x="12.2" y="20" textLength="48.8" clip-path="url(#l)">&#160;&#160;AB'
    assert faithful(run) == f'<text class="r" x="{3 * CELL:g}" y="20" clip-path="url(#l)">AB'
