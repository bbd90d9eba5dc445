"""What a visit shows: a closed set of frozen values.

A screen draws one, a voice says one, a simulated resident acts on one; all three see the same.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from kiosk.documents.slip import Kind
from kiosk.message import Message
from kiosk.visit.codes import Act, Code, Question
from kiosk.visit.facts import Condition, Field

if TYPE_CHECKING:
    from kiosk.desk.authority import Operator


class Group(Enum):
    """The four parts in which a family card is looked through, four lines each."""

    PERSON = (Field.NAME, Field.BIRTH, Field.SEX, Field.BLOOD_TYPE)
    HOME = (Field.ADDRESS, Field.RT_RW, Field.VILLAGE, Field.DISTRICT)
    STATUS = (Field.RELIGION, Field.MARITAL_STATUS, Field.OCCUPATION, Field.CITIZENSHIP)
    FAMILY = (Field.FAMILY_CARD, Field.FAMILY_RELATION, Field.FATHER, Field.MOTHER)


GROUPS = tuple(Group)

Choice = bool | Condition
"""An answer to a question of the visit."""

YES_NO: tuple[Choice, ...] = (False, True)
CHOICES: dict[Question, tuple[Choice, ...]] = {
    Question.MOVED: YES_NO,
    Question.MARRIED: YES_NO,
    Question.DEATH_IN_FAMILY: YES_NO,
    Question.ANOTHER_DEATH: YES_NO,
    Question.CONDITION: tuple(Condition),
    Question.POLICE_LETTER: YES_NO,
}
"""The questions that are answered by one press, and their answers in the order shown."""


class Step(Enum):
    """The stations of a visit, as the trail at the top shows them."""

    NUMBER = auto()
    FINGER = auto()
    DATA = auto()
    CARD = auto()


@dataclass(frozen=True)
class WelcomeView:
    """Nobody is here yet."""

    interrupted: bool = False
    """Whether the kiosk was cut off in the middle of a card: its holder may stand there."""


@dataclass(frozen=True)
class NikView:
    """Which number is yours?"""

    typed: str = ""
    problem: Message | None = None
    of_reporter: bool = False
    """Of whoever reports a death, and not of who died."""


@dataclass(frozen=True)
class WaitView:
    """The record is being fetched."""


@dataclass(frozen=True)
class WritingView:
    """The ending is decided, and what it promises is being written down: only then it is told."""


class FingerStage(Enum):
    """What the finger should do now."""

    PLACE = auto()
    HOLD = auto()
    LIFT = auto()
    CHECK = auto()
    """Nothing: its picture is looked at more closely."""


@dataclass(frozen=True)
class FingerView:
    """Put your finger on the reader."""

    last_four: str
    """Of the number as typed: all that is shown of anyone before identification.

    Empty, if a slip was shown instead: nobody learns a number from somebody else's slip.
    """
    stage: FingerStage = FingerStage.PLACE
    hint: Message | None = None
    tries_left: int = 0
    slip: str = ""
    """The number of the slip that was shown instead."""


@dataclass(frozen=True)
class Kept:
    """One thing that this office keeps open for somebody."""

    kind: Kind
    reference: str
    """Its number, twelve digits."""
    when: tuple[Message, ...] = ()
    """The day, or the place in the queue."""
    suket: Message | None = None
    """Its number, where one was prepared."""

    @property
    def told(self) -> tuple[Message, ...]:
        """Everything that is said of it."""
        return self.when if self.suket is None else (*self.when, self.suket)


@dataclass(frozen=True)
class ReturnView:
    """Welcome back: this is what we keep for you."""

    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class FieldRow:
    """One line of the family card."""

    field: Field
    value: Message | str
    wrong: bool = False


@dataclass(frozen=True)
class ReviewView:
    """Is this right?"""

    group: Group
    rows: tuple[FieldRow, ...]


@dataclass(frozen=True)
class QuestionView:
    """One question, answered by one press."""

    question: Question

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Return the possible answers in the order shown."""
        return CHOICES[self.question]


@dataclass(frozen=True)
class Holder:
    """Whose card it is: what an officer compares with a card or a letter."""

    name: str
    nik: str


