"""The conversation with one resident: a table of views and events, and nothing else decides."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from devices.fingerprint.reader import Abandoned, Capture, NoFinger, NotMatched, PoorImage
from devices.printer.printer import Told as PrinterTold
from kiosk.documents.photo import read_photo
from kiosk.identity import Identity
from kiosk.issuance.handover import Door
from kiosk.issuance.issuance import AlreadyPrinted, Printed
from kiosk.issuance.printing import Refusal
from kiosk.message import Message, message
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Refused
from kiosk.policy import Policy
from kiosk.register.nik import read_nik
from kiosk.visit import jobs, review
from kiosk.visit.attesting import SignAttestation, Signed, Unattested, attestable
from kiosk.visit.codes import Ask, Code, Question
from kiosk.visit.decide import conclude, decide
from kiosk.visit.events import (
    Attest,
    Back,
    Begin,
    Cancel,
    Choose,
    Confirm,
    Done,
    Event,
    SubmitNik,
    ToggleWrong,
    Told,
)
from kiosk.visit.facts import Facts, Field, Unidentified
from kiosk.visit.outcomes import Place, Printing, outcome_view, reminders
from kiosk.visit.stages import COLLECT_STAGES, DOOR_STAGES, FINGER_STAGES, PRINT_STAGES
from kiosk.visit.views import (
    GROUPS,
    CollectStage,
    CollectView,
    FarewellView,
    FingerStage,
    FingerView,
    Group,
    NikView,
    OutcomeView,
    PrintingView,
    PrintStage,
    QuestionView,
    ReadyView,
    ReviewView,
    View,
    WaitView,
    WelcomeView,
)

Handler = Callable[["Conversation", Any], None]


class Conversation:
    """What is known, what is shown, and what is being waited for."""

    def __init__(self, facts: Facts, policy: Policy, place: Place) -> None:
        self.view: View = WelcomeView()
        self.job: jobs.Job | None = None
        self.aside: jobs.Job | None = None
        """Work that nobody waits for yet: the printer takes the card while its data is checked."""
        self.ended = False
        self._policy = policy
        self._place = place
        self._facts = facts
        self._history: list[tuple[View, Facts]] = []
        self._marks: frozenset[Field] = frozenset()
        self._tries = 0
        self._tickets = 0
        self._asked_again = False

    @property
    def attestable(self) -> bool:
        """Whether an officer may now say that this is the holder of the record."""
        return attestable(self.view, self._facts)

    def attest(self, signature: Attest, before: Signed) -> None:
        """Let an officer sign in place of a finger; who signed `before` counts too."""
        self._abandon()
        self._start(SignAttestation(self._facts.found, signature, before))

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier question to return to."""
        return bool(self._history)

    def take(self, event: Event) -> None:
        """Let something happen; what does not fit the present view changes nothing."""
        if isinstance(event, Told | Done) and not self._expected(event):
            return
        if isinstance(event, Done):
            self.job = None
        kind = type(event)
        handler = self.TRANSITIONS.get((type(self.view), kind)) or self.ANYWHERE.get(kind)
        if handler is not None:
            handler(self, event)

    def _expected(self, event: Told | Done) -> bool:
        """Tell whether this is of a job that somebody waits for, or of one that prepares it."""
        if self.job is None:
            return False
        prepares = self.aside is not None and event.ticket == self.aside.ticket
        return event.ticket == self.job.ticket or (prepares and isinstance(event, Told))

    # -- going on -----------------------------------------------------------------------------

    def _advance(self) -> None:
        """Ask the table what is missing, and go and get it."""
        decision = decide(self._facts, self._policy)
        if not isinstance(decision, Ask):
            self._decided(decision.code)
            return
        match decision.question:
            case Question.NIK:
                self._show(NikView())
            case Question.RECORD:
                self._show(WaitView())
                self._start(jobs.FetchRecord(self._facts.number))
            case Question.IDENTITY:
                self._tries = 0
                self._ask_finger(None, lift_first=False)
            case Question.DATA:
                self._marks |= review.unprintable(self._facts.found.fields)
                self._show_group(GROUPS[0])
                self.aside = self.aside or self._job(jobs.Preload(self._facts.found))
            case Question.POLICE_LETTER:
                self._facts = replace(self._facts, police_letter=False)
                self._advance()
            case question:
                self._show(QuestionView(question))

    def _decided(self, code: Code) -> None:
        if code is Code.NIK_IMPOSSIBLE and self._facts.nik is not None:
            problem = message(f"nik.problem.{self._facts.nik.problem}")
            again = NikView(self._facts.nik.typed, problem)
            self._go_back()
            self._show(again)
        elif code is Code.PRINT_READY and read_photo(self._facts.found.photo) is None:
            self._show_outcome(Code.FAILED)  # the photo has to be taken again
        elif code is Code.PRINT_READY:
            self._show(ReadyView(review.rows(self._facts.found.fields, Group.PERSON, frozenset())))
        else:
            self._show_outcome(code)

    def _show(self, view: View) -> None:
        self.view = view

    def _show_group(self, group: Group) -> None:
        self._show(ReviewView(group, review.rows(self._facts.found.fields, group, self._marks)))

    def _show_outcome(self, code: Code, **details: Any) -> None:  # noqa: ANN401 - passed through
        self._set_aside()
        self._show(outcome_view(code, self._facts, self._place, self._policy, **details))

    def _ask_finger(self, hint: Message | None, *, lift_first: bool) -> None:
        left = self._policy.finger_tries - self._tries
        if isinstance(self.view, CollectView):
            self._show(CollectView(CollectStage.PLACE_FINGER, hint))
        else:
            self._show(FingerView(self._facts.number[-4:], FingerStage.PLACE, hint, left))
        self._start(jobs.Recognise(self._facts.found, lift_first))

    def _start(self, task: jobs.Task) -> None:
        self.job = self._job(task)

    def _job(self, task: jobs.Task) -> jobs.Job:
        self._tickets += 1
        return jobs.Job(self._tickets, task)

    def _set_aside(self) -> None:
        """Let the printer take no more of a card that will not be printed now."""
        if self.aside is not None:
            self.aside.abandoned = True

    def _forget_record(self) -> None:
        """Drop what was said and prepared about a record: another may follow."""
        self._set_aside()
        self.aside = None
        self._marks = frozenset()

    def _remember(self, view: View | None = None) -> None:
        self._history.append((view or self.view, self._facts))

    def _go_back(self) -> None:
        self._abandon()
        view, self._facts = self._history.pop()
        self._show(view)

    def _abandon(self) -> None:
        if self.job is not None:
            self.job.abandoned = True
            self.job = None

    def end(self, _: Event | None = None) -> None:
        """Forget everything; the caller makes a new visit for the next resident."""
        self._abandon()
        self._forget_record()
        self._history.clear()
        self._facts = Facts(today=self._facts.today)
        self._show(WelcomeView())
        self.ended = True

    # -- what people do -----------------------------------------------------------------------

    def _begin(self, event: Begin) -> None:
        self._remember()
        self._facts = replace(self._facts, purpose=event.purpose)
        self._advance()

    def _submit_nik(self, event: SubmitNik) -> None:
        self._remember(NikView(event.typed))
        self._facts = replace(self._facts, nik=read_nik(event.typed))
        self._advance()

    def _toggle_wrong(self, event: ToggleWrong) -> None:
        if isinstance(self.view, ReviewView) and event.field in self.view.group.value:
            always = review.unprintable(self._facts.found.fields)
            self._marks = (self._marks ^ {event.field}) | always
            self._show_group(self.view.group)

    def _confirm_group(self, _: Confirm) -> None:
        if not isinstance(self.view, ReviewView):
            return
        self._remember()
        following = GROUPS.index(self.view.group) + 1
        if following < len(GROUPS):
            self._show_group(GROUPS[following])
        else:
            self._facts = replace(self._facts, wrong=self._marks)
            self._advance()

    def _choose(self, event: Choose) -> None:
        if not isinstance(self.view, QuestionView) or event.choice not in self.view.choices:
            return
        self._remember()
        known = {self.view.question.name.lower(): event.choice}
        self._facts = replace(self._facts, **known)  # type: ignore[arg-type]
        self._advance()

    def _print(self, _: Confirm) -> None:
        self._history.clear()
        self._show(PrintingView(PrintStage.PREPARING))
        self._start(jobs.PrintCard(self._facts.found))

    def _read_outcome(self, _: Confirm) -> None:
        if isinstance(self.view, OutcomeView) and self.view.card_here:
            self._history.clear()
            self._collect()
        else:
            self.end()

    def _back(self, _: Back) -> None:
        if self._history:
            self._go_back()
        if isinstance(self.view, WelcomeView):
            self.end()
        elif isinstance(self.view, ReviewView):
            self._show_group(self.view.group)

    def _leave_card(self, _: Cancel) -> None:
        """The card stays in the hopper, and the visit says how to get it another time."""
        if isinstance(self.view, CollectView) and self.view.stage not in DOOR_STAGES:
            self._abandon()
            self._show_outcome(Code.CARD_WAITING)

    def _nothing(self, _: Event) -> None:
        """Nothing follows: a card that is being made cannot be unmade."""

    # -- what jobs say ------------------------------------------------------------------------

    def _fetched(self, event: Done) -> None:
        match event.result:
            case jobs.Fetched(answer, local_card):
                self._forget_record()
                self._facts = replace(self._facts, record=answer, local_card=local_card)
                self._advance()
            case _:
                self._show_outcome(Code.NOT_IDENTIFIED)

    def _finger_told(self, event: Told) -> None:
        if isinstance(self.view, FingerView) and isinstance(event.progress, Capture):
            self.view = replace(self.view, stage=FINGER_STAGES[event.progress])
        elif isinstance(self.view, CollectView) and isinstance(event.progress, Capture | Door):
            self.view = replace(self.view, stage=COLLECT_STAGES[event.progress])

    def _recognised(self, event: Done) -> None:
        match event.result:
            case Identity() as identity:
                self._facts = replace(self._facts, identity=identity)
                self._advance()
            case NotMatched() if self._tries + 1 < self._policy.finger_tries:
                self._tries += 1
                self._ask_finger(message("finger.no_match"), lift_first=True)
            case NotMatched():
                self._facts = replace(self._facts, identity=Unidentified.NO_MATCH)
                self._advance()
            case PoorImage(kind):
                self._ask_finger(message(f"finger.{kind.name.lower()}"), lift_first=True)
            case NoFinger() | Abandoned() | Unattested():
                self._ask_finger(None, lift_first=False)
            case _:
                self._facts = replace(self._facts, identity=Unidentified.NO_READER)
                self._advance()

    def _attested(self, event: Done) -> None:
        if isinstance(event.result, Identity) and isinstance(self.view, OutcomeView):
            (self._collecting if self.view.card_here else self._recognised)(event)

    def _print_told(self, event: Told) -> None:
        if isinstance(event.progress, PrinterTold):
            told = event.progress
            self._show(PrintingView(PRINT_STAGES[told.step], told.done, told.of))

    def _issued(self, event: Done) -> None:
        match event.result:
            case Printed(card):
                self._facts = replace(self._facts, local_card=card)
                self._collect()
            case AlreadyPrinted(printed_at, office):
                printing = Printing(printed_at.date(), office)
                self._show_outcome(Code.ALREADY_PRINTED, printing=printing)
            case Unavailable():
                self._show_outcome(Code.SERVER_DOWN, claim_kept=True)
            case Refused() as refused:
                self._refused(refused)
            case Refusal() as refusal if (outcome := conclude(refusal)) is not None:
                self._show_outcome(outcome.code)

    def _refused(self, refused: Refused) -> None:
        """The ministry knows better than the record we had: look again, but only once."""
        if refused.printed_on is not None:
            printing = Printing(refused.printed_on, refused.printed_at or "")
            self._show_outcome(Code.ALREADY_PRINTED, printing=printing)
        elif self._asked_again:
            self._show_outcome(Code.UNKNOWN_STATUS)
        else:
            self._asked_again = True
            self._facts = replace(self._facts, record=None, wrong=None)
            self._advance()

    def _collect(self) -> None:
        self._tries = 0
        self._show(CollectView(CollectStage.PLACE_FINGER))
        self._ask_finger(None, lift_first=False)

    def _collecting(self, event: Done) -> None:
        card = self._facts.local_card
        match event.result:
            case Identity() as holder if card is not None:
                self._show(CollectView(CollectStage.OPEN_DOOR))
                self._start(jobs.GiveCard(card.key, holder, self._facts.found))
            case True:
                self._show(FarewellView(reminders(self._facts)))
            case NotMatched() if self._tries + 1 < self._policy.finger_tries:
                self._tries += 1
                self._ask_finger(message("finger.no_match"), lift_first=True)
            case PoorImage(kind):
                self._ask_finger(message(f"finger.{kind.name.lower()}"), lift_first=True)
            case Unattested():
                self._ask_finger(None, lift_first=False)
            case _:
                self._show_outcome(Code.CARD_WAITING)

    TRANSITIONS: ClassVar[Mapping[tuple[type[View], type[Event]], Handler]] = {
        (WelcomeView, Begin): _begin,
        (NikView, SubmitNik): _submit_nik,
        (WaitView, Done): _fetched,
        (FingerView, Told): _finger_told,
        (FingerView, Done): _recognised,
        (ReviewView, ToggleWrong): _toggle_wrong,
        (ReviewView, Confirm): _confirm_group,
        (QuestionView, Choose): _choose,
        (ReadyView, Confirm): _print,
        (PrintingView, Told): _print_told,
        (PrintingView, Done): _issued,
        (PrintingView, Back): _nothing,
        (PrintingView, Cancel): _nothing,
        (CollectView, Told): _finger_told,
        (CollectView, Done): _collecting,
        (CollectView, Back): _leave_card,
        (CollectView, Cancel): _leave_card,
        (OutcomeView, Confirm): _read_outcome,
        (OutcomeView, Done): _attested,
        (FarewellView, Confirm): end,
    }
    """What follows from an event, by the view it happens on."""

    ANYWHERE: ClassVar[Mapping[type[Event], Handler]] = {
        Back: _back,
        Cancel: end,
    }
    """What follows wherever `TRANSITIONS` names no exception."""
