"""Every row of both tables as a whole journey, from the welcome to its end and back to the welcome.

One person only presses keys, another only touches the screen; each in the other's language. They
meet in one kiosk, so that whoever comes next also shows that nothing of the last one is left.
"""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.containers import VerticalScroll

from devices.entropy import SeededEntropy
from devices.simulator import Json
from kiosk.locale.catalogue import Catalogue
from kiosk.message import message
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedResident
from kiosk.visit.codes import Code
from kiosk.visit.events import Back, Cancel, SetLanguage, ShowCode, SubmitNik, SubmitPhone
from kiosk.visit.views import (
    CodeView,
    CollectView,
    NikView,
    OutcomeView,
    Paper,
    PhoneView,
    SlipShown,
    View,
    WelcomeView,
)
from screens.resident.base import ResidentScreen
from tests.kiosk.bench import somebody
from tests.kiosk.documents.scanner import scan
from tests.screens.camera import take_picture
from tests.screens.counter import Counter, counter
from tests.screens.hands import Hands, Keys, Touch, do

HOUR = 3600.0
"""Between two visits; more than one number would be too many otherwise."""
READING = 1.0
"""Before a hand moves; whatever comes sooner is meant for the screen before."""
PATIENCE = 3000
"""Looks at the screen until the next view comes: a card takes its time on a busy machine."""
BLANKS = 40
pytestmark = pytest.mark.prove
BOTH_WAYS = "BOTH_WAYS" in os.environ
"""Whether each row is walked by keys and by touch, or only by one of them (`make prove`: both)."""
TELEPHONE = "081234567890"
HANDS: Mapping[str, Hands] = {"keys": Keys(), "touch": Touch()}


@dataclass(frozen=True)
class Journey:
    """Who comes, into what world, and how it ends."""

    name: str
    shows: Code
    """The row that this resident shows by record and answers."""
    ends: Code
    number: int = 0
    """Which two of those residents."""
    weather: str = "up"
    cover: str = "closed"
    kiosk: str = "ordinary"
    comes_again: bool = False
    """Leaves the card in the hopper the first time."""


def row(code: Code, ends: Code | None = None, number: int = 0, name: str = "") -> Journey:
    """Return the journey of a row that its resident shows by themselves."""
    return Journey(name or code, code, ends or code, number)


JOURNEYS = (
    row(Code.NIK_IMPOSSIBLE, Code.PRINTED, name="nik_impossible, then corrected"),
    Journey("server_down", Code.PRINT_READY, Code.SERVER_DOWN, 0, weather="down"),
    Journey("server_down, garbled", Code.PRINT_READY, Code.SERVER_DOWN, 2, weather="garbled"),
    row(Code.NIK_UNKNOWN),
    row(Code.NOT_IDENTIFIED),
    row(Code.REPORT_DEATH),
    row(Code.DECEASED),
    row(Code.MOVED, name="moved, as they say"),
    row(Code.MOVED, number=3, name="moved, on record"),
    row(Code.UNDERAGE),
    row(Code.NEVER_RECORDED),
    row(Code.IN_PIPELINE),
    row(Code.FAILED),
    row(Code.ADJUDICATE),
    row(Code.DUPLICATE),
    row(Code.UNKNOWN_STATUS),
    row(Code.DATA_CHANGED, name="data_changed, lines"),
    row(Code.DATA_CHANGED, number=6, name="data_changed, married"),
    row(Code.CARD_WAITING, name="card_waiting, elsewhere"),
    row(Code.CARD_WAITING, number=5, name="card_waiting, nobody knows where"),
    Journey("card_waiting, held here", Code.PRINT_READY, Code.CARD_WAITING, 4, comes_again=True),
    row(Code.ALREADY_PRINTED),
    row(Code.DAMAGED),
    row(Code.LOST),
    Journey("print_ready", Code.PRINT_READY, Code.PRINTED, 6),
    row(Code.PRINT_READY, Code.PRINTED, number=120, name="print_ready, a death in the family"),
    Journey("printer_out", Code.PRINT_READY, Code.PRINTER_OUT, 8, cover="open"),
    Journey("no_blank", Code.PRINT_READY, Code.NO_BLANK, 10, kiosk="no blanks"),
    Journey("cap_reached", Code.PRINT_READY, Code.CAP_REACHED, 12, kiosk="full day"),
)
KIOSKS = {"ordinary": (BLANKS, 200), "no blanks": (0, 200), "full day": (BLANKS, 1)}
"""Their blanks, and how many cards they print in a day."""
EARLY = somebody(Code.PRINT_READY, 14)
"""Takes the last card of a day."""


