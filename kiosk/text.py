"""The one filter that every text from outside passes before anything else sees it."""

import re
import unicodedata

LINE = 128
"""Characters of one field of a record; a longer text is cut, visibly."""

CUT = "…"
"""Stands where a text was cut; a text that ends in it is not whole."""

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that cannot be shown, such as half of a surrogate pair."""

SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str, limit: int = LINE) -> str:
    """Return `text` in NFC, on one line, without anything that could steer a terminal.

    Control, bidirectional and other format characters vanish; every kind of space becomes one
    blank; lone surrogates, private and unassigned characters become U+FFFD; a text longer than
    `limit` characters ends in "…".
    """
    cut = text[: 4 * limit]
    kept = "".join(_shown(character) for character in cut)
    line = unicodedata.normalize("NFC", " ".join(kept.split()))
    if len(line) <= limit and len(text) == len(cut):
        return line
    return line[: limit - 1].rstrip() + CUT


def without_surrogates(value: object) -> object:
    """Return decoded JSON with U+FFFD in place of every half of a surrogate pair."""
    match value:
        case str():
            return SURROGATE.sub(UNKNOWN, value)
        case list():
            return [without_surrogates(each) for each in value]
        case dict():
            return {
                without_surrogates(key): without_surrogates(each) for key, each in value.items()
            }
        case _:
            return value


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\v\f":
        return " "
    if category in ("Cc", "Cf"):
        return ""
    return UNKNOWN if category in ("Cs", "Co", "Cn") else character
