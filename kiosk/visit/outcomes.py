"""What each outcome says to this resident: why, what is kept, what to bring, where, when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from db.states import CARD_HERE, DISPUTED, NOT_FOUND, Need
from devices.printer.printer import FaultKind
from kiosk.desk.matter import VOID_REFUSED, Matter, Wish
from kiosk.documents.reference import grouped
from kiosk.documents.slip import Kind
from kiosk.identity import Identity
from kiosk.message import Message, Value, message
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Record
from kiosk.policy import Policy
from kiosk.visit.codes import Code
from kiosk.visit.decide import FAILED, birthday, card_exists, given_up
from kiosk.visit.endings import (
    BEFORE_A_CARD,
    CASES,
    DOCUMENTS,
    NO_BLANK_YET,
    PHOTO,
    PROOFS,
    RECORD,
    TOO_MANY,
)
from kiosk.visit.facts import Condition, Facts, Field, Purpose
from kiosk.visit.views import Kept, OutcomeView


@dataclass(frozen=True)
class Place:
    """Where the kiosk stands, as people know it."""

    office: str
    counter: Value
    hours: Value


@dataclass(frozen=True)
class Printing:
    """When and where a card was printed."""

    on: date
    at: str


PROMISES: Mapping[Code, Kind] = {
    Code.SERVER_DOWN: Kind.QUEUE,
    Code.NIK_UNKNOWN: Kind.COUNTER,
    Code.NOT_IDENTIFIED: Kind.COUNTER,
    Code.REPORT_DEATH: Kind.CASE,
    Code.DECEASED: Kind.COUNTER,
    Code.MOVED: Kind.CASE,
    Code.UNDERAGE: Kind.APPOINTMENT,
    Code.NEVER_RECORDED: Kind.APPOINTMENT,
    Code.IN_PIPELINE: Kind.APPOINTMENT,
    Code.FAILED: Kind.CASE,
    Code.ADJUDICATE: Kind.CASE,
    Code.DUPLICATE: Kind.CASE,
    Code.UNKNOWN_STATUS: Kind.CASE,
    Code.DATA_CHANGED: Kind.CASE,
    Code.CARD_WAITING: Kind.CARD_WAITING,
    Code.DAMAGED: Kind.QUEUE,
    Code.LOST: Kind.CASE,
    Code.PRINTER_OUT: Kind.QUEUE,
    Code.NO_BLANK: Kind.QUEUE,
    Code.CAP_REACHED: Kind.APPOINTMENT,
}
"""What each ending opens. `already_printed` is final, unless disputed; `nik_impossible` leads back
to the number."""
A_CARD_FOLLOWS = (
    *(Code.SERVER_DOWN, Code.IN_PIPELINE, Code.FAILED, Code.ADJUDICATE, Code.DUPLICATE),
    *(Code.UNKNOWN_STATUS, Code.DATA_CHANGED, Code.DAMAGED, Code.LOST),
    *(Code.PRINTER_OUT, Code.NO_BLANK, Code.CAP_REACHED),
)
"""Endings after which a card is still made here, another day."""


FILLABLE = (
    FaultKind.FEEDER_EMPTY,
    FaultKind.HOPPER_FULL,
    FaultKind.RIBBON,
    FaultKind.COVER_OPEN,
    FaultKind.HOPPER_DOOR,
)
"""What any officer puts right in a minute; whatever else the printer says is a fault."""
USUALLY = timedelta(days=30)
"""In which a stage is done with by our choice; after that no number of days is promised."""
IN_THE_MAKING = "card_in_the_making"
KEPT = "server_down_kept"
"""What a place is about whose holder waits for the ministry to grant a card."""


def wishes(
    code: Code,
    facts: Facts,
    policy: Policy,
    *,
    claim_kept: bool = False,
    in_the_making: bool = False,
) -> tuple[Wish, ...]:
    """Return what an ending opens for this resident; nothing for a final answer.

    `claim_kept` and `in_the_making` are as of `outcome_view`.
    """
    about = KEPT if claim_kept else _matter(code, facts)
    kind = PROMISES.get(code)
    if about in CASES:
        kind = Kind.CASE
    elif code in (Code.DAMAGED, Code.LOST) and given_up(facts) is not None:
        kind = Kind.QUEUE  # the card was cut, or the letter seen, already
    elif code is Code.CARD_WAITING and (facts.card_in_hopper or in_the_making):
        about = CARD_HERE
    if kind is None:
        return ()
    lines: tuple[str, ...] = tuple(changed(facts)) if code is Code.DATA_CHANGED else ()
    if facts.purpose is Purpose.REPORT_DEATH:
        lines = (Code.REPORT_DEATH.value,)  # whoever comes back still comes for that
    another = code is Code.REPORT_DEATH and facts.another_death is True
    condition = to_replace(facts) if code is Code.CAP_REACHED else None
    need = None if condition is None else Need(condition)
    day = _day(code, facts, policy)
    first = Wish(kind, facts.number, about, lines, day, another, need=need)
    if not _needs_suket(code, facts, policy):
        return (first,)
    if kind is Kind.QUEUE:
        return (replace(first, with_suket=True),)
    return (first, Wish(Kind.SUKET, facts.number, code.value))


def _matter(code: Code, facts: Facts) -> str:
    """Return what an ending's matter is about: its code, or what is known more closely."""
    match code:
        case Code.ALREADY_PRINTED if facts.disputed:
            return DISPUTED
        case Code.FAILED if _is_photo(facts):
            return PHOTO
        case Code.UNKNOWN_STATUS if facts.record is Unavailable.UNREADABLE:
            return RECORD
        case Code.CARD_WAITING if facts.not_found:
            return NOT_FOUND
        case Code.DAMAGED | Code.LOST if facts.withdrawn is not None and facts.withdrawn.refused:
            return VOID_REFUSED
        case Code.NO_BLANK | Code.PRINTER_OUT if (condition := to_replace(facts)) is not None:
            return condition.value
        case _:
            return code.value


