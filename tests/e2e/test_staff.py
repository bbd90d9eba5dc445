"""Officers at a real terminal: PINs are asked for, never shown, and a kiosk is never disturbed."""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from db.connection import WriterLock
from kiosk.config import DemoSection, save_config
from kiosk.simulation import founding
from tests.e2e.journeys import books_hold
from tests.e2e.terminal import Terminal
from tests.kiosk.bench import found
from tests.kiosk.desk.test_console import HOLDER, lost_in_the_machine

SITI, BUDI = ("siti", "satu dua tiga"), ("budi", "kebun-77")
QUESTION = re.compile(r"(Nama petugas|PIN|PIN baru untuk [a-z]+|sekali lagi): ")


@pytest.fixture
def lost(tmp_path: Path) -> str:
    """Found an office with a demo's printer that lost a blank; return the attempt."""
    folder = tmp_path / "data"
    folder.mkdir()
    bench = found(folder, [HOLDER], blanks=2)
    attempt = lost_in_the_machine(bench)
    demo = DemoSection(fingerprint="127.0.0.1:1", printer="127.0.0.1:2", ministry="127.0.0.1:3")
    config = msgspec.structs.replace(bench.office.config, demo=demo)
    bench.close()
    save_config(config, folder / founding.SETTINGS)
    return attempt


def types(folder: Path, command: list[str], *answers: str) -> tuple[int, str]:
    """Type a command and the answers to its questions; return its status and the screen."""
    terminal = Terminal(folder, *command)
    try:
        for number, answer in enumerate(answers, start=1):
            terminal.until(asked(number), 40)
            terminal.send(answer.encode() + b"\n")
        status = terminal.end(40)
        assert terminal.restored()
        return status, terminal.text()
    finally:
        terminal.close()


def asked(times: int) -> Callable[[str], bool]:
    return lambda text: len(QUESTION.findall(text)) >= times


def test_an_office_gets_officers_and_two_of_them_clear_its_printer(
    lost: str, tmp_path: Path
) -> None:
    commands: list[tuple[list[str], tuple[str, ...]]] = [
        (["officer", "first", "siti"], (SITI[1], SITI[1])),
        (["officer", "add", "budi"], (*SITI, BUDI[1], BUDI[1])),
        (["blanks", "receive", "box-2", "250"], (*SITI, *BUDI)),
        (["attempt", "resolve", lost, "feeder", "--reason", "counted: 2"], (*BUDI, *SITI)),
    ]
    for command, answers in commands:
        status, text = types(tmp_path, command, *answers)
        assert status == 0, text
        assert SITI[1] not in text
        assert BUDI[1] not in text
    assert "Pencetak boleh bekerja lagi" in text
    status, text = types(tmp_path, ["officer", "list"])
    assert "budi: petugas, aktif" in text
    assert "siti: pengawas, aktif" in text
    books_hold(tmp_path)


def test_a_working_kiosk_is_not_disturbed(lost: str, tmp_path: Path) -> None:
    kiosk = WriterLock(tmp_path / "data" / founding.DATABASE)
    status, text = types(tmp_path, ["attempt", "resolve", lost, "hopper", "--reason", "seen"])
    assert (status, "sedang bekerja di kantor ini" in text) == (75, True)
    status, text = types(tmp_path, ["officer", "list"])
    assert (status, "Belum ada petugas." in text) == (0, True)
    kiosk.release()
