"""Somebody came along: who does what, and how long a visit waits for two."""

import asyncio
from typing import get_args

import pytest

from kiosk.locale.catalogue import COMPLETE, catalogue
from kiosk.message import Message
from kiosk.policy import Policy
from kiosk.visit.companion import PATIENCE, to_companion
from kiosk.visit.events import Begin
from kiosk.visit.facts import Purpose
from kiosk.visit.speech import utterance
from kiosk.visit.views import (
    CodeView,
    IdleWarning,
    NikView,
    OfficerView,
    PrintingView,
    View,
    WaitView,
    WelcomeView,
    WritingView,
)
from screens.resident.base import ResidentScreen
from tests.kiosk.visit.stage import Stage
from tests.screens.gallery import Gallery
from tests.screens.room import SMALLEST, misfits
from tests.screens.seen import ARRANGEMENTS, SAMPLES, seen

NEITHER = {WelcomeView, WaitView, WritingView, OfficerView, PrintingView, CodeView}
"""Where nobody has to do anything that only one of the two may do."""
ANSWERED = [
    name
    for name in ARRANGEMENTS
    if SAMPLES[name][1] is None and type(SAMPLES[name][0]) not in NEITHER
]


def test_a_companion_is_told_something_wherever_one_of_the_two_must_do_it() -> None:
    told = {type(view) for view, _ in SAMPLES.values() if to_companion(view) is not None}
    assert told == set(get_args(View)) - NEITHER


def said(view: View) -> Message:
    """Return what a companion is told there."""
    aside = to_companion(view)
    assert aside is not None
    return aside


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("name", ANSWERED)
def test_it_is_said_and_shown_beside_the_question_to_companions_only(
    name: str, language: str
) -> None:
    view, words = SAMPLES[name][0], catalogue(language)
    aside = words.say(said(view))
    for accompanied in (True, False):
        aloud = utterance(view, None, words, headphones=False, accompanied=accompanied)
        assert (aside in aloud) == accompanied

    async def look() -> str:
        app = Gallery(view, language, accompanied=True)
        async with app.run_test(size=SMALLEST) as pilot:
            await pilot.pause()
            assert list(misfits(app.screen, SMALLEST)) == []
            return app.text()

    assert aside in asyncio.run(look())
    assert aside not in seen(name, language).screen


def test_what_is_said_follows_the_stage_of_the_same_screen() -> None:
    async def take() -> None:
        finger, door = (SAMPLES[name][0] for name in ("collect-place_finger", "collect-open_door"))
        app = Gallery(finger, "id", accompanied=True)
        async with app.run_test(size=SMALLEST) as pilot:
            await pilot.pause()
            before, after = (catalogue("id").say(said(each)) for each in (finger, door))
            assert before in app.text()
            screen = app.screen
            assert isinstance(screen, ResidentScreen)
            screen.show(door)
            await pilot.pause()
            assert after in app.text()
            assert before not in app.text()

    asyncio.run(take())


@pytest.mark.parametrize("accompanied", [False, True])
def test_two_people_are_given_more_time(*, accompanied: bool) -> None:
    stage, idle = Stage(), Policy().idle_seconds
    stage.want(Begin(Purpose.OWN_CARD, accompanied=accompanied))
    stage.shows(NikView)
    assert stage.visit.accompanied == accompanied
    patience = idle * (PATIENCE if accompanied else 1)
    stage.wait(patience - 1)
    assert stage.overlay() is None
    stage.wait(2)
    assert isinstance(stage.overlay(), IdleWarning)
    stage.wait(Policy().warning_seconds + 1)
    assert stage.visit.ended
