"""The command line: help everywhere, one sentence where something is wrong, JSON and only JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from db.connection import open_for_writing
from db.models import Office

RUN = Path(__file__).parents[1] / "run.py"
COMMANDS = [
    (),
    ("sim",),
    ("sim", "fingerprint"),
    ("sim", "printer"),
    ("sim", "ministry"),
    ("simulate",),
    ("check",),
    ("officer",),
    ("officer", "add"),
    ("blanks", "receive"),
    ("attempt", "resolve"),
]


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(RUN), *arguments]
    return subprocess.run(
        command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    said = run(*command, "--help")
    assert said.returncode == 0
    assert said.stdout.startswith("usage:")
    assert said.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("sim",),
        ("sim", "printer", "--tcp", "nowhere"),
        ("sim", "printer", "--tcp", "127.0.0.1:99999"),
        ("sim", "fingerprint", "--tcp", "192.0.2.1:1"),
        ("simulate", "nothing"),
        ("simulate",),
        ("simulate", "smoke", "--seed", "x"),
        ("check", "--database", "missing.sqlite3"),
        ("--config", "missing.toml"),
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


def test_scenarios_are_listed() -> None:
    said = run("simulate", "--list")
    assert said.returncode == 0
    assert said.stdout.startswith("smoke: ")
