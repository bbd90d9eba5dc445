"""Every row of both tables as a whole journey, from the welcome to its end and back to the welcome.

One person only presses keys, another only touches the screen, in each language. They meet in one
kiosk, so that whoever comes next also shows that nothing of the last one is left.

Each row is made in one of the four ways; `make prove` makes it in the others, and the costliest in
all of them.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from db.models import Card, Void
from db.states import CardState, VoidState
from kiosk.locale.catalogue import COMPLETE
from kiosk.office import Office
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Code
from tests.kiosk.bench import somebody
from tests.screens.counter import Counter, counter
from tests.screens.hands import Hands, Keys, Touch
from tests.screens.walk import Walk

HOUR = 3600.0
"""Between two visits; more than one number would be too many otherwise."""
DAY = 86_400.0
BLANKS = 40
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
    unattended: bool = False
    """Whether no officer comes the first time."""
    goes_down: bool = False
    """Whether the ministry does, from when an officer is called."""
    again: Code | None = None
    """What it comes to on another day, with the slip."""
    costly: bool = False
    """Whether its screens are those of a cheaper row, and it is made by `make prove` alone."""


def row(
    code: Code,
    ends: Code | None = None,
    number: int = 0,
    name: str = "",
    *,
    costly: bool = False,
) -> Journey:
    """Return the journey of a row that its resident shows by themselves."""
    return Journey(name or code, code, ends or code, number, costly=costly)


another_day = partial(Journey, kiosk="over night", again=Code.PRINTED)
"""Makes the journey of somebody who comes a second time, and goes on to a card."""
costly_day = partial(another_day, costly=True)
"""Makes another of those: one is enough for `make test`."""


JOURNEYS = (
    row(Code.NIK_IMPOSSIBLE, Code.PRINTED, name="nik_impossible, then corrected"),
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
    row(Code.DATA_CHANGED, number=6, name="data_changed, married", costly=True),
    row(Code.CARD_WAITING, name="card_waiting, elsewhere"),
    Journey("card_waiting, nobody knows where", *(Code.CARD_WAITING,) * 2, 5, costly=True),
    Journey("card_waiting, held here", Code.PRINT_READY, Code.CARD_WAITING, 4, comes_again=True),
    row(Code.ALREADY_PRINTED),
    row(Code.DAMAGED, Code.PRINTED),
    row(Code.LOST, Code.PRINTED, name="lost, letter"),
    row(Code.LOST, number=3, name="lost, no letter"),
    Journey("print_ready", Code.PRINT_READY, Code.PRINTED, 6),
    row(
        Code.PRINT_READY,
        Code.PRINTED,
        number=120,
        name="print_ready, a death in the family",
        costly=True,
    ),
    costly_day("server_down", Code.PRINT_READY, Code.SERVER_DOWN, weather="down"),
    another_day("printer_out", Code.PRINT_READY, Code.PRINTER_OUT, 8, cover="open"),
    costly_day("damaged, ministry down", Code.DAMAGED, Code.DAMAGED, goes_down=True),
    costly_day("damaged, nobody cuts it", Code.DAMAGED, Code.DAMAGED, 2, unattended=True),
    costly_day("lost, ministry down", Code.LOST, Code.LOST, goes_down=True),
    Journey("no_blank", Code.PRINT_READY, Code.NO_BLANK, 10, kiosk="no blanks"),
    Journey("cap_reached", Code.PRINT_READY, Code.CAP_REACHED, 12, kiosk="full day"),
)
KIOSKS = {
    "ordinary": (BLANKS, 200),
    "over night": (BLANKS, 200),
    "no blanks": (0, 200),
    "full day": (BLANKS, 1),
}
"""Their blanks, and how many cards they print in a day."""
EARLY = somebody(Code.PRINT_READY, 14)
"""Takes the last card of a day."""


def who_comes(journey: Journey, hands: str) -> Resident:
    """Return the resident who makes a journey in that way."""
    return somebody(journey.shows, journey.number + list(HANDS).index(hands))


class Kiosks:
    """One kiosk, open from one visit to the next: there is one database in a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._closing = contextlib.AsyncExitStack()
        self._open: tuple[tuple[str, str], Counter] | None = None

    async def kiosk(self, name: str, language: str) -> Counter:
        """Return the kiosk of that name for those of a language, at its welcome.

        Any other is closed: the same people come anew for each language.
        """
        if self._open is None or self._open[0] != (name, language):
            await self.close()
            self._open = (name, language), await self._opened(name)
        at = self._open[1]
        at.clock.move(HOUR)
        await at.shows("WelcomeScreen")
        return at

    async def close(self) -> None:
        """Let nobody come any more."""
        self._open = None
        await self._closing.aclose()

    async def _opened(self, name: str) -> Counter:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        made = [each for each in JOURNEYS if each.kiosk == name]
        people = [who_comes(each, hands) for each in made for hands in HANDS]
        blanks, cap = KIOSKS[name]
        opened = counter(folder, [*people, EARLY], blanks=blanks, cap=cap)
        at = await self._closing.enter_async_context(opened)
        if name == "full day":
            assert await Walk(at, EARLY, HANDS["keys"], "id").to_the_end() is Code.PRINTED
        return at


