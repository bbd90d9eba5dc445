"""What the database itself refuses of what is owed; named after the rules."""

from collections.abc import Callable

import pytest
from peewee import IntegrityError

from db.models import Move
from db.owed import Matter, Place, Suket
from tests.db.rows import AT, NIK, OTHER, change

pytestmark = pytest.mark.usefixtures("office")
REFERENCE, SECOND = "482109375557", "000000000196"


def matter(key: str = REFERENCE, seq: int = 1, **fields: object) -> None:
    row = {"key": key, "seq": seq, "kind": "QUEUE", "nik": NIK, "about": "no_blank", "lines": "[]"}
    dates = {"opened_at": AT, "valid_until": "2027-03-02", "state": "OPEN"}
    Matter.insert(**(row | dates | fields)).execute()


def place(key: str = REFERENCE, seq: int = 1, **fields: object) -> None:
    matter(key, seq, about=f"no_blank {seq}", nik=fields.get("nik", NIK))
    row = {"key": key, "nik": NIK, "need": "print_ready", "seq": seq, "state": "WAITING"}
    Place.insert(**(row | fields)).execute()


def aside(cause: str) -> int:
    row = {"box": "box-1", "source": "stock", "target": "reserved", "number": 1}
    return int(Move.insert(**row, cause=cause, at=AT).execute())


def call(key: str, promise: int | None) -> None:
    change(Place, key, "CALLED", promise=promise, promised_until="2026-03-16")


def suket(key: str, serial: int, nik: str = NIK) -> None:
    row = {"key": key, "matter": REFERENCE, "nik": nik, "year": 2026, "serial": serial}
    dates = {"state": "PREPARED", "prepared_at": AT, "valid_until": "2026-08-29"}
    Suket.insert(**(row | dates)).execute()


def d16() -> None:
    matter()
    matter(SECOND, 2)


def d16_an_appointment_without_a_day() -> None:
    matter(kind="APPOINTMENT")


def d16_reopened() -> None:
    matter()
    change(Matter, REFERENCE, "USED")
    change(Matter, REFERENCE, "OPEN")


def d16_withdrawn_and_reopened() -> None:
    matter()
    change(Matter, REFERENCE, "WITHDRAWN")
    change(Matter, REFERENCE, "OPEN")


def d17() -> None:
    place()
    place(SECOND, 2)


def d18_one_blank_for_two() -> None:
    place()
    place(SECOND, 2, nik=OTHER)
    promise = aside(REFERENCE)
    call(REFERENCE, promise)
    call(SECOND, promise)


def d18_called_without_a_blank() -> None:
    place()
    call(REFERENCE, None)


def d18_somebody_else_s_blank() -> None:
    place()
    call(REFERENCE, aside(SECOND))


def d19_one_number() -> None:
    matter()
    suket("0001-2026", 1)
    suket("0001-2026 again", 1, OTHER)


def d19_one_person() -> None:
    matter()
    suket("0001-2026", 1)
    suket("0002-2026", 2)


BREAKS: list[Callable[[], None]] = [
    d16, d16_an_appointment_without_a_day, d16_reopened, d16_withdrawn_and_reopened, d17,
    d18_one_blank_for_two, d18_called_without_a_blank, d18_somebody_else_s_blank,
    d19_one_number, d19_one_person,
]  # fmt: skip


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda each: each.__name__)
def test_the_database_refuses(breaks: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError):
        breaks()


def test_a_blank_set_aside_may_be_promised() -> None:
    place()
    call(REFERENCE, aside(REFERENCE))


@pytest.mark.parametrize("state", ["USED", "LAPSED", "REPLACED", "WITHDRAWN"])
def test_whatever_ends_a_matter_forgets_whom_to_call_in_the_same_statement(state: str) -> None:
    matter(phone="081234567890")
    matter(SECOND, 2, nik=OTHER, phone="081234567890")
    change(Matter, REFERENCE, state)
    phones = [row.phone for row in Matter.select().order_by(Matter.seq)]
    assert phones == [None, "081234567890"]


def test_what_was_replaced_may_be_open_again_with_the_number_to_call() -> None:
    matter(phone="081234567890")
    change(Matter, REFERENCE, "REPLACED")
    change(Matter, REFERENCE, "OPEN", phone="081234567890")
    assert Matter.get().phone == "081234567890"


def test_of_what_has_ended_no_number_to_call_is_taken() -> None:
    matter()
    change(Matter, REFERENCE, "USED")
    Matter.update(phone="081234567890").execute()
    assert Matter.get().phone is None
