"""A card counts until the ministry knows that it is void: the database says so itself."""

from collections.abc import Callable

import pytest
from peewee import IntegrityError

from db.models import Card, Claim, Void
from tests.db.rows import NIK, OTHER, acknowledge, card, change, claim, printed, void

pytestmark = pytest.mark.usefixtures("office")


def d1_before_the_ministry_knows_that_a_foreign_card_is_void() -> None:
    void("elsewhere", "3513012909009003")
    claim("c", "3513012909009003", generation=2)


def d1_while_the_old_card_is_not_void() -> None:
    withdrawn()
    claim("c", NIK, generation=2)


def d2_closed_before_the_ministry_knows() -> None:
    withdrawn()
    change(Claim, "a", "CLOSED")


def d6_void_before_the_ministry_knows() -> None:
    withdrawn()
    change(Card, "a/1", "VOID")


def d6_acknowledged_without_an_acknowledgement() -> None:
    withdrawn()
    change(Void, "a", "VOID")


def withdrawn() -> None:
    printed("a/1")
    change(Claim, "a", "CONSUMED")
    card("a/1", "a/1")
    for state in ("PRESENTING", "HANDED_OVER", "SURRENDERED"):
        change(Card, "a/1", state)
    void(card="a/1")


def d10_destroyed_by_one() -> None:
    void("x", OTHER)
    acknowledge("x")
    change(Void, "x", "DESTROYED", minutes="7", destroyer_a="x", destroyer_b="x")


def d10_destroyed_without_minutes() -> None:
    void("x", OTHER)
    acknowledge("x")
    change(Void, "x", "DESTROYED", destroyer_a="x", destroyer_b="y")


def d10_a_lost_card_destroyed() -> None:
    void("x", OTHER, cause="lost")
    acknowledge("x")
    change(Void, "x", "DESTROYED", minutes="7", destroyer_a="x", destroyer_b="y")


def void_twice() -> None:
    void("x", OTHER)
    void("y", OTHER)


BREAKS: list[Callable[[], None]] = [
    d1_before_the_ministry_knows_that_a_foreign_card_is_void,
    d1_while_the_old_card_is_not_void,
    d2_closed_before_the_ministry_knows,
    d6_void_before_the_ministry_knows,
    d6_acknowledged_without_an_acknowledgement,
    d10_destroyed_by_one,
    d10_destroyed_without_minutes,
    d10_a_lost_card_destroyed,
    void_twice,
]


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda each: each.__name__)
def test_the_database_refuses(breaks: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError):
        breaks()


def test_a_replacement_is_accepted_once_the_ministry_knows() -> None:
    withdrawn()
    acknowledge("a")
    change(Card, "a/1", "VOID")
    change(Claim, "a", "CLOSED")
    claim("c", NIK, generation=2)
    change(Void, "a", "DESTROYED", minutes="7", destroyer_a="x", destroyer_b="y")
    change(Card, "a/1", "DESTROYED")