def who_comes(journey: Journey, hands: str) -> Resident:
    """Return the resident who makes a journey in that way."""
    return somebody(journey.shows, journey.number + list(HANDS).index(hands))


class Kiosks:
    """Kiosks that stay open from one visit to the next."""

    def __init__(self, folder: Path, open_ones: contextlib.AsyncExitStack) -> None:
        self._folder = folder
        self._open_ones = open_ones
        self._kiosks: dict[str, Counter] = {}

    async def kiosk(self, name: str) -> Counter:
        """Return one kiosk, at its welcome."""
        if name not in self._kiosks:
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            made = [each for each in JOURNEYS if each.kiosk == name]
            people = [who_comes(each, hands) for each in made for hands in HANDS]
            blanks, cap = KIOSKS[name]
            opened = counter(folder, [*people, EARLY], blanks=blanks, cap=cap)
            at = self._kiosks[name] = await self._open_ones.enter_async_context(opened)
            if name == "full day":
                assert await Walk(at, EARLY, HANDS["keys"], "id").to_the_end() is Code.PRINTED
        at = self._kiosks[name]
        at.clock.move(HOUR)
        await at.shows("WelcomeScreen")
        return at

    def abandon(self, name: str) -> None:
        """Let nobody come to a kiosk at which something went wrong."""
        del self._kiosks[name]


class Walk:
    """One resident on the way through one visit."""

    def __init__(self, at: Counter, who: Resident, hands: Hands, language: str) -> None:
        self._at = at
        self._who = who
        self._hands = hands
        self._language = language
        self._person = SimulatedResident(
            who,
            SeededEntropy(who.nik).stream("visitor"),
            self._touch_reader,
            self._touch_printer,
        )
        self._view: View | None = None
        self.slip: SlipShown | None = None
        """What was taken along."""

    async def to_the_end(self) -> Code | None:
        """Go through the whole visit; return what it came to."""
        await self._begin()
        while not isinstance(await self._next(), WelcomeView):
            await self._go_on()
        return self._person.code

    async def to_the_hopper(self) -> None:
        """Get a card, and leave it where it is."""
        await self._begin()
        while not isinstance(await self._next(), CollectView):
            await self._go_on()
        await do(self._at, self._hands, Cancel())
        while not isinstance(await self._next(), OutcomeView):
            pass  # what the reader still says
        await do(self._at, self._hands, Cancel())
        assert isinstance(await self._next(), WelcomeView)

    async def _begin(self) -> None:
        """Choose the language, and what one came for."""
        await self._next()
        if self._language != "id":
            await do(self._at, self._hands, SetLanguage(self._language))
            await self._at.until(lambda: self._words.language == self._language)
            await self._settle()
        await self._go_on()

    async def _next(self) -> View:
        """Wait for the next view, until it stands on the screen."""
        at, app, last = self._at, self._at.app, self._view

        def stands() -> bool:
            screen = app.screen
            return (
                app._shown is not last
                and not (isinstance(app._shown, OutcomeView) and app._visit.job is not None)
                and isinstance(screen, ResidentScreen)
                and screen.view is app._shown
                and screen.is_mounted
            )

        await at.until(stands, PATIENCE)
        await self._settle()
        assert app._shown is not None
        self._view = app._shown
        return self._view

    async def _settle(self) -> None:
        """Let the app come to the end of what it does, and think."""
        through = asyncio.Event()
        self._at.app.call_later(through.set)
        await through.wait()
        self._at.clock.move(READING)

    async def _go_on(self) -> None:
        """Move a hand, read, and press, as the view asks."""
        view = self._view
        assert view is not None
        self._person.see(view)
        if isinstance(view, OutcomeView):
            await self._read(view)
            await self._take_slip(view)
        if isinstance(view, NikView) and view.problem is not None:
            await do(self._at, self._hands, SubmitNik(self._who.nik))
        elif isinstance(view, PhoneView):
            await do(self._at, self._hands, SubmitPhone(TELEPHONE))
        elif (intent := self._person.answer(view)) is not None:
            await do(self._at, self._hands, intent)

    async def _read(self, view: OutcomeView) -> None:
        """Read an ending to its last line; nothing of it may be missing."""
        at = self._at
        scroll = at.app.screen.query_one(VerticalScroll)
        text = at.text()
        while scroll.scroll_offset.y < scroll.max_scroll_y:
            await self._hands.press(at, lambda plate: plate.id == "more")
            await at.pilot.pause()
            text += at.text()
        parts = (view.heading, view.why, view.kept, view.where, view.when, *view.bring, *view.also)
        if view.slip is not None and view.slip.phoned:
            parts = (*parts, message("phone.left"))
        for part in parts:
            said = self._words.say(part)
            assert said, part
            assert [word for word in said.split() if word not in text] == [], part

    def _touch_reader(self, act: Mapping[str, Json]) -> None:
        self._at.reader.act(act, self._at.clock.monotonic())

    def _touch_printer(self, act: Mapping[str, Json]) -> None:
        self._at.printer.act(act, self._at.clock.monotonic())

    async def _take_slip(self, view: OutcomeView) -> None:
        """Take the paper, and look at the code on the screen: both lead back here another day."""
        at, slip = self._at, view.slip
        if slip is None:
            return
        assert slip.paper is Paper.PRINTED
        papers = list(at.receipts.receipts)[-2:]  # a Suket may come behind it
        assert [slip.token] in [scan(each) for each in papers]
        await do(at, self._hands, ShowCode())
        assert isinstance(await self._next(), CodeView)
        assert scan(take_picture(at.app)) == [slip.token]
        await do(at, self._hands, Back())
        await self._next()
        self.slip = slip

    @property
    def _words(self) -> Catalogue:
        return self._at.app._words


