"""The demo office, founded in a folder."""

import csv
import shutil
from pathlib import Path

import pytest

from db.connection import open_for_reading
from devices.clock import SystemClock
from kiosk.config import ConfigError, load_config, save_config
from kiosk.documents.slip import public_key
from kiosk.issuance import blanks
from kiosk.simulation import founding
from kiosk.simulation.demo import BLANKS, RESIDENTS, STOCK, prepare
from kiosk.visit.codes import Code


@pytest.fixture
def demo(founded: Path, tmp_path: Path) -> Path:
    """Return the folder of a demo office as it is founded."""
    return Path(shutil.copytree(founded, tmp_path / "data"))


def test_the_demo_is_founded_once_and_found_again(demo: Path) -> None:
    folder, clock = demo, SystemClock()
    first = prepare(folder, clock)
    again = prepare(folder, clock)
    assert first.demo is not None
    assert first.office == again.office == load_config(folder / founding.SETTINGS).office
    assert first.printer.url != again.printer.url
    assert (folder / STOCK).exists()
    with (folder / RESIDENTS).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 200
    assert {row["shows"] for row in rows} <= set(map(str, Code))
    assert all(row["how"] for row in rows if row["shows"] in ("lost", "report_death"))
    database = open_for_reading(folder / founding.DATABASE)
    assert blanks.balances()["stock"] == BLANKS
    database.close()


def test_chips_are_written_once_somebody_wants_it_and_until_somebody_does_not(demo: Path) -> None:
    folder, clock = demo, SystemClock()
    assert not prepare(folder, clock).chip.required
    for wanted, required in ((True, True), (None, True), (False, False), (None, False)):
        config = prepare(folder, clock, chips=wanted)
        save_config(config, folder / founding.SETTINGS)
        assert load_config(folder / founding.SETTINGS) == config
        assert config.demo is not None
        assert config.chip.required is required
        assert (config.demo.chip is not None) is required


def test_chips_are_refused_where_the_printer_cannot_reach_them(tmp_path: Path) -> None:
    folder, clock = tmp_path / "data", SystemClock()
    prepare(folder, clock, "epcl")
    with pytest.raises(ConfigError, match="cannot reach chips"):
        prepare(folder, clock, chips=True)


def test_secrets_are_for_their_owner_only(founded: Path) -> None:
    for secret in (founding.KEY_FILE, founding.SLIP_KEY):
        assert (founded / secret).stat().st_mode & 0o077 == 0
    assert founded.stat().st_mode & 0o077 == 0


def test_a_demo_without_slips_is_given_them(demo: Path) -> None:
    folder, clock = demo, SystemClock()
    first = prepare(folder, clock)
    settings = folder / founding.SETTINGS
    before, _, rest = settings.read_text().partition("[slips]\n")
    _, bracket, after = rest.partition("\n[")
    settings.write_text(before + bracket + after)
    (folder / founding.SLIP_KEY).unlink()
    again = prepare(folder, clock)
    assert again.office == first.office
    assert again.slips.public_keys != first.slips.public_keys
    assert (public_key(again.slips.private_key.read_bytes()).hex(),) == again.slips.public_keys
    assert prepare(folder, clock).slips == again.slips


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    with pytest.raises(ConfigError, match="holds no office"):
        prepare(tmp_path, SystemClock())
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]
