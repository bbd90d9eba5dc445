"""The decision tables a second time: read off the design, row by row, without the product's code.

Each row says yes, no, or which fact it must be told first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

Known = Mapping[str, object]
"""Plain facts by name; a name that is missing is a fact that nobody has told yet."""

Said = bool | str
"""Yes, no, or the name of the fact that is missing."""


@dataclass(frozen=True)
class Row:
    """One line of table 1."""

    name: str
    code: str
    told: str
    right: str
    holds: Callable[[Known], Said]


IN_PIPELINE = [
    "BIO_CAPTURED",
    "PROCESSING",
    "SENT_FOR_ENROLLMENT",
    "RECEIVED_AT_CENTRAL",
    "SENT_FOR_CARD_PRINTING",
]
FAILED = [
    "ENROLL_FAILURE_AT_CENTRAL",
    "ENROLL_FAILURE_AT_REGIONAL",
    "SEARCH_FAILURE_AT_CENTRAL",
    "REQUEST_VALIDATION",
]
HAS_CARD = ["CARD_PRINTED", "CARD_SHIPPED", "CARD_ISSUED"]
ALL = [
    *("UNREGISTERED", "ADJUDICATE_RECORD", "DUPLICATE_RECORD", "PRINT_READY_RECORD"),
    *IN_PIPELINE,
    *FAILED,
    *HAS_CARD,
]


def unless_unknown(fact: str, test: Callable[[object], bool]) -> Callable[[Known], Said]:
    """Return a row's condition on one fact."""

    def holds(known: Known) -> Said:
        return test(known[fact]) if fact in known else fact

    return holds


def report_death(known: Known) -> Said:
    """Came to report a death: another one, or that whose case is open."""
    if "purpose" not in known:
        return "purpose"
    if known["purpose"] != "report_death":
        return False
    return True if not known["death_case"] or "another_death" in known else "another_death"


def by_status(*statuses: str) -> Callable[[Known], Said]:
    """Return the condition that the central status is one of these."""
    return lambda known: known["status"] in statuses


def exists(known: Known) -> bool:
    """Tell whether a card of this person exists, here or on record, and was not withdrawn here."""
    if known["withdrawn"] is not None:
        return False
    return known["local_card"] is not None or known["status"] in HAS_CARD


def under_17(known: Known) -> bool:
    """Tell whether somebody is younger than 17 and was never married."""
    born, today = known["birth_date"], known["today"]
    assert isinstance(born, date)
    assert isinstance(today, date)
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    age = today.year - born.year - (not had_birthday)
    return known["marital_status"] == 1 and age < 17


def looked_through(known: Known) -> bool:
    """Tell whether the data were said to be right before the card was made that lies here."""
    return known["local_card"] == "in_hopper" and not known["unlike_card"]


def moved(known: Known) -> Said:
    """Registered as moved, or says so; whoever may get a card sees the address before that."""
    if known["registered_as_moved"]:
        return True
    if looked_through(known):
        return False
    has_one = known["local_card"] is not None
    matters = has_one or known["status"] in [*HAS_CARD, "PRINT_READY_RECORD"]
    if matters and "wrong" not in known:
        return "wrong"
    return bool(known["moved"]) if "moved" in known else "moved"


def data_changed(known: Known) -> Said:
    """Says that a line is wrong or has changed."""
    if looked_through(known):
        return False
    if "wrong" not in known:
        return "wrong"
    if known["wrong"]:
        return True
    if "married" not in known:
        return "married"
    if known["married"]:
        return True
    return "death_in_family" if "death_in_family" not in known else False


def card_waiting(known: Known) -> Said:
    """Printed and never received."""
    if known["local_card"] == "in_hopper":
        return True
    if not exists(known):
        return False
    if known["local_card"] is None and known["record_card"] == "not_received":
        return True
    if known["local_card"] == "handed_over":
        return False if "condition" in known else "condition"
    return known["condition"] == "never_received" if "condition" in known else "condition"


def already_printed(known: Known) -> Said:
    """In hand; or this office's books say that it was handed over, whatever its holder says."""
    handed_over = known["local_card"] == "handed_over"
    return condition("fine", "never_received")(known) if handed_over else condition("fine")(known)


def condition(*wanted: str) -> Callable[[Known], Said]:
    """Return the condition on what the holder says of an existing card."""

    def holds(known: Known) -> Said:
        if not exists(known):
            return False
        return known["condition"] in wanted if "condition" in known else "condition"

    return holds


def withdrawn_or(cause: str) -> Callable[[Known], Said]:
    """Withdrawn here for that, or the holder says so."""
    return lambda known: known["withdrawn"] == cause or condition(cause)(known)


def unlike_the_card(known: Known) -> Said:
    """The record changed since this office made the card that is to be replaced."""
    return condition("damaged", "lost")(known) if known["unlike_card"] else False


def lost_with_letter(known: Known) -> Said:
    """Lost, and the police's letter is there."""
    if known["withdrawn"] == "lost":
        return True
    lost = condition("lost")(known)
    if lost is not True:
        return lost
    return bool(known["police_letter"]) if "police_letter" in known else "police_letter"


