"""Who has a right to a card, and why not: the decision table, row by row.

The first row whose facts are unknown asks for them; the first row that is true decides. So the
table is at once the rule of eligibility and the order of questions.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date

from db.states import Cause, Need
from kiosk.issuance.results import Issued, NotNow, Printed, Refusal
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.ministry.contract import Record, Status
from kiosk.policy import Policy
from kiosk.visit.codes import Act, Ask, Audience, Code, Outcome, Question, Right
from kiosk.visit.facts import Condition, Facts, Purpose, Unidentified

UNMARRIED = 1
"""Code of marital status: never married."""


Answer = bool | Question


@dataclass(frozen=True)
class Row:
    """One row of table 1: whether there is a right to a card."""

    code: Code
    audience: Audience
    right: Right
    when: Callable[[Facts, Policy], Answer]


@dataclass(frozen=True)
class IssueRow:
    """One row of table 2: whether it is printed now."""

    code: Code
    when: Callable[[Issued], bool]


IN_PIPELINE = {
    Status.BIO_CAPTURED,
    Status.PROCESSING,
    Status.SENT_FOR_ENROLLMENT,
    Status.RECEIVED_AT_CENTRAL,
    Status.SENT_FOR_CARD_PRINTING,
}
FAILED = {
    Status.ENROLL_FAILURE_AT_CENTRAL,
    Status.ENROLL_FAILURE_AT_REGIONAL,
    Status.SEARCH_FAILURE_AT_CENTRAL,
    Status.REQUEST_VALIDATION,
}
CARD_EXISTS = {Status.CARD_PRINTED, Status.CARD_SHIPPED, Status.CARD_ISSUED}


def decide(facts: Facts, policy: Policy) -> Ask | Outcome:
    """Return what must be known next, or what follows from what is known."""
    for row in TABLE_1:
        answer = row.when(facts, policy)
        if isinstance(answer, Question):
            return Ask(answer)
        if answer:
            return Outcome(row.code, row.audience, row.right)
    raise AssertionError("table 1 has a row for every case")


def conclude(issued: Issued) -> Outcome | None:
    """Return the row of table 2 for what the reserving transaction and the printer said.

    None where the ministry said no after all: then the facts have changed, and table 1 is asked
    again.
    """
    for row in TABLE_2:
        if row.when(issued):
            return Outcome(row.code, Audience.HOLDER, Right.YES)
    return None


def act_before(code: Code, facts: Facts) -> Act | None:
    """Return what an officer must sign for before this right becomes a card."""
    acts = {Code.LOST: Act.LETTER if facts.police_letter else None, Code.DAMAGED: Act.CUT}
    act = acts.get(code)
    if act is None or _withdrawn(facts) is not None:
        return None
    return act if _record(facts).card is not None else None  # nobody cuts what cannot be ended


def _known(value: bool | None, question: Question) -> Answer:
    return question if value is None else value


def _record(facts: Facts) -> Record:
    if not isinstance(facts.record, Record):
        raise TypeError("rows below nik_unknown are only reached with a record")
    return facts.record


def _nik_impossible(facts: Facts, _: Policy) -> Answer:
    return Question.NIK if facts.nik is None else facts.nik.nik is None


def _server_down(facts: Facts, _: Policy) -> Answer:
    return Question.RECORD if facts.record is None else isinstance(facts.record, Unavailable)


def _nik_unknown(facts: Facts, _: Policy) -> Answer:
    return isinstance(facts.record, UnknownNik)


def _not_identified(facts: Facts, _: Policy) -> Answer:
    if facts.identity is None:
        return Question.IDENTITY
    return isinstance(facts.identity, Unidentified)


def _report_death(facts: Facts, _: Policy) -> Answer:
    if facts.purpose is None:
        return Question.PURPOSE
    if facts.purpose is not Purpose.REPORT_DEATH:
        return False
    if facts.open_case(Code.REPORT_DEATH) is not None and facts.another_death is None:
        return Question.ANOTHER_DEATH
    return True


def _deceased(facts: Facts, _: Policy) -> Answer:
    return _record(facts).deceased


def _moved(facts: Facts, _: Policy) -> Answer:
    if _record(facts).moved is not None:
        return True
    if facts.open_case(Code.MOVED) is not None:
        return True
    if facts.open_case(Code.DATA_CHANGED) is not None:
        return False  # nobody is asked anew about what is being worked on
    if facts.is_looked_through:
        return False
    if facts.wrong is None and _card_in_reach(facts):
        return Question.DATA  # people see their address before they are asked whether they moved
    return _known(facts.moved, Question.MOVED)


def _underage(facts: Facts, policy: Policy) -> Answer:
    fields = _record(facts).fields
    return (
        fields.marital_status == UNMARRIED
        and birthday(fields.birth_date, policy.card_age) > facts.today
    )


def _status_in(statuses: Container[str]) -> Callable[[Facts, Policy], Answer]:
    return lambda facts, _: _record(facts).status in statuses


def _unknown_status(facts: Facts, _: Policy) -> Answer:
    return _record(facts).status not in set(Status)


def _data_changed(facts: Facts, _: Policy) -> Answer:
    if facts.open_case(Code.DATA_CHANGED) is not None:
        return True
    if facts.is_looked_through:
        return False
    if facts.wrong is None:
        return Question.DATA
    if facts.wrong:
        return True
    if facts.married is not False:
        return _known(facts.married, Question.MARRIED)
    if facts.death_in_family is None:
        return Question.DEATH_IN_FAMILY
    return False


def _card_waiting(facts: Facts, _: Policy) -> Answer:
    if facts.card_in_hopper:
        return True
    if not card_exists(facts):
        return False
    card = _record(facts).card
    if facts.local_card is None and card is not None and not card.received:
        return True
    if facts.condition is None:
        return Question.CONDITION
    return facts.condition is Condition.NEVER_RECEIVED and not facts.disputed


def _already_printed(facts: Facts, _: Policy) -> Answer:
    return facts.disputed or _card_in_state(facts, Condition.FINE)


def _unlike_card(facts: Facts, _: Policy) -> Answer:
    return facts.unlike_card and (
        _card_in_state(facts, Condition.DAMAGED) or _card_in_state(facts, Condition.LOST)
    )


def _damaged(facts: Facts, _: Policy) -> Answer:
    return _withdrawn(facts) is Cause.DAMAGED or _card_in_state(facts, Condition.DAMAGED)


def _lost_with_letter(facts: Facts, policy: Policy) -> Answer:
    if _withdrawn(facts) is Cause.LOST:
        return True
    lost = _lost(facts, policy)
    return _known(facts.police_letter, Question.POLICE_LETTER) if lost is True else lost


def _lost(facts: Facts, _: Policy) -> Answer:
    return _card_in_state(facts, Condition.LOST)


def _print_ready(facts: Facts, _: Policy) -> Answer:
    return _record(facts).status == Status.PRINT_READY_RECORD


def _card_in_state(facts: Facts, condition: Condition) -> Answer:
    if not card_exists(facts):
        return False
    if facts.condition is None:
        return Question.CONDITION
    return facts.condition is condition


def _withdrawn(facts: Facts) -> Cause | None:
    """Return why this record's card was withdrawn here; the ministry does not know yet."""
    return None if facts.withdrawn is None else facts.withdrawn.cause


