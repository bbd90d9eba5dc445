"""A resident without a body: sees what a screen would show, and does what a person would do."""

from collections.abc import Callable, Mapping

from devices.entropy import Stream
from devices.simulator import Json
from kiosk.issuance.results import LocalCard
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Act, Code, Question
from kiosk.visit.events import (
    Back,
    Begin,
    CallOfficer,
    Cancel,
    Choose,
    Confirm,
    Intent,
    OpenAttestation,
    SignIn,
    SubmitNik,
    SubmitPhone,
    ToggleWrong,
)
from kiosk.visit.facts import Condition
from kiosk.visit.views import (
    Attesting,
    Choice,
    CodeView,
    CollectStage,
    CollectView,
    FarewellView,
    FingerStage,
    FingerView,
    NikView,
    OfficerCalled,
    OfficerView,
    OutcomeView,
    Overlay,
    PhoneView,
    PrintingView,
    QuestionView,
    ReadyView,
    ReturnView,
    ReviewView,
    View,
    WaitView,
    WelcomeView,
    WritingView,
)

TOUCH_SECONDS = 1.5
"""That a finger stays on the reader."""
SECONDS_PER_PRESS = (2.0, 9.0)
"""Between which people think before they press."""

USUAL: Mapping[Question, Choice] = {
    Question.MOVED: False,
    Question.MARRIED: False,
    Question.DEATH_IN_FAMILY: False,
    Question.ANOTHER_DEATH: False,
    Question.CONDITION: Condition.FINE,
    Question.POLICE_LETTER: True,
}
"""What people answer of whom nothing else is known."""

ALIKE: Mapping[type[View], Intent] = {
    ReadyView: Confirm(),
    ReturnView: Confirm(),
    CodeView: Back(),
    PhoneView: SubmitPhone(""),
    OfficerView: CallOfficer(),
}
"""What everybody presses there."""

Touch = Callable[[Mapping[str, Json]], None]
"""Does something to a machine."""


class SimulatedOfficer:
    """Comes when called, does what has to be done, and signs for it."""

    def __init__(self, name: str, pin: str) -> None:
        self._name = name
        self._pin = pin

    def answer(self, overlay: Overlay) -> Intent | None:
        """Return what this officer presses; None: there is nothing to sign for."""
        match overlay:
            case OfficerCalled(act) if act is not None:
                return OpenAttestation()
            case Attesting(act, None) if act is not Act.IDENTITY:
                return SignIn(self._name, self._pin)
            case _:
                return None


class SimulatedResident:
    """Answers views; `code` tells afterwards what the visit came to."""

    def __init__(
        self,
        who: Resident,
        chance: Stream,
        touch_reader: Touch,
        touch_printer: Touch,
        *,
        new_card: bool = False,
        card: Callable[[], LocalCard | None] = lambda: None,
    ) -> None:
        """`new_card`: this person got a card of this office before, and it is fine.

        `card` is what an officer looks for, who hands this resident one card of several.
        """
        self._card = card
        self._new_card = new_card
        self.code: Code | None = None
        self._who = who
        self._chance = chance
        self._touch_reader = touch_reader
        self._touch_printer = touch_printer

    @property
    def replaces(self) -> bool:
        """Whether this resident comes because of a damaged or lost card."""
        return self._say(Question.CONDITION) in (Condition.DAMAGED, Condition.LOST)

    def thinking(self) -> float:
        """Return seconds until the next press."""
        return self._chance.uniform(*SECONDS_PER_PRESS)

    def see(self, view: View) -> None:
        """Move a hand, where a machine asks for it."""
        match view:
            case FingerView(stage=FingerStage.PLACE) | CollectView(stage=CollectStage.PLACE_FINGER):
                finger = self._who.answers.finger
                self._touch_reader({"act": "finger", "is": finger, "seconds": TOUCH_SECONDS})
            case CollectView(stage=CollectStage.OPEN_DOOR):
                self._take(view)
            case CollectView(stage=CollectStage.SIGN):
                self._take(view)
                self._touch_printer({"act": "door", "is": "closed"})
                finger = self._who.answers.finger
                self._touch_reader({"act": "finger", "is": finger, "seconds": TOUCH_SECONDS})
            case CollectView(stage=CollectStage.CLOSE_DOOR):
                self._touch_printer({"act": "door", "is": "closed"})
            case _:
                pass

    def answer(self, view: View) -> Intent | None:
        """Return what this resident presses; None: nothing, a machine works or somebody left."""
        match view:
            case WelcomeView():
                return Begin(self._who.answers.purpose)
            case NikView():
                return self._type(view)
            case ReviewView():
                return self._look_through(view)
            case QuestionView():
                return Choose(self._say(view.question))
            case OutcomeView():
                self.code = view.code
                return Confirm()
            case FarewellView():
                self.code = self.code or Code.PRINTED
                return Confirm()
            case ReadyView() | ReturnView() | CodeView() | PhoneView() | OfficerView():
                return ALIKE[type(view)]
            case WaitView() | WritingView() | FingerView() | PrintingView() | CollectView():
                return None

    def _take(self, view: CollectView) -> None:
        """Take what lies there; an officer takes out this resident's card alone."""
        card = self._card() if view.attended else None
        self._touch_printer({"act": "door", "is": "open"})
        self._touch_printer({"act": "take", "card": None if card is None else card.number})

    def _say(self, question: Question) -> Choice:
        if question is Question.CONDITION and self._new_card:
            return Condition.FINE
        return self._who.answers.told.get(question, USUAL[question])

    def _type(self, view: NikView) -> Intent:
        if view.problem is None or self._who.shows is Code.NIK_UNKNOWN:
            return SubmitNik(self._who.answers.typed or self._who.nik)
        self.code = Code.NIK_IMPOSSIBLE
        return Cancel()

    def _look_through(self, view: ReviewView) -> Intent | None:
        if self._who.answers.leaves:
            return None
        for row in view.rows:
            if row.field in self._who.answers.wrong and not row.wrong:
                return ToggleWrong(row.field)
        return Confirm()
