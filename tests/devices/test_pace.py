"""Bytes on one way of a line: their order, their pace, and how many may wait."""

import math

from hypothesis import given
from hypothesis import strategies as st

from devices.pace import BITS_PER_BYTE, Way

BAUD = 57_600
SENT = st.lists(st.tuples(st.floats(0, 10), st.binary(max_size=200)), max_size=20)


@given(SENT)
def test_everything_passes_in_its_order_and_no_faster_than_the_line(
    sent: list[tuple[float, bytes]],
) -> None:
    way, begun = Way(waiting=None), sorted(sent, key=lambda each: each[0])
    for start, data in begun:
        way.put(start, data, BAUD)
    last, passed = 0.0, bytearray()
    while (due := way.due()) is not None:
        taken = way.take(due)
        assert taken is not None
        at, piece = taken
        assert at - last >= len(piece) * BITS_PER_BYTE / BAUD * (1 - 1e-9)
        last = at
        passed += piece
    assert bytes(passed) == b"".join(data for _, data in begun)


def test_nothing_passes_before_its_time() -> None:
    way = Way()
    way.put(1.0, b"x" * 576, BAUD)
    assert way.drain(1.0) == b""
    assert len(way.drain(1.05)) == 9 * 32
    assert len(way.drain(1.1001)) == 9 * 32
    assert way.due() is None


def test_what_finds_no_room_is_lost_and_room_comes_back() -> None:
    way = Way(waiting=100)
    way.put(0.0, b"a" * 90, BAUD)
    way.put(0.0, b"b" * 90, BAUD)
    assert way.drain(math.inf) == b"a" * 90 + b"b" * 10
    way.put(1.0, b"c" * 100, BAUD)
    assert len(way.drain(math.inf)) == 100


def test_a_line_that_takes_no_time_delivers_at_once() -> None:
    way = Way()
    way.put(2.0, b"now", math.inf)
    assert way.take(2.0) == (2.0, b"now")