def _needs_suket(code: Code, facts: Facts, policy: Policy) -> bool:
    """Tell whether a Suket is to stand in for a card: one was given up, or the data are wrong."""
    if not facts.identified or code not in A_CARD_FOLLOWS:
        return False
    if code in policy.suket_with:
        return True
    has_one = isinstance(facts.record, Record) and card_exists(facts)
    return given_up(facts) is not None or (code is Code.DATA_CHANGED and not has_one)


def to_replace(facts: Facts) -> Condition | None:
    """Return what is wrong with a card that was not withdrawn yet."""
    replaced = facts.condition in (Condition.DAMAGED, Condition.LOST)
    return facts.condition if replaced and card_exists(facts) else None


def _day(code: Code, facts: Facts, policy: Policy) -> date | None:
    match code:
        case Code.UNDERAGE:
            return birthday(facts.found.fields.birth_date, policy.card_age)
        case Code.IN_PIPELINE:
            return facts.today + timedelta(days=policy.look_again_days)
        case _:
            return None


def kept(matter: Matter) -> Kept:
    """Return what is open as it is told: the day, the place in the queue, the Suket."""
    when = []
    if matter.day is not None:
        when.append(message("slip.day", day=matter.day))
    if matter.called_until is not None:
        when.append(message("slip.called", until=matter.called_until))
    if (turn := matter.turn) is not None:
        if turn.earliest is None or turn.latest is None:
            when.append(message("slip.turn_open", turn=turn.number))
            when.append(message("slip.turn_ask", days=turn.days))
        else:
            days = {"earliest": turn.earliest, "latest": turn.latest}
            when.append(message("slip.turn", turn=turn.number, **days))
            when.append(message("slip.turn_kept", days=turn.days))
    suket = None
    if matter.suket is not None and matter.suket_until is not None:
        suket = message("slip.suket", suket=matter.suket, until=matter.suket_until)
    return Kept(matter.kind, matter.reference, tuple(when), suket)


def outcome_view(
    code: Code,
    facts: Facts,
    place: Place,
    policy: Policy,
    *,
    printing: Printing | None = None,
    claim_kept: bool = False,
    in_the_making: bool = False,
    too_many: bool = False,
    fault: FaultKind | None = None,
) -> OutcomeView:
    """Return the screen of one outcome, for this resident.

    `printing` overrides what the record says of an earlier card; `claim_kept` says that the
    ministry went away after the right to a card was established; `in_the_making` that the printer
    is still at work on the card; `too_many` that too many numbers were tried here. `fault` is what
    the printer said when it did not print.
    """
    known = _about(code, facts, policy, printing)
    variant = IN_THE_MAKING if in_the_making else _variant(code, facts, known, claim_kept)
    if too_many:
        variant = TOO_MANY
    if code is Code.PRINTER_OUT and fault in FILLABLE:
        variant = "printer_to_fill"
        known["cause"] = message(f"printer.{fault.name.lower()}")
    name = f"outcome.{variant}"
    args: dict[str, Value] = {
        "office": place.office,
        "counter": place.counter,
        "hours": place.hours,
        **known,
    }

    def say(part: str) -> Message:
        return message(f"{name}.{part}", **args)

    return OutcomeView(
        code=code,
        heading=say("heading"),
        why=say("why"),
        kept=say("kept"),
        bring=tuple(message(f"document.{each}") for each in _documents(variant, facts)),
        where=say("where"),
        when=say("when"),
        also=reminders(facts),
        card_here=variant == CARD_HERE,
    )


def reminders(facts: Facts) -> tuple[Message, ...]:
    """Return what to tell besides: a death in the family does not stop a card.

    That a record was fetched ahead says that its holder was expected; only the holder hears that.
    """
    told = [message("also.report_death")] if facts.death_in_family else []
    if facts.record_as_of is not None and isinstance(facts.identity, Identity):
        told.append(message("also.held_record", fetched=facts.record_as_of))
    return tuple(told)


