"""Killed at what a visit or an officer changes of what is owed, and of accounts: then done again.

Before its transaction is committed nothing of a change is there, afterwards all of it; whoever does
it again does it once.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playhouse.shortcuts import model_to_dict

from db.models import Balance, Lockout, Officer
from db.owed import Matter, Place, Suket
from db.states import MatterState, Role
from devices.entropy import SeededEntropy
from kiosk.desk.accounts import Accounts
from kiosk.desk.matter import Replaced, Wish
from kiosk.desk.waiting import UNRECORDED
from kiosk.documents.slip import Kind
from kiosk.policy import Policy
from kiosk.simulation import founding
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, Bench, found, somebody
from tests.kiosk.desk.ledger import SITI
from tests.kiosk.issuance.kills import killed_at

HOLDER, OTHER = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)
EARLY = somebody(Code.PRINT_READY, 2)
"""Came while the server was down, and again."""
PIN, ANOTHER_PIN = "kebun-77", "satu dua tiga"
KEEPS_ONE = Policy(hardship_reserve=1)
DAYS = 100
"""Until people come back: longer than a case's slip counts, shorter than a place does."""

Rows = list[dict[str, object]]


def accounts(bench: Bench) -> Accounts:
    """Return the accounts of an office, whose PINs cost next to nothing."""
    secret = bench.office.config.office.namespace.bytes
    journal, entropy = bench.office.issuance.journal, SeededEntropy("desk")
    return Accounts(journal, bench.clock, entropy, secret, founding.QUICK)


def reference(nik: str, kind: Kind) -> str:
    """Return the number of somebody's slip of that kind."""
    row = Matter.get((Matter.nik == nik) & (Matter.kind == kind.name))
    return str(row.key)


def comes_again(bench: Bench) -> None:
    bench.office.matters.open(Wish(Kind.CASE, HOLDER.nik, "moved"))


def waits(bench: Bench, nik: str, *, with_suket: bool) -> None:
    bench.office.matters.open(Wish(Kind.QUEUE, nik, "no_blank", with_suket=with_suket))


def ticket() -> Matter:
    return Matter.get((Matter.nik == EARLY.nik) & (Matter.about == UNRECORDED))


def replaces(bench: Bench) -> None:
    if ticket().state == MatterState.OPEN:
        bench.office.matters.replace(ticket().key)


def takes_back(bench: Bench) -> None:
    opened = Matter.get((Matter.nik == EARLY.nik) & (Matter.about == "no_blank"))
    bench.office.matters.take_back([opened.key], [Replaced(ticket().key, "081234567890")])


Act = Callable[[Bench], object]
SCRIPT: dict[str, Act] = {
    "Q.phone": lambda bench: bench.office.matters.phone(
        reference(HOLDER.nik, Kind.QUEUE), "081234567890"
    ),
    "Q.sign": lambda bench: bench.office.matters.suket_signed("0001-2026", SITI),
    "Q.extend": lambda bench: bench.office.matters.extend(HOLDER.nik),
    "Q.renew": comes_again,
    "Q.suket": lambda bench: waits(bench, OTHER.nik, with_suket=True),
    "Q.hardship": lambda bench: bench.office.matters.hardship(
        reference(OTHER.nik, Kind.QUEUE), SITI, "dialysis"
    ),
    "Q.replace": replaces,
    "Q.take_back": takes_back,
    "O.first": lambda bench: accounts(bench).first("siti", PIN),
    "O.add": lambda bench: accounts(bench).add(SITI, "budi", Role.OPERATOR, PIN),
    "O.sign_in": lambda bench: accounts(bench).sign_in("siti", PIN),
    "O.pin": lambda bench: accounts(bench).change_pin(SITI, ANOTHER_PIN),
    "O.unlock": lambda bench: accounts(bench).unlock(SITI, "budi"),
    "O.disable": lambda bench: accounts(bench).disable(SITI, "budi"),
}
"""What is done, each named by its transaction, in an order in which each can be."""


def before(bench: Bench, name: str) -> None:
    """Let happen what an act needs, and what does not belong to it."""
    if name == "Q.extend":
        bench.clock.sleep_until(bench.clock.monotonic() + DAYS * 86_400)
    if name == "Q.replace":
        waits(bench, EARLY.nik, with_suket=True)
    if name in ("O.sign_in", "O.unlock"):
        accounts(bench).sign_in("siti" if name == "O.sign_in" else "budi", "wrong")


def rows() -> list[Rows]:
    """Return everything that the script may change."""
    tables = (Matter, Place, Suket, Officer, Lockout, Balance)
    return [sorted(map(model_to_dict, table.select()), key=str) for table in tables]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Yield an office in which two wait, one of them with a case, and a blank is kept."""
    bench = found(tmp_path, [HOLDER, OTHER, EARLY], blanks=0)
    bench.decide(KEEPS_ONE)
    for nik in (HOLDER.nik, OTHER.nik):
        waits(bench, nik, with_suket=nik == HOLDER.nik)
    comes_again(bench)
    bench.office.matters.open(Wish(Kind.QUEUE, EARLY.nik, UNRECORDED))
    bench.office.issuance.receive_blanks("box-1", 1, OFFICERS)
    yield bench
    bench.close()


@pytest.mark.parametrize("moment", ["in", "after"])
@pytest.mark.parametrize("name", SCRIPT)
def test_killed_there_nothing_or_all_of_it_is_done_and_then_once(
    name: str, moment: str, bench: Bench
) -> None:
    for each in list(SCRIPT)[: list(SCRIPT).index(name)]:
        before(bench, each)
        SCRIPT[each](bench)
    before(bench, name)
    untouched = rows()

    with killed_at(f"{name}.{moment}"):
        SCRIPT[name](bench)
    bench.reopen()
    bench.decide(KEEPS_ONE)
    left = rows()
    assert (left == untouched) == (moment == "in")
    assert bench.office.check().violations == []
    SCRIPT[name](bench)
    assert rows() != untouched
    assert moment == "in" or rows() == left
    assert bench.office.check().violations == []
