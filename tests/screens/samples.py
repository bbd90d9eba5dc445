"""One sample of everything that can be shown, by name; of invented people only."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec

from db.states import Cause, Need
from devices.clock import WIB
from devices.entropy import SeededEntropy
from devices.printer.printer import FaultKind
from kiosk.desk.matter import Matter, Turn
from kiosk.documents.slip import Kind, Slip, sign
from kiosk.figures.stock import Stock
from kiosk.identity import Identity, Method
from kiosk.issuance.results import HandedOver, LocalCard, Withdrawn
from kiosk.message import message
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.ministry.contract import CardOnRecord, Move, Record
from kiosk.opening import counter_value, hours_value
from kiosk.policy import Policy
from kiosk.register.nik import read_nik
from kiosk.simulation import founding
from kiosk.simulation.people import Resident, residents
from kiosk.visit import review, slips
from kiosk.visit.codes import Act, Code, Question
from kiosk.visit.facts import Condition, Facts, Field
from kiosk.visit.outcomes import PROMISES, Place, Printing, outcome_view, wishes
from kiosk.visit.stages import DOOR_STAGES
from kiosk.visit.views import (
    CHOICES,
    GROUPS,
    Attesting,
    CodeView,
    CollectStage,
    CollectView,
    FarewellView,
    FingerStage,
    FingerView,
    Holder,
    IdleWarning,
    Kept,
    NikView,
    OfficerCalled,
    OfficerView,
    Overlay,
    Paper,
    PhoneView,
    PrintingView,
    PrintStage,
    QuestionView,
    ReadyView,
    ReturnView,
    ReviewView,
    SlipShown,
    View,
    WaitView,
    WelcomeView,
    WritingView,
)
from kiosk.watch import ServerState

TODAY = date(2026, 3, 2)
PLACE = Place(
    "Dispendukcapil Kota Probolinggo",
    counter_value(3),
    hours_value({"mon-fri": "08:00-14:00"}),
)
EVERYBODY = residents(SeededEntropy("demo"), TODAY)
REFERENCE = "482109375557"
LONGEST = max(EVERYBODY, key=lambda each: len(each.fields.name))
HOLDER = Holder(LONGEST.fields.name, LONGEST.nik)
VOUCHING = Attesting(
    Act.IDENTITY, holder=HOLDER, officer=founding.officers(SeededEntropy("samples")).first
)
"""The form of an officer who has signed in."""
BEFORE_IDENTITY = {Code.SERVER_DOWN, Code.NIK_UNKNOWN, Code.NOT_IDENTIFIED}

AT = datetime(2026, 3, 2, 9, 41, tzinfo=WIB)
STOCK = Stock(
    AT, 9_987, 0, 12, 143, 200, 1_034, ServerState(up=True, since=AT - timedelta(hours=1))
)
"""What the board in the hall shows."""


def record(resident: Resident) -> Record:
    """Return what the ministry holds, without a picture."""
    return Record(
        fields=resident.fields,
        status=resident.status,
        status_since=resident.since,
        data_version=1,
        generation=1,
        deceased=resident.deceased,
        moved=resident.moved,
        card=resident.card,
        photo=b"",
    )


def views() -> Iterator[tuple[str, View]]:
    """Yield every screen."""
    yield "welcome", WelcomeView()
    yield "welcome-interrupted", WelcomeView(interrupted=True)
    yield "nik", NikView()
    yield "nik-typed", NikView("3574 0145 0580")
    yield "nik-problem", NikView("3574014505800000", message("nik.problem.serial"))
    yield "nik-slip", NikView("", message("slip.problem.not_a_slip"))
    yield "wait", WaitView()
    yield "writing", WritingView()
    for stage in FingerStage:
        yield f"finger-{stage.name.lower()}", FingerView("9001", stage, None, 3)
    yield "finger-again", FingerView("9001", FingerStage.PLACE, message("finger.no_match"), 2)
    yield "finger-slip", FingerView("", tries_left=3, slip=REFERENCE)
    yield "return", ReturnView(_kept())
    for group in GROUPS:
        rows = review.rows(LONGEST.fields, group, frozenset())
        yield f"review-{group.name.lower()}", ReviewView(group, rows)
    rows = review.rows(LONGEST.fields, GROUPS[1], frozenset({Field.ADDRESS}))
    yield "review-marked", ReviewView(GROUPS[1], rows)
    for question in CHOICES:
        yield f"question-{question.name.lower()}", QuestionView(question)
    for act in (Act.CUT, Act.LETTER, Act.BOX):
        yield f"officer-{act}", OfficerView(act, HOLDER)
    yield "ready", ReadyView(review.rows(LONGEST.fields, GROUPS[0], frozenset()))
    for number, progress in enumerate(PrintStage):
        yield f"printing-{progress.name.lower()}", PrintingView(progress, min(number, 3), 5)
    slip = _slip(Code.CARD_WAITING)
    yield "printing-with_slip", PrintingView(PrintStage.PRINTING, 2, 5, slip)
    for at in CollectStage:
        yield f"collect-{at.name.lower()}", CollectView(at)
    for at in DOOR_STAGES:
        yield f"collect-attended-{at.name.lower()}", CollectView(at, attended=True)
    yield from outcomes()
    yield "code", CodeView(_slip(Code.NO_BLANK))
    yield "phone", PhoneView(_slip(Code.NO_BLANK), "0812 3456")
    yield "phone-problem", PhoneView(_slip(Code.NO_BLANK), "0812", message("phone.problem"))
    yield "farewell", FarewellView()
    yield "farewell-reminder", FarewellView((message("also.report_death"),))
    yield (
        "farewell-reminders",
        FarewellView(
            (
                message("also.report_death"),
                message("also.held_record", fetched=AT),
                message("also.suket_back"),
            )
        ),
    )


def overlays() -> Iterator[tuple[str, Overlay]]:
    """Yield what can lie over a screen."""
    yield "idle", IdleWarning(44)
    yield "officer", OfficerCalled()
    yield "officer-can_attest", OfficerCalled(Act.IDENTITY)
    yield "attest", Attesting(Act.IDENTITY)
    yield "attest-signed_in", VOUCHING
    yield "attest-cut", Attesting(Act.CUT, holder=HOLDER)
    yield "attest-letter", Attesting(Act.LETTER, holder=HOLDER)
    yield "attest-box", Attesting(Act.BOX, holder=HOLDER)
    yield "attest-checking", replace(VOUCHING, checking=True)
    until = datetime(2026, 3, 2, 9, 30, tzinfo=WIB)
    yield "attest-locked", Attesting(Act.IDENTITY, message("staff.locked", until=until))


def outcomes() -> Iterator[tuple[str, View]]:
    """Yield every outcome, each of a resident who shows it, and its variants."""
    for code in Code:
        if code not in (Code.NIK_IMPOSSIBLE, Code.PRINT_READY, Code.PRINTED):
            yield f"outcome-{code}", _outcome(code, facts(code))
    ready, waiting = facts(Code.PRINT_READY), facts(Code.CARD_WAITING)
    yield "outcome-server_down-kept", _outcome(Code.SERVER_DOWN, ready, claim_kept=True)
    yield "outcome-moved-said", _outcome(Code.MOVED, replace(ready, moved=True))
    card = LocalCard("x/1", datetime(2026, 2, 27, 9, 30, tzinfo=WIB), PLACE.office, in_hopper=True)
    yield "outcome-card_waiting-here", _outcome(Code.CARD_WAITING, replace(ready, local_card=card))
    taken = HandedOver(datetime(2026, 2, 27, 9, 41, tzinfo=WIB), Method.MINISTRY)
    disputed = replace(
        ready,
        local_card=replace(card, in_hopper=False, handed_over=taken),
        condition=Condition.NEVER_RECEIVED,
    )
    refused_one = outcome_view(Code.ALREADY_PRINTED, disputed, PLACE, Policy())
    yield "outcome-card_disputed", replace(refused_one, slip=_slip(Code.LOST))
    missed = replace(ready, local_card=card, looked_for=True)
    yield "outcome-card_not_found", _outcome(Code.CARD_WAITING, missed)
    unknown = waiting.record
    if isinstance(unknown, Record) and unknown.card is not None:
        nowhere = msgspec.structs.replace(unknown.card, lies_at=None)
        lost = replace(waiting, record=msgspec.structs.replace(unknown, card=nowhere))
        yield "outcome-card_waiting-unknown", _outcome(Code.CARD_WAITING, lost)
    damaged = replace(facts(Code.DAMAGED), condition=Condition.DAMAGED)
    yield "outcome-no_blank-yet", _outcome(Code.NO_BLANK, damaged)
    making = outcome_view(Code.CARD_WAITING, ready, PLACE, Policy(), in_the_making=True)
    yield "outcome-card_in_the_making", replace(making, slip=_slip(Code.CARD_WAITING))
    married = replace(ready, married=True)
    yield "outcome-data_changed-married", _outcome(Code.DATA_CHANGED, married)
    everything = replace(ready, wrong=frozenset(Field), death_in_family=True)
    yield "outcome-data_changed-everything", _outcome(Code.DATA_CHANGED, everything)
    letter = replace(facts(Code.LOST), police_letter=True)
    yield "outcome-lost-letter", _outcome(Code.LOST, letter)
    withdrawn = replace(facts(Code.DAMAGED), withdrawn=Withdrawn(Cause.DAMAGED, 1))
    yield "outcome-damaged-withdrawn", _outcome(Code.DAMAGED, withdrawn)
    given_up = replace(ready, need=Need.DAMAGED)
    yield "outcome-damaged-given_up", _outcome(Code.DAMAGED, given_up)
    refused = replace(withdrawn, withdrawn=Withdrawn(Cause.DAMAGED, 1, refused=True))
    yield "outcome-damaged-void_refused", _outcome(Code.DAMAGED, refused)
    yield "outcome-data_changed-since", _outcome(Code.DATA_CHANGED, facts(Code.DAMAGED))
    yield from _known_of_before(ready)
    fault = FaultKind.FEEDER_EMPTY
    to_fill = outcome_view(Code.PRINTER_OUT, ready, PLACE, Policy(), fault=fault)
    yield "outcome-printer_to_fill", replace(to_fill, slip=_slip(Code.PRINTER_OUT))


def _known_of_before(ready: Facts) -> Iterator[tuple[str, View]]:
    """Yield endings of people of whom something is on record, or open, already."""
    if isinstance(ready.record, Record):
        on = Move(on=date(2025, 11, 30), to="KOTA MALANG")
        away = replace(ready, record=msgspec.structs.replace(ready.record, moved=on))
        yield "outcome-moved-on_record", _outcome(Code.MOVED, away)
        card = CardOnRecord(printed_on=date(2016, 12, 1), printed_at="", received=True)
        has_it = replace(ready, record=msgspec.structs.replace(ready.record, card=card))
        view = outcome_view(Code.ALREADY_PRINTED, has_it, PLACE, Policy())
        yield "outcome-already_printed-unknown", view
    case = replace(_matter(Code.DATA_CHANGED), nik=LONGEST.nik)
    yield "outcome-case_open", _outcome(Code.DATA_CHANGED, replace(ready, matters=(case,)))


def facts(code: Code) -> Facts:
    """Return what a visit of somebody with that outcome knows."""
    wanted = code if any(each.shows is code for each in EVERYBODY) else Code.PRINT_READY
    resident = next(each for each in EVERYBODY if each.shows is wanted)
    known = Facts(TODAY, nik=read_nik(resident.nik), record=record(resident))
    if code is Code.SERVER_DOWN:
        return replace(known, record=Unavailable.DOWN)
    if code is Code.NIK_UNKNOWN:
        return replace(known, record=UnknownNik())
    condition = resident.answers.told.get(Question.CONDITION)
    return replace(
        known,
        identity=Identity(resident.nik, Method.SENSOR, 120),
        wrong=resident.answers.wrong,
        condition=condition if isinstance(condition, Condition) else None,
        police_letter=False,
    )


def _outcome(code: Code, known: Facts, *, claim_kept: bool = False) -> View:
    printing = Printing(date(2025, 8, 3), PLACE.office) if code is Code.ALREADY_PRINTED else None
    view = outcome_view(code, known, PLACE, Policy(), printing=printing, claim_kept=claim_kept)
    promised = code in PROMISES and not view.card_here
    if not promised:
        return view
    opens = wishes(code, known, Policy())
    suket = any(each.with_suket or each.kind is Kind.SUKET for each in opens)
    return replace(view, slip=_slip(code, day=opens[0].day, suket=suket))


def _slip(
    code: Code, paper: Paper = Paper.NONE, day: date | None = None, *, suket: bool = False
) -> SlipShown:
    opened = slips.Opened(_matter(code, day, suket=suket), is_new=True, paper=paper)
    return slips.slip_shown(opened, identified=True)


def _matter(code: Code, day: date | None = None, *, suket: bool = False) -> Matter:
    kind = PROMISES[code]
    until = TODAY + timedelta(days=90)
    slip = Slip(kind, REFERENCE, "dispenduk-3574", TODAY, until)
    earliest, latest = TODAY + timedelta(days=28), TODAY + timedelta(days=36)
    turn = Turn(34, earliest, latest, 14) if code is Code.NO_BLANK else None
    if kind is Kind.APPOINTMENT:
        day = day or TODAY + timedelta(days=1)
    number = "0001-2026" if suket or code is Code.NO_BLANK else None
    token = sign(slip, bytes(32))
    return Matter(
        REFERENCE,
        kind,
        "",
        code.value,
        TODAY,
        until,
        day,
        turn,
        number,
        token,
        suket_until=until,
    )


def _kept() -> tuple[Kept, ...]:
    return tuple(_slip(code).kept for code in (Code.NO_BLANK, Code.DATA_CHANGED))
