"""What stands on every screen, at 80×24; in languages without all words, on the first one."""

from pathlib import Path

import pytest

from kiosk.locale.catalogue import COMPLETE, LANGUAGES
from tests.screens.seen import SAMPLES, Seen, seen

GOLDENS = Path(__file__).parent / "goldens"
SHOWN = {code: list(SAMPLES) if code in COMPLETE else ["welcome"] for code in LANGUAGES}


def test_a_screen_shows_its_golden(screen: Seen, request: pytest.FixtureRequest) -> None:
    assert_golden(screen, request)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each not in COMPLETE])
def test_the_first_screen_shows_its_golden_in_every_language(
    language: str, request: pytest.FixtureRequest
) -> None:
    assert_golden(seen("welcome", language), request)


def assert_golden(screen: Seen, request: pytest.FixtureRequest) -> None:
    golden = GOLDENS / screen.language / f"{screen.name}.txt"
    if request.config.getoption("--write-goldens"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(screen.screen)
    assert screen.screen == golden.read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_golden_too_many(language: str) -> None:
    assert {path.stem for path in (GOLDENS / language).iterdir()} == set(SHOWN[language])
