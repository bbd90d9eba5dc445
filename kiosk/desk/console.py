"""A terminal at which officers sign in, and are asked and told things.

Names and PINs are asked for and never taken from the command line, where others could read them.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.desk.accounts import Accounts, Denied
from kiosk.desk.authority import Operator, Supervisor, TwoOfficers
from kiosk.locale.catalogue import Catalogue
from kiosk.message import Value, message
from kiosk.text import clean

SHORTEST_REASON, LONGEST_REASON = 3, 200
"""Characters."""
NIK = re.compile(r"\d{16}")
_BETWEEN = re.compile(r"[\W_]+")
"""What people put between the digits of a number."""


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


def supervisor(accounts: Accounts, console: Console) -> Supervisor | None:
    """Return the supervisor who signs in; say so if nobody does."""
    console.say("staff.supervisor_signs")
    officer = sign_in(accounts, console)
    if officer is None or isinstance(officer, Supervisor):
        return officer
    console.say("staff.not_supervisor")
    return None


def two_officers(accounts: Accounts, console: Console) -> TwoOfficers | None:
    """Return the two officers who sign in; say so if they do not."""
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


def sound_reason(console: Console, given: str) -> str | None:
    """Return a reason as it is kept in the audit; say so if it is none."""
    reason = clean(given, LONGEST_REASON + 1)
    if SHORTEST_REASON <= len(reason) <= LONGEST_REASON and not _names_a_nik(reason):
        return reason
    console.say("staff.reason", fewest=SHORTEST_REASON, most=LONGEST_REASON)
    return None


def _names_a_nik(text: str) -> bool:
    """Tell whether sixteen digits follow each other, in whatever script and however grouped."""
    return NIK.search(_BETWEEN.sub("", unicodedata.normalize("NFKC", text))) is not None
