"""The demo's processes: what ends with what, and that the terminal is always given back."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.journeys import WELCOME, books_hold, cards, from_the_hopper, to_the_end, to_the_print
from tests.e2e.terminal import PROGRAM, Terminal, children


def kiosk_of(terminal: Terminal) -> int:
    """Return the process that draws the screens."""
    (kiosk,) = (
        pid for pid, command in children(terminal.program.pid).items() if "--config" in command
    )
    return kiosk


def machines_of(terminal: Terminal) -> set[int]:
    """Return the processes that play the machines and the ministry."""
    return {pid for pid, command in children(terminal.program.pid).items() if "sim" in command}


def is_alive(pid: int) -> bool:
    """Tell whether a process runs."""
    return Path(f"/proc/{pid}").exists()


def test_a_terminal_that_has_gone_leaves_nothing_running(terminal: Terminal) -> None:
    terminal.until(WELCOME, 40)
    everything = {*machines_of(terminal), kiosk_of(terminal)}
    terminal.vanish()
    terminal.program.wait(15)
    assert not any(map(is_alive, everything))


@pytest.mark.parametrize("way", ["ctrl+c", signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_restored_and_the_machines_end(
    way: str | signal.Signals, terminal: Terminal
) -> None:
    terminal.until(WELCOME, 40)
    machines = machines_of(terminal)
    assert len(machines) == 4
    assert not terminal.restored()
    if isinstance(way, str):
        terminal.press(way)
    else:
        terminal.program.send_signal(way)
    assert terminal.end() == 0
    assert terminal.restored()
    assert terminal.raw.rstrip().endswith(b"\x1b[?25h") or b"\x1b[?1049l" in terminal.raw[-400:]
    assert not any(map(is_alive, machines))


def test_a_killed_kiosk_is_started_again_beside_the_same_machines(terminal: Terminal) -> None:
    terminal.until(WELCOME, 40)
    machines, first = machines_of(terminal), kiosk_of(terminal)
    terminal.press("enter")
    terminal.until("Berapa NIK Anda")
    drawn = len(terminal.raw)
    os.kill(first, signal.SIGKILL)
    terminal.until(WELCOME)
    assert b"\x1b[?1049l" in terminal.raw[drawn:]
    assert machines_of(terminal) == machines
    assert kiosk_of(terminal) != first


@pytest.mark.prove
def test_a_card_that_was_ordered_whole_is_finished_without_its_kiosk(
    terminal: Terminal, tmp_path: Path
) -> None:
    to_the_print(terminal)
    terminal.until("Mengeluarkan kartu", 60)
    os.kill(kiosk_of(terminal), signal.SIGKILL)
    terminal.until(WELCOME)
    to_the_end(terminal, again=True)
    terminal.until(
        lambda text: "Kartu Anda ada di dalam mesin ini" in text or "Cetak KTP-el Anda" in text, 60
    )
    terminal.press("enter")
    from_the_hopper(terminal)
    assert [card["went"] for card in cards(tmp_path)] == ["hand"]
    books_hold(tmp_path)


def test_a_card_that_was_ordered_in_part_is_thrown_out_and_printed_anew(
    terminal: Terminal, tmp_path: Path
) -> None:
    to_the_print(terminal)
    terminal.until("Lapisan warna pada kartu Anda: 1 dari 5", 60)
    os.kill(kiosk_of(terminal), signal.SIGKILL)
    terminal.until(WELCOME)
    to_the_print(terminal, again=True)
    from_the_hopper(terminal)
    assert [card["went"] for card in cards(tmp_path)] == ["reject", "hand"]
    books_hold(tmp_path)


@pytest.mark.parametrize("arguments", [(), ("--config", "data/kiosk.toml")])
def test_a_second_kiosk_in_the_same_office_is_turned_away(
    arguments: tuple[str, ...], terminal: Terminal, tmp_path: Path
) -> None:
    terminal.until(WELCOME, 40)
    settings = (tmp_path / "data" / "kiosk.toml").read_text()
    second = Terminal(tmp_path, *arguments)
    try:
        assert second.end() == 75
        assert "Another process works in this office." in second.text()
        assert second.restored()
        assert (tmp_path / "data" / "kiosk.toml").read_text() == settings
    finally:
        second.close()


def test_a_terminal_that_is_too_small_is_said_in_one_sentence(tmp_path: Path) -> None:
    small = Terminal(tmp_path, columns=79, rows=24)
    try:
        assert small.end() == 2
        assert "79×24" in small.text()
        assert not (tmp_path / "data").exists()
    finally:
        small.close()


def test_without_a_terminal_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, str(PROGRAM)]
    ended = subprocess.run(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