@pytest.fixture(scope="module")
def kiosks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[asyncio.Runner, Kiosks]]:
    """Yield kiosks, and the loop that they live in."""
    with asyncio.Runner() as runner:
        made = Kiosks(tmp_path_factory.mktemp("kiosks"))
        yield runner, made
        runner.run(made.close())


def is_costly(number: int, hands: str, language: str) -> bool:
    """Tell whether that journey, made in that way, is left to `make prove`."""
    turn, word = list(HANDS).index(hands), COMPLETE.index(language)
    first = (number + turn) % 2 == 0 and (number // 2 + turn + word) % 2 == 0
    return JOURNEYS[number].costly or not first


@pytest.mark.parametrize(
    ("number", "hands", "language"),
    [
        pytest.param(
            *(number, hands, language),
            id=f"{journey.name}-{hands}-{language}",
            marks=[pytest.mark.prove] * is_costly(number, hands, language),
        )
        for language in COMPLETE
        for number, journey in enumerate(JOURNEYS)
        for hands in HANDS
    ],
)
def test_every_row_is_a_journey_to_its_end_by_keys_and_by_touch_alone(
    number: int, hands: str, language: str, kiosks: tuple[asyncio.Runner, Kiosks]
) -> None:
    journey = JOURNEYS[number]
    runner, made = kiosks

    async def go() -> None:
        async with contextlib.AsyncExitStack() as unless_done:
            unless_done.push_async_callback(made.close)
            at = await made.kiosk(journey.kiosk, language)
            await journey_of(at, journey, hands, language)
            unless_done.pop_all()

    runner.run(go())


async def journey_of(at: Counter, journey: Journey, hands: str, language: str) -> None:
    """Make one journey, from the welcome to the welcome."""
    who = who_comes(journey, hands)
    at.ministry.act({"act": "weather", "is": journey.weather})
    at.touch_printer({"act": "cover", "is": journey.cover})
    if journey.comes_again:
        await Walk(at, who, HANDS[hands], language).to_the_hopper()
    first = Walk(
        at,
        who,
        HANDS[hands],
        language,
        unattended=journey.unattended,
        goes_down=journey.goes_down,
    )
    assert await first.to_the_end() is journey.ends
    if journey.again is not None:
        assert first.slip is not None
        at.ministry.act({"act": "weather", "is": "up"})
        at.touch_printer({"act": "cover", "is": "closed"})
        at.clock.move(DAY)
        await at.until(lambda: at.app._visit.deadline is None)  # the welcome is today's
        presented = first.slip.kept.reference if hands == "keys" else first.slip.token
        again = Walk(at, who, HANDS[hands], language, slip=presented)
        assert await again.to_the_end() is journey.again
        assert await at.ask(lambda office: office.matters.of(who.nik)) == ()
    assert (await at.ask(Office.check)).violations == []
    if Code.PRINTED in (journey.ends, journey.again):
        assert await at.ask(lambda _: in_hand(who))
    for personal in (who.nik, who.fields.name, who.fields.address):
        assert personal not in at.text()
    assert at.app._words.language == "id"


def in_hand(who: Resident) -> bool:
    """Tell whether somebody has one card, and any earlier one is void for the ministry too."""
    cards = [each.state for each in Card.select().where(Card.nik == who.nik)]
    voids = [each.state for each in Void.select().where(Void.nik == who.nik)]
    replaced = who.shows in (Code.DAMAGED, Code.LOST)
    return cards == [CardState.HANDED_OVER] and voids == [VoidState.VOID] * replaced


def test_every_row_has_a_journey_that_is_not_costly() -> None:
    cheap = [each for each in JOURNEYS if not each.costly]
    assert {code for each in cheap for code in (each.shows, each.ends)} == set(Code)
