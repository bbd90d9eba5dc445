"""Values in messages: days and numbers as a language writes them, text from outside as it is."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.clock import WIB
from kiosk.locale.catalogue import LANGUAGES, Catalogue, catalogue
from kiosk.message import Value, message

HOSTILE = ("{braces}", "{place.__class__}", "{0}", "{", "}}", "%s %(place)d", "[/b][red]", r"\n")


def say(language: str, text: str, value: Value) -> str:
    """Return a text of the language with one value put in."""
    return Catalogue(language, {"example": text}).say(message("example", value=value))


def test_indonesian_is_the_first_language() -> None:
    assert next(iter(LANGUAGES)) == "id"


@pytest.mark.parametrize(
    ("language", "words"), [("id", "MALANG, 17 Agustus 1945"), ("en", "MALANG, 17 August 1945")]
)
def test_a_day_is_written_out_in_the_language(language: str, words: str) -> None:
    birth = message("value.birth", place="MALANG", date=date(1945, 8, 17))
    assert catalogue(language).say(birth) == words


@pytest.mark.parametrize(("language", "words"), [("id", "936.735 jiwa"), ("en", "936,735 jiwa")])
def test_thousands_are_parted_as_the_language_does(language: str, words: str) -> None:
    assert say(language, "{value} jiwa", 936735) == words


@pytest.mark.parametrize(
    ("language", "words"), [("id", "18 Mei 2017 00.30"), ("en", "18 May 2017 00:30")]
)
def test_an_instant_keeps_the_day_of_its_own_zone(language: str, words: str) -> None:
    at = datetime(2017, 5, 18, 0, 30, tzinfo=WIB)
    assert say(language, "{value}", at) == words


@pytest.mark.parametrize(("language", "words"), [("id", "Nama, Alamat"), ("en", "Name, Address")])
def test_messages_in_a_message_are_said_in_the_same_language(language: str, words: str) -> None:
    fields = (message("field.name"), message("field.address"))
    said = catalogue(language).say(message("outcome.data_changed.why", fields=fields))
    assert f": {words}." in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", HOSTILE)
def test_hostile_text_passes_through_unharmed(place: str, language: str) -> None:
    birth = message("value.birth", place=place, date=date(1945, 8, 17))
    assert catalogue(language).say(birth).startswith(f"{place}, 17 A")


@given(st.text())
def test_any_text_from_outside_stays_as_it_is(place: str) -> None:
    said = catalogue("id").say(message("value.birth", place=place, date=date(1945, 8, 17)))
    assert said == f"{place}, 17 Agustus 1945"