TABLE_1 = (
    Row("nik_impossible", "nik_impossible", "PUBLIC", "NONE",
        unless_unknown("nik", lambda nik: nik == "impossible")),
    Row("server_down", "server_down", "PUBLIC", "NONE",
        unless_unknown("answer", lambda answer: answer == "none")),
    Row("nik_unknown", "nik_unknown", "PUBLIC", "NONE", lambda known: known["answer"] == "unknown"),
    Row("not_identified", "not_identified", "PUBLIC", "NONE",
        unless_unknown("identified", lambda identified: not identified)),
    Row("report_death", "report_death", "HOLDER", "NONE", report_death),
    Row("deceased", "deceased", "HOLDER", "NONE", lambda known: bool(known["deceased"])),
    Row("moved", "moved", "HOLDER", "NONE", moved),
    Row("underage", "underage", "HOLDER", "NONE", under_17),
    Row("never_recorded", "never_recorded", "HOLDER", "NONE", by_status("UNREGISTERED")),
    Row("in_pipeline", "in_pipeline", "HOLDER", "NONE", by_status(*IN_PIPELINE)),
    Row("failed", "failed", "HOLDER", "NONE", by_status(*FAILED)),
    Row("adjudicate", "adjudicate", "HOLDER", "NONE", by_status("ADJUDICATE_RECORD")),
    Row("duplicate", "duplicate", "HOLDER", "NONE", by_status("DUPLICATE_RECORD")),
    Row("unknown_status", "unknown_status", "HOLDER", "NONE",
        lambda known: known["status"] not in ALL),
    Row("data_changed", "data_changed", "HOLDER", "NONE", data_changed),
    Row("card_waiting", "card_waiting", "HOLDER", "NONE", card_waiting),
    Row("already_printed", "already_printed", "HOLDER", "REFUSED", already_printed),
    Row("unlike_the_card", "data_changed", "HOLDER", "NONE", unlike_the_card),
    Row("damaged", "damaged", "HOLDER", "YES", withdrawn_or("damaged")),
    Row("lost", "lost", "HOLDER", "YES", lost_with_letter),
    Row("lost_without_letter", "lost", "HOLDER", "NONE", condition("lost")),
    Row("print_ready", "print_ready", "HOLDER", "YES", by_status("PRINT_READY_RECORD")),
)  # fmt: skip

TABLE_2 = ("printer_out", "no_blank", "cap_reached", "printed")


def decided(known: Known) -> Row | str | None:
    """Return the row that decides, the fact that must be told first, or None if no row does."""
    for row in TABLE_1:
        said = row.holds(known)
        if isinstance(said, str):
            return said
        if said:
            return row
    return None


READY: Known = {
    "today": date(2026, 3, 2),
    "nik": "possible",
    "answer": "record",
    "local_card": None,
    "withdrawn": None,
    "unlike_card": False,
    "identified": True,
    "purpose": "own_card",
    "deceased": False,
    "registered_as_moved": False,
    "birth_date": date(1980, 5, 17),
    "marital_status": 2,
    "status": "PRINT_READY_RECORD",
    "record_card": "none",
    "wrong": (),
    "moved": False,
    "married": False,
    "death_in_family": False,
    "death_case": False,
    "another_death": False,
    "condition": "fine",
    "police_letter": False,
}
"""Somebody who gets a card, everything told."""

ISSUED: Known = {**READY, "status": "CARD_ISSUED", "record_card": "received"}

EXAMPLES: Mapping[str, Known] = {
    "nik_impossible": {"today": READY["today"], "nik": "impossible"},
    "server_down": {"today": READY["today"], "nik": "possible", "answer": "none"},
    "nik_unknown": {"today": READY["today"], "nik": "possible", "answer": "unknown"},
    "not_identified": {**READY, "identified": False},
    "report_death": {**READY, "purpose": "report_death"},
    "deceased": {**READY, "deceased": True},
    "moved": {**READY, "moved": True},
    "underage": {**READY, "birth_date": date(2009, 3, 3), "marital_status": 1},
    "never_recorded": {**READY, "status": "UNREGISTERED"},
    "in_pipeline": {**READY, "status": "PROCESSING"},
    "failed": {**READY, "status": "REQUEST_VALIDATION"},
    "adjudicate": {**READY, "status": "ADJUDICATE_RECORD"},
    "duplicate": {**READY, "status": "DUPLICATE_RECORD"},
    "unknown_status": {**READY, "status": "HELD_FOR_REVIEW"},
    "data_changed": {**READY, "wrong": ("address",)},
    "card_waiting": {**ISSUED, "record_card": "not_received"},
    "already_printed": ISSUED,
    "unlike_the_card": {**ISSUED, "condition": "damaged", "unlike_card": True},
    "damaged": {**ISSUED, "condition": "damaged"},
    "lost": {**ISSUED, "condition": "lost", "police_letter": True},
    "lost_without_letter": {**ISSUED, "condition": "lost"},
    "print_ready": READY,
}
"""One person for each row."""


def partly_told(known: Known, keep: frozenset[str]) -> Known:
    """Return the facts with only those told that are on record, or kept."""
    askable = ("purpose", "wrong", "moved", "married", "death_in_family", "another_death",
               "condition", "police_letter", "identified", "nik", "answer")  # fmt: skip
    return {name: fact for name, fact in known.items() if name not in askable or name in keep}


NAMES = [row.name for row in TABLE_1]
