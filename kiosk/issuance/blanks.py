"""The ledger of blank cards: double entry, by box; what never changes is the sum."""

from db.models import Balance
from db.states import Account
from kiosk.desk.authority import TwoOfficers
from kiosk.issuance.journal import Journal

MAX_BOX = 10_000
"""Blanks in one intake."""


def receive(journal: Journal, box: str, number: int, officers: TwoOfficers) -> None:
    """T12: take a sealed box of blanks into stock, all or nothing."""
    if not 0 < number <= MAX_BOX:
        raise ValueError(f"A box holds 1 to {MAX_BOX} blanks, not {number}.")
    with journal.step("T12") as step:
        step.move(box, Account.RECEIVED, Account.STOCK, number, "intake")
        step.note(officers=officers.names)


def open_box() -> str | None:
    """Return the first box that still has a blank in stock."""
    stocked = (Balance.account == Account.STOCK) & (Balance.number > 0)
    row = Balance.select().where(stocked).order_by(Balance.box).first()
    return None if row is None else str(row.box)


def stock() -> int:
    """Return how many blanks lie in stock, promised to nobody."""
    return balances()[Account.STOCK]


def balances() -> dict[str, int]:
    """Return how many blanks each account holds; `received` as the number ever received."""
    sums = dict.fromkeys((account.value for account in Account), 0)
    for row in Balance.select():
        sums[row.account] += abs(row.number)
    return sums
