"""Forgets what libraries remember of a visit: measured words, split addresses, whole widgets."""

import functools
import gc

REMEMBERING = ("textual", "rich", "urllib")
"""Libraries whose caches hold what they were asked; Textual's even keep widgets alive."""
CACHE = type(functools.lru_cache(len))


def forget_words() -> None:
    """Empty every cache of those libraries, and collect what only they still held."""
    for each in gc.get_objects():
        if isinstance(each, CACHE) and _remembers(each.__module__):
            each.cache_clear()
    gc.collect()


def _remembers(module: str | None) -> bool:
    return module is not None and module.split(".")[0] in REMEMBERING
