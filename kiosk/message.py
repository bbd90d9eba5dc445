"""Words leave the core as ids and values; a catalogue says them at the edge."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeAlias

Value: TypeAlias = (
    "str | int | date | datetime | time | Weekday | Localised | Message | tuple[Message, ...]"
)
"""What stands in a message: text from outside, numbers, days, instants, times, more messages."""


@dataclass(frozen=True)
class Weekday:
    """A day of any week: 0 is Monday."""

    number: int
    is_short: bool = False
    """Whether it is abbreviated, for want of room."""


@dataclass(frozen=True)
class Localised:
    """Text from outside in several languages, by their codes.

    `id` is always there; a language that is not says that one.
    """

    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Message:
    """One thing to say, in no language yet."""

    id: str
    args: tuple[tuple[str, Value], ...] = ()


def message(id: str, **args: Value) -> Message:
    """Return the message with that id and those values."""
    return Message(id, tuple(sorted(args.items())))
