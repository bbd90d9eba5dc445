"""Accounts of officers: signing in, being locked, and what supervisors do."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from peewee import SqliteDatabase

from db.connection import open_for_writing
from db.models import Audit, Lockout, Officer
from db.states import OfficerState, Role
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from kiosk.desk import accounts
from kiosk.desk.accounts import (
    FREE_FAILURES,
    Accounts,
    Denied,
    Problem,
    all_accounts,
)
from kiosk.desk.authority import Operator, Supervisor
from kiosk.issuance.journal import Journal

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=WIB)
SITI, BUDI = "satu dua tiga", "kebun-77"
SECRET = bytes(range(16))


class CountingHasher(PasswordHasher):
    """A cheap one that tells what it was asked."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[int] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        self.verified.append(len(hash))
        return super().verify(hash, password)


@dataclass
class Desk:
    """An office with Siti, who supervises, and Budi."""

    database: SqliteDatabase
    clock: VirtualClock
    hasher: CountingHasher = field(default_factory=CountingHasher)

    @property
    def accounts(self) -> Accounts:
        """Return the accounts, as a program that has just started finds them."""
        journal = Journal(self.database, self.clock, "kiosk-1")
        return Accounts(journal, self.clock, SeededEntropy("desk"), SECRET, self.hasher)

    def siti(self) -> Supervisor:
        signed = self.accounts.sign_in("siti", SITI)
        assert isinstance(signed, Supervisor)
        return signed

    def fails(self, name: str, times: int) -> Denied:
        for _ in range(times):
            answer = self.accounts.sign_in(name, "not this one")
        assert isinstance(answer, Denied)
        return answer

    def later(self, **time: int) -> None:
        self.clock.sleep_until(self.clock.monotonic() + timedelta(**time).total_seconds())


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    """Yield an office without officers."""
    database = open_for_writing(tmp_path / "office.sqlite3", lambda _: None)
    yield Desk(database, VirtualClock(MONDAY))
    database.close()


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """Return an office with its two officers."""
    assert empty.accounts.first("siti", SITI) is None
    assert empty.accounts.add(empty.siti(), "budi", Role.OPERATOR, BUDI) is None
    empty.hasher.verified.clear()
    return empty


def acts() -> list[tuple[str, dict[str, object]]]:
    """Return what the audit says was done."""
    rows = Audit.select().order_by(Audit.seq)
    return [(row.act, json.loads(row.payload)) for row in rows]


def test_an_office_begins_with_nobody_and_nobody_can_sign_in(empty: Desk) -> None:
    assert list(all_accounts(MONDAY, SECRET)) == []
    assert isinstance(empty.accounts.sign_in("admin", "admin"), Denied)
    assert isinstance(empty.accounts.sign_in("", ""), Denied)


def test_only_the_first_makes_themself_a_supervisor(empty: Desk) -> None:
    assert empty.accounts.first("siti", "123456") is Problem.PIN_SIMPLE
    assert empty.accounts.first(" Siti ", SITI) is None
    assert empty.accounts.first("budi", BUDI) is Problem.NOT_FIRST
    assert type(empty.siti()) is Supervisor


def test_each_signs_in_as_what_they_are(desk: Desk) -> None:
    budi = desk.accounts.sign_in("BUDI ", BUDI)
    assert type(budi) is Operator
    assert budi.name == "budi"


@pytest.mark.parametrize(
    ("name", "pin"),
    [
        ("budi", "wrong one"),
        ("nobody", "wrong one"),
        ("off", "was-right-1"),
        ("not a name!", "wrong one"),
        ("", ""),
        ("budi", "x" * 10_000),
        ("budi", "\ud800"),
        ("\ud800", "\ud800"),
        ("'; --", "\x00"),
    ],
)
def test_whatever_is_wrong_costs_one_hash_and_is_answered_alike(
    name: str, pin: str, desk: Desk
) -> None:
    desk.accounts.add(desk.siti(), "off", Role.OPERATOR, "was-right-1")
    desk.accounts.disable(desk.siti(), "off")
    desk.hasher.verified.clear()
    assert desk.accounts.sign_in(name, pin) == Denied(None)
    assert len(desk.hasher.verified) == 1
    length = len(Officer.get_by_id("budi").pin_hash)
    assert desk.hasher.verified == [length]


