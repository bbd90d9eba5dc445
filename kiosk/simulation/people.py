"""Invented residents of real villages, at least one for each row of the decision tables.

Nobody here exists: names are put together by chance, and their NIK end in 9001–9999, numbers that
no village has issued.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

import msgspec

from devices.entropy import Entropy, Stream
from kiosk.ministry.contract import CardOnRecord, Fields, Move, Status
from kiosk.register.regions import Village, region, villages
from kiosk.visit.codes import Code, Question
from kiosk.visit.facts import Condition, Purpose
from kiosk.visit.facts import Field as Line
from kiosk.visit.views import Choice

CITY, REGENCY = "35.74", "35.13"
FIRST_SERIAL, LAST_SERIAL = 9001, 9999
COUNTER = "DISPENDUKCAPIL KOTA PROBOLINGGO"
OTHER_OFFICE = "KANTOR KECAMATAN KRAKSAAN"

MEN = [
    "AGUS",
    "BAMBANG",
    "BUDI",
    "DEDI",
    "DWI",
    "EKO",
    "FAJAR",
    "HADI",
    "HENDRA",
    "IMAM",
    "IRFAN",
    "JOKO",
    "KUSNADI",
    "LUKMAN",
    "MISBAH",
    "MOHAMMAD",
    "NUR",
    "PRASETYO",
    "RAHMAT",
    "SAIFUL",
    "SLAMET",
    "SUGENG",
    "SUPRIADI",
    "TAUFIK",
    "WAHYU",
    "YUSUF",
    "ZAINAL",
]
WOMEN = [
    "AISYAH",
    "ANI",
    "DEWI",
    "DIAH",
    "ENDANG",
    "FATIMAH",
    "FITRI",
    "HALIMAH",
    "INDAH",
    "JUMAIYAH",
    "KARTINI",
    "LESTARI",
    "MAIMUNAH",
    "NINGSIH",
    "NURHAYATI",
    "PUJI",
    "RATNA",
    "RINA",
    "SITI",
    "SRI",
    "SULASTRI",
    "SUMIATI",
    "TUTIK",
    "UMI",
    "WULAN",
    "YULI",
    "ZUBAIDAH",
]
LAST = [
    "ARIFIN",
    "BASUKI",
    "CAHYONO",
    "DARMAWAN",
    "EFENDI",
    "FIRDAUS",
    "GUNAWAN",
    "HIDAYAT",
    "ISWANTO",
    "JUNAEDI",
    "KURNIAWAN",
    "LAKSONO",
    "MAULANA",
    "NUGROHO",
    "PRAYITNO",
    "RAHARJO",
    "SANTOSO",
    "SETIAWAN",
    "SUTRISNO",
    "TRIYONO",
    "UTOMO",
    "WIBOWO",
]
LONG_NAMES = (
    "RADEN AJENG SITI NURHALIZAH KUSUMANINGTYAS PUTRI WARDHANI",
    "MUHAMMAD ABDURRAHMAN AL-FARISI BIN HASAN BASRI",
    "DR. H. BAMBANG SURYO PRAWIRODIRDJO, S.H., M.HUM.",
    "NUR'AINI",
    "SUMARNI",
    "MA'RUF",
    "I GUSTI AYU KADEK WIDYANINGRUM PRADNYASWARI",
)
STREETS = (
    "JL. MAWAR",
    "JL. PANGLIMA SUDIRMAN",
    "JL. CIPTOMULYO",
    "JL. LETJEN SUTOYO GG. MELATI",
    "DUSUN KRAJAN",
    "JL. KH. HASAN GENGGONG",
    "PERUMAHAN KOPIAN BARAT BLOK C",
    "JL. BRANTAS",
)
ISLAM, WNI, HEAD, WIFE, CHILD, UNMARRIED, MARRIED = 1, 1, 1, 3, 4, 1, 2
RELIGIONS = (ISLAM,) * 8 + (2, 3)
WORK = (2, 3, 5, 8, 9, 11, 15, 19, 23, 30)
BLOOD = (1, 2, 3, 4, 13)

Finger = Literal["right", "wrong"]


@dataclass(frozen=True)
class Answers:
    """What somebody does and says at the kiosk."""

    purpose: Purpose = Purpose.OWN_CARD
    typed: str | None = None
    """Instead of their own number."""
    finger: Finger = "right"
    wrong: frozenset[Line] = frozenset()
    told: Mapping[Question, Choice] = field(default_factory=dict)
    """Answers to questions, where they are not the usual ones."""
    leaves: bool = False
    """Walks away at the questions about their data."""


@dataclass(frozen=True)
class Resident:
    """Somebody, what the ministry holds about them, and what they show of the kiosk."""

    fields: Fields
    shows: Code
    answers: Answers = field(default_factory=Answers)
    status: str = Status.PRINT_READY_RECORD
    on_file: bool = True
    deceased: bool = False
    moved: Move | None = None
    card: CardOnRecord | None = None
    since: date = date(2026, 1, 5)

    @property
    def nik(self) -> str:
        """Return the resident's own number."""
        return self.fields.nik


