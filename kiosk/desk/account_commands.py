"""What officers type to look after accounts."""

import argparse
from collections.abc import Callable
from datetime import datetime

from kiosk.desk.accounts import (
    FEWEST_SIGNS,
    Account,
    Accounts,
    Problem,
    all_accounts,
    normal,
    problem_of,
)
from kiosk.desk.authority import Supervisor
from kiosk.desk.console import Console, sign_in, supervisor
from kiosk.message import Message, message
from kiosk.text import clean

PIN_TRIES = 3
"""Whoever chooses a PIN against the rule is asked again: what they type next is another PIN."""


def show_accounts(console: Console, now: datetime, secret: bytes) -> None:
    """Say who there is, in the database that is open."""
    found = list(all_accounts(now, secret))
    for account in found:
        console.print(console.words.say(_described(account)))
    if not found:
        console.say("staff.nobody")


def _new_pin(console: Console, name: str) -> str | None:
    """Return the PIN that somebody chose by the rule, which is said before; say so if none is."""
    key = normal(name)
    if not key:
        _told(console, Problem.NAME, name)
        return None
    console.say("staff.pin_rule", fewest=FEWEST_SIGNS)
    for _ in range(PIN_TRIES):
        pin = console.secret("staff.new_pin", name=key)
        problem = problem_of(key, pin)
        if problem is not None:
            _told(console, problem, name)
        elif pin == console.secret("staff.pin_again"):
            return pin
        else:
            console.say("staff.pins_differ")
    return None


def _told(console: Console, problem: Problem | None, name: str) -> bool:
    if problem is None:
        console.say("staff.done", name=clean(name))
    else:
        console.say(f"staff.problem.{problem}", name=clean(name))
    return problem is None


def first(accounts: Accounts, console: Console, name: str) -> bool:
    """Make the first account."""
    pin = _new_pin(console, name)
    return pin is not None and _told(console, accounts.first(name, pin), name)


def add(accounts: Accounts, console: Console, options: argparse.Namespace) -> bool:
    """Make an account, or give a disabled one back."""
    by = supervisor(accounts, console)
    if by is None:
        return False
    pin = _new_pin(console, options.name)
    if pin is None:
        return False
    return _told(console, accounts.add(by, options.name, options.role, pin), options.name)


def supervise(
    accounts: Accounts,
    console: Console,
    doing: Callable[[Supervisor, str], Problem | None],
    name: str,
) -> bool:
    """Do to an account what a supervisor may."""
    by = supervisor(accounts, console)
    return by is not None and _told(console, doing(by, name), name)


def change_pin(accounts: Accounts, console: Console) -> bool:
    """Give whoever signs in another PIN."""
    by = sign_in(accounts, console)
    if by is None:
        return False
    pin = _new_pin(console, by.name)
    return pin is not None and _told(console, accounts.change_pin(by, pin), by.name)


def _described(account: Account) -> Message:
    parts = [
        message(f"staff.role.{account.role}"),
        message(f"staff.state.{account.state.lower()}"),
    ]
    if account.locked_until is not None:
        parts.append(message("staff.until", until=account.locked_until))
    return message("staff.account", name=normal(account.name), about=tuple(parts))
