"""Slips: only the office that gave one takes it, while it counts, once, and unchanged."""

import string
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.entropy import SeededEntropy
from kiosk.documents.reference import checked
from kiosk.documents.slip import (
    FIRST_DAY,
    LENGTH,
    MARK,
    Invalid,
    Kind,
    Problem,
    Slip,
    Valid,
    public_key,
    sign,
    verify,
)

OFFICE = "kota-probolinggo"
TODAY = date(2026, 3, 2)
KEY = SeededEntropy(1).secret(32, "slips")
OLD = SeededEntropy(1).secret(32, "earlier slips")
KEYS = (public_key(KEY), public_key(OLD))
SLIP = Slip(Kind.QUEUE, checked(4821093755), OFFICE, TODAY, TODAY + timedelta(30))
TOKEN = sign(SLIP, KEY)
ALPHABET = string.ascii_letters + string.digits + "-_"

slips = st.builds(
    lambda kind, number, day, days: Slip(kind, checked(number), OFFICE, day, day + timedelta(days)),
    st.sampled_from(Kind),
    st.integers(0, 10**10 - 1),
    st.dates(FIRST_DAY, date(2199, 1, 1)),
    st.integers(0, 65_535),
)


def problem(
    token: str, today: date = TODAY, ended: Mapping[str, Problem] = MappingProxyType({})
) -> Problem | None:
    found = verify(token, KEYS, OFFICE, today, ended.get)
    return found.problem if isinstance(found, Invalid) else None


@given(slips)
def test_what_is_signed_is_read_back(slip: Slip) -> None:
    token = sign(slip, KEY)
    assert len(token) == LENGTH
    assert token[0] == "K"
    assert set(token) <= set(ALPHABET)
    assert verify(token, KEYS, OFFICE, slip.issued) == Valid(slip, token)
    assert verify(token, KEYS, OFFICE, slip.valid_until) == Valid(slip, token)


def test_a_slip_under_an_earlier_key_still_counts() -> None:
    old = sign(SLIP, OLD)
    assert verify(old, KEYS, OFFICE, TODAY) == Valid(SLIP, old)
    assert verify(old, KEYS[:1], OFFICE, TODAY) == Invalid(Problem.TAMPERED)


@pytest.mark.parametrize("place", range(LENGTH))
def test_no_character_can_be_changed(place: int) -> None:
    for wrong in set(ALPHABET) - {TOKEN[place]}:
        found = problem(TOKEN[:place] + wrong + TOKEN[place + 1 :])
        assert found in {
            Problem.TAMPERED,
            Problem.OTHER_OFFICE if 14 <= place <= 19 else Problem.TAMPERED,
            Problem.NOT_A_SLIP if place in (0, LENGTH - 1) else Problem.TAMPERED,
            Problem.NEWER if place == 1 else Problem.TAMPERED,
        }


@given(st.text(max_size=300) | st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_nothing_else_is_a_slip(text: str) -> None:
    assert problem(text) is not None


@given(st.integers(0, LENGTH - 1))
def test_a_part_of_a_slip_is_none(length: int) -> None:
    assert problem(TOKEN[:length]) is Problem.NOT_A_SLIP


@pytest.mark.parametrize(
    "typed", [f" {TOKEN}\r\n", TOKEN.swapcase(), f"{TOKEN}\n"], ids=["blanks", "caps", "enter"]
)
def test_what_scanners_do_is_understood(typed: str) -> None:
    assert verify(typed, KEYS, OFFICE, TODAY) == Valid(SLIP, TOKEN)


def test_every_problem_of_a_token_has_its_own_reason() -> None:
    elsewhere = Slip(SLIP.kind, SLIP.reference, "kab-probolinggo", SLIP.issued, SLIP.valid_until)
    assert ord("K") - ord("A") == MARK >> 2
    newer = "Kg" + TOKEN[2:]  # 0b001010_10: the mark with version 2
    assert {
        problem("3574010101809001"): Problem.NOT_A_SLIP,
        problem(newer): Problem.NEWER,
        problem(sign(elsewhere, KEY)): Problem.OTHER_OFFICE,
        problem(sign(SLIP, SeededEntropy(2).secret(32, "slips"))): Problem.TAMPERED,
        problem(TOKEN, TODAY - timedelta(1)): Problem.FUTURE,
        problem(TOKEN, ended={SLIP.reference: Problem.USED}): Problem.USED,
        problem(TOKEN, ended={SLIP.reference: Problem.WITHDRAWN}): Problem.WITHDRAWN,
        problem(TOKEN, SLIP.valid_until + timedelta(1)): Problem.EXPIRED,
    } == {each: each for each in set(Problem) - {Problem.UNKNOWN, Problem.MISTYPED}}


def test_a_slip_of_ours_that_does_not_count_is_still_known() -> None:
    late = verify(TOKEN, KEYS, OFFICE, SLIP.valid_until + timedelta(1))
    assert late == Invalid(Problem.EXPIRED, SLIP)


def test_a_used_slip_says_so_even_when_it_has_expired() -> None:
    late = SLIP.valid_until + timedelta(1)
    assert problem(TOKEN, late, {SLIP.reference: Problem.USED}) is Problem.USED


@pytest.mark.parametrize(
    ("reference", "issued", "until"),
    [
        ("482109375500", TODAY, TODAY),
        (SLIP.reference, TODAY, TODAY - timedelta(1)),
        (SLIP.reference, FIRST_DAY - timedelta(1), TODAY),
        (SLIP.reference, FIRST_DAY, FIRST_DAY + timedelta(65_536)),
    ],
)
def test_what_no_token_can_say_is_no_slip(reference: str, issued: date, until: date) -> None:
    with pytest.raises(ValueError, match="a slip needs"):
        Slip(Kind.CASE, reference, OFFICE, issued, until)