Change = Callable[[Resident, date], Resident]


def _with(code: Code, answers: Answers | None = None, **changes: object) -> Change:
    def change(resident: Resident, _: date) -> Resident:
        done = replace(resident, shows=code, **changes)  # type: ignore[arg-type]
        return done if answers is None else replace(done, answers=answers)

    return change


def _status(code: Code, status: str) -> Change:
    return _with(code, status=status)


def _card(
    code: Code, condition: Condition, *, received: bool = True, letter: bool = True
) -> Change:
    def change(resident: Resident, today: date) -> Resident:
        at = COUNTER if received else OTHER_OFFICE
        card = CardOnRecord(
            printed_on=today - timedelta(days=211),
            printed_at=at,
            received=received,
            lies_at=None if received else at,
        )
        status = Status.CARD_ISSUED if received else Status.CARD_SHIPPED
        told: dict[Question, Choice] = {
            Question.CONDITION: condition,
            Question.POLICE_LETTER: letter,
        }
        answers = Answers(told=told)
        return replace(resident, shows=code, status=status, card=card, answers=answers)

    return change


def _moved_away(resident: Resident, today: date) -> Resident:
    move = Move(on=today - timedelta(days=40), to="KABUPATEN LUMAJANG")
    return replace(resident, shows=Code.MOVED, moved=move)


def _underage(resident: Resident, _: date) -> Resident:
    born = resident.fields.birth_date.replace(year=2013)
    fields = msgspec.structs.replace(
        resident.fields,
        birth_date=born,
        nik=resident.nik[:10] + "13" + resident.nik[12:],
        marital_status=UNMARRIED,
        family_relation=CHILD,
        occupation=3,
    )
    return replace(resident, shows=Code.UNDERAGE, fields=fields)


def _mistyped(resident: Resident, _: date) -> Resident:
    answers = Answers(typed=resident.nik[:12] + "0000")
    return replace(resident, shows=Code.NIK_IMPOSSIBLE, answers=answers)


