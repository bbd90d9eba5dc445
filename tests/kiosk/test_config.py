"""Settings: what is written is read again, and what is wrong is said in a sentence."""

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from db.states import Need
from devices.entropy import SeededEntropy
from kiosk.config import Config, ConfigError, DemoSection, load_config, save_config
from kiosk.opening import Counter
from kiosk.policy import in_force
from kiosk.simulation import founding
from kiosk.text import clean

FOUR_SPELLS = "".join(f'{day} = "08:00-12:00"\n' for day in ("sat", "sun", "mon")) + "tue-fri = "
DEMO = DemoSection(
    fingerprint="127.0.0.1:4001", printer="127.0.0.1:4002", ministry="127.0.0.1:4003"
)


def settings(folder: Path) -> Config:
    entropy = SeededEntropy(1)
    section, slips = founding.office_section(entropy), founding.slips_section(folder, entropy)
    return founding.settings(folder, section, bytes(32), slips, demo=DEMO)


def in_free_words(folder: Path, counter: Counter = "Loket 3") -> Config:
    """Return settings whose hours and counter are words, as older ones have them."""
    config, hours = settings(folder), "Senin–Jumat 08.00–14.00"
    return replace(config, office=replace(config.office, counter=counter, hours=hours))


@pytest.mark.parametrize("counter", ["Loket 3", 7, {"id": "Loket Cetak", "en": "the card desk"}])
def test_a_counter_and_hours_in_words_are_read_again(counter: Counter, tmp_path: Path) -> None:
    config, path = in_free_words(tmp_path, counter), tmp_path / "kiosk.toml"
    save_config(config, path)
    assert load_config(path) == config


def test_what_is_written_is_read_again_even_after_the_folder_moved(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    config = settings(old)
    save_config(config, old / "kiosk.toml")
    assert load_config(old / "kiosk.toml") == config
    old.rename(new)
    moved = load_config(new / "kiosk.toml")
    assert moved.database == new / founding.DATABASE
    assert moved.slips.private_key.read_bytes() == (new / founding.SLIP_KEY).read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cards_per_day = 200", "cards_per_day = 0", "printer.cards_per_day"),
        ('make = "evolis"', 'make = "datacard"', "printer.make"),
        ('language = "id"', 'language = "xx"', "language"),
        ("deadline = 8.0", "deadline = 600", "ministry.deadline"),
        ("deadline = 8.0", "deadlin = 8", "ministry: Object contains unknown field `deadlin`"),
        ('printer = "127.0.0.1:4002"', 'printer = "127.0.0.1"', "demo"),
        ('public_key = "00', 'public_key = "zz', "ministry.public_key"),
        ('public_keys = ["', 'public_keys = ["zz', "slips.public_keys"),
        ('public_keys = ["', 'public_keys = [] # ["', "slips.public_keys"),
        ('theme = "day"', 'theme = "night"', "screen.theme"),
        ("[ministry]", "[ministry", "not valid TOML"),
        ("required = false", "required = true", "chip: url is needed"),
        ("ring_seconds = 20.0", "ring_seconds = 1", "screen.ring_seconds"),
        ("counter = 3", "counter = 0", "office.counter"),
        ("counter = 3", 'counter = ""', "office.counter"),
        ("counter = 3", f'counter = "{31 * "x"}"', "office.counter"),
        (
            "counter = 3",
            'counter = { en = "desk" }',
            "office: counter needs its name in Indonesian",
        ),
        ("counter = 3", 'counter = { id = "Loket", xx = "desk" }', "office.counter"),
        ("mon-fri = ", "mon-fry = ", "office: hours are of days such as mon or mon-fri"),
        ("mon-fri = ", 'sat = "8-12"\nmon-fri = ', "office: hours of sat are to be written as"),
        ("mon-fri = ", FOUR_SPELLS, "office.hours"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    save_config(settings(tmp_path), path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(ConfigError) as error:
        load_config(path)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2J", "\x9b31m", "\x07", "\u202e", "\u200b", "\n", "\u2028", "\ue000", "a\u0301"],
    ids=ascii,
)
@pytest.mark.parametrize("entry", ["name", "city", "counter", "hours"])
def test_words_that_no_screen_could_show_are_refused(
    entry: str, hostile: str, tmp_path: Path
) -> None:
    path = tmp_path / "kiosk.toml"
    save_config(in_free_words(tmp_path), path)
    document = tomllib.loads(path.read_text())
    old = f"{entry} = {json.dumps(document['office'][entry], ensure_ascii=False)}"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, f"{entry} = {json.dumps('A' + hostile + 'B')}"))
    with pytest.raises(ConfigError) as error:
        load_config(path)
    said = str(error.value)
    assert f"office: {entry} holds signs that cannot be shown" in said
    assert clean(said, 1_000) == said


DECIDED = """
[[policy]]
from = 2022-12-01
suket_with = []

[[policy]]
from = 2016-10-01
order = ["print_ready"]
refused_while_short = ["damaged", "lost"]
short_below = 500
"""


def test_what_an_office_decides_has_its_day(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    save_config(settings(tmp_path), path)
    with path.open("a") as file:
        file.write(DECIDED)
    config = load_config(path)
    save_config(config, path)
    assert load_config(path) == config
    told = [
        (policy.short_below, policy.refused_while_short, policy.suket_with)
        for day in (date(2016, 9, 30), date(2016, 10, 1), date(2022, 12, 1))
        for policy in (in_force(config.policy, day),)
    ]
    both = (Need.DAMAGED, Need.LOST)
    assert told == [(0, (), ("no_blank",)), (500, both, ("no_blank",)), (0, (), ())]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from = 2022-12-01", "from = 2016-10-01", "settings: each policy needs a day of its own"),
        ("short_below = 500", "short_below = -1", r"policy\[1\].short_below"),
        ("short_below = 500", "short = 1", r"policy\[1\]: .* `short`"),
        ('"damaged"', '"stolen"', r"policy\[1\].refused_while_short\[0\]"),
    ],
)
def test_a_mistake_in_a_policy_is_named(old: str, new: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    save_config(settings(tmp_path), path)
    with path.open("a") as file:
        file.write(DECIDED.replace(old, new))
    with pytest.raises(ConfigError, match=told):
        load_config(path)


def test_chips_are_not_required_of_a_printer_that_cannot_reach_them(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    save_config(settings(tmp_path), path)
    text = path.read_text().replace('make = "evolis"', 'make = "epcl"')
    text = text.replace(
        'required = false\nurl = ""', 'required = true\nurl = "socket://127.0.0.1:9"'
    )
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"settings: .*this make of printer cannot reach"):
        load_config(path)


def test_no_file_and_no_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_config(tmp_path / "binary.toml")
