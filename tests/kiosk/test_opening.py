"""Opening hours and counters: what the settings may say, and how each language says it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.locale.catalogue import LANGUAGES, catalogue
from kiosk.message import Value, message
from kiosk.opening import DAYS, Counter, counter_value, hours_value, spells

LONGEST = 62
"""Characters of hours for which every ending has room."""

WEEK = {"mon-thu": "08:00-15:00", "fri": "08:00-11:00"}
SHORTER = {**WEEK, "sat": "08:00-12:30"}


def said(language: str, value: Value) -> str:
    """Return what a sentence of that language says in the place of a value."""
    whole = catalogue(language).say(message("outcome.case_open.when", hours=value))
    return whole.partition(": ")[2].removesuffix(".")


@pytest.mark.parametrize(
    ("hours", "language", "words"),
    [
        (WEEK, "id", "Senin–Kamis 08.00–15.00, Jumat 08.00–11.00"),
        (WEEK, "en", "Monday–Thursday 08:00–15:00, Friday 08:00–11:00"),
        (SHORTER, "id", "Sen–Kam 08.00–15.00, Jum 08.00–11.00, Sab 08.00–12.30"),
        (SHORTER, "en", "Mon–Thu 08:00–15:00, Fri 08:00–11:00, Sat 08:00–12:30"),
        (
            {"fri": "08:00-11:00", "mon": "13:00-15:00"},
            "en",
            "Monday 13:00–15:00, Friday 08:00–11:00",
        ),
        ("Setiap hari pasaran", "en", "Setiap hari pasaran"),
    ],
)
def test_hours_are_said_as_each_language_does(
    hours: str | dict[str, str], language: str, words: str
) -> None:
    assert said(language, hours_value(hours)) == words


@pytest.mark.parametrize(
    ("counter", "language", "words"),
    [
        (3, "id", "Loket 3"),
        (3, "en", "counter 3"),
        (3, "jv", "Loket 3"),
        ("Loket Cetak", "en", "Loket Cetak"),
        ({"id": "Loket Cetak", "en": "the card desk"}, "id", "Loket Cetak"),
        ({"id": "Loket Cetak", "en": "the card desk"}, "en", "the card desk"),
        ({"id": "Loket Cetak", "en": "the card desk"}, "mad", "Loket Cetak"),
    ],
)
def test_a_counter_has_its_name_in_each_language(
    counter: Counter, language: str, words: str
) -> None:
    assert said(language, counter_value(counter)) == words


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ({}, "at least one day"),
        ({"monday": "08:00-14:00"}, "not of 'monday'"),
        ({"mon-": "08:00-14:00"}, "not of 'mon-'"),
        ({"mon": "8-14"}, "not '8-14'"),
        ({"mon": "08:00-24:00"}, "not '08:00-24:00'"),
        ({"mon": "08:60-14:00"}, "not '08:60-14:00'"),
        ({"fri-mon": "08:00-14:00"}, "hours of fri-mon end before they begin"),
        ({"mon": "14:00-08:00"}, "hours of mon end before they begin"),
        ({"mon": "08:00-08:00"}, "hours of mon end before they begin"),
        ({"mon-fri": "08:00-14:00", "wed": "08:00-11:00"}, "hours say wed twice"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_a_sentence(hours: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        spells(hours)


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, str]:
    """Draw up to three spells, in any order."""
    cuts = sorted(draw(st.sets(st.integers(0, 7), min_size=2, max_size=4)))
    ways = [
        (DAYS[first] if last == first + 1 else f"{DAYS[first]}-{DAYS[last - 1]}")
        for first, last in pairwise(cuts)
    ]
    return dict.fromkeys(draw(st.permutations(ways)), "08:00-15:30")


@given(weeks())
def test_every_week_is_said_in_order_and_fits(hours: dict[str, str]) -> None:
    found = spells(hours)
    assert [each.first for each in found] == sorted(each.first for each in found)
    assert all(len(said(language, hours_value(hours))) <= LONGEST for language in LANGUAGES)
