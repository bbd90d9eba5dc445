"""`check` finds each kind of damage, and names the rule. The damage is done with other tools."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from db.connection import open_for_reading
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.issuance.invariants import RULES, check
from kiosk.issuance.results import Printed
from kiosk.simulation import founding
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, found, somebody

PEOPLE: list[Resident] = [somebody(Code.PRINT_READY, number) for number in range(3)]
OTHER = somebody(Code.PRINT_READY, 3)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the database of an office that printed two cards, gave one away and owes two more."""
    folder = tmp_path_factory.mktemp("office")
    bench = found(folder, PEOPLE, blanks=3)
    cards = [bench.office.issuance.issue(bench.record(each), lambda _: None) for each in PEOPLE[:2]]
    printed = cards[1]
    assert isinstance(printed, Printed)
    holder = bench.holder(PEOPLE[1])
    assert bench.office.issuance.hand_over(
        printed.card.key, holder, bench.at_the_door, officer=OFFICERS.first
    )
    bench.report()
    for each in (PEOPLE[2], OTHER):
        bench.office.matters.open(Wish(Kind.QUEUE, each.nik, "no_blank", with_suket=True))
    taken_back = bench.office.matters.open(Wish(Kind.CASE, OTHER.nik, "moved"))
    bench.office.matters.take_back([taken_back.reference], ())
    bench.close()
    return folder / founding.DATABASE


Damage = Callable[[sqlite3.Connection], None]


def edit(*statements: str) -> Damage:
    """Return damage by plain SQL."""

    def damage(database: sqlite3.Connection) -> None:
        for statement in statements:
            database.execute(statement)

    return damage


def without_checks(*statements: str) -> Damage:
    """Return damage that the table's own CHECKs would refuse."""
    return edit("PRAGMA ignore_check_constraints = 1", *statements)


FIRST_CLAIM = "(SELECT min(key) FROM claim)"
LAST_CLAIM = "(SELECT max(key) FROM claim)"
DAMAGE: dict[str, Damage] = {
    "D1": edit("DROP INDEX D1", f"UPDATE claim SET nik = (SELECT nik FROM claim WHERE key ="
               f" {FIRST_CLAIM}), generation = 2 WHERE key = {LAST_CLAIM}"),
    "D2": edit("DROP INDEX D1", "DROP INDEX claim_nik_generation",
               "UPDATE claim SET nik = (SELECT min(nik) FROM claim)"),
    "D3": edit("DROP INDEX D3", "DROP INDEX attempt_claim_number",
               f"UPDATE attempt SET claim = {FIRST_CLAIM}"),
    "D4": edit("DROP INDEX D4", "UPDATE attempt SET state = 'HUMAN'"),
    "D5": edit("DROP INDEX D5", "UPDATE attempt SET blank = 'uid'"),
    "D6": edit("DROP INDEX D6", "UPDATE card SET nik = (SELECT min(nik) FROM card)"),
    "D7": edit("DROP INDEX card_supersedes", "UPDATE card SET supersedes = 'old'"),
    "D8": without_checks("UPDATE attempt SET fed0 = NULL"),
    "D9": without_checks("UPDATE attempt SET fed1 = fed0 + 2"),
    "D9 chip": without_checks("UPDATE attempt SET chip = 1"),
    "D10": without_checks("UPDATE attempt SET resolver_a = 'x', resolver_b = 'x'"),
    "D11": without_checks("UPDATE claim SET eligibility = 'not_ready'"),
    "D12": without_checks("UPDATE day SET used = cap + 1"),
    "D13": edit("DROP INDEX outbox_key", "UPDATE outbox SET key = 'one'"),
    "D14": edit("DELETE FROM audit WHERE seq = 3"),
    "D15": without_checks("UPDATE card SET nik = 'x' || substr(nik, 2)"),
    "D16": edit("DROP INDEX D16", "UPDATE matter SET nik = (SELECT min(nik) FROM matter)"),
    "D16 day": without_checks("UPDATE matter SET day = '2026-03-03'"),
    "D17": edit("DROP INDEX D17", "UPDATE place SET nik = (SELECT min(nik) FROM place)"),
    "D18": without_checks("UPDATE place SET promise = NULL"),
    "D18 another's blank": edit("UPDATE place SET promise = 1 WHERE promise IS NOT NULL"),
    "D19": edit("DROP INDEX D19", "UPDATE suket SET nik = (SELECT min(nik) FROM suket)"),
    "D20": edit("UPDATE matter SET phone = '081234567890', state = 'USED'"),
    "V10": edit("UPDATE audit SET act = 'Q.close' WHERE act = 'Q.take_back'"),
    "V9": edit("UPDATE place SET hardship = 1"),
    "V1": edit("UPDATE balance SET number = number + 1 WHERE account = 'stock'"),
    "V2": edit("UPDATE printer SET fed = fed + 1"),
    "V3": edit("DELETE FROM outbox WHERE kind = 'prints' AND seq = 1"),
    "V4": edit("UPDATE claim SET data_hash = hex(zeroblob(32))"),
    "V5": edit("UPDATE audit SET payload = '{\"changes\":[],\"moves\":[]}' WHERE seq = 4"),
    "V6": edit("UPDATE card SET state = 'HANDED_OVER'"),
    "V7": edit("DROP INDEX D4", "UPDATE attempt SET state = 'ARMED'"),
}  # fmt: skip


def damaged(good: Path, folder: Path, damage: Damage) -> Path:
    path = folder / "office.sqlite3"
    path.write_bytes(good.read_bytes())
    database = sqlite3.connect(path, isolation_level=None)
    triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        database.execute(f"DROP TRIGGER {name}")
    damage(database)
    database.close()
    return path


def test_there_is_damage_to_every_rule() -> None:
    assert {name.split()[0] for name in DAMAGE} == set(RULES)


def test_good_books_are_good(good: Path) -> None:
    database = open_for_reading(good)
    found_good = check("kiosk-1")
    assert found_good.violations == []
    assert set(found_good.checked) == set(RULES)
    database.close()


@pytest.mark.parametrize("name", DAMAGE)
def test_each_broken_rule_is_named(name: str, good: Path, tmp_path: Path) -> None:
    database = open_for_reading(damaged(good, tmp_path, DAMAGE[name]))
    broken = {each.rule for each in check("kiosk-1").violations}
    assert name.split(maxsplit=1)[0] in broken
    database.close()


def test_the_audit_names_nobody(good: Path) -> None:
    database = sqlite3.connect(good)
    text = "\n".join(row[0] for row in database.execute("SELECT payload FROM audit"))
    for resident in PEOPLE:
        assert resident.nik not in text
        assert resident.fields.name not in text
    database.close()
