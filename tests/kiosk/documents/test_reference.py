"""References: what a tired person mistypes is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.entropy import SeededEntropy
from kiosk.documents.reference import checked, draw_reference, grouped, number_of, read_reference

numbers = st.integers(0, 10**10 - 1)


@given(numbers)
def test_a_reference_is_read_back_however_it_is_grouped(number: int) -> None:
    reference = checked(number)
    assert number_of(reference) == number
    for typed in (reference, grouped(reference), grouped(reference).replace(" ", "-")):
        assert read_reference(f" {typed} ") == reference


def test_the_check_is_that_of_the_standard() -> None:
    # ISO/IEC 7064, MOD 97-10: 794 gets 44.
    assert checked(794) == "000000079444"


@given(numbers)
def test_every_single_wrong_digit_is_noticed(number: int) -> None:
    reference = checked(number)
    for place, right in enumerate(reference):
        for wrong in set("0123456789") - {right}:
            assert read_reference(reference[:place] + wrong + reference[place + 1 :]) is None


@given(numbers)
def test_every_two_neighbours_that_changed_places_are_noticed(number: int) -> None:
    reference = checked(number)
    for place in range(len(reference) - 1):
        first, second = reference[place], reference[place + 1]
        if first != second:
            swapped = reference[:place] + second + first + reference[place + 2 :]
            assert read_reference(swapped) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_reference_or_nothing(typed: str) -> None:
    read = read_reference(typed)
    assert read is None or read == checked(number_of(read))


@pytest.mark.parametrize("typed", ["", "0" * 12, "3574010101809001", "٠" * 12, "1" * 10_000])
def test_other_numbers_are_none(typed: str) -> None:
    assert read_reference(typed) is None


def test_numbers_outside_are_refused() -> None:
    for number in (-1, 10**10):
        with pytest.raises(ValueError, match="ten digits"):
            checked(number)


def test_references_are_drawn_by_chance() -> None:
    chance = SeededEntropy(1).stream("references")
    drawn = {draw_reference(chance) for _ in range(200)}
    assert len(drawn) == 200
    assert all(read_reference(each) == each for each in drawn)
