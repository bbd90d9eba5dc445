"""A visit without an office: the test says what the jobs come to."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, TypeVar

import msgspec

from devices.clock import WIB, VirtualClock
from devices.fingerprint.reader import Capture
from kiosk.documents.photo import draw_portrait
from kiosk.identity import Identity, Method
from kiosk.issuance.results import LocalCard, Printed
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.ministry.contract import Record
from kiosk.opening import counter_value, hours_value
from kiosk.policy import Policy
from kiosk.visit.codes import Question
from kiosk.visit.events import Begin, Choose, Confirm, Done, Event, Intent, SubmitNik, Tick, Told
from kiosk.visit.facts import Condition, Purpose
from kiosk.visit.jobs import Fetched
from kiosk.visit.outcomes import Place
from kiosk.visit.slips import Opened
from kiosk.visit.views import Overlay, Paper, QuestionView, ReviewView, View, WritingView
from kiosk.visit.visit import Visit
from tests.kiosk.locale.endings import CASE
from tests.kiosk.locale.endings import RECORD as WITHOUT_PHOTO

Kind = TypeVar("Kind")

START = datetime(2026, 3, 2, 8, 0, tzinfo=WIB)
PLACE = Place(
    "Dispendukcapil Kota Probolinggo",
    counter_value(3),
    hours_value({"mon-fri": "08:00-14:00"}),
)
RECORD = msgspec.structs.replace(WITHOUT_PHOTO, photo=draw_portrait(WITHOUT_PHOTO.fields.nik))
NIK = RECORD.fields.nik
HOLDER = Identity(NIK, Method.SENSOR, 120)
WRITTEN = replace(CASE, nik=NIK)
"""What any ending promises here."""
CARD = LocalCard("x/1", START, PLACE.office, in_hopper=True)


def new_visit(clock: VirtualClock) -> Visit:
    """Return a visit that nobody has begun."""
    return Visit(clock, Policy(), PLACE, "id")


@dataclass
class Stage:
    """One visit, and the world it believes in, where promises are written down at once."""

    WRITES: ClassVar[bool] = True

    clock: VirtualClock = field(default_factory=lambda: VirtualClock(START))
    visit: Visit = field(init=False)

    def __post_init__(self) -> None:
        self.visit = new_visit(self.clock)

    def seen(self) -> View:
        """What is shown."""
        return self.visit.view

    def shows(self, kind: type[Kind]) -> Kind:
        """Return what is shown, which is of that kind."""
        view = self.visit.view
        assert isinstance(view, kind), view
        return view

    def overlay(self) -> Overlay:
        """What lies over it."""
        return self.visit.overlay

    def want(self, *intents: Intent) -> None:
        """Press."""
        for intent in intents:
            self._send(intent)

    def tell(self, progress: object) -> None:
        """Let the job at hand say how far it is."""
        assert self.visit.job is not None
        self._send(Told(self.visit.job.ticket, progress))

    def done(self, result: object) -> None:
        """Let the job at hand come to something."""
        assert self.visit.job is not None, f"no job at {self.visit.view}"
        self._send(Done(self.visit.job.ticket, result))

    def _send(self, event: Event) -> None:
        self.visit.send(event)
        if self.WRITES and isinstance(self.visit.view, WritingView):
            assert self.visit.job is not None
            opened = Opened(WRITTEN, is_new=True, paper=Paper.PRINTING)
            self.visit.send(Told(self.visit.job.ticket, opened))

    def wait(self, seconds: float) -> None:
        """Let time pass, in steps that the visit asks for."""
        until = self.clock.monotonic() + seconds
        while self.clock.monotonic() < until and not self.visit.ended:
            deadline = self.visit.deadline
            step = until if deadline is None else min(until, max(deadline, self.clock.monotonic()))
            self.clock.sleep_until(step)
            self.visit.send(Tick())
            if deadline is not None and self.visit.deadline == deadline:
                break

    def to_the_finger(
        self, record: Record | UnknownNik | Unavailable = RECORD, card: LocalCard | None = None
    ) -> None:
        """Begin, type the number, twice if nobody has it, and let the record come."""
        self.want(Begin(Purpose.OWN_CARD), SubmitNik(NIK))
        self.done(Fetched(record, card))
        if isinstance(record, UnknownNik):
            self.want(SubmitNik(NIK))
            self.done(Fetched(record, card))

    def to_the_data(self, record: Record = RECORD, card: LocalCard | None = None) -> None:
        """Come as far as the first page of data."""
        self.to_the_finger(record, card)
        self.tell(Capture.CAPTURED)
        self.done(HOLDER)

    def answer_everything(self, condition: Condition = Condition.FINE) -> None:
        """Call every line right, and say no to every question."""
        while isinstance(self.visit.view, ReviewView):
            self.want(Confirm())
        while isinstance(self.visit.view, QuestionView):
            asked = self.visit.view.question
            self.want(Choose(condition if asked is Question.CONDITION else False))

    def to_the_print(self) -> None:
        """Come as far as "Print my card", and press it."""
        self.to_the_data()
        self.answer_everything()
        self.want(Confirm())

    def to_the_hopper(self) -> None:
        """Come as far as a card in the hopper."""
        self.to_the_print()
        self.done(Printed(CARD))
