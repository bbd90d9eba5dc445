"""References that people read aloud and type: twelve digits, the last two of them a check.

Digits only, because the kiosk's keypad has no letters and because spoken letters are mistaken for
each other. The check is ISO/IEC 7064 MOD 97-10: every single wrong digit and every two neighbours
that changed places are noticed, wherever they stand. A NIK has sixteen digits, so neither is ever
taken for the other.
"""

from devices.entropy import Stream

DIGITS = 12
GROUP = 4
_NUMBERS = 10 ** (DIGITS - 2)
_MODULUS = 97
_WRITTEN = str.maketrans("", "", " -.")
"""What people put between groups."""
_LONGEST = 40
"""Characters that are looked at."""


def draw_reference(chance: Stream) -> str:
    """Return a new reference; nobody can guess it, and the caller sees to it that it is unused."""
    return checked(chance.randrange(_NUMBERS))


def checked(number: int) -> str:
    """Return the reference with that number, below 10^10."""
    if not 0 <= number < _NUMBERS:
        raise ValueError("a reference has ten digits before its check")
    return f"{number:0{DIGITS - 2}}{_MODULUS + 1 - number * 100 % _MODULUS:02}"


def number_of(reference: str) -> int:
    """Return the number of a reference without its check."""
    return int(reference[:-2])


def read_reference(typed: str) -> str | None:
    """Return the reference that somebody typed, grouped as they like; None if it is none."""
    digits = only_digits(typed)
    return digits if len(digits) == DIGITS and int(digits) % _MODULUS == 1 else None


def only_digits(typed: str) -> str:
    """Return the digits of a number, grouped as somebody likes; "" if anything else is there."""
    digits = typed[:_LONGEST].translate(_WRITTEN)
    return digits if digits.isascii() and digits.isdecimal() else ""


def grouped(reference: str) -> str:
    """Return a reference as it is printed: 4821 0937 5557."""
    return " ".join(reference[at : at + GROUP] for at in range(0, DIGITS, GROUP))
