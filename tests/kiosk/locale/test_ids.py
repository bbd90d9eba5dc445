"""Every language can say everything the code can mean, and nothing else."""

from string import Formatter

import pytest

from kiosk.locale.catalogue import LANGUAGES, Catalogue, catalogue
from kiosk.visit.codes import Code
from tests.kiosk.locale.endings import ENDINGS
from tests.kiosk.locale.sayable import FAMILIES, written

FIRST, *OTHERS = (catalogue(language) for language in LANGUAGES)
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


@pytest.mark.parametrize("other", OTHERS, ids=lambda words: words.language)
def test_languages_say_the_same_messages_with_the_same_values(other: Catalogue) -> None:
    assert placeholders(other) == placeholders(FIRST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_unsaid(language: str) -> None:
    words = catalogue(language)
    assert [name for name in sorted(words.ids()) if not words._texts[name].strip()] == []