@pytest.mark.parametrize("name", ["budi", "nobody"])
def test_a_name_is_locked_for_twice_as_long_each_time_whether_it_is_known_or_not(
    name: str, desk: Desk
) -> None:
    assert desk.fails(name, FREE_FAILURES - 1) == Denied(None)
    for minutes in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440):
        until = desk.clock.wall() + timedelta(minutes=minutes)
        assert desk.fails(name, 1) == Denied(until)
        desk.hasher.verified.clear()
        assert desk.accounts.sign_in(name, BUDI) == Denied(until)
        assert desk.hasher.verified == []
        desk.later(minutes=minutes)
    assert isinstance(desk.accounts.sign_in("budi", BUDI), Operator)


def test_a_lock_outlives_the_program_and_success_forgets_the_failures(desk: Desk) -> None:
    desk.fails("budi", FREE_FAILURES)
    again = Desk(desk.database, desk.clock, desk.hasher)
    assert isinstance(again.accounts.sign_in("budi", BUDI), Denied)
    again.later(minutes=1)
    assert isinstance(again.accounts.sign_in("budi", BUDI), Operator)
    assert again.fails("budi", FREE_FAILURES - 1) == Denied(None)


def test_a_clock_that_is_set_back_begins_the_lock_anew(desk: Desk) -> None:
    desk.fails("budi", FREE_FAILURES)
    yesterday = Desk(desk.database, VirtualClock(MONDAY - timedelta(days=9000)), desk.hasher)
    locked = yesterday.accounts.sign_in("budi", BUDI)
    assert locked == Denied(yesterday.clock.wall() + timedelta(minutes=1))
    yesterday.later(seconds=59)
    assert yesterday.accounts.sign_in("budi", BUDI) == locked
    yesterday.later(seconds=1)
    assert isinstance(yesterday.accounts.sign_in("budi", BUDI), Operator)


def test_a_name_that_does_not_exist_stays_locked_whatever_else_fails_as_a_real_one_does(
    desk: Desk,
) -> None:
    until = [desk.fails(name, FREE_FAILURES + 4) for name in ("budi", "nobody")]
    for number in range(300):
        desk.fails(f"nobody-{number}", 1)
    for name, locked in zip(("budi", "nobody"), until, strict=True):
        assert locked.until is not None
        assert desk.fails(name, 1) == locked
    assert len(Lockout.select()) > 250
    assert all(row.key.isdecimal() for row in Lockout.select()), "no name that was typed"


def test_names_share_a_bounded_number_of_counters_known_and_unknown_alike(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "COUNTERS", 3)
    for number in range(30):
        desk.fails(f"nobody-{number}", 1)
    assert sum(row.failures for row in Lockout.select()) >= 3 * FREE_FAILURES
    assert Lockout.select().count() == 3
    budi = desk.accounts.sign_in("budi", BUDI)
    assert isinstance(budi, Denied)
    assert budi.until is not None


def test_which_names_share_a_counter_is_the_office_s_secret(desk: Desk) -> None:
    desk.fails("budi", 1)
    journal = Journal(desk.database, desk.clock, "kiosk-1")
    other = Accounts(journal, desk.clock, SeededEntropy("desk"), b"another", desk.hasher)
    assert other.sign_in("budi", "not this one") == Denied(None)
    assert Lockout.select().count() == 2


@pytest.mark.parametrize(
    ("name", "pin", "problem"),
    [
        ("ani", "12345", Problem.PIN_LENGTH),
        ("ani", "x9!" * 22, Problem.PIN_LENGTH),
        ("ani", "pässword", Problem.PIN_SIGNS),
        ("ani", "tab\there", Problem.PIN_SIGNS),
        ("ani", "Sawah-88", Problem.PIN_SIGNS),
        ("ani", "sawah_88", Problem.PIN_SIGNS),
        ("ani", "111222", Problem.PIN_SIMPLE),
        ("ani", "123456", Problem.PIN_SIMPLE),
        ("ani", "987654", Problem.PIN_SIMPLE),
        ("ani", "acegik", Problem.PIN_SIMPLE),
        ("ani", "ini-ani-1", Problem.PIN_SIMPLE),
        ("a", "482913", Problem.NAME),
        ("a" * 33, "482913", Problem.NAME),
        ("ani wati", "482913", Problem.NAME),
        ("ani", "482913", None),
        ("ani.w-2", "correct horse battery staple", None),
    ],
)
def test_names_and_pins_have_limits(
    name: str, pin: str, problem: Problem | None, desk: Desk
) -> None:
    assert desk.accounts.add(desk.siti(), name, Role.OPERATOR, pin) is problem
    assert Officer.select().where(Officer.key == name).exists() is (problem is None)


