"""Names as they stand on record: what can be printed, what to look at, and what is alike.

The limits of Permendagri 73/2022 (two words, 60 characters, no punctuation) bind names recorded
since 21 April 2022. Older names keep what they have, so nothing here shortens or respells one.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum, auto

from kiosk.text import clean

LIMIT = 60
"""Characters of a name, since 21 April 2022."""

_APOSTROPHES = str.maketrans("`‘’ʼ", "''''")
_OTHERS = frozenset(" .,'-()/0123456789")
"""What names on record hold besides letters."""
_DECEASED = re.compile(r"\s*\(\s*ALMH?\.?\s*\)$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SOUNDS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("ch", "h"), ("kh", "h"))
_FINAL_T = re.compile(r"t\b")


class Doubt(StrEnum):
    """Why a name that can be printed deserves a second look."""

    ACCENT = auto()
    """The ministry's data is Latin without accents."""
    DIGIT = auto()
    """Local exports number people of one name."""
    SLASH = auto()
    """An alias."""
    LONG = auto()
    """Longer than `LIMIT`: lawful only if recorded before."""
    PLACEHOLDER = auto()
    """Reads like an export's word for a missing value, yet people bear such names."""


@dataclass(frozen=True)
class NameVerdict:
    """What a text is worth as a person's own name."""

    name: str
    """The name in NFC with single blanks, otherwise as stored."""
    printable: bool
    """Whether it is a name at all, in characters that names have."""
    doubts: frozenset[Doubt]
    """Empty where it is not printable."""


def judge_name(text: str) -> NameVerdict:
    """Return what a text is worth as a person's own name. One letter is enough."""
    name = clean(text)
    printable = _is_name(name)
    return NameVerdict(name, printable, _doubts(name) if printable else frozenset())


def parent_name(text: str) -> str | None:
    """Return a father's or mother's name without the mark of the deceased, (ALM) or (ALMH).

    None where an export says that it is missing.
    """
    name = _DECEASED.sub("", clean(text))
    return None if _is_placeholder(name) else name


def spelling(name: str) -> str:
    """Return what is equal for one legal spelling: every apostrophe is U+0027."""
    return clean(name).translate(_APOSTROPHES)


def compare_key(name: str) -> str:
    """Return what is equal for spellings that differ in apostrophes or case only.

    Where the keys are equal and the spellings are not, the difference is shown, never merged.
    """
    return spelling(name).replace("'", "").casefold()


def search_key(name: str) -> str:
    """Return what is equal for names that sound alike, for search only.

    Old spelling is read as new (SOEDARSO, SUDARSO), and AHMAD, ACHMAD, AKHMAD, AHMAT are one.
    """
    key = compare_key(name)
    for old, new in _SOUNDS:
        key = key.replace(old, new)
    return _FINAL_T.sub("d", key)


def _is_name(name: str) -> bool:
    plain = name.translate(_APOSTROPHES)
    unpaired = _IN_BRACKETS.sub("", plain)
    return (
        any(map(_is_letter, plain))
        and all(each in _OTHERS or _is_letter(each) for each in plain)
        and not ("(" in unpaired or ")" in unpaired)
    )


def _is_letter(character: str) -> bool:
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN ")


def _doubts(name: str) -> frozenset[Doubt]:
    found = {
        Doubt.ACCENT: any(_is_letter(each) and not each.isascii() for each in name),
        Doubt.DIGIT: any(each.isdigit() for each in name),
        Doubt.SLASH: "/" in name,
        Doubt.LONG: len(name) > LIMIT,
        Doubt.PLACEHOLDER: _is_placeholder(name),
    }
    return frozenset(doubt for doubt, holds in found.items() if holds)


def _is_placeholder(name: str) -> bool:
    return name.upper() in ("", "-", "NULL")