@pytest.fixture(scope="module")
def kiosks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Kiosks]]:
    """Yield kiosks that stay open, and the loop that they live in."""
    with asyncio.Runner() as runner:
        open_ones = contextlib.AsyncExitStack()
        yield runner, Kiosks(tmp_path_factory.mktemp("kiosks"), open_ones)
        runner.run(open_ones.aclose())


@pytest.mark.parametrize(
    ("number", "hands"),
    [
        pytest.param(number, hands, id=f"{journey.name}-{hands}")
        for number, journey in enumerate(JOURNEYS)
        for turn, hands in enumerate(HANDS)
        if BOTH_WAYS or (number + turn) % 2 == 0
    ],
)
def test_every_row_is_a_journey_to_its_end_by_keys_and_by_touch_alone(
    number: int, hands: str, kiosks: tuple[asyncio.Runner, Kiosks]
) -> None:
    journey = JOURNEYS[number]
    language = ("id", "en")[(number // 2 + list(HANDS).index(hands)) % 2]
    runner, open_ones = kiosks

    async def go() -> None:
        at = await open_ones.kiosk(journey.kiosk)
        with contextlib.ExitStack() as unless_done:
            unless_done.callback(open_ones.abandon, journey.kiosk)
            await journey_of(at, journey, hands, language)
            unless_done.pop_all()

    runner.run(go())


async def journey_of(at: Counter, journey: Journey, hands: str, language: str) -> None:
    """Make one journey, from the welcome to the welcome."""
    who = who_comes(journey, hands)
    at.ministry.act({"act": "weather", "is": journey.weather})
    at.printer.act({"act": "cover", "is": journey.cover}, at.clock.monotonic())
    if journey.comes_again:
        await Walk(at, who, HANDS[hands], language).to_the_hopper()
    code = await Walk(at, who, HANDS[hands], language).to_the_end()
    assert code is journey.ends
    for personal in (who.nik, who.fields.name, who.fields.address):
        assert personal not in at.text()
    assert at.app._words.language == "id"


def test_every_row_has_a_journey() -> None:
    assert {code for each in JOURNEYS for code in (each.shows, each.ends)} == set(Code)
