"""The board in the hall on a real terminal, beside an office that works."""

from pathlib import Path

from kiosk.config import save_config
from kiosk.simulation import founding
from tests.e2e.terminal import Terminal
from tests.kiosk.bench import OFFICERS, found

SEVEN = "╺━┓"
"""The top of that digit."""


def test_the_board_follows_the_office_by_itself_and_leaves_the_terminal_as_it_was(
    tmp_path: Path,
) -> None:
    bench = found(tmp_path, [], blanks=0, cap=20)
    save_config(bench.office.config, tmp_path / founding.SETTINGS)
    terminal = Terminal(tmp_path, "--config", founding.SETTINGS, "board")
    try:
        terminal.until("Blangko bebas")
        assert SEVEN not in terminal.text()
        bench.office.issuance.receive_blanks("box-1", 7, OFFICERS)
        terminal.until(SEVEN)
        terminal.press("q")
        assert terminal.end() == 0
        assert terminal.restored()
    finally:
        terminal.close()
        bench.close()
