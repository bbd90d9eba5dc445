"""The code lists that the card and the family card are written in."""

from typing import get_args

import pytest

from kiosk.register.codes import CodeList, label
from kiosk.text import UNKNOWN

SIZES: dict[CodeList, int] = {
    "jenis_kelamin": 2,
    "golongan_darah": 13,
    "agama": 7,
    "status_perkawinan": 4,
    "pekerjaan": 89,
    "kewarganegaraan": 3,
    "shdk": 11,
}


def test_every_list_is_tested() -> None:
    assert set(SIZES) == set(get_args(CodeList))


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_codes_run_from_one_and_no_two_share_a_label(name: CodeList, size: int) -> None:
    labels = [label(name, code) for code in range(1, size + 1)]
    assert UNKNOWN not in labels
    assert len(set(labels)) == size
    assert labels == [label(name, str(code)) for code in range(1, size + 1)]


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("jenis_kelamin", 2, "PEREMPUAN"),
        ("golongan_darah", 13, "TIDAK TAHU"),
        ("agama", 3, "KATHOLIK"),
        ("status_perkawinan", 4, "CERAI MATI"),
        ("pekerjaan", 11, "NELAYAN/PERIKANAN"),
        ("pekerjaan", 89, "LAINNYA"),
        ("kewarganegaraan", 1, "WNI"),
        ("shdk", 3, "ISTRI"),
    ],
)
def test_labels(name: CodeList, code: int, words: str) -> None:
    assert label(name, code) == words


@pytest.mark.parametrize("code", [0, -1, 90, "", "x", "٣", "01", "1\n"])
@pytest.mark.parametrize("name", SIZES)
def test_an_unknown_code_is_shown_as_unknown(name: CodeList, code: int | str) -> None:
    assert label(name, code) == UNKNOWN


def test_a_code_too_long_to_be_written_out_is_unknown() -> None:
    assert label("agama", 10**5000) == UNKNOWN
