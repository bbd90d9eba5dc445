"""A complete language can say everything the code can mean, and no language anything else."""

from collections import Counter
from pathlib import Path
from string import Formatter
from typing import get_args, get_type_hints

import pytest
from babel.messages.pofile import read_po

from kiosk import locale
from kiosk.config import Config
from kiosk.locale.catalogue import COMPLETE, LANGUAGES, Catalogue, catalogue
from kiosk.visit.codes import Code
from tests.kiosk.locale.endings import ENDINGS
from tests.kiosk.locale.sayable import FAMILIES, written

FIRST = catalogue(COMPLETE[0])
FOLDER = Path(next(iter(locale.__path__)))
SHOWN_OTHERWISE = {Code.NIK_IMPOSSIBLE, Code.PRINT_READY, Code.PRINTED}
"""Codes that lead to a view of their own: the number again, the last question, the hopper."""


def placeholders(words: Catalogue) -> dict[str, set[str]]:
    """Return the names of the values in each message of a language."""
    return {
        name: {value for _, value, _, _ in Formatter().parse(text) if value is not None}
        for name, text in words._texts.items()
    }


def test_every_f_string_that_makes_ids_is_spelt_out() -> None:
    _, made = written()
    assert made == set(FAMILIES)


def test_every_code_is_shown_as_an_ending_or_otherwise() -> None:
    assert {ending.code for ending in ENDINGS.values()} == set(Code) - SHOWN_OTHERWISE


@pytest.mark.parametrize("name", ENDINGS)
def test_each_example_ends_as_its_name_says(name: str) -> None:
    assert ENDINGS[name].view.heading.id == f"outcome.{name}.heading"


def test_what_can_be_said_is_what_the_code_can_mean() -> None:
    whole, _ = written()
    assert FIRST.ids() == whole.union(*FAMILIES.values())


@pytest.mark.parametrize("language", COMPLETE)
def test_a_complete_language_says_the_same_messages(language: str) -> None:
    assert catalogue(language).ids() == FIRST.ids()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_the_same_values_as_in_indonesian(language: str) -> None:
    values = placeholders(FIRST)
    for name, names in placeholders(catalogue(language)).items():
        assert names == values[name], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_stands_once_and_none_is_set_aside(language: str) -> None:
    text = (FOLDER / f"{language}.po").read_text("utf-8")
    names = Counter(line for line in text.splitlines() if line.startswith("msgid "))
    assert [line for line, times in names.items() if times > 1] == []
    assert "#~" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_speaker_has_read_yet_is_marked(language: str) -> None:
    with (FOLDER / f"{language}.po").open("rb") as file:
        marked = {entry.id: entry.fuzzy for entry in read_po(file) if entry.id}
    assert set(marked.values()) == {language not in COMPLETE}


def test_languages_are_those_of_the_folder_and_of_the_settings() -> None:
    assert {path.stem for path in FOLDER.glob("*.po")} == set(LANGUAGES)
    assert get_args(get_type_hints(Config)["language"]) == tuple(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_unsaid(language: str) -> None:
    words = catalogue(language)
    assert [name for name in sorted(words.ids()) if not words._texts[name].strip()] == []
