"""The one filter for text from outside."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.text import CUT, LINE, UNKNOWN, clean, without_surrogates


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("SITI  AMINAH", "SITI AMINAH"),
        (" A\tB\nC ", "A B C"),
        ("A\u00a0B\u2003C", "A B C"),
        ("\x1b[31mRED\x1b[0m", "[31mRED[0m"),
        ("A\x00B\x07C\x9bD", "ABCD"),
        ("A\u202eB\u2066C\u200fD", "ABCD"),
        ("A\u200bB\ufeffC", "ABC"),
        ("e\u0301", "é"),
        ("A\ud800B", f"A{UNKNOWN}B"),
        ("\ue000", UNKNOWN),
        ("[/b][@click=app.bell]x[/]", "[/b][@click=app.bell]x[/]"),
    ],
)
def test_what_is_shown_of_a_text(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_a_long_text_is_cut_visibly() -> None:
    assert clean("X" * 5000) == "X" * (LINE - 1) + CUT
    assert clean("X" * LINE) == "X" * LINE
    assert len(clean("e\u0301" * 5000)) <= LINE


@given(st.text(alphabet=st.characters(), max_size=300))
def test_nothing_that_steers_a_terminal_passes(raw: str) -> None:
    shown = clean(raw)
    assert len(shown) <= LINE
    assert all(
        unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co") for each in shown
    )
    assert unicodedata.is_normalized("NFC", shown)
    assert shown == shown.strip()
    assert clean(shown) == shown


@given(
    st.recursive(
        st.none() | st.integers() | st.text(alphabet=st.characters(codec=None)),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_decoded_json_can_always_be_encoded_again(value: object) -> None:
    repr(without_surrogates(value)).encode("utf-8")
