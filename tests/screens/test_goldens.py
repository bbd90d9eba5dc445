"""What stands on every screen, at 80×24; in languages without all words, on the first one."""

from pathlib import Path

import pytest

from kiosk.locale.catalogue import COMPLETE, LANGUAGES
from tests.screens.seen import SAMPLES, seen

GOLDENS = Path(__file__).parent / "goldens"
SHOWN = {code: list(SAMPLES) if code in COMPLETE else ["welcome"] for code in LANGUAGES}


@pytest.mark.parametrize(
    ("name", "language"), [(name, code) for code, names in SHOWN.items() for name in names]
)
def test_a_screen_shows_its_golden(
    name: str, language: str, request: pytest.FixtureRequest
) -> None:
    text = seen(name, language).screen
    golden = GOLDENS / language / f"{name}.txt"
    if request.config.getoption("--write-goldens"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_no_golden_too_many(language: str) -> None:
    assert {path.stem for path in (GOLDENS / language).iterdir()} == set(SHOWN[language])
