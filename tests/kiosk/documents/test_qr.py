"""QR codes on a terminal, read by somebody else's scanner."""

import pytest

from kiosk.documents.qr import QUIET, for_terminal, half_blocks, modules
from tests.kiosk.documents.scanner import DARK, LIGHT, photograph, scan
from tests.kiosk.documents.test_slip import TOKEN


@pytest.mark.parametrize("own", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("column", [0, 35], ids=["left", "right"])
def test_a_slip_on_a_terminal_is_read_whatever_its_colours(
    own: tuple[str, str], column: int
) -> None:
    lines = for_terminal(modules(TOKEN))
    written = "".join(f"\x1b[{n + 1};{column + 1}H{line}" for n, line in enumerate(lines))
    assert scan(photograph(written, own)) == [TOKEN]


def test_a_slip_leaves_room_for_words_beside_it() -> None:
    lines = half_blocks(modules(TOKEN))
    assert len(lines) == 23
    assert {len(line) for line in lines} == {45}


def test_the_quiet_zone_is_light_on_every_side() -> None:
    code = modules(TOKEN)
    assert len(code) == 37 + 2 * QUIET
    assert not any(any(row) for row in (*code[:QUIET], *code[-QUIET:]))
    assert not any(any((*row[:QUIET], *row[-QUIET:])) for row in code)
