"""Five residents walk through a visit; what they are shown, hear and press is counted.

The machines and the ministry are played by the script; the visit and the screens are the real ones.
"""

import asyncio
import functools
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from devices.fingerprint.reader import Capture, NotMatched, Poor, PoorImage
from devices.printer.printer import Progress
from devices.printer.printer import Told as PrinterTold
from kiosk.issuance.results import Door, Printed
from kiosk.locale.catalogue import COMPLETE, catalogue
from kiosk.ministry.client import UnknownNik
from kiosk.ministry.contract import Record
from kiosk.policy import Policy
from kiosk.visit.events import (
    Begin,
    CallOfficer,
    Choose,
    Confirm,
    Intent,
    SetLanguage,
    Stay,
    SubmitNik,
)
from kiosk.visit.facts import Purpose
from kiosk.visit.jobs import Fetched
from kiosk.visit.speech import utterance
from kiosk.visit.views import NikView, OutcomeView, Overlay, QuestionView, ReviewView, View
from tests.kiosk.visit.stage import CARD, HOLDER, NIK, RECORD, Stage
from tests.screens.gallery import Gallery

GOLDENS = Path(__file__).parent / "goldens"
PANELS = 5
CLEAR = 1
"""Press that empties the number."""

Shown = tuple[View, Overlay, str]


TO_THE_FIRST = 1
"""Presses from nothing chosen to the first answer."""


@dataclass
class Walk:
    """One visit, written down."""

    stage: Stage = field(default_factory=Stage)
    seen: list[Shown] = field(default_factory=list)
    presses: int = 0
    at_number: int = 0
    """Presses until the last number was sent."""

    def __post_init__(self) -> None:
        self._look()

    def press(self, *intents: Intent) -> None:
        """Press what stands for these."""
        for intent in intents:
            self.presses += 1
            self.stage.want(intent)
            self._look()

    def send(self, number: str, presses: int) -> None:
        """Send a number, for which so many keys were pressed since the one before."""
        self.presses += presses
        self.press(SubmitNik(number))
        self.at_number = self.presses

    def told(self, *progress: object) -> None:
        """Let a machine say how far it is."""
        for each in progress:
            self.stage.tell(each)
            self._look()

    def done(self, result: object) -> None:
        """Let the work at hand come to something."""
        self.stage.done(result)
        self._look()

    def wait(self, seconds: float) -> None:
        """Do nothing for a while."""
        self.stage.wait(seconds)
        self._look()

    def fetched(self, answer: Record | UnknownNik = RECORD) -> None:
        """Let the ministry answer."""
        self.done(Fetched(answer, None))

    def finger(self, result: object) -> None:
        """Put a finger on the glass and lift it."""
        self.told(Capture.CAPTURED, Capture.LIFT)
        self.done(result)

    def to_the_farewell(self) -> None:
        """Answer every question as most do, print, and take the card."""
        while isinstance(self.stage.seen(), ReviewView):
            self.press(Confirm())
        while isinstance(self.stage.seen(), QuestionView):
            self.presses += TO_THE_FIRST
            self.press(Choose(choice=False))
        self.press(Confirm())
        self.told(*(PrinterTold(step, PANELS, PANELS) for step in Progress))
        self.done(Printed(CARD))
        self.finger(HOLDER)
        self.told(Door.CLOSE_IT)
        self.done(True)
        self.press(Confirm())

    def _look(self) -> None:
        now = (self.stage.seen(), self.stage.overlay(), self.stage.visit.language)
        if not self.stage.visit.ended and now not in self.seen[-1:]:
            self.seen.append(now)


def age_70() -> Walk:
    """Javanese; forgets two digits; a dry finger; puts the glasses on while the kiosk waits."""
    walk = Walk()
    walk.press(SetLanguage("jv"), Begin(Purpose.OWN_CARD))
    walk.send(NIK[:14], 14)
    walk.send(NIK, 2)
    walk.fetched()
    walk.finger(PoorImage(Poor.TOO_DRY))
    walk.finger(HOLDER)
    walk.press(Confirm())
    walk.wait(Policy().idle_seconds)
    walk.press(Stay())
    walk.to_the_farewell()
    return walk


