"""What the database itself refuses, whatever the program believes; named after the rules."""

from collections.abc import Callable

import pytest
from peewee import IntegrityError, SqliteDatabase

from db.models import (
    Attempt,
    Audit,
    Card,
    Claim,
    Day,
    Lockout,
    Move,
    Officer,
)
from db.states import FIRST, STEPS
from tests.db.rows import (
    AT,
    NIK,
    OTHER,
    arm,
    attempt,
    audited,
    card,
    change,
    claim,
    move,
    printed,
    report,
)

pytestmark = pytest.mark.usefixtures("office")


def d1() -> None:
    claim("c", NIK, generation=2)


def d2() -> None:
    change(Claim, "a", "RELEASING")
    change(Claim, "a", "RELEASED")
    claim("c", NIK, generation=1)


def d3() -> None:
    printed("a/1")
    attempt("a/2", number=2)


def d4() -> None:
    attempt("a/1")
    attempt("b/1", of="b")


def d5() -> None:
    printed("a/1")
    Attempt.update(blank="uid-1").where(Attempt.key == "a/1").execute()
    attempt("b/1", of="b", blank="uid-1")


def d6() -> None:
    printed("a/1")
    card("a/1", "a/1")
    printed("b/1", of="b")
    card("b/1", "b/1", nik=NIK)


def d7() -> None:
    for of in ("a", "b"):
        printed(f"{of}/1", of=of)
    card("a/1", "a/1", supersedes="old")
    card("b/1", "b/1", nik=OTHER, supersedes="old")


def d8() -> None:
    attempt("a/1")
    change(Attempt, "a/1", "ARMED", image_sha="0" * 64, panels=5, fed0=0)


def d9() -> None:
    printed("a/1", fed1=2)


def d9_a_card_that_is_not_proven() -> None:
    printed("a/1", panels1=3)


def d9_a_card_that_was_rejected() -> None:
    attempt("a/1")
    arm("a/1")
    Attempt.update(rejecting=1).execute()
    change(Attempt, "a/1", "PRINTED", fed1=1, panels1=5)


def d9_a_card_whose_chip_was_not_written() -> None:
    printed("a/1", chip=1)


def d10() -> None:
    attempt("a/1")
    arm("a/1")
    change(Attempt, "a/1", "HUMAN", fed1=1, panels1=3)
    change(Attempt, "a/1", "SPOILED", resolver_a="x", resolver_b="x", reason="r")


def d10_missing_without_officers() -> None:
    attempt("a/1")
    arm("a/1")
    change(Attempt, "a/1", "HUMAN", fed1=1, panels1=3)
    change(Attempt, "a/1", "MISSING")


def d11() -> None:
    claim("c", "3513012909009003", eligibility="not_ready")


def d11_attempt() -> None:
    attempt("a/1", eligibility="not_ready")


def d12() -> None:
    Day.insert(day="2026-03-02", printer="SIM0001", used=0, cap=1).execute()
    Day.update(used=Day.used + 1).execute()
    Day.update(used=Day.used + 1).execute()


def d13() -> None:
    report("a:printed:1")
    report("a:printed:1")


def d13_fork() -> None:
    audited(1, "0")
    audited(2, "0")


def d14_audit_changed() -> None:
    audited(1, "0")
    Audit.update(payload="[]").execute()


def d14_audit_removed() -> None:
    audited(1, "0")
    Audit.delete().execute()


def d14_move_changed() -> None:
    Move.update(number=9).execute()


def d14_move_removed() -> None:
    Move.delete().execute()


def d14_attempt_removed() -> None:
    attempt("a/1")
    Attempt.delete().execute()


def d15() -> None:
    claim("c", "35130129090090a1")


def d15_number_too_short() -> None:
    claim("c", "351301290900900")


def d15_step_back() -> None:
    printed("a/1")
    change(Attempt, "a/1", "RESERVED")


def d15_born_printed() -> None:
    attempt("a/1", state="PRINTED")


def d15_granted_without_an_answer() -> None:
    claim("c", "3513012909009003")
    change(Claim, "c", "GRANTED")


def below_zero() -> None:
    move("reserved", "stock", 6)


def officer(key: str = "budi", **fields: object) -> None:
    pin_hash = "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"
    row = {"key": key, "state": "ACTIVE", "role": "operator", "pin_hash": pin_hash, "added_at": AT}
    Officer.insert(**(row | fields)).execute()


def officer_twice() -> None:
    officer()
    officer()


def officer_with_a_plain_pin() -> None:
    officer(pin_hash="482913")


def officer_of_no_role() -> None:
    officer(role="director")


def officer_whose_name_cannot_be_typed() -> None:
    officer("Budi S")


def officer_born_disabled() -> None:
    officer(state="DISABLED")


def officer_removed() -> None:
    officer()
    Officer.delete().execute()


def lockout_without_a_failure() -> None:
    Lockout.insert(key="budi", failures=0, failed_at=AT).execute()


BREAKS: list[Callable[[], None]] = [
    d1, d2, d3, d4, d5, d6, d7, d8, d9, d9_a_card_that_is_not_proven, d9_a_card_that_was_rejected,
    d10, d10_missing_without_officers, d11, d11_attempt, d12, d13, d13_fork, d14_audit_changed,
    d14_audit_removed, d14_move_changed, d14_move_removed, d14_attempt_removed, d15,
    d15_number_too_short, d15_step_back, d15_born_printed, d15_granted_without_an_answer,
    below_zero, officer_twice, officer_with_a_plain_pin, officer_of_no_role,
    officer_whose_name_cannot_be_typed, officer_born_disabled, officer_removed,
    lockout_without_a_failure,
]  # fmt: skip


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda each: each.__name__)
def test_the_database_refuses(breaks: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError):
        breaks()


def test_an_officer_goes_and_comes_back() -> None:
    officer()
    for state in ("DISABLED", "ACTIVE"):
        change(Officer, "budi", state)


def test_a_whole_issue_is_accepted() -> None:
    printed("a/1")
    card("a/1", "a/1")
    for state in ("PRESENTING", "HELD", "PRESENTING", "HANDED_OVER"):
        change(Card, "a/1", state)


def test_only_the_steps_of_the_tables_are_possible() -> None:
    """Every pair of states of a claim: the trigger lets through exactly the listed ones."""
    Claim._meta.database.execute_sql("DROP TRIGGER D2_claim_closed")
    steps = STEPS["claim"]
    states = {FIRST["claim"], *steps, *(new for news in steps.values() for new in news)}
    for number, old in enumerate(sorted(states)):
        for new in sorted(states - {old}):
            allowed = new in steps.get(old, ())
            key = f"{old}>{new}"
            claim(key, f"351301290900{9100 + number * 10 + sorted(states).index(new)}")
            database = Claim._meta.database
            database.execute_sql("DROP TRIGGER IF EXISTS D15_claim_step")
            change(Claim, key, old, authorisation="{}")
            _restore(database)
            if allowed:
                change(Claim, key, new)
            else:
                with pytest.raises(IntegrityError):
                    change(Claim, key, new)


def _restore(database: SqliteDatabase) -> None:
    from db.schema import _triggers

    for trigger in _triggers():
        if trigger.startswith("CREATE TRIGGER D15_claim_step"):
            database.execute_sql(trigger)
