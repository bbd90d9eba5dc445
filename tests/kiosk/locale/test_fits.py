"""What is said fits where it is shown, on a screen of 80 by 24 characters."""

import re
import textwrap
from datetime import date, datetime, time

import pytest

from devices.clock import WIB
from kiosk.locale.catalogue import LANGUAGES, catalogue
from kiosk.message import Message, Value, Weekday, message
from tests.kiosk.locale.endings import ENDINGS
from tests.kiosk.locale.sayable import PARTS

LIMITS: tuple[tuple[str, int, int], ...] = (
    (r"outcome\.[a-z_]+\.heading", 68, 1),
    (r"outcome\.[a-z_]+\.why", 70, 3),
    (r"outcome\.[a-z_]+\.(kept|where|when)", 54, 2),
    (r"paper\.[a-z_]+", 68, 1),
    (r"outcome\.code", 10, 1),
    (r"outcome\.more", 11, 1),
    (r"outcome\.below", 70, 1),
    (r"outcome\.(collect|finish)|farewell\.finish|ready\.print", 20, 1),
    (r"outcome\.[a-z]+", 15, 1),
    (r"also\..*", 54, 3),
    (r"office\..*", 31, 1),
    (r"call\.title", 80, 1),
    (r"window\.small", 38, 4),
    (r"pace\..*", 70, 2),
    (r"handed_over\..*", 70, 1),
    (r"printer\..*", 70, 1),
    (r"document\..*", 52, 1),
    (r"button\.back", 9, 1),
    (r"button\.cancel", 10, 1),
    (r"button\.officer", 16, 1),
    (r"button\.contrast", 11, 1),
    (r"button\.(large|usual)", 6, 1),
    (r"collect\.not_there", 27, 1),
    (r"button\.continue|review\.(all_right|some_wrong)", 20, 1),
    (r"(idle|officer)\.stay", 22, 1),
    (r"attest\.reason\..*", 18, 1),
    (r"attest\.(space|erase)", 5, 1),
    (r"attest\..*", 66, 1),
    (r"act\.[a-z]+\.explanation", 72, 2),
    (r"act\.no_officer", 66, 1),
    (r"act\.holder", 72, 1),
    (r"(idle|officer)\.explanation", 52, 3),
    (r"(idle|officer)\.heading", 52, 1),
    (r"code\.(heading|nobody)", 29, 2),
    (r".*\.heading(_[a-z]+)?", 68, 1),
    (r"step\..*", 12, 1),
    (r"field\..*", 20, 1),
    (r"review\.mark(ed)?", 14, 1),
    (r"value\..*", 48, 2),
    (r"group\..*", 20, 1),
    (r"welcome\.(own_card|accompany|report_death)", 17, 3),
    (r"companion\..*", 72, 1),
    (r"welcome\.greeting", 72, 1),
    (r"welcome\.(notice|interrupted)", 60, 2),
    (r"nik\.(clear|erase)", 8, 1),
    (r"nik\.count(_slip)?", 34, 1),
    (r"nik\.help", 36, 3),
    (r"nik\.slip", 36, 3),
    (r"nik\.(problem\..*|no_slip|case_done|not_found)|phone\.problem", 36, 3),
    (r"phone\.(help|free)", 36, 4),
    (r"phone\.left|slip\.(day|turn|turn_[a-z]+|suket|called)", 54, 2),
    (r"code\..*", 29, 4),
    (r"(finger|collect)\..*", 40, 3),
    (r"question\.[a-z_]+\.help", 72, 2),
    (r"question\..*", 66, 1),
    (r"ready\.card", 50, 1),
    (r"(ready|printing)\..*", 72, 2),
    (r"slip\.kind\..*", 24, 2),
    (r"receipt\..*", 72, 2),
    (r"slip\.(valid|days|bring_it|problem\..*)", 72, 2),
    (r"(wait|writing|farewell|return)\.explanation|farewell\.closes", 64, 2),
    (r"speech\..*", 120, 1),
    (r"(staff|queue|case|suket)\..*", 80, 2),
    (r"board\.(title|up|down|unknown|at|stale|unread)", 72, 1),
    (r"board\..*", 31, 1),
)
"""Characters a line, and lines, by id; the first pattern that fits counts."""

