"""Speech by another program, espeak-ng or one that takes its options: started, and stopped."""

import contextlib
import logging
import os
import signal
import subprocess

from devices.clock import Clock
from kiosk.config import SpeechSection

log = logging.getLogger(__name__)

VOICES = {"id": "id", "en": "en", "jv": "id", "mad": "id"}
"""Voices of espeak-ng by language: it has none for Javanese and Madurese, Indonesian is nearest."""
LONGEST = 4000
"""Characters said at once, so that a pipe (64 KiB) takes them without anybody reading."""
KILLED_WITHIN = 1.0
"""Seconds in which a killed program is gone."""


class Voice:
    """Says one thing at a time; what is new cuts off what is old. Never blocks, never raises.

    A program that is absent is told of once, in the log, and nothing is said from then on. What
    is said passes by standard input and is never logged.
    """

    def __init__(self, section: SpeechSection, clock: Clock) -> None:
        self.headphones = section.headphones
        self._command = section.command
        self._seconds = section.seconds
        self._clock = clock
        self._said: tuple[str, str] | None = None
        self._program: subprocess.Popen[bytes] | None = None
        self._until = 0.0

    def say(self, text: str, language: str) -> None:
        """Stop what is being said and say this, unless it is the same."""
        if not self._command or self._said == (text, language):
            return
        self.hush()
        self._said = (text, language)
        try:
            self._program = subprocess.Popen(
                [self._command, "-v", VOICES[language], "--stdin"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            log.warning(
                "Nothing is spoken: %s cannot be started (%s). Install it, or leave the command in"
                " [speech] empty, then start the kiosk again.",
                self._command,
                error.strerror,
            )
            self._command, self._said = "", None
            return
        self._until = self._clock.monotonic() + self._seconds
        if self._program.stdin is not None:
            with contextlib.suppress(BrokenPipeError), self._program.stdin as pipe:
                pipe.write(text[:LONGEST].encode())

    def tend(self) -> None:
        """See whether the program has ended, and end it if its time is over."""
        if self._program is None:
            return
        status = self._program.poll()
        if status is not None:
            self._program = None
            if status:
                log.warning("%s could not speak: it ended with status %d.", self._command, status)
        elif self._clock.monotonic() >= self._until:
            log.warning("%s spoke for %g seconds and was stopped.", self._command, self._seconds)
            self._kill(self._program)
            self._program = None

    def hush(self) -> None:
        """Say nothing more."""
        self._said = None
        if self._program is not None:
            self._kill(self._program)
            self._program = None

    def _kill(self, program: subprocess.Popen[bytes]) -> None:
        """End the program with whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(KILLED_WITHIN)
