"""Text from outside on every screen that shows any: it is words, and nothing else."""

import asyncio
import functools
import json
import unicodedata
from datetime import date

import msgspec
import pytest
from rich.cells import cell_len
from textual.geometry import Region
from textual.widgets import Button

from kiosk.ministry.contract import CardOnRecord, Fields, Move
from kiosk.text import without_surrogates
from kiosk.visit import review
from kiosk.visit.codes import Code
from kiosk.visit.facts import Facts, Field
from kiosk.visit.views import GROUPS, ReadyView, ReviewView, View
from tests.kiosk.locale.endings import FIELDS, RECORD, Ending
from tests.screens.gallery import Gallery

HOSTILE = {
    "markup": "[/b] [red]R[/red] [link=http://x]",
    "an action": "[@click=app.bell]X[/]",
    "a title": "\x1b]0;owned\x07 NAME",
    "a clear screen": "\x1b[2J\x1b[H\x9b31mNAME",
    "the other way round": "ABC\u202eDEF\u2066GHI",
    "invisible": "A\u200b\u00ad\ufeffB",
    "5,000 characters": "X" * 5000,
    "one word of 128": "W" * 128,
    "wide": "山田太郎" * 20,
    "a lone half": "A\ud800B\udfffC",
    "many lines": "A\nB\r\nC\tD",
    "an emoji": "👩‍👩‍👧‍👦 🇮🇩 NAME",
    "marks upon marks": "Z" + "\u0351" * 60,
    "nothing": "",
}
TEXTS = ("name", "birth_place", "address", "rt", "village", "district", "family_card", "father",
         "mother")  # fmt: skip


def fields(text: str) -> Fields:
    """Return data as they come over the wire, with that text wherever text may stand."""
    plain = msgspec.to_builtins(FIELDS) | dict.fromkeys(TEXTS, text)
    return msgspec.convert(without_surrogates(json.loads(json.dumps(plain))), Fields)


def views(text: str) -> dict[str, View]:
    """Return every view that shows something from outside."""
    hostile = fields(text)
    wrong = review.unprintable(hostile)
    shown: dict[str, View] = {
        group.name: ReviewView(group, review.rows(hostile, group, wrong)) for group in GROUPS
    }
    shown["ready"] = ReadyView(review.rows(hostile, GROUPS[0], frozenset()))
    line = hostile.name
    day = date(2025, 8, 3)
    card = CardOnRecord(printed_on=day, printed_at=line, received=True)
    waiting = msgspec.structs.replace(card, received=False, lies_at=line)
    changes: dict[Code, dict[str, object]] = {
        Code.MOVED: {"moved": Move(on=day, to=line)},
        Code.UNKNOWN_STATUS: {"status": line},
        Code.ALREADY_PRINTED: {"card": card},
        Code.CARD_WAITING: {"card": waiting},
    }
    for code, change in changes.items():
        facts = Facts(day, record=msgspec.structs.replace(RECORD, **change))
        shown[code] = Ending(code, facts).view
    return shown


def plates(view: View) -> tuple[dict[str | None, Region], str]:
    """Return where the buttons at the bottom are, and what stands on the screen."""

    async def look() -> tuple[dict[str | None, Region], str]:
        app = Gallery(view, "id")
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            bottom = app.screen.query_one("#actions").query(Button)
            return {each.id: each.region for each in bottom}, app.text()

    return asyncio.run(look())


@functools.cache
def usual_plates(name: str) -> dict[str | None, Region]:
    """Return where the buttons of a view are when nothing in it is strange."""
    return plates(views("SITI")[name])[0]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_record_is_only_words_on_every_screen(kind: str) -> None:
    for name, view in views(HOSTILE[kind]).items():
        where, text = plates(view)
        expected = usual_plates(name)
        moved = {key for key in expected if expected[key] != where[key]}
        assert moved <= {"onward"}, name
        categories = {unicodedata.category(each) for each in text if each != "\n"}
        assert categories.isdisjoint({"Cc", "Cf", "Cs"}), name
        assert all(cell_len(line) <= 80 for line in text.splitlines()), name
        if "[/" in HOSTILE[kind] and name not in ("STATUS", Code.UNKNOWN_STATUS):
            assert "[/" in text, name


UNPRINTABLE = ["markup", "an action", "5,000 characters", "one word of 128", "wide", "a lone half",
               "an emoji", "nothing"]  # fmt: skip


@pytest.mark.parametrize("kind", UNPRINTABLE)
def test_what_is_no_name_is_never_printed(kind: str) -> None:
    assert Field.NAME in review.unprintable(fields(HOSTILE[kind]))