def card_exists(facts: Facts) -> bool:
    """Tell whether a card was made for somebody, wherever it is, and was not withdrawn here."""
    if _withdrawn(facts) is not None:
        return False
    return facts.local_card is not None or _record(facts).status in CARD_EXISTS


def given_up(facts: Facts) -> Cause | None:
    """Return why somebody's last card counts no more, if no other was made yet."""
    if facts.withdrawn is not None:
        return facts.withdrawn.cause
    has_another = isinstance(facts.record, Record) and card_exists(facts)
    return None if facts.need is Need.PRINT_READY or has_another else Cause(facts.need)


def _card_in_reach(facts: Facts) -> bool:
    """Whether the record's status lets the data matter today."""
    return facts.local_card is not None or _record(facts).status in (
        *CARD_EXISTS,
        Status.PRINT_READY_RECORD,
    )


def birthday(born: date, age: int) -> date:
    """Return the day on which somebody turns `age`; born on 29 February, the 1st of March."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


PUBLIC, HOLDER = Audience.PUBLIC, Audience.HOLDER

TABLE_1 = (
    Row(Code.NIK_IMPOSSIBLE, PUBLIC, Right.NONE, _nik_impossible),
    Row(Code.SERVER_DOWN, PUBLIC, Right.NONE, _server_down),
    Row(Code.NIK_UNKNOWN, PUBLIC, Right.NONE, _nik_unknown),
    Row(Code.NOT_IDENTIFIED, PUBLIC, Right.NONE, _not_identified),
    Row(Code.REPORT_DEATH, HOLDER, Right.NONE, _report_death),
    Row(Code.DECEASED, HOLDER, Right.NONE, _deceased),
    Row(Code.MOVED, HOLDER, Right.NONE, _moved),
    Row(Code.UNDERAGE, HOLDER, Right.NONE, _underage),
    Row(Code.NEVER_RECORDED, HOLDER, Right.NONE, _status_in({Status.UNREGISTERED})),
    Row(Code.IN_PIPELINE, HOLDER, Right.NONE, _status_in(IN_PIPELINE)),
    Row(Code.FAILED, HOLDER, Right.NONE, _status_in(FAILED)),
    Row(Code.ADJUDICATE, HOLDER, Right.NONE, _status_in({Status.ADJUDICATE_RECORD})),
    Row(Code.DUPLICATE, HOLDER, Right.NONE, _status_in({Status.DUPLICATE_RECORD})),
    Row(Code.UNKNOWN_STATUS, HOLDER, Right.NONE, _unknown_status),
    Row(Code.DATA_CHANGED, HOLDER, Right.NONE, _data_changed),
    Row(Code.CARD_WAITING, HOLDER, Right.NONE, _card_waiting),
    Row(Code.ALREADY_PRINTED, HOLDER, Right.REFUSED, _already_printed),
    Row(Code.DATA_CHANGED, HOLDER, Right.NONE, _unlike_card),
    Row(Code.DAMAGED, HOLDER, Right.YES, _damaged),
    Row(Code.LOST, HOLDER, Right.YES, _lost_with_letter),
    Row(Code.LOST, HOLDER, Right.NONE, _lost),
    Row(Code.PRINT_READY, HOLDER, Right.YES, _print_ready),
)

CODES = {Cause.DAMAGED: Code.DAMAGED, Cause.LOST: Code.LOST}
"""The rows of somebody whose card was withdrawn for that."""

TABLE_2 = (
    IssueRow(Code.PRINTER_OUT, lambda issued: _refused(issued, NotNow.PRINTER_OUT)),
    IssueRow(Code.NO_BLANK, lambda issued: _refused(issued, NotNow.NO_BLANK)),
    IssueRow(Code.CAP_REACHED, lambda issued: _refused(issued, NotNow.CAP_REACHED)),
    IssueRow(Code.PRINTED, lambda issued: isinstance(issued, Printed)),
)


def _refused(issued: Issued, why: NotNow) -> bool:
    return isinstance(issued, Refusal) and issued.why is why
