"""One resident for every way a visit can end, knowing no more than that ending is sure to know."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from db.states import Cause, Need
from devices.clock import WIB
from devices.printer.printer import FaultKind
from kiosk.desk.matter import Matter
from kiosk.documents.slip import Kind
from kiosk.identity import Method
from kiosk.issuance.results import HandedOver, LocalCard, Withdrawn
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.ministry.contract import CardOnRecord, Fields, Move, Record, Status
from kiosk.opening import hours_value
from kiosk.policy import Policy
from kiosk.visit.codes import Code
from kiosk.visit.facts import Condition, Facts, Field
from kiosk.visit.outcomes import Place, outcome_view
from kiosk.visit.views import OutcomeView

COUNTER = "Loket 3 lantai dasar, gedung A"
PLACE = Place(
    office="Dinas Kependudukan dan Pencatatan Sipil Kab. Probolinggo (A)",
    counter=COUNTER,
    hours=hours_value(
        {"tue-wed": "08:00-15:00", "thu-fri": "08:00-11:00", "sat-sun": "08:00-12:00"}
    ),
)
"""Words as long as the settings allow."""
TODAY = date(2017, 5, 18)
FIELDS = Fields(
    nik="3513012909009001",
    name="SITI CONTOH",
    birth_place="PROBOLINGGO",
    birth_date=date(2000, 9, 29),
    sex=1,
    blood_type=13,
    address="JL. MELATI 7",
    rt="002",
    rw="005",
    village="SUKAPURA",
    village_type="desa",
    district="SUKAPURA",
    regency="KABUPATEN PROBOLINGGO",
    province="JAWA TIMUR",
    religion=1,
    marital_status=1,
    occupation=3,
    citizenship=1,
    family_card="3513010101109001",
    family_relation=4,
    father="BUDI CONTOH",
    mother="TINI CONTOH",
)
RECORD = Record(
    fields=FIELDS,
    status=Status.PRINT_READY_RECORD,
    status_since=date(2017, 4, 3),
    data_version=1,
    generation=1,
    photo=b"",
)
UNCLEAR = msgspec.structs.replace(RECORD, status=Status.ENROLL_FAILURE_AT_CENTRAL)
ISSUED = msgspec.structs.replace(RECORD, status=Status.CARD_ISSUED)
WAITING = msgspec.structs.replace(
    ISSUED,
    card=CardOnRecord(
        printed_on=date(2017, 3, 2),
        printed_at="",
        received=False,
        lies_at="KANTOR KECAMATAN SUKAPURA",
    ),
)
FETCHED = msgspec.structs.replace(
    ISSUED,
    card=CardOnRecord(
        printed_on=date(2016, 12, 1), printed_at="Dispendukcapil Kota Malang", received=True
    ),
)
AWAY = msgspec.structs.replace(
    RECORD, moved=Move(on=date(2016, 11, 30), to="KABUPATEN PENUKAL ABAB LEMATANG ILIR")
)
CASE = Matter(
    reference="482109375557",
    kind=Kind.CASE,
    nik=FIELDS.nik,
    about=Code.DATA_CHANGED,
    opened=date(2017, 4, 28),
    valid_until=date(2017, 8, 16),
    day=None,
    turn=None,
    suket=None,
    token="K" * 106,
)
IN_HOPPER = LocalCard(
    "card", datetime(2017, 5, 17, 9, 30, tzinfo=WIB), PLACE.office, in_hopper=True
)
TAKEN = replace(
    IN_HOPPER,
    in_hopper=False,
    handed_over=HandedOver(datetime(2017, 5, 17, 9, 41, tzinfo=WIB), Method.MINISTRY),
)


@dataclass(frozen=True)
class Ending:
    """A code, and the facts that led to it."""

    code: Code
    facts: Facts
    claim_kept: bool = False
    in_the_making: bool = False
    too_many: bool = False
    fault: FaultKind | None = None

    @property
    def view(self) -> OutcomeView:
        """What the resident is shown."""
        return outcome_view(
            self.code,
            self.facts,
            PLACE,
            Policy(),
            claim_kept=self.claim_kept,
            in_the_making=self.in_the_making,
            too_many=self.too_many,
            fault=self.fault,
        )


NOBODY = Facts(TODAY)
READY = Facts(TODAY, record=RECORD)
HAS_CARD = Facts(TODAY, record=ISSUED)
WRONG = frozenset({Field.NAME, Field.BIRTH, Field.MARITAL_STATUS})

ENDINGS: dict[str, Ending] = {
    "server_down": Ending(Code.SERVER_DOWN, NOBODY),
    "server_down_kept": Ending(Code.SERVER_DOWN, READY, claim_kept=True),
    "nik_unknown": Ending(Code.NIK_UNKNOWN, replace(NOBODY, record=UnknownNik())),
    "not_identified": Ending(Code.NOT_IDENTIFIED, NOBODY),
    "too_many_numbers": Ending(Code.NOT_IDENTIFIED, NOBODY, too_many=True),
    "report_death": Ending(Code.REPORT_DEATH, READY),
    "deceased": Ending(Code.DECEASED, READY),
    "case_open": Ending(Code.DATA_CHANGED, replace(READY, matters=(CASE,))),
    "moved": Ending(Code.MOVED, replace(READY, record=AWAY)),
    "moved_said": Ending(Code.MOVED, replace(READY, moved=True)),
    "underage": Ending(Code.UNDERAGE, READY),
    "never_recorded": Ending(Code.NEVER_RECORDED, READY),
    "in_pipeline": Ending(Code.IN_PIPELINE, READY),
    "failed": Ending(Code.FAILED, replace(READY, record=UNCLEAR)),
    "photo_unreadable": Ending(Code.FAILED, READY),
    "adjudicate": Ending(Code.ADJUDICATE, READY),
    "duplicate": Ending(Code.DUPLICATE, READY),
    "unknown_status": Ending(Code.UNKNOWN_STATUS, READY),
    "record_unreadable": Ending(
        Code.UNKNOWN_STATUS, replace(NOBODY, record=Unavailable.UNREADABLE)
    ),
    "data_changed": Ending(Code.DATA_CHANGED, replace(READY, wrong=WRONG)),
    "no_blank_yet": Ending(Code.NO_BLANK, replace(HAS_CARD, condition=Condition.DAMAGED)),
    "card_in_the_making": Ending(Code.CARD_WAITING, READY, in_the_making=True),
    "card_waiting": Ending(Code.CARD_WAITING, replace(READY, record=WAITING)),
    "card_waiting_here": Ending(Code.CARD_WAITING, replace(READY, local_card=IN_HOPPER)),
    "card_not_found": Ending(
        Code.CARD_WAITING, replace(READY, local_card=IN_HOPPER, looked_for=True)
    ),
    "card_waiting_unknown": Ending(Code.CARD_WAITING, HAS_CARD),
    "already_printed": Ending(Code.ALREADY_PRINTED, replace(READY, record=FETCHED)),
    "card_disputed": Ending(
        Code.ALREADY_PRINTED,
        replace(HAS_CARD, local_card=TAKEN, condition=Condition.NEVER_RECEIVED),
    ),
    "already_printed_unknown": Ending(Code.ALREADY_PRINTED, HAS_CARD),
    "damaged": Ending(Code.DAMAGED, HAS_CARD),
    "withdrawn": Ending(Code.LOST, replace(HAS_CARD, withdrawn=Withdrawn(Cause.LOST, 1))),
    "given_up": Ending(Code.LOST, replace(READY, need=Need.LOST)),
    "void_refused": Ending(
        Code.DAMAGED, replace(HAS_CARD, withdrawn=Withdrawn(Cause.DAMAGED, 1, refused=True))
    ),
    "data_changed_since": Ending(Code.DATA_CHANGED, HAS_CARD),
    "lost": Ending(Code.LOST, replace(HAS_CARD, police_letter=True)),
    "lost_no_letter": Ending(Code.LOST, replace(HAS_CARD, police_letter=False)),
    "printer_out": Ending(Code.PRINTER_OUT, READY),
    "printer_to_fill": Ending(Code.PRINTER_OUT, READY, fault=FaultKind.FEEDER_EMPTY),
    "no_blank": Ending(Code.NO_BLANK, READY),
    "cap_reached": Ending(Code.CAP_REACHED, READY),
}
"""By the middle part of its messages' ids."""
