"""What is said aloud: what stands on the screen, and into the room nothing of anybody."""

import asyncio
import dataclasses
from dataclasses import replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from devices.clock import VirtualClock
from kiosk.config import SpeechSection
from kiosk.locale.catalogue import COMPLETE, LANGUAGES, catalogue
from kiosk.message import Message, message
from kiosk.visit.codes import Act, Code
from kiosk.visit.speech import FOR_ALL_EARS, SIGNS, utterance
from kiosk.visit.views import (
    Attesting,
    Holder,
    IdleWarning,
    OfficerCalled,
    OfficerView,
    OutcomeView,
    View,
)
from kiosk.voice import Voice
from screens.shown import SCREENS
from tests.kiosk.bench import OPENING, somebody
from tests.screens.counter import counter
from tests.screens.samples import VOUCHING
from tests.screens.seen import SAMPLES, Plate, Seen

VIEWS = {name: view for name, (view, overlay) in SAMPLES.items() if overlay is None}
KEPT_FOR_THE_HOLDER = [
    name
    for name, view in VIEWS.items()
    if isinstance(view, OutcomeView) and view.code not in FOR_ALL_EARS
]
PRIVATE = (Act.CUT, Act.LETTER)
"""What an officer does to somebody's card; the room need not know."""
MARK, DAY = "RAHASIA", date(1911, 11, 11)
OF_THE_OFFICE = {"office", "counter", "hours"}
UNSAID = {"back", "cancel", "language"}
"""Plates at the same place on every screen."""


def said(view: View, language: str, *, headphones: bool) -> str:
    return utterance(view, None, catalogue(language), headphones=headphones)


def marked(value: Any) -> Any:  # noqa: ANN401 - whatever a view holds
    """Return a view with every text and day in it, except the office's own, made recognisable."""
    match value:
        case Message(id, args):
            kept = tuple((n, v if n in OF_THE_OFFICE else marked(v)) for n, v in args)
            return Message(id, kept)
        case tuple():
            return tuple(marked(each) for each in value)
        case Enum():
            return value
        case "":
            return ""
        case str():
            return MARK
        case date():
            return DAY
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = (each.name for each in dataclasses.fields(value))
            return dataclasses.replace(value, **{n: marked(getattr(value, n)) for n in names})
        case _:
            return value


def tells(text: str) -> bool:
    return MARK in text or str(DAY.year) in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_nothing_of_anybody_is_said_into_the_room(name: str, language: str) -> None:
    text = said(marked(VIEWS[name]), language, headphones=False)
    assert text
    assert not tells(text)


def test_through_headphones_what_concerns_the_resident_is_said() -> None:
    told = {
        name for name, view in VIEWS.items() if tells(said(marked(view), "id", headphones=True))
    }
    assert {"finger-place", "review-person", "review-family", "ready"} <= told
    assert {"outcome-underage", "outcome-card_waiting", "outcome-in_pipeline"} <= told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", KEPT_FOR_THE_HOLDER)
def test_an_ending_that_concerns_its_holder_is_not_called_out(name: str, language: str) -> None:
    view, words = VIEWS[name], catalogue(language)
    assert isinstance(view, OutcomeView)
    text = said(view, language, headphones=False)
    for part in (view.heading, view.why, view.kept, view.where, view.when):
        assert words.say(part) not in text
    assert text.startswith(words.say(message("speech.look")))


def test_only_what_the_decision_table_calls_public_is_for_all_ears() -> None:
    public = {Code.NIK_IMPOSSIBLE, Code.SERVER_DOWN, Code.NIK_UNKNOWN, Code.NOT_IDENTIFIED}
    assert public == FOR_ALL_EARS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VIEWS)
def test_the_question_of_the_screen_is_said_first(name: str, language: str) -> None:
    view, words = VIEWS[name], catalogue(language)
    question = words.say(SCREENS[type(view)](view, words, "", can_go_back=False).question())
    for headphones in (True, False):
        kept = name in KEPT_FOR_THE_HOLDER or isinstance(view, OfficerView)
        if headphones or not kept:
            assert said(view, language, headphones=headphones).startswith(question)


def test_every_choice_on_the_screen_is_said(screen: Seen) -> None:
    view, overlay = SAMPLES[screen.name]
    for_holder = isinstance(view, OfficerView) or getattr(overlay, "act", None) in PRIVATE
    text = utterance(view, overlay, catalogue(screen.language), headphones=for_holder)
    labels = [plate.label for plate in screen.plates if is_said(plate)]
    assert [label for label in labels if label.strip(SIGNS) not in text] == []


@pytest.mark.parametrize("language", COMPLETE)
def test_what_became_of_a_card_is_not_called_out(language: str) -> None:
    words = catalogue(language)
    for act in PRIVATE:
        view = next(each for each in VIEWS.values() if isinstance(each, OfficerView))
        for overlay in (None, OfficerCalled(act), Attesting(act)):
            aloud = utterance(replace(view, act=act), overlay, words, headphones=False)
            for part in ("heading", "open"):
                assert words.say(message(f"attest.{act}.{part}")) not in aloud


@pytest.mark.parametrize("headphones", [True, False])
def test_whom_an_officer_vouches_for_is_not_said(*, headphones: bool) -> None:
    form = replace(VOUCHING, holder=Holder(MARK, MARK))
    text = utterance(VIEWS["finger-place"], form, catalogue("id"), headphones=headphones)
    assert not tells(text)


def is_said(plate: Plate) -> bool:
    """Tell whether a plate is heard; those that call one line of data wrong are looked through."""
    if plate.intent is None or plate.id in UNSAID:
        return False
    return not plate.id.startswith("wrong")


def test_a_warning_that_counts_down_says_the_same_words() -> None:
    view = VIEWS["review-home"]
    first, second = (
        utterance(view, IdleWarning(left), catalogue("id"), headphones=True) for left in (44, 43)
    )
    assert first == second


class Listener(Voice):
    """A voice that writes down what it is to say."""

    def __init__(self, *, headphones: bool) -> None:
        super().__init__(SpeechSection(headphones=headphones), VirtualClock(OPENING))
        self.told: list[tuple[str, str]] = []

    def say(self, text: str, language: str) -> None:
        self.told.append((text, language))


def test_the_kiosk_says_each_screen_in_the_language_of_the_visit(tmp_path: Path) -> None:
    voice = Listener(headphones=False)

    async def story() -> None:
        async with counter(tmp_path, [somebody(Code.PRINT_READY)], voice=voice) as at:
            await at.shows("WelcomeScreen")
            at.clock.move(0.5)
            await at.pilot.click("#language-jv")
            await at.until(lambda: "Sugeng rawuh" in at.text())
            await at.press("enter")
            await at.shows("NikScreen")

    asyncio.run(story())
    first, *_, last = voice.told
    assert first[0].startswith("Ada yang dapat kami bantu?")
    assert "Basa Jawa. Bhâsa Madhurâ." in first[0]
    assert last == (
        "Pinten NIK panjenengan, utawi nomer slipipun? Nglajengaken. Ngaturi petugas.",
        "jv",
    )
