"""A kiosk that was cut off says so on its welcome, to whoever may still stand there."""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.identity import Identity, Method
from kiosk.issuance.results import Door, Printed
from kiosk.locale.catalogue import catalogue
from kiosk.message import message
from kiosk.ministry.contract import Record
from kiosk.office import Office
from kiosk.visit.codes import Code
from tests.kiosk.bench import OPENING, somebody
from tests.screens.counter import Counter, counter

WHO = somebody(Code.PRINT_READY)
SAID, USUAL = (
    catalogue("id").say(message(f"welcome.{words}")) for words in ("interrupted", "notice")
)


class CutOffError(Exception):
    """The power is gone."""


def nothing(_: Office) -> None:
    """Serve nobody."""


def make(office: Office) -> None:
    """Make a card, which then lies in the box."""
    record = office.ministry.fetch(WHO.nik)
    assert isinstance(record, Record)
    assert isinstance(office.issuance.issue(record, lambda _: None), Printed)


def let_out(office: Office) -> None:
    """Make a card, and open the box to its holder."""
    make(office)
    card = office.issuance.card_of(WHO.nik)
    assert card is not None

    def cut(_: Door) -> None:
        raise CutOffError

    with contextlib.suppress(CutOffError):
        office.issuance.hand_over(card.key, Identity(WHO.nik, Method.SENSOR, 120), cut)


@pytest.mark.parametrize(
    ("before", "minutes", "said"),
    [
        (nothing, 5, USUAL),
        (make, 5, SAID),
        (make, 15, USUAL),
        (let_out, 15, SAID),
    ],
    ids=["nothing", "just made", "made before", "let out"],
)
def test_the_welcome_says_that_it_was_cut_off_while_somebody_s_card_was_on_its_way(
    before: Callable[[Office], None], minutes: int, said: str, tmp_path: Path
) -> None:
    async def go() -> None:
        async with counter(tmp_path, [WHO]) as at:
            await at.ask(before)
        again = OPENING + timedelta(minutes=minutes)
        async with counter(tmp_path, [WHO], blanks=0, opens=again) as at:
            await at.ask(nothing)
            await at.until(lambda: said in words_of(at))
            assert (SAID in words_of(at)) == (said == SAID)

    asyncio.run(go())


def words_of(at: Counter) -> str:
    """Return what stands on the screen, in one line."""
    return " ".join(at.text().split())