VALUES: dict[str, Value] = {
    "office": "Dinas Kependudukan dan Pencatatan Sipil Kab. Probolinggo (A)",
    "needed": "80×24",
    "has": "79×23",
    "opens": time(8),
    "closes": time(15, 30),
    "first": Weekday(1),
    "last": Weekday(2),
    "need": message("queue.need.damaged"),
    "opened": date(2026, 9, 23),
    "state": message("suket.state.prepared"),
    "typed": 16,
    "digits": 16,
    "last_four": "9001",
    "left": 3,
    "group": message("group.home"),
    "number": 4,
    "of": 4,
    "done": 4,
    "place": "KABUPATEN PENUKAL ABAB LEMATANG ILIR",
    "date": date(1949, 9, 29),
    "kind": message("slip.kind.suket"),
    "reference": "4821 0937 5557",
    "issued": date(2026, 9, 28),
    "name": "a" * 32,
    "about": (message("staff.role.supervisor"), message("staff.state.disabled")),
    "since": datetime(2026, 9, 29, 20, 59, tzinfo=WIB),
    "figure": 10_000,
    "kept": 1_000,
    "cap": 10_000,
    "fetched": datetime(2026, 9, 29, 20, 59, tzinfo=WIB),
    "at": datetime(2026, 9, 29, 20, 59, tzinfo=WIB),
    "handed_over": datetime(2026, 9, 29, 20, 59, tzinfo=WIB),
    "known_by": message("handed_over.ministry"),
    "claim": "c3d9a1a4",
    "officers": f"{'a' * 32}, {'b' * 32}",
    "confirmed": 100,
    "flagged": 100,
    "until": datetime(2026, 9, 29, 20, 59, tzinfo=WIB),
    "box": "b" * 40,
    "stock": 10_000,
    "fewest": 3,
    "most": 10_000,
    "day": date(2026, 9, 28),
    "turn": 10_000,
    "earliest": date(2026, 9, 28),
    "latest": date(2026, 11, 29),
    "suket": "0001-2026",
    "minutes": "m" * 40,
    "nik": "3513174407989001",
    "ready": 100,
    "days": 100,
    "waiting": 100,
    "attempt": "c3d9a1a4-7c0b-5b6e-9d0e-1f2a3b4c5d6e/2",
}
"""The longest that can be expected of each value outside endings."""

EVERYTHING = [
    *(
        message(name, **VALUES)
        for name in sorted(catalogue("id").ids())
        if not re.fullmatch(r"outcome\..*\..*", name)
    ),
    *(getattr(ending.view, part) for ending in ENDINGS.values() for part in PARTS),
]

ONWARD = (
    "button.continue",
    "review.all_right",
    "review.some_wrong",
    "ready.print",
    "outcome.collect",
    "outcome.finish",
    "farewell.finish",
)
ROW = 76
"""Columns between the margins."""
NARROWEST = 12
"""Columns of the narrowest button; a wider one has two each side of its words."""
ARROW = "  →"


def test_everything_has_its_limits() -> None:
    said = {each.id for each in EVERYTHING}
    assert said == catalogue("id").ids()
    assert [name for name in said if limit(name) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", EVERYTHING, ids=lambda what: what.id)
def test_everything_fits_its_place(what: Message, language: str) -> None:
    width, height = limit(what.id) or (0, 0)
    lines = textwrap.wrap(catalogue(language).say(what), width, break_long_words=False)
    assert len(lines) <= height, lines
    assert max(len(line) for line in lines) <= width, lines


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("onward", ONWARD)
def test_the_buttons_of_a_screen_fit_in_one_row(onward: str, language: str) -> None:
    words = catalogue(language)
    labels = [words.say(message(f"button.{name}")) for name in ("back", "cancel", "officer")]
    labels.append(words.say(message(onward)) + ARROW)
    buttons = [max(NARROWEST, len(label) + 4) for label in labels]
    assert sum(buttons) + 2 * len(buttons) <= ROW


def limit(name: str) -> tuple[int, int] | None:
    """Return the characters a line, and the lines, that a message may take."""
    return next(
        ((width, lines) for pattern, width, lines in LIMITS if re.fullmatch(pattern, name)), None
    )
