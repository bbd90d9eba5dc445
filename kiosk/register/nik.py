"""The NIK, a resident's number for life: six digits of place, six of birth, four of sequence.

The place is that of first registration; women have 40 added to the day of birth. The number has
no check digit, so little is impossible and a doubt is only ever a reason to look again.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from kiosk.register import regions
from kiosk.text import CUT, clean

DIGITS = 16
LONGEST = 40
"""Characters of what was typed that are read and kept; anything longer is too long."""

_EXCEL_TEXT = "'"
"""Marks a cell of a spreadsheet as text."""
_FULL_WIDTH = {0xFEE0 + ord(each): each for each in "0123456789.-"}
_SEPARATORS = str.maketrans("", "", ".-")
_LOOK_ALIKES = str.maketrans("OolI", "0011")
_SPREADSHEET_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+|[0-9]+[.,]0{1,2}", re.IGNORECASE)
_FRESH = timedelta(days=60)


class Problem(StrEnum):
    """Why a text can never be a NIK."""

    EMPTY = auto()
    NOT_ISSUED = auto()
    """Nothing but zeros: how exports write that there is no NIK."""
    SPREADSHEET = auto()
    """A number as spreadsheets write it, 3.51301E+15 or with decimals: digits may be lost."""
    NOT_DIGITS = auto()
    TOO_SHORT = auto()
    TOO_LONG = auto()
    PROVINCE = auto()
    BIRTH_DATE = auto()
    SERIAL = auto()


class Doubt(StrEnum):
    """Why a possible NIK deserves a second look; never a reason to turn it down."""

    DISTRICT = auto()
    """No edition up to the day lists its place; codes from before 2015 are in none."""
    FAMILY_CARD = auto()
    """It may be the number of a family card (KK), which has the date of issue for a birth."""
    ENDS_IN_ZERO = auto()
    """Spreadsheets zero the 16th digit; telling only where far more than a tenth end so."""


@dataclass(frozen=True)
class NikReading:
    """What someone typed for a NIK: either a number or a problem."""

    nik: str | None
    problem: Problem | None
    typed: str
    """What was typed, filtered and cut: it is shown again."""
    suggestion: str | None = None
    """The number that was perhaps meant, where letters or other scripts stand for digits."""


@dataclass(frozen=True)
class Nik:
    """A NIK that can exist. Raises ValueError for digits that cannot be one."""

    digits: str

    def __post_init__(self) -> None:
        problem = _problem(self.digits)
        if problem is not None:
            raise ValueError(f"no NIK: {problem}")

    @property
    def province(self) -> str:
        """Code of the province of first registration."""
        return self.digits[:2]

    @property
    def regency(self) -> str:
        """Code of the kabupaten or kota of first registration, dotted."""
        return f"{self.province}.{self.digits[2:4]}"

    @property
    def district(self) -> str:
        """Code of the kecamatan of first registration, dotted."""
        return f"{self.regency}.{self.digits[4:6]}"

    @property
    def sex(self) -> int:
        """Code of the list jenis_kelamin."""
        return 2 if int(self.digits[6:8]) > 40 else 1

    @property
    def serial(self) -> int:
        """From 1, within one place and day of birth."""
        return int(self.digits[12:])

    def birth_dates(self, on: date) -> tuple[date, ...]:
        """Return every possible day of birth up to a day, earliest first.

        The number does not tell the century; the record does.
        """
        return tuple(each for each in _birth_dates(self.digits) if each <= on)

    def doubts(self, on: date) -> frozenset[Doubt]:
        """Return what speaks against this number on a day."""
        found = set()
        if not regions.is_district(self.digits[:6], on):
            found.add(Doubt.DISTRICT)
        # Births are reported within 60 days (UU 23/2006 art. 27): so young a date is more often
        # that of a new family card.
        if self.sex == 1 and any(on - each <= _FRESH for each in self.birth_dates(on)):
            found.add(Doubt.FAMILY_CARD)
        if self.digits.endswith("0"):
            found.add(Doubt.ENDS_IN_ZERO)
        return frozenset(found)


def read_nik(text: str) -> NikReading:
    """Return the NIK in a text, or what is wrong with it.

    Blanks, dots, hyphens, invisible characters, full-width digits and a spreadsheet's leading
    apostrophe are read past; nothing is ever repaired.
    """
    typed = clean(text, LONGEST)
    spaceless = typed.replace(" ", "").removeprefix(_EXCEL_TEXT).translate(_FULL_WIDTH)
    digits = spaceless.translate(_SEPARATORS)
    if typed.endswith(CUT):
        return NikReading(None, Problem.TOO_LONG, typed)
    if _SPREADSHEET_NUMBER.fullmatch(spaceless):
        return NikReading(None, Problem.SPREADSHEET, typed)
    problem = _problem(digits)
    if problem is None:
        return NikReading(digits, None, typed)
    return NikReading(None, problem, typed, _suggestion(digits))


def _problem(digits: str) -> Problem | None:
    if not digits:
        return Problem.EMPTY
    if not (digits.isascii() and digits.isdigit()):
        return Problem.NOT_DIGITS
    if not digits.strip("0"):
        return Problem.NOT_ISSUED
    if len(digits) != DIGITS:
        return Problem.TOO_SHORT if len(digits) < DIGITS else Problem.TOO_LONG
    if not regions.is_province(digits[:2]):
        return Problem.PROVINCE
    if not _birth_dates(digits):
        return Problem.BIRTH_DATE
    return Problem.SERIAL if digits[12:] == "0000" else None


def _birth_dates(digits: str) -> tuple[date, ...]:
    day, month, year = (int(digits[start : start + 2]) for start in (6, 8, 10))
    if day > 40:
        day -= 40
    dates = (_date(century + year, month, day) for century in (1900, 2000))
    return tuple(each for each in dates if each is not None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _suggestion(digits: str) -> str | None:
    meant = "".join(
        str(unicodedata.decimal(each)) if each.isdecimal() else each
        for each in digits.translate(_LOOK_ALIKES)
    )
    return meant if _problem(meant) is None else None
