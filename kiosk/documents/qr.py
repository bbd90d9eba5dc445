"""QR codes: what a scanner reads from a screen, a picture or paper (ISO/IEC 18004)."""

from typing import TypeAlias

Modules: TypeAlias = tuple[tuple[bool, ...], ...]
"""Rows from the top, True is dark; the quiet zone is part of it."""

QUIET = 4
"""Light modules on each side (ISO/IEC 18004, 9.1)."""
_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_BLACK_ON_WHITE, _PLAIN = "\x1b[38;2;0;0;0;48;2;255;255;255m", "\x1b[0m"


def modules(text: str) -> Modules:
    """Return the code of an ASCII text, in the smallest version, with level L."""
    import qrcode  # late: it takes longer than a first screen may

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L, border=QUIET)
    code.add_data(text.encode("ascii"), optimize=0)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def half_blocks(code: Modules) -> tuple[str, ...]:
    """Return lines, two rows of modules in each, to be shown in black on white in every theme."""
    light = (False,) * len(code[0])
    rows = [*code, light] if len(code) % 2 else list(code)
    return tuple(
        "".join(_BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )


def for_terminal(code: Modules) -> tuple[str, ...]:
    """Return lines with their own colours, for a terminal whose own are not known."""
    return tuple(f"{_BLACK_ON_WHITE}{line}{_PLAIN}" for line in half_blocks(code))