KINDS: tuple[tuple[int, Change], ...] = (
    (120, _with(Code.PRINT_READY)),
    (6, _with(Code.DATA_CHANGED, Answers(wrong=frozenset({Line.ADDRESS, Line.OCCUPATION})))),
    (3, _with(Code.DATA_CHANGED, Answers(told={Question.MARRIED: True}))),
    (3, _with(Code.MOVED, Answers(told={Question.MOVED: True}))),
    (4, _moved_away),
    (5, _underage),
    (3, _with(Code.DECEASED, deceased=True)),
    (4, _status(Code.NEVER_RECORDED, Status.UNREGISTERED)),
    (2, _status(Code.IN_PIPELINE, Status.BIO_CAPTURED)),
    (2, _status(Code.IN_PIPELINE, Status.PROCESSING)),
    (1, _status(Code.IN_PIPELINE, Status.SENT_FOR_ENROLLMENT)),
    (1, _status(Code.IN_PIPELINE, Status.RECEIVED_AT_CENTRAL)),
    (1, _status(Code.IN_PIPELINE, Status.SENT_FOR_CARD_PRINTING)),
    (1, _status(Code.FAILED, Status.ENROLL_FAILURE_AT_CENTRAL)),
    (1, _status(Code.FAILED, Status.ENROLL_FAILURE_AT_REGIONAL)),
    (1, _status(Code.FAILED, Status.SEARCH_FAILURE_AT_CENTRAL)),
    (1, _status(Code.FAILED, Status.REQUEST_VALIDATION)),
    (2, _status(Code.ADJUDICATE, Status.ADJUDICATE_RECORD)),
    (4, _status(Code.DUPLICATE, Status.DUPLICATE_RECORD)),
    (2, _status(Code.UNKNOWN_STATUS, "REMOTE_REVIEW")),
    (5, _card(Code.CARD_WAITING, Condition.FINE, received=False)),
    (3, _card(Code.CARD_WAITING, Condition.NEVER_RECEIVED)),
    (8, _card(Code.ALREADY_PRINTED, Condition.FINE)),
    (5, _card(Code.DAMAGED, Condition.DAMAGED)),
    (3, _card(Code.LOST, Condition.LOST)),
    (2, _card(Code.LOST, Condition.LOST, letter=False)),
    (3, _with(Code.REPORT_DEATH, Answers(purpose=Purpose.REPORT_DEATH))),
    (4, _with(Code.NOT_IDENTIFIED, Answers(finger="wrong"))),
    (3, _mistyped),
    (3, _with(Code.NIK_UNKNOWN, on_file=False)),
    (2, _with(Code.PRINT_READY, Answers(told={Question.DEATH_IN_FAMILY: True}))),
    (2, _with(Code.PRINT_READY, Answers(leaves=True))),
)
"""How many of each kind there are, in the order in which they are listed."""


def residents(entropy: Entropy, today: date) -> list[Resident]:
    """Return everybody, the same for the same seed; only days of the past follow `today`."""
    chance = entropy.stream("residents")
    places = villages(CITY) * 6 + villages(REGENCY)
    everybody: list[Resident] = []
    for change in (change for number, change in KINDS for _ in range(number)):
        serial = FIRST_SERIAL + len(everybody)
        plain = Resident(_fields(chance, chance.choice(places), serial), Code.PRINT_READY)
        resident = change(plain, today)
        everybody.append(replace(resident, since=today - timedelta(days=chance.randrange(9, 400))))
    return everybody


def _fields(chance: Stream, place: Village, serial: int) -> Fields:
    woman = chance.random() < 0.5
    born = date(chance.randrange(1946, 2007), 1, 1) + timedelta(days=chance.randrange(365))
    married = born.year < 2000
    day = born.day + (40 if woman else 0)
    district = place.code[:8].replace(".", "")
    regency = region(place.code[:5])
    return Fields(
        nik=f"{district}{day:02}{born:%m%y}{serial}",
        name=_name(chance, serial, woman=woman),
        birth_place=chance.choice(("PROBOLINGGO", "PROBOLINGGO", "LUMAJANG", "SITUBONDO")),
        birth_date=born,
        sex=2 if woman else 1,
        blood_type=chance.choice(BLOOD),
        address=f"{chance.choice(STREETS)} NO. {chance.randrange(1, 190)}",
        rt=f"{chance.randrange(1, 13):03}",
        rw=f"{chance.randrange(1, 10):03}",
        village=place.name.upper(),
        village_type=place.kind,
        district=place.district.upper(),
        regency=f"{regency.kind} {regency.name}".upper() if regency is not None else "",
        province="JAWA TIMUR",
        religion=chance.choice(RELIGIONS),
        marital_status=MARRIED if married else UNMARRIED,
        occupation=chance.choice(WORK),
        citizenship=WNI,
        family_card=f"{district}{chance.randrange(1, 29):02}0112{serial}",
        family_relation=(WIFE if woman else HEAD) if married else CHILD,
        father=f"{chance.choice(MEN)} {chance.choice(LAST)}",
        mother=f"{chance.choice(WOMEN)} {chance.choice(WOMEN)}",
    )


def _name(chance: Stream, serial: int, *, woman: bool) -> str:
    if serial % 17 == 3:
        return LONG_NAMES[serial // 17 % len(LONG_NAMES)]
    first = chance.choice(WOMEN if woman else MEN)
    return f"{first} {chance.choice(WOMEN if woman else LAST)}"
