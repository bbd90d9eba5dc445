"""What a visit ends with: said of this resident, of nobody before identification, never twice."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from string import Formatter

import pytest

from kiosk.locale.catalogue import LANGUAGES, Catalogue, catalogue
from kiosk.message import message
from tests.kiosk.locale.endings import COUNTER, ENDINGS, PLACE
from tests.kiosk.locale.sayable import PARTS

PUBLIC = ("server_down", "nik_unknown", "not_identified", "record_unreadable", "too_many_numbers")
"""Endings that somebody unidentified can meet."""
SAID_OF_ANYBODY = {"office", "counter", "hours"}
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")

TOLD: dict[str, dict[str, tuple[str, ...]]] = {
    "moved": {
        "id": ("30 November 2016", "KABUPATEN PENUKAL ABAB LEMATANG ILIR"),
        "en": ("30 November 2016", "KABUPATEN PENUKAL ABAB LEMATANG ILIR"),
    },
    "underage": {"id": ("29 September 2017",), "en": ("29 September 2017",)},
    "in_pipeline": {"id": ("3 April 2017",), "en": ("3 April 2017",)},
    "failed": {"id": ("3 April 2017",), "en": ("3 April 2017",)},
    "adjudicate": {"id": ("3 April 2017",), "en": ("3 April 2017",)},
    "duplicate": {"id": ("3 April 2017",), "en": ("3 April 2017",)},
    "unknown_status": {"id": ("PRINT_READY_RECORD",), "en": ("PRINT_READY_RECORD",)},
    "data_changed": {
        "id": ("Nama, Tempat/tanggal lahir, Status perkawinan",),
        "en": ("Name, Place/date of birth, Marital status",),
        "jv": ("Asma, Papan/tanggal lair, Status palakrama",),
        "mad": ("Asma, Lahèr è/tangghâl, Status kabinan",),
    },
    "card_waiting": {
        "id": ("2 Maret 2017", "KANTOR KECAMATAN SUKAPURA"),
        "en": ("2 March 2017", "KANTOR KECAMATAN SUKAPURA"),
    },
    "already_printed": {
        "id": ("1 Desember 2016", "Dispendukcapil Kota Malang"),
        "en": ("1 December 2016", "Dispendukcapil Kota Malang"),
    },
    "card_disputed": {
        "id": ("17 Mei 2017", "jari yang dikenali pusat sebagai jari Anda"),
        "en": ("17 May 2017", "a finger that the ministry knows as yours"),
    },
    "card_waiting_here": {"id": ("17 Mei 2017",), "en": ("17 May 2017",)},
}
"""What only this resident can be told, by ending and language; in Indonesian, if not otherwise."""


def theirs(name: str, language: str) -> tuple[str, ...]:
    return TOLD[name].get(language, TOLD[name]["id"]) if name in TOLD else ()


def said(name: str, words: Catalogue) -> dict[str, str]:
    """Return the parts of one ending, and what to bring, in words."""
    view = ENDINGS[name].view
    parts = {part: words.say(getattr(view, part)) for part in PARTS}
    return parts | {"bring": "\n".join(words.say(each) for each in view.bring)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TOLD)
def test_a_resident_is_told_what_concerns_only_them(name: str, language: str) -> None:
    everything = " ".join(said(name, catalogue(language)).values())
    assert [each for each in theirs(name, language) if each not in everything] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ENDINGS)
def test_every_ending_answers_all_that_is_asked_of_it(name: str, language: str) -> None:
    parts = said(name, catalogue(language))
    assert [part for part in (*PARTS, "bring") if not parts[part].strip()] == []
    known = (COUNTER, PLACE.office, *theirs(name, language))
    assert any(each in parts["where"] for each in known)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PUBLIC)
def test_before_identification_nothing_is_said_of_anybody(name: str, language: str) -> None:
    said_in = {**catalogue("id")._texts, **catalogue(language)._texts}
    texts = [said_in[f"outcome.{name}.{part}"] for part in PARTS]
    values = {value for text in texts for _, value, _, _ in Formatter().parse(text) if value}
    assert values <= SAID_OF_ANYBODY


@pytest.mark.parametrize(("days", "pace"), [(0, "usual"), (30, "usual"), (31, "long")])
def test_days_are_promised_only_while_they_can_be_true(days: int, pace: str) -> None:
    ending = ENDINGS["in_pipeline"]
    since = ending.facts.found.status_since + timedelta(days)
    args = dict(replace(ending, facts=replace(ending.facts, today=since)).view.why.args)
    assert args["pace"] == message(f"pace.{pace}")


@pytest.mark.parametrize("name", ["case_open", "withdrawn", "given_up", "void_refused"])
def test_nothing_is_to_be_brought_that_the_office_has(name: str) -> None:
    assert ENDINGS[name].view.bring == (message("document.nik_or_slip"),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_officer_is_told_the_status_that_stands_in_the_sentence(language: str) -> None:
    assert "PRINT_READY_RECORD" in said("unknown_status", catalogue(language))["where"]


TODAY_WORDS = {
    "id": r"\bhari ini\b|\blangsung\b|\bsekarang\b",
    "en": r"\btoday\b|\bnow\b|\bat once\b",
    "jv": r"\bdinten punika\b|\bsamenika\b",
    "mad": r"\bsamangkèn\b",
}
"""What may be false by the time it is read: an ending is also met while the office is shut."""
AT_THE_MACHINE = ("card_waiting_here",)
"""Endings that whoever reads them can act on where they stand."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [each for each in ENDINGS if each not in AT_THE_MACHINE])
def test_when_is_true_on_any_day(name: str, language: str) -> None:
    when = said(name, catalogue(language))["when"].lower()
    assert re.search(TODAY_WORDS[language], when) is None, when


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_stands_in_two_places(language: str) -> None:
    texts = catalogue(language)._texts
    endings = [texts.get(f"outcome.{name}.{part}") for name in ENDINGS for part in PARTS]
    sentences = Counter(each for text in endings if text for each in SENTENCE_END.split(text))
    assert [each for each, times in sentences.items() if times > 1] == []
