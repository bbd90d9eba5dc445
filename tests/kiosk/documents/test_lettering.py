"""Words on a card: as large as they fit, abbreviated by the rule, never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.documents.lettering import SIZES, fit, width

ROOM = 446


@pytest.mark.parametrize(
    ("text", "lines", "set_as"),
    [
        ("SUMARNI", 2, ("SUMARNI",)),
        ("NUR'AINI", 2, ("NUR'AINI",)),
        ("DR. H. BAMBANG SURYO PRAWIRODIRDJO, S.H., M.HUM.", 2, None),
        ("KH. ABDUL WAHID", 1, ("KH. ABDUL WAHID",)),
    ],
)
def test_names_that_fit_stand_whole(text: str, lines: int, set_as: tuple[str, ...] | None) -> None:
    found = fit(text, ROOM, lines)
    assert found is not None
    assert " ".join(found.text) == text
    assert set_as is None or (found.text, found.size) == (set_as, SIZES[0])


def test_a_long_name_gets_two_lines_before_it_gets_small() -> None:
    found = fit("MUHAMMAD ABDURRAHMAN AL-FARISI", ROOM, 2)
    assert found is not None
    assert (len(found.text), found.size) == (2, SIZES[0])


def test_words_are_abbreviated_from_the_last_to_the_second() -> None:
    name = "RADEN AJENG SITI NURHALIZAH KUSUMANINGTYAS PUTRI WARDHANI"
    whole, shorter = fit(name, ROOM, 2), fit(name, ROOM * 0.85, 2)
    assert whole is not None
    assert shorter is not None
    assert " ".join(whole.text) == name
    assert " ".join(shorter.text) == name.replace("WARDHANI", "W.")
    assert shorter.size == SIZES[-1]


def test_titles_numbers_and_the_first_word_are_never_abbreviated() -> None:
    found = fit("PRAWIRODIRDJO BAMBANG, S.H., M.HUM. 12345", 200, 3)
    assert found is None or found.text[0].startswith("PRAWIRODIRDJO")


@pytest.mark.parametrize("text", ["W" * 40, "山田太郎", "ABC \ufffd", "Иван"])
def test_what_has_no_room_or_no_letters_is_refused(text: str) -> None:
    assert fit(text, ROOM, 2) is None


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ'.- ", max_size=120), st.integers(1, 2))
def test_nothing_is_ever_lost(text: str, most_lines: int) -> None:
    found = fit(text, ROOM, most_lines)
    if found is None:
        return
    assert len(found.text) <= most_lines
    assert all(width(line, found.size) <= ROOM for line in found.text)
    set_words, words = " ".join(found.text).split(), text.split()
    assert len(set_words) == len(words)
    for shown, word in zip(set_words, words, strict=True):
        assert shown == word or (shown == f"{word[0]}." and word.isalpha())
