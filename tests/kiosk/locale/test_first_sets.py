"""Languages that have words for the way to a card, and say the rest in Indonesian."""

import re
from datetime import date

import pytest

from kiosk.locale.catalogue import COMPLETE, LANGUAGES, Catalogue, catalogue
from kiosk.message import message
from tests.kiosk.locale.endings import ENDINGS
from tests.kiosk.locale.sayable import PARTS

INDONESIAN = catalogue(COMPLETE[0])
FIRST_SETS = [catalogue(language) for language in LANGUAGES if language not in COMPLETE]
SHARED = 0.15
"""Of its messages that a language may say with the very words of Indonesian."""

ON_THE_WAY = re.compile(
    r"(welcome|nik|wait|writing|finger|group|review|field|question|ready|printing|collect|farewell|idle"
    r"|officer|button|step|also|outcome|speech|return|code|phone|paper)\.\w+"
    r"|(nik\.problem|question\.\w+|act\.\w+)\.\w+|act\.no_officer|attest\.\w+\.open"
)
"""Ids from the welcome to the card."""
COMMONEST = (
    *("server_down", "server_down_kept", "nik_unknown", "not_identified", "in_pipeline"),
    *("data_changed", "card_waiting_here", "card_in_the_making", "already_printed", "no_blank"),
)
"""Endings that a day at the counter cannot do without."""
SAME = {
    *("step.number", "step.data", "step.card", "ready.card"),
    *("field.address", "field.rt_rw", "field.district"),
}
"""Said with the same words by both neighbours of Indonesian."""

each_first_set = pytest.mark.parametrize("words", FIRST_SETS, ids=lambda words: words.language)


@each_first_set
def test_the_way_to_a_card_and_the_commonest_endings_have_words(words: Catalogue) -> None:
    wanted = {name for name in INDONESIAN.ids() if ON_THE_WAY.fullmatch(name)} - SAME
    wanted |= {f"outcome.{ending}.{part}" for ending in COMMONEST for part in PARTS}
    assert sorted(wanted - words.ids()) == []
    assert len(wanted) > 150


@each_first_set
def test_most_words_are_not_those_of_indonesian(words: Catalogue) -> None:
    alike = [name for name, text in words._texts.items() if INDONESIAN._texts[name] == text]
    assert len(alike) <= SHARED * len(words.ids()), alike


@each_first_set
def test_what_has_no_words_is_said_in_indonesian(words: Catalogue) -> None:
    missing = INDONESIAN.ids() - words.ids()
    assert "document.birth_certificate" in missing
    assert words.say(message("document.birth_certificate")) == "Akta kelahiran"
    for ending in set(ENDINGS) - set(COMMONEST):
        view = ENDINGS[ending].view
        for part in PARTS:
            assert words.say(getattr(view, part)) == INDONESIAN.say(getattr(view, part))


@each_first_set
def test_a_message_that_is_missing_in_indonesian_too_is_an_error(words: Catalogue) -> None:
    with pytest.raises(KeyError):
        words.say(message("no.such_message"))


@each_first_set
def test_days_and_numbers_are_written_as_in_indonesian(words: Catalogue) -> None:
    born = message("value.birth", place="MALANG", date=date(1945, 8, 17))
    assert words.say(born) == "MALANG, 17 Agustus 1945"
    own = Catalogue(words.language, {"one": "{day} {number}"})
    assert own.say(message("one", day=date(1945, 8, 17), number=936735)) == (
        "17 Agustus 1945 936.735"
    )


@each_first_set
def test_messages_in_a_message_are_said_in_its_own_language(words: Catalogue) -> None:
    heading = message("review.heading", group=message("group.home"), number=2, of=4)
    assert words.say(heading).startswith(words.say(message("group.home")))
    assert words.say(message("group.home")) != INDONESIAN.say(message("group.home"))


@each_first_set
def test_who_is_called_is_named_as_on_the_plate(words: Catalogue) -> None:
    assert words.say(message("button.officer")).split()[-1] in words.say(message("ready.once"))