def given_back(facts: Facts) -> tuple[Message, ...]:
    """Return what is to be given back for a card."""
    return (message("also.suket_back"),) if facts.suket_asked_back else ()


def _variant(code: Code, facts: Facts, known: Mapping[str, Value], claim_kept: bool) -> str:
    match code:
        case Code.SERVER_DOWN if claim_kept:
            return KEPT
        case Code.MOVED if isinstance(facts.record, Record) and facts.record.moved is None:
            return "moved_said" if facts.open_case(code) is None else "case_open"
        case Code.REPORT_DEATH if facts.another_death:
            return code.value
        case Code.REPORT_DEATH | Code.DATA_CHANGED if facts.open_case(code) is not None:
            return "case_open"
        case Code.FAILED if _is_photo(facts):
            return PHOTO
        case Code.UNKNOWN_STATUS if facts.record is Unavailable.UNREADABLE:
            return RECORD
        case Code.DATA_CHANGED if not changed(facts):
            return "data_changed_since"
        case _:
            return _variant_for_card(code, facts, known)


def _is_photo(facts: Facts) -> bool:
    """Tell whether it is the photo that failed, here, and no check of the ministry's."""
    return facts.found.status not in FAILED


def _variant_for_card(code: Code, facts: Facts, known: Mapping[str, Value]) -> str:
    match code:
        case Code.CARD_WAITING if facts.not_found:
            return NOT_FOUND
        case Code.CARD_WAITING if facts.card_in_hopper:
            return CARD_HERE
        case Code.CARD_WAITING if isinstance(facts.record, Record) and not _lies_at(facts.record):
            return "card_waiting_unknown"
        case Code.ALREADY_PRINTED if facts.disputed:
            return DISPUTED
        case Code.ALREADY_PRINTED if not known.get("printed_at"):
            return "already_printed_unknown"
        case Code.DAMAGED | Code.LOST if facts.withdrawn is not None:
            return VOID_REFUSED if facts.withdrawn.refused else "withdrawn"
        case Code.DAMAGED | Code.LOST if given_up(facts) is not None:
            return "given_up"
        case Code.LOST if not facts.police_letter:
            return "lost_no_letter"
        case Code.NO_BLANK if to_replace(facts) is not None:
            return NO_BLANK_YET
        case _:
            return code.value


def _about(code: Code, facts: Facts, policy: Policy, printing: Printing | None) -> dict[str, Value]:
    """Return what the sentences may say of this resident."""
    record = facts.record
    if not isinstance(record, Record):
        return {}
    if printing is None:
        printing = _printed(facts, record)
    known: dict[str, Value] = {
        "adult": birthday(record.fields.birth_date, policy.card_age),
        "since": record.status_since,
        "pace": _pace(facts.today - record.status_since),
        "status": record.status,
        "fields": tuple(message(f"field.{field}") for field in changed(facts)),
        "place": _lies_at(record),
    }
    if record.moved is not None:
        known |= {"moved_to": record.moved.to, "moved_on": record.moved.on}
    if (case := facts.open_case(code)) is not None:
        known |= {"reference": grouped(case.reference), "opened": case.opened}
    if facts.local_card is not None and (handed := facts.local_card.handed_over) is not None:
        known_by = message(f"handed_over.{handed.known_by or 'unknown'}")
        known |= {"handed_over": handed.at, "known_by": known_by}
    if printing is not None:
        known |= {"printed_on": printing.on, "printed_at": printing.at}
    return known


def changed(facts: Facts) -> list[Field]:
    """Return the lines that are wrong or have changed, in the order of the family card."""
    wrong = set(facts.wrong or ())
    if facts.married:
        wrong.add(Field.MARITAL_STATUS)
    return [field for field in Field if field in wrong]


def _documents(ending: str, facts: Facts) -> tuple[str, ...]:
    condition = to_replace(facts) if ending in BEFORE_A_CARD else None
    first, *others = DOCUMENTS[ending if condition is None else condition.value]
    lines = changed(facts) if ending == Code.DATA_CHANGED else []
    proofs = [proof for line in lines for proof in PROOFS[line]]
    return tuple(dict.fromkeys((first, *proofs, *others)))


def _pace(age: timedelta) -> Message:
    return message("pace.usual" if age <= USUALLY else "pace.long")


def _printed(facts: Facts, record: Record) -> Printing | None:
    if facts.local_card is not None:
        return Printing(facts.local_card.printed_at.date(), facts.local_card.office)
    if record.card is not None:
        return Printing(record.card.printed_on, record.card.printed_at)
    return None


def _lies_at(record: Record) -> str:
    return (record.card.lies_at or "") if record.card is not None else ""
