"""Speech by another program: told what to say by its standard input, and stopped in time."""

import os
import select
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.clock import VirtualClock
from kiosk.config import SpeechSection
from kiosk.locale.catalogue import LANGUAGES
from kiosk.voice import LONGEST, VOICES, Voice
from tests.kiosk.bench import OPENING

pytestmark = pytest.mark.timeout(30)

SPEAKS_ON = """#!/bin/sh
tail -f /dev/null &
printf '%s|%s|%s' "$*" "$(cat)" $! > "$0.heard"
wait
"""
"""Starts another program, says its options, what it read and which that is, and never ends."""
SECONDS = 10.0


@dataclass
class Booth:
    """A voice, and a stand-in for espeak-ng that tells what it hears through a pipe."""

    clock: VirtualClock
    script: Path
    voice: Voice

    def heard(self) -> str:
        """Wait until the program says something, and return it."""
        return Path(f"{self.script}.heard").read_text()

    def started(self) -> tuple[str, int]:
        """Return what the program was given, and the process that it started."""
        given, process = self.heard().rsplit("|", 1)
        return given, int(process)


def booth(folder: Path, script: str) -> Booth:
    path = folder / "speak"
    path.write_text(script)
    path.chmod(0o755)
    os.mkfifo(f"{path}.heard")
    clock = VirtualClock(OPENING)
    return Booth(clock, path, Voice(SpeechSection(command=str(path), seconds=SECONDS), clock))


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Booth]:
    made = booth(tmp_path, SPEAKS_ON)
    yield made
    made.voice.hush()


def ends(process: int, within: float) -> bool:
    """Tell whether a process ends in so many seconds."""
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = select.select([watched], [], [], within)
        return bool(ended)
    finally:
        os.close(watched)


def gone(process: int) -> bool:
    return ends(process, within=10)


def works(process: int) -> bool:
    return not ends(process, within=0)


def test_words_pass_by_standard_input_and_the_language_by_its_voice(at: Booth) -> None:
    at.voice.say("Pinten NIK panjenengan?", "jv")
    heard, _ = at.started()
    assert heard == "-v id --stdin|Pinten NIK panjenengan?"


def test_what_is_new_cuts_off_what_is_old(at: Booth) -> None:
    at.voice.say("one", "id")
    _, first = at.started()
    at.voice.say("two", "id")
    heard, second = at.started()
    assert heard.endswith("|two")
    assert gone(first)
    assert works(second)


def test_the_same_words_are_not_begun_anew(at: Booth) -> None:
    at.voice.say("one", "id")
    _, first = at.started()
    at.voice.say("one", "id")
    at.voice.tend()
    assert works(first)


def test_hush_ends_the_program_and_what_it_started(at: Booth) -> None:
    at.voice.say("one", "id")
    _, started = at.started()
    at.voice.hush()
    assert gone(started)


def test_a_program_that_does_not_end_is_ended_at_its_deadline(
    at: Booth, caplog: pytest.LogCaptureFixture
) -> None:
    at.voice.say("secret words", "id")
    _, started = at.started()
    at.clock.sleep_until(SECONDS - 0.1)
    at.voice.tend()
    assert works(started)
    at.clock.sleep_until(SECONDS)
    at.voice.tend()
    assert gone(started)
    assert "spoke for 10 seconds and was stopped" in caplog.text
    assert "secret" not in caplog.text


def test_an_absent_program_is_told_of_once_and_nothing_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    voice = Voice(SpeechSection(command=str(tmp_path / "none")), VirtualClock(OPENING))
    for text in ("one", "two"):
        voice.say(text, "id")
        voice.tend()
    (record,) = caplog.records
    assert "cannot be started (No such file or directory). Install it" in record.getMessage()


def test_a_program_that_fails_is_told_of_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    at = booth(tmp_path, '#!/bin/sh\necho closing > "$0.heard"\nexit 3\n')
    at.voice.say("one", "id")
    assert at.heard() == "closing\n"
    assert at.voice._program is not None
    at.voice._program.wait(10)
    at.voice.tend()
    assert "could not speak: it ended with status 3" in caplog.text


def test_a_program_that_does_not_listen_holds_nobody_up(tmp_path: Path) -> None:
    at = booth(tmp_path, "#!/bin/sh\nexec tail -f /dev/null\n")
    at.voice.say("é" * 10 * LONGEST, "id")
    at.voice.hush()
    assert at.voice._program is None


def test_without_a_command_nothing_is_started_and_nothing_remembered() -> None:
    voice = Voice(SpeechSection(), VirtualClock(OPENING))
    voice.say("one", "id")
    assert voice._program is None
    assert voice._said is None


def test_every_language_has_a_voice() -> None:
    assert set(VOICES) == set(LANGUAGES)