def cannot_read() -> Walk:
    """Madurese, heard; copies the digits off the old card; an officer reads the data out."""
    walk = Walk()
    walk.press(SetLanguage("mad"), Begin(Purpose.OWN_CARD))
    walk.send(NIK, len(NIK))
    walk.fetched()
    walk.finger(HOLDER)
    walk.press(CallOfficer(), Stay())
    walk.to_the_farewell()
    return walk


def worn_finger() -> Walk:
    """Skin worn smooth by work: nothing matches, and an officer takes over."""
    walk = Walk()
    walk.press(Begin(Purpose.OWN_CARD))
    walk.send(NIK, len(NIK))
    walk.fetched()
    walk.finger(PoorImage(Poor.FEW_FEATURES))
    for _ in range(Policy().finger_tries):
        walk.finger(NotMatched())
    walk.press(Confirm())
    return walk


def in_a_hurry() -> Walk:
    """Everything right at the first try."""
    walk = Walk()
    walk.press(Begin(Purpose.OWN_CARD))
    walk.send(NIK, len(NIK))
    walk.fetched()
    walk.finger(HOLDER)
    walk.to_the_farewell()
    return walk


def wrong_number() -> Walk:
    """A number that cannot be, then one that nobody has, then the right one."""
    walk = Walk()
    walk.press(Begin(Purpose.OWN_CARD))
    walk.send(NIK[:12] + "0000", len(NIK))
    walk.send(NIK[:12] + "9002", CLEAR + len(NIK))
    walk.fetched(UnknownNik())
    walk.send(NIK, CLEAR + len(NIK))
    walk.fetched()
    walk.finger(HOLDER)
    walk.to_the_farewell()
    return walk


WALKS: dict[str, Callable[[], Walk]] = {
    "age 70": age_70,
    "cannot read": cannot_read,
    "worn finger": worn_finger,
    "in a hurry": in_a_hurry,
    "wrong NIK": wrong_number,
}


@dataclass(frozen=True)
class Count:
    """What one walk cost."""

    language: str
    screens: int
    """Questions, notices and overlays, each time one takes the place of another."""
    shown: int
    """Words that came up on the screen, a changed line counted by its new words only."""
    most: int
    """Words on the fullest screen."""
    heard: int
    """Words said into the room."""
    presses: int
    after_number: int
    """Of the presses, those after the last number was sent."""


def words(text: str) -> list[str]:
    """Return the words of a text; pictures and numbers are none."""
    return [each for each in text.split() if re.search(r"[^\W\d_]{2}", each)]


def count(walk: Walk) -> Count:
    """Count a walk, on screens of 80×24."""
    shown = most = heard = screens = 0
    before: list[str] = []
    kind: tuple[object, ...] = ()
    aloud = ""
    for view, overlay, language in walk.seen:
        now = words(screen(view, overlay, language))
        same = kind == (asks(view), type(overlay), language)
        screens += not same
        shown += (Counter(now) - Counter(before)).total() if same else len(now)
        most = max(most, len(now))
        text = utterance(view, overlay, catalogue(language), headphones=False)
        heard += len(words(text)) if text != aloud else 0
        before, kind, aloud = now, (asks(view), type(overlay), language), text
    last = walk.seen[-1][2]
    return Count(last, screens, shown, most, heard, walk.presses, walk.presses - walk.at_number)


def asks(view: View) -> object:
    """Return what makes a screen another one."""
    match view:
        case ReviewView(group):
            return group
        case QuestionView(question):
            return question
        case OutcomeView(code):
            return code
        case NikView(problem=problem):
            return NikView, problem
        case _:
            return type(view)


@functools.cache
def screen(view: View, overlay: Overlay, language: str) -> str:
    """Return what stands on the screen."""

    async def look() -> str:
        app = Gallery(view, language, overlay)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            return app.text()

    return asyncio.run(look())


def fullest() -> dict[str, dict[str, int]]:
    """Return, by kind of view and language, the most words on one of its screens."""
    found: dict[str, dict[str, int]] = {}
    for language in COMPLETE:
        for path in sorted((GOLDENS / language).glob("*.txt")):
            of = found.setdefault(path.stem.split("-")[0], dict.fromkeys(COMPLETE, 0))
            of[language] = max(of[language], len(words(path.read_text())))
    return found