@dataclass(frozen=True)
class OfficerView:
    """It goes on once an officer has done something and signed for it."""

    act: Act
    holder: Holder


@dataclass(frozen=True)
class ReadyView:
    """Everything is in order: print it?"""

    rows: tuple[FieldRow, ...]


class PrintStage(Enum):
    """What the printer is doing, as it says itself."""

    PREPARING = auto()
    LOADING = auto()
    FEEDING = auto()
    PRINTING = auto()
    EJECTING = auto()


@dataclass(frozen=True)
class PrintingView:
    """The card is being made."""

    stage: PrintStage
    done: int = 0
    of: int = 0
    slip: "SlipShown | None" = None
    """With it the holder may leave before the card is made."""


class CollectStage(Enum):
    """What the holder should do to get the card out of the hopper."""

    PLACE_FINGER = auto()
    HOLD_FINGER = auto()
    LIFT_FINGER = auto()
    CHECK_FINGER = auto()
    OPEN_DOOR = auto()
    CLOSE_DOOR = auto()
    SIGN = auto()
    """Take it, and sign for it with the finger, where nothing watches the door."""


@dataclass(frozen=True)
class CollectView:
    """The card lies in the hopper; the same finger opens the way to it."""

    stage: CollectStage
    hint: Message | None = None
    attended: bool = False
    """Whether an officer takes it out, because others' cards lie there with it."""


class Paper(Enum):
    """What became of the slip on paper."""

    NONE = auto()
    """No receipt printer is set up."""
    PRINTING = auto()
    PRINTED = auto()
    NOT_PRINTED = auto()


@dataclass(frozen=True)
class SlipShown:
    """What was opened for the resident, to be taken along."""

    kept: Kept
    token: str
    """What its code says."""
    paper: Paper = Paper.NONE
    may_phone: bool = False
    """Whether a number to call may be left."""
    phoned: bool = False
    """Whether one was left."""


@dataclass(frozen=True)
class OutcomeView:
    """What happens, why, what is kept, what to bring, where, and when."""

    code: Code
    heading: Message
    why: Message
    kept: Message
    bring: tuple[Message, ...]
    where: Message
    when: Message
    also: tuple[Message, ...] = ()
    card_here: bool = False
    """Whether the holder can have a card out of the hopper now."""
    slip: SlipShown | None = None


@dataclass(frozen=True)
class CodeView:
    """The code of a slip, to be photographed."""

    slip: SlipShown


@dataclass(frozen=True)
class PhoneView:
    """Which number may we call?"""

    slip: SlipShown
    typed: str = ""
    problem: Message | None = None


@dataclass(frozen=True)
class FarewellView:
    """The card is in the right hands."""

    also: tuple[Message, ...] = ()


View = (
    WelcomeView
    | NikView
    | WaitView
    | WritingView
    | FingerView
    | ReturnView
    | ReviewView
    | QuestionView
    | OfficerView
    | ReadyView
    | PrintingView
    | CollectView
    | OutcomeView
    | CodeView
    | PhoneView
    | FarewellView
)


@dataclass(frozen=True)
class IdleWarning:
    """Nobody has pressed anything for a while: is somebody there?"""

    seconds_left: int


@dataclass(frozen=True)
class OfficerCalled:
    """An officer is asked to come."""

    act: Act | None = None
    """What the officer may sign for here and now."""


@dataclass(frozen=True)
class Attesting:
    """An officer signs."""

    act: Act
    problem: Message | None = None
    by: "tuple[Operator, ...]" = ()
    """Who has signed already, where it takes more than one."""
    checking: bool = False
    """What was typed or signed is being looked at."""
    holder: Holder | None = None
    """Who was identified; or who is to be vouched for, but only once an officer signed in."""
    officer: "Operator | None" = None
    """Who signed in to vouch for the holder, and signs next."""

    @property
    def asks(self) -> str:
        """Return what the form asks, as its messages are named."""
        return "sign_in" if self.act is Act.IDENTITY and self.officer is None else self.act


Overlay = IdleWarning | OfficerCalled | Attesting | None
"""What lies over the view."""
