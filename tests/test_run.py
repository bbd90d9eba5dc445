"""The command line: help everywhere, one sentence where something is wrong, JSON and only JSON."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from db.connection import open_for_writing
from db.models import Office
from db.owed import Matter
from devices.clock import SystemClock
from devices.entropy import SeededEntropy
from kiosk.config import Config, ReceiptSection, save_config
from kiosk.documents.reference import checked, grouped
from kiosk.documents.slip import Kind, Slip, sign
from kiosk.simulation import founding
from tests.command import run
from tests.devices.test_lines import machine
from tests.kiosk.bench import found
from tests.kiosk.documents.scanner import DARK, photograph, scan

RUN = Path(__file__).parents[1] / "run.py"
COMMANDS = [
    (),
    ("sim",),
    ("sim", "fingerprint"),
    ("sim", "printer"),
    ("sim", "receipt"),
    ("sim", "chip"),
    ("sim", "ministry"),
    ("simulate",),
    ("check",),
    ("board",),
    ("slip",),
    ("slip", "verify"),
    ("slip", "print"),
    ("queue", "hardship"),
    ("case", "close"),
    ("suket", "signed"),
    ("officer",),
    ("officer", "add"),
    ("blanks", "receive"),
    ("attempt", "resolve"),
]


def test_the_program_itself_answers(tmp_path: Path) -> None:
    for arguments in (("--help",), ("check", "--database", "missing.sqlite3")):
        command = [sys.executable, str(RUN), *arguments]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        here = run(*arguments, cwd=tmp_path)
        assert (ended.returncode, ended.stderr) == (here.returncode, here.stderr)
        assert ended.stdout.split() == here.stdout.split()


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    said = run(*command, "--help")
    assert said.returncode == 0
    assert said.stdout.startswith("usage:")
    assert said.stderr == ""


@pytest.mark.parametrize(
    ("command", "there"),
    [
        ("card", ("destroy", "missing", "left-behind", "report-again")),
        ("queue", ("list", "call-list", "hardship")),
        ("slip", ("verify", "print")),
        ("sim", ("printer", "ministry")),
    ],
)
def test_half_a_command_is_told_what_could_follow(command: str, there: tuple[str, ...]) -> None:
    for arguments in ((command,), (command, "nonsense")):
        complaint = run(*arguments).stderr.splitlines()[-1]
        assert [each for each in there if each not in complaint] == []
    said = run(command, "--help").stdout
    assert [each for each in there if f"\n    {each} " not in said] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("sim",),
        ("sim", "printer", "--tcp", "nowhere"),
        ("sim", "printer", "--tcp", "127.0.0.1:99999"),
        ("sim", "chip", "--card", "many"),
        ("sim", "fingerprint", "--tcp", "192.0.2.1:1"),
        ("simulate", "nothing"),
        ("simulate",),
        ("simulate", "smoke", "--seed", "x"),
        ("check", "--database", "missing.sqlite3"),
        ("--config", "missing.toml"),
        ("board",),
        ("board", "--json"),
        ("--config", "missing.toml", "slip", "verify", "K"),
        ("slip",),
        ("slip", "verify", "K"),
        ("slip", "print", "K"),
        ("slip", "print", "K", "--file", "x.doc"),
        ("slip", "print", "K", "--file", "x.pdf", "--receipt", "memory:"),
        ("officer", "list"),
        ("officer", "add", "budi", "--role", "king"),
        ("blanks", "receive", "box", "many"),
        ("attempt", "resolve", "key", "moon", "--reason", "seen"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_is_said_without_a_traceback(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    said = run(*arguments, cwd=tmp_path)
    assert said.returncode == 2
    assert said.stderr
    assert "Traceback" not in said.stderr
    assert len(said.stderr.strip().splitlines()[-1]) < 200
    assert list(tmp_path.iterdir()) == []


def test_what_is_said_steers_no_terminal(tmp_path: Path) -> None:
    hostile = "a\x1b[2J\x9b31m\u202e.toml"
    for arguments in (("--config", hostile, "board"), ("check", "--database", hostile)):
        said = run(*arguments, cwd=tmp_path)
        assert said.returncode == 2
        assert "a[2J31m.toml" in said.stderr
        assert said.stderr.rstrip("\n").isprintable()


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("no database")
    said = run("check", "--database", "x.sqlite3", cwd=tmp_path)
    assert said.returncode == 2
    assert said.stderr == "x.sqlite3 is not a kiosk's database: DatabaseError.\n"


def test_check_answers_with_one_json_document(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite3"
    database = open_for_writing(path, lambda _: None)
    Office.insert(office="o", name="O", kiosk="k", epoch=1).execute()
    database.close()
    said = run("check", "--database", str(path), "--json")
    assert said.returncode == 0
    document = json.loads(said.stdout)
    assert list(document) == ["ok", "checked", "violations"]
    assert document["ok"] is True
    assert set(document["checked"]) >= {"D1", "D15", "V1", "V7"}


def test_the_board_answers_with_one_json_document_beside_an_open_office(tmp_path: Path) -> None:
    bench = found(tmp_path, [], blanks=5, cap=20)
    save_config(bench.office.config, tmp_path / founding.SETTINGS)
    said = run("--config", str(tmp_path / founding.SETTINGS), "board", "--json")
    bench.close()
    assert (said.returncode, said.stderr) == (0, "")
    document = json.loads(said.stdout)
    assert list(document) == ["at", "blanks", "printed", "waiting", "server"]
    assert document["blanks"] == {"free": 5, "kept": 0, "promised": 0}
    assert document["printed"] == {"today": 0, "cap": 20}


@pytest.fixture
def office(tmp_path: Path) -> Config:
    entropy = SeededEntropy(1)
    slips = founding.slips_section(tmp_path, entropy)
    config = founding.settings(tmp_path, founding.office_section(entropy), bytes(32), slips)
    save_config(config, tmp_path / founding.SETTINGS)
    open_for_writing(config.database, lambda _: None).close()
    return config


def token(office: Config, days: int) -> str:
    """Return a slip given so many days ago, good for a week."""
    issued = SystemClock().wall().date() - timedelta(days)
    slip = Slip(Kind.CASE, checked(1), office.office.id, issued, issued + timedelta(7))
    return sign(slip, office.slips.private_key.read_bytes())


@pytest.mark.parametrize(
    ("days", "status", "document"),
    [
        (0, 0, {"valid": True, "kind": "case", "reason": None}),
        (9, 1, {"valid": False, "kind": "case", "reason": "expired"}),
        (None, 1, {"valid": False, "kind": None, "reason": "not_a_slip"}),
    ],
)
def test_a_slip_is_judged(
    days: int | None, status: int, document: dict[str, object], office: Config, tmp_path: Path
) -> None:
    record(office, "OPEN")
    shown = "no slip" if days is None else token(office, days)
    command = ("--config", str(tmp_path / founding.SETTINGS), "slip", "verify", shown)
    said = run(*command, "--json")
    assert (said.returncode, json.loads(said.stdout), said.stderr) == (status, document, "")
    said = run(*command)
    assert said.returncode == status
    assert len(said.stdout.splitlines()) == 1
    assert ("0000 0000" in said.stdout) is (document["kind"] is not None)


def record(office: Config, state: str, last_day: str = "2099-05-31") -> None:
    """Write down the matter behind that slip."""
    database = open_for_writing(office.database, lambda _: None)
    row = {"key": checked(1), "seq": 1, "kind": "CASE", "nik": "3513012909009001", "lines": "[]"}
    dates = {"opened_at": "2026-03-02T08:00:00+07:00", "valid_until": last_day}
    Matter.insert(**row, **dates, about="moved", state="OPEN").execute()
    Matter.update(state=state).execute()
    database.close()


@pytest.mark.parametrize(
    ("state", "last_day", "reason", "words"),
    [
        ("OPEN", "2099-05-31", None, "berlaku sampai 31 Mei 2099."),
        ("OPEN", "2026-05-31", "expired", "Masa berlaku slip ini sudah habis."),
        ("USED", "2099-05-31", "used", "Slip ini sudah dipakai, atau diganti"),
        ("LAPSED", "2099-05-31", "expired", "Masa berlaku slip ini sudah habis."),
    ],
)
def test_the_records_answer_to_twelve_digits(
    state: str, last_day: str, reason: str | None, words: str, office: Config, tmp_path: Path
) -> None:
    record(office, state, last_day)
    command = ("--config", str(tmp_path / founding.SETTINGS), "slip", "verify")
    digits = grouped(checked(1))
    for typed in (digits.split(), [digits], [digits.replace(" ", "-")], [checked(1)]):
        said = run(*command, *typed)
        assert said.returncode == (0 if reason is None else 1)
        assert said.stdout.startswith("Tanda terima berkas, pindah alamat")
        assert digits in said.stdout
        assert words in said.stdout
    document = {"valid": reason is None, "kind": "case", "reason": reason}
    assert json.loads(run(*command, *digits.split(), "--json").stdout) == document


@pytest.mark.parametrize(
    ("typed", "reason", "words"),
    [
        (checked(2), "unknown", "tidak ada dalam catatan kantor ini"),
        (str(int(checked(1)) + 10).zfill(12), "mistyped", "dua belas angka"),
        (checked(1)[:-1], "mistyped", "dua belas angka"),
        ("3513012909009001", "mistyped", "dua belas angka"),
    ],
)
def test_digits_that_the_records_do_not_know_are_told_from_mistyped_ones(
    typed: str, reason: str, words: str, office: Config, tmp_path: Path
) -> None:
    record(office, "OPEN")
    command = ("--config", str(tmp_path / founding.SETTINGS), "slip", "verify", typed)
    said = run(*command)
    assert (said.returncode, words in said.stdout) == (1, True)
    document = {"valid": False, "kind": None, "reason": reason}
    assert json.loads(run(*command, "--json").stdout) == document


def test_a_slip_is_not_printed_from_its_number(office: Config, tmp_path: Path) -> None:
    record(office, "OPEN")
    said = run("--config", str(tmp_path / founding.SETTINGS), "slip", "print", checked(1))
    assert (said.returncode, said.stdout) == (1, "")
    assert "bukan dari nomornya" in said.stderr


def test_a_slip_that_served_its_purpose_is_used(office: Config, tmp_path: Path) -> None:
    record(office, "USED")
    command = ("--config", str(tmp_path / founding.SETTINGS), "slip", "verify", token(office, 0))
    said = run(*command, "--json")
    assert said.returncode == 1
    assert json.loads(said.stdout) == {"valid": False, "kind": "case", "reason": "used"}


def test_a_good_signature_without_a_record_is_no_slip(office: Config, tmp_path: Path) -> None:
    for act in ("verify", "print"):
        command = ("--config", str(tmp_path / founding.SETTINGS), "slip", act, token(office, 0))
        said = run(*command)
        assert said.returncode == 1
        assert "tidak ada dalam catatan kantor ini" in said.stdout + said.stderr


def test_a_slip_is_printed_again_where_it_is_wanted(office: Config, tmp_path: Path) -> None:
    record(office, "OPEN")
    shown = token(office, 0)
    typed = f" {shown.swapcase()}"  # by a scanner, while Caps Lock was on
    command = ("--config", str(tmp_path / founding.SETTINGS), "slip", "print", typed)
    said = run(*command)
    assert (said.returncode, said.stderr) == (0, "")
    assert scan(photograph(said.stdout.replace("\n", "\r\n"), DARK)) == [shown]
    for name in ("slip.png", "slip.pdf"):
        assert run(*command, "--file", str(tmp_path / name)).returncode == 0
        assert (tmp_path / name).stat().st_size > 1000
    nowhere = run(*command, "--file", str(tmp_path / "none" / "slip.png"))
    assert (nowhere.returncode, len(nowhere.stderr.splitlines())) == (2, 1)


def test_a_slip_that_does_not_count_is_not_printed(office: Config, tmp_path: Path) -> None:
    record(office, "OPEN")
    command = ("--config", str(tmp_path / founding.SETTINGS), "slip", "print", token(office, 9))
    said = run(*command, "--file", str(tmp_path / "slip.png"))
    assert (said.returncode, len(said.stderr.splitlines())) == (1, 1)
    assert not (tmp_path / "slip.png").exists()


def test_a_slip_comes_out_of_a_receipt_printer(office: Config, tmp_path: Path) -> None:
    record(office, "OPEN")
    shown = token(office, 0)
    with machine("receipt", "--tcp", "127.0.0.1:0", "--state", str(tmp_path / "paper")) as address:
        command = ("--config", str(tmp_path / founding.SETTINGS), "slip", "print", shown)
        assert run(*command, "--receipt", address).returncode == 0
        save_config(
            msgspec.structs.replace(office, receipt=ReceiptSection(url=address)),
            tmp_path / founding.SETTINGS,
        )
        assert run(*command, "--receipt").returncode == 0
    for each in ("000001", "000002"):
        assert scan(Image.open(tmp_path / "paper" / f"{each}.png")) == [shown]
    said = run(*command, "--receipt")
    assert (said.returncode, len(said.stderr.splitlines())) == (1, 1)


def test_scenarios_are_listed() -> None:
    said = run("simulate", "--list")
    assert said.returncode == 0
    assert said.stdout.startswith("smoke: ")
