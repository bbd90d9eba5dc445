"""What a visit knows so far. `None` stands for what nobody has said yet."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum

from db.states import NOT_FOUND, Cause, Need
from kiosk.desk.matter import Matter
from kiosk.documents.slip import Kind
from kiosk.identity import Identity
from kiosk.issuance.results import LocalCard, Withdrawn
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.ministry.contract import Record
from kiosk.register.nik import NikReading


class Purpose(StrEnum):
    """What someone came for."""

    OWN_CARD = "own_card"
    REPORT_DEATH = "report_death"


class Condition(StrEnum):
    """What the holder says of a card that the record says exists."""

    FINE = "fine"
    DAMAGED = "damaged"
    LOST = "lost"
    NEVER_RECEIVED = "never_received"


class Unidentified(Enum):
    """Nobody could vouch that this is the holder."""

    NO_MATCH = "no_match"
    NO_READER = "no_reader"


class Field(StrEnum):
    """A line of the family card that the resident looks at, and may call wrong."""

    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    BLOOD_TYPE = "blood_type"
    ADDRESS = "address"
    RT_RW = "rt_rw"
    VILLAGE = "village"
    DISTRICT = "district"
    RELIGION = "religion"
    MARITAL_STATUS = "marital_status"
    OCCUPATION = "occupation"
    CITIZENSHIP = "citizenship"
    FAMILY_CARD = "family_card"
    FAMILY_RELATION = "family_relation"
    FATHER = "father"
    MOTHER = "mother"


@dataclass(frozen=True)
class Facts:
    """Everything that decides, and nothing else."""

    today: date
    nik: NikReading | None = None
    record: Record | UnknownNik | Unavailable | None = None
    record_as_of: datetime | None = None
    """When the record was fetched, if the ministry does not answer now."""
    local_card: LocalCard | None = None
    """Known together with the record: a live card that this office made."""
    short: frozenset[Cause] = frozenset()
    """Why a card may be withdrawn that no blank could replace today."""
    unlike_card: bool = False
    """Known together with the record: it has other data than that card."""
    withdrawn: Withdrawn | None = None
    """A card withdrawn here, if the ministry did not know so when it was last asked."""
    need: Need = Need.PRINT_READY
    """Known together with the record: what for a blank is needed, by the end of the last card."""
    undecided: bool = False
    """Known together with the record: nobody knows yet what became of a card begun here."""
    suket_asked_back: bool = False
    """Known together with the record: a Suket is to be handed back for a card."""
    matters: tuple[Matter, ...] = ()
    """Known together with the record: what this office keeps open for them."""
    slip: Matter | None = None
    """What was shown instead of a number."""
    identity: Identity | Unidentified | None = None
    purpose: Purpose | None = None
    wrong: frozenset[Field] | None = None
    """Fields that the resident calls wrong, or that cannot be printed as they stand."""
    moved: bool | None = None
    married: bool | None = None
    """Married, divorced or widowed since the record was made."""
    death_in_family: bool | None = None
    another_death: bool | None = None
    """Whether the death that is reported is another than one whose case is open."""
    condition: Condition | None = None
    looked_for: bool = False
    """Whether an officer just looked for the card in the box, and it was not there."""
    police_letter: bool | None = None
    """Whether the holder of a lost card has the police's letter with them."""

    @property
    def number(self) -> str:
        """The NIK that was read; `TypeError` before."""
        if self.nik is None or self.nik.nik is None:
            raise TypeError("no number was read yet")
        return self.nik.nik

    @property
    def found(self) -> Record:
        """The record that was fetched; `TypeError` before."""
        if not isinstance(self.record, Record):
            raise TypeError("no record was fetched yet")
        return self.record

    def open_case(self, code: str) -> Matter | None:
        """Return the case of that name which officers still have, if any."""
        cases = (each for each in self.matters if each.kind is Kind.CASE)
        return next((each for each in cases if each.about == code), None)

    @property
    def identified(self) -> bool:
        """Whether it is certain who stands here."""
        return isinstance(self.identity, Identity)

    @property
    def card_in_hopper(self) -> bool:
        """Whether this person's card lies in this machine, printed and not handed over."""
        return self.local_card is not None and self.local_card.in_hopper

    @property
    def not_found(self) -> bool:
        """Whether officers look for the card that should lie in this machine."""
        return self.card_in_hopper and (self.looked_for or self.open_case(NOT_FOUND) is not None)

    @property
    def disputed(self) -> bool:
        """Whether they say that they never received what this office's books say they did."""
        card = self.local_card if self.withdrawn is None else None
        handed_over = card is not None and card.handed_over is not None
        return handed_over and self.condition is Condition.NEVER_RECEIVED

    @property
    def is_looked_through(self) -> bool:
        """Whether the data were, before that card was made, and are the same since."""
        return self.card_in_hopper and not self.unlike_card
