"""How a rule says of each thing it looked at whether it holds."""

from collections import Counter
from collections.abc import Iterable, Iterator


def unique(values: Iterable[object], what: str) -> Iterator[str | None]:
    """Yield None for each value that is there once, a sentence for each that is not."""
    for number in Counter(values).values():
        yield None if number == 1 else f"{number} {what}"


def hold(pairs: Iterable[tuple[object, bool]], what: str) -> Iterator[str | None]:
    """Yield None for each key whose rule holds, a sentence for each whose rule does not."""
    for key, holds in pairs:
        yield None if holds else f"{key}: {what}"