def test_a_pin_that_was_chosen_before_goes_on_working_whatever_its_signs(desk: Desk) -> None:
    hashed = desk.hasher.hash("Kebun_77!", salt=bytes(16))
    Officer.update(pin_hash=hashed).where(Officer.key == "budi").execute()
    budi = desk.accounts.sign_in("budi", "Kebun_77!")
    assert isinstance(budi, Operator)
    assert desk.accounts.change_pin(budi, "Kebun_77!") is Problem.PIN_SIGNS


def test_a_pin_is_changed_by_its_owner(desk: Desk) -> None:
    budi = desk.accounts.sign_in("budi", BUDI)
    assert isinstance(budi, Operator)
    assert desk.accounts.change_pin(budi, "000000") is Problem.PIN_SIMPLE
    assert desk.accounts.change_pin(budi, "sawah-88") is None
    assert isinstance(desk.accounts.sign_in("budi", BUDI), Denied)
    assert isinstance(desk.accounts.sign_in("budi", "sawah-88"), Operator)


def test_a_disabled_officer_comes_back_with_another_pin_and_perhaps_another_role(
    desk: Desk,
) -> None:
    siti = desk.siti()
    assert desk.accounts.disable(siti, "budi") is None
    assert desk.accounts.disable(siti, "budi") is Problem.UNKNOWN
    desk.fails("budi", FREE_FAILURES)
    assert desk.accounts.add(siti, "budi", Role.SUPERVISOR, "sawah-88") is None
    assert type(desk.accounts.sign_in("budi", "sawah-88")) is Supervisor
    assert desk.accounts.add(siti, "budi", Role.OPERATOR, "sawah-88") is Problem.EXISTS


def test_the_last_supervisor_stays(desk: Desk) -> None:
    siti = desk.siti()
    assert desk.accounts.disable(siti, "siti") is Problem.LAST_SUPERVISOR
    assert desk.accounts.disable(siti, "budi") is None
    assert desk.accounts.add(siti, "ani", Role.SUPERVISOR, "sawah-88") is None
    assert desk.accounts.disable(siti, "siti") is None
    assert {each.name: each.state for each in all_accounts(MONDAY, SECRET)} == {
        "ani": OfficerState.ACTIVE,
        "budi": OfficerState.DISABLED,
        "siti": OfficerState.DISABLED,
    }


def test_a_supervisor_unlocks(desk: Desk) -> None:
    desk.fails("budi", FREE_FAILURES)
    (locked,) = [each for each in all_accounts(desk.clock.wall(), SECRET) if each.locked_until]
    assert locked.name == "budi"
    assert desk.accounts.unlock(desk.siti(), "nobody") is Problem.UNKNOWN
    assert desk.accounts.unlock(desk.siti(), "budi") is None
    assert isinstance(desk.accounts.sign_in("budi", BUDI), Operator)


def test_every_act_is_one_row_of_the_audit_and_no_row_has_what_was_typed(desk: Desk) -> None:
    siti = desk.siti()
    before = len(acts())
    desk.accounts.disable(siti, "budi")
    desk.accounts.add(siti, "budi", Role.OPERATOR, "sawah-88")
    desk.accounts.unlock(siti, "budi")
    desk.accounts.change_pin(siti, "empat lima")
    desk.fails("budi", 1)
    desk.fails("48291377", 1)
    desk.accounts.add(siti, "x", Role.OPERATOR, "sawah-88")
    done = acts()
    assert [act for act, _ in done[before:]] == [
        "O.disable", "O.add", "O.unlock", "O.pin", "O.failed", "O.failed"
    ]  # fmt: skip
    assert all(said["by"] == "siti" for _, said in done[before : before + 4])
    assert done[before][1]["changes"] == [["officer", "budi", "ACTIVE", "DISABLED"]]
    assert [said["officer"] for _, said in done[-2:]] == ["budi", None]
    text = json.dumps(done)
    for secret in (SITI, BUDI, "sawah-88", "empat lima", "48291377", "not this one", "argon2"):
        assert secret not in text
