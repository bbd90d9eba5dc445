"""Officers at a command line: they sign in, one thing is done, and what came of it is said.

Names and PINs are asked for and never taken from the command line, where others could read them.
"""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kiosk.desk.accounts import Account, Accounts, Denied, Problem, all_accounts, normal
from kiosk.desk.authority import Operator, Supervisor, TwoOfficers
from kiosk.issuance.blanks import MAX_BOX
from kiosk.issuance.issuance import Found, Issuance
from kiosk.locale.catalogue import Catalogue
from kiosk.message import Message, Value, message
from kiosk.office import Office
from kiosk.text import clean

BOX = re.compile(r"[A-Za-z0-9._/-]{1,40}")
SHORTEST_REASON, LONGEST_REASON = 3, 200
"""Characters."""
NIK = re.compile(r"[0-9]{16}")


@dataclass(frozen=True)
class Console:
    """A terminal, and the language that is spoken there."""

    words: Catalogue
    ask: Callable[[str], str]
    ask_unseen: Callable[[str], str]
    print: Callable[[str], None]

    def say(self, id: str, **values: Value) -> None:
        """Say one thing."""
        self.print(self.words.say(message(id, **values)))

    def answer(self, id: str, **values: Value) -> str:
        """Return what is answered to a question."""
        return self.ask(f"{self.words.say(message(id, **values))}: ")

    def secret(self, id: str, **values: Value) -> str:
        """Return what is answered without being shown."""
        return self.ask_unseen(f"{self.words.say(message(id, **values))}: ")


def act(options: argparse.Namespace, office: Office, console: Console) -> bool:
    """Do what the command line says, and say what came of it; False if it was not done."""
    accounts = office.accounts
    match options.act:
        case "first":
            return _first(accounts, console, options.name)
        case "add":
            return _add(accounts, console, options)
        case "disable":
            return _supervise(accounts, console, accounts.disable, options.name)
        case "unlock":
            return _supervise(accounts, console, accounts.unlock, options.name)
        case "pin":
            return _change_pin(accounts, console)
        case "receive":
            return _receive(office, console, options.box, options.number)
        case "resolve":
            return _resolve(office, console, options)
        case "destroy":
            return _destroy(office, console, options.minutes, options.number)
        case other:
            raise ValueError(f"no such act: {other}")


def show_accounts(console: Console, now: datetime) -> None:
    """Say who there is, in the database that is open."""
    found = list(all_accounts(now))
    for account in found:
        console.print(console.words.say(_described(account)))
    if not found:
        console.say("staff.nobody")


# -- signing in -------------------------------------------------------------------------------


def sign_in(accounts: Accounts, console: Console) -> Operator | None:
    """Return whoever signs in; say so if nobody does."""
    name = console.answer("staff.name")
    officer = accounts.sign_in(name, console.secret("staff.pin"))
    if not isinstance(officer, Denied):
        return officer
    if officer.until is None:
        console.say("staff.denied")
    else:
        console.say("staff.locked", until=officer.until)
    return None


def _supervisor(accounts: Accounts, console: Console) -> Supervisor | None:
    console.say("staff.supervisor_signs")
    officer = sign_in(accounts, console)
    if officer is None or isinstance(officer, Supervisor):
        return officer
    console.say("staff.not_supervisor")
    return None


def _two(accounts: Accounts, console: Console) -> TwoOfficers | None:
    console.say("staff.first_signs")
    first = sign_in(accounts, console)
    if first is None:
        return None
    console.say("staff.second_signs")
    second = sign_in(accounts, console)
    if second is None:
        return None
    if second.name == first.name:
        console.say("staff.same_person")
        return None
    return TwoOfficers(first, second)


def _new_pin(console: Console, name: str) -> str | None:
    pin = console.secret("staff.new_pin", name=clean(name))
    if pin == console.secret("staff.pin_again"):
        return pin
    console.say("staff.pins_differ")
    return None


# -- accounts ---------------------------------------------------------------------------------


def _told(console: Console, problem: Problem | None, name: str) -> bool:
    if problem is None:
        console.say("staff.done", name=clean(name))
    else:
        console.say(f"staff.problem.{problem}", name=clean(name))
    return problem is None


def _first(accounts: Accounts, console: Console, name: str) -> bool:
    pin = _new_pin(console, name)
    return pin is not None and _told(console, accounts.first(name, pin), name)


def _add(accounts: Accounts, console: Console, options: argparse.Namespace) -> bool:
    by = _supervisor(accounts, console)
    if by is None:
        return False
    pin = _new_pin(console, options.name)
    if pin is None:
        return False
    return _told(console, accounts.add(by, options.name, options.role, pin), options.name)


def _supervise(
    accounts: Accounts,
    console: Console,
    doing: Callable[[Supervisor, str], Problem | None],
    name: str,
) -> bool:
    by = _supervisor(accounts, console)
    return by is not None and _told(console, doing(by, name), name)


def _change_pin(accounts: Accounts, console: Console) -> bool:
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


# -- blanks and attempts ----------------------------------------------------------------------


def _receive(office: Office, console: Console, box: str, number: int) -> bool:
    if not BOX.fullmatch(box):
        console.say("staff.box")
        return False
    if not 0 < number <= MAX_BOX:
        console.say("staff.number", most=MAX_BOX)
        return False
    by = _two(office.accounts, console)
    if by is None:
        return False
    office.issuance.receive_blanks(box, number, by)
    console.say("staff.received", box=box, number=number, stock=office.issuance.blanks()["stock"])
    return True


def _destroy(office: Office, console: Console, minutes: str, number: int) -> bool:
    voids = office.issuance.voids
    if not BOX.fullmatch(minutes) or NIK.search(minutes):
        console.say("staff.minutes")
        return False
    ready, waiting = voids.pieces()
    if not ready or number != ready:
        console.say("staff.other_pieces", ready=ready, waiting=waiting)
        return False
    by = _two(office.accounts, console)
    if by is None or not voids.destroy(number, minutes, by):
        return False
    console.say("staff.destroyed", number=number, minutes=minutes)
    return True


def _resolve(office: Office, console: Console, options: argparse.Namespace) -> bool:
    reason = clean(options.reason, LONGEST_REASON + 1)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON or NIK.search(reason):
        console.say("staff.reason", fewest=SHORTEST_REASON, most=LONGEST_REASON)
        return False
    office.tend()
    if not _waits(office.issuance, console, options.key):
        return False
    by = _two(office.accounts, console)
    if by is None:
        return False
    if not office.issuance.resolve(options.key, Found(options.found), by, reason):
        console.say("staff.no_evidence")
        return False
    office.tend()
    console.say("staff.resolved")
    return True


def _waits(issuance: Issuance, console: Console, key: str) -> bool:
    waiting = issuance.unresolved()
    if waiting is None:
        console.say("staff.nothing_waits")
    elif waiting != key:
        console.say("staff.other_waits", attempt=waiting)
    return waiting == key
