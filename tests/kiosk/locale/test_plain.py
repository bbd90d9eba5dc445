"""Plain words: short sentences, no riddles of capitals, nobody shouted at, nobody blamed."""

import re

import pytest

from kiosk.locale.catalogue import LANGUAGES, catalogue
from kiosk.message import Message
from tests.kiosk.locale.test_fits import EVERYTHING
from tests.kiosk.locale.test_outcomes import SENTENCE_END

MOST = 20
"""Words in a sentence, its values put in."""

SHORTENED = re.compile(r"\b(?:[A-Z]{2,}|Suket|Dukcapil|Disp?en\w*)\b")
"""Letters that stand for words; also those short forms of offices that are written in small."""
NUMBER_HELP = "nik.help"
"""Read by everybody: no visit gets past the number's screen."""
EXPLAINED = {
    "NIK": (NUMBER_HELP,),
    "KTP": (NUMBER_HELP,),
    "KK": ("document.family_card",),
    "RT": ("field.rt_rw",),
    "RW": ("field.rt_rw",),
    "SIM": ("document.any_photo_id",),
    "Suket": (
        "outcome.data_changed.kept",
        "outcome.no_blank.where",
        "outcome.no_blank_yet.where",
        "slip.suket",
        "also.suket_back",
    ),
}
"""Every short form that may be used, and the messages that say what it means."""
WORDS = {"PIN"}
"""Short forms that have become words; only officers read it."""

BLAME = {
    "id": r"\bAnda (salah|keliru|gagal|lupa|lalai)\b|(?<!bukan )\b(kesalahan|kelalaian) Anda\b",
    "en": r"\byou (have |are |were )?(wrong|failed|forgot)|\byour (mistake|fault|error)|\binvalid",
    "jv": r"\bpanjenengan (lepat|klèntu|kesupèn)\b|(?<!sanès )\b(kalepatan|lepat) panjenengan\b",
    "mad": r"\bpanjennengngan (sala|kalèro|loppa)\b|(?<!bhunten )\bkasala'an panjennengngan\b",
}
"""What would lay it at somebody's door. "Not your mistake" may be said."""


def own(language: str) -> dict[str, str]:
    """Return the texts that a language has of its own, their values left out."""
    return {n: re.sub(r"{\w+}", "", t) for n, t in catalogue(language)._texts.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", EVERYTHING, ids=lambda what: what.id)
def test_a_sentence_is_short(what: Message, language: str) -> None:
    for sentence in SENTENCE_END.split(catalogue(language).say(what)):
        assert len(sentence.split()) <= MOST, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shouted_at(language: str) -> None:
    assert {name: text for name, text in own(language).items() if "!" in text} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_blamed(language: str) -> None:
    blame = re.compile(BLAME[language], re.IGNORECASE)
    assert {name: text for name, text in own(language).items() if blame.search(text)} == {}


@pytest.mark.parametrize(
    ("language", "text", "blames"),
    [
        ("id", "Anda salah mengetik.", True),
        ("id", "Ini kesalahan Anda.", True),
        ("id", "Ini bukan kesalahan Anda.", False),
        ("en", "You were wrong.", True),
        ("en", "Invalid number.", True),
        ("en", "You did nothing wrong.", False),
        ("jv", "Panjenengan klèntu.", True),
        ("mad", "Panjennengngan sala.", True),
    ],
)
def test_blame_is_told_from_comfort(language: str, text: str, blames: bool) -> None:
    assert (re.search(BLAME[language], text, re.IGNORECASE) is not None) == blames


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_form_is_used_only_where_it_is_explained(language: str) -> None:
    for name, text in own(language).items():
        for short in set(SHORTENED.findall(text)) - WORDS:
            places = EXPLAINED.get(short, ())
            screens = {place.rsplit(".", 1)[0] for place in places}
            near = name in places or name.rsplit(".", 1)[0] in screens - {"document", "field"}
            assert near or NUMBER_HELP in places, f"{short} in {name}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("short", EXPLAINED)
def test_an_explanation_stands_beside_its_short_form(short: str, language: str) -> None:
    for place in EXPLAINED[short]:
        text = catalogue(language)._texts.get(place, "")
        if short in text:
            assert re.search(rf"\b{short}[\w-]* \([^)]+\)|\w \([^)]*\b{short}\b", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_screen_explains_the_number_and_the_card(language: str) -> None:
    text = catalogue(language)._texts[NUMBER_HELP]
    assert [short for short in ("NIK", "KTP") if short not in text] == []
