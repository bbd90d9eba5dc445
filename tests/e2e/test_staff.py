"""Officers at a real terminal: PINs are asked for, never shown, and a kiosk is never disturbed."""

from pathlib import Path

import msgspec
import pytest

from db.connection import WriterLock
from kiosk.config import DemoSection, save_config
from kiosk.simulation import founding
from tests.e2e.journeys import books_hold
from tests.e2e.officers import BUDI, SITI, types
from tests.kiosk.bench import found
from tests.kiosk.desk.officers import HOLDER
from tests.kiosk.desk.test_console import lost_in_the_machine


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
