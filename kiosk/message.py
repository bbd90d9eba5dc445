"""Words leave the core as ids and values; a catalogue says them at the edge."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Value: TypeAlias = "str | int | date | datetime | Message | tuple[Message, ...]"
"""What stands in a message: text from outside, a number, a day, an instant, or more messages."""


@dataclass(frozen=True)
class Message:
    """One thing to say, in no language yet."""

    id: str
    args: tuple[tuple[str, Value], ...] = ()


def message(id: str, **args: Value) -> Message:
    """Return the message with that id and those values."""
    return Message(id, tuple(sorted(args.items())))
