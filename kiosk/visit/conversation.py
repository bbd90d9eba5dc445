"""The conversation with one resident: a table of views and events, and nothing else decides."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from devices.fingerprint.reader import Abandoned, Capture, NoFinger, NotMatched, PoorImage
from kiosk.identity import Identity, Reason
from kiosk.issuance.results import Door
from kiosk.message import message
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.ministry.contract import Record, data_hash
from kiosk.register.nik import read_nik
from kiosk.visit import jobs, review, slips
from kiosk.visit.attesting import (
    CAUSES,
    LetIn,
    SignAttestation,
    Signed,
    SignedIn,
    SignWithdrawal,
    Unattested,
)
from kiosk.visit.decide import CODES
from kiosk.visit.events import (
    Back,
    Begin,
    Cancel,
    Choose,
    Confirm,
    Done,
    Event,
    Interrupted,
    PresentSlip,
    ShowCode,
    SignIn,
    SubmitNik,
    SubmitPhone,
    ToggleWrong,
    Told,
)
from kiosk.visit.facts import Unidentified
from kiosk.visit.making import Making
from kiosk.visit.replacing import Replacing
from kiosk.visit.stages import COLLECT_STAGES, FINGER_STAGES
from kiosk.visit.taking import Taking
from kiosk.visit.views import (
    GROUPS,
    CollectView,
    FarewellView,
    FingerView,
    NikView,
    OfficerView,
    OutcomeView,
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

if TYPE_CHECKING:
    from kiosk.desk.authority import Operator

Handler = Callable[["Conversation", Any], None]


class Conversation(Replacing, Taking):
    """One resident's: what follows from each event, by the view it happens on."""

    def sign_in(self, signature: SignIn, before: Signed) -> None:
        """Let an officer sign for a card that is gone, or sign in for what else may be signed."""
        act, holder = self.attestable, self._facts.identity
        self._abandon()
        if act in CAUSES and isinstance(holder, Identity):
            self._start(SignWithdrawal(self._facts.found, CAUSES[act], holder, signature))
        else:
            self._start(LetIn(signature, before))

    def attest(self, reason: Reason, officer: "Operator", before: Signed) -> None:
        """Let an officer sign who this is; who signed `before` counts too."""
        self._abandon()
        self._start(SignAttestation(self._facts.found, reason, officer, before))

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

    # -- what people do -----------------------------------------------------------------------

    def _begin(self, event: Begin) -> None:
        self._remember()
        self.accompanied = event.accompanied
        self._facts = replace(self._facts, purpose=event.purpose)
        self._advance()
        if isinstance(self.view, NikView):
            self._show(replace(self.view, typed=event.typed))

    def _interrupted(self, _: Interrupted) -> None:
        self._show(WelcomeView(interrupted=True))

    def _submit_nik(self, event: SubmitNik) -> None:
        if slips.is_reference(event.typed):
            self._look_for(event.typed, self._asked_number(event.typed))
            return
        self._remember(self._asked_number(event.typed))
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

    def _read_outcome(self, event: Confirm) -> None:
        if isinstance(self.view, OutcomeView) and self.view.card_here:
            self._history.clear()
            self._collect()
        else:
            self.read(event)

    def _back(self, _: Back) -> None:
        taken_back = isinstance(self.view, OutcomeView | WritingView)
        if self._history:
            self._go_back()
            if taken_back:
                self._withdraw()
        if isinstance(self.view, WelcomeView):
            self.end()
        elif isinstance(self.view, ReviewView):
            self._show_group(self.view.group)

    def _nothing(self, _: Event) -> None:
        """Nothing follows: a card that is being made cannot be unmade."""

    # -- what jobs say ------------------------------------------------------------------------

    def _fetched(self, event: Done) -> None:
        match event.result:
            case jobs.Fetched(Unavailable()) as fetched if self._facts.withdrawn is not None:
                withdrawn = fetched.withdrawn or self._facts.withdrawn
                self._facts = replace(self._facts, withdrawn=withdrawn)
                self._show_outcome(CODES[withdrawn.cause])
            case jobs.Fetched(UnknownNik(), slip=None) if self._doubted != self._facts.number:
                self._ask_number_again()
            case jobs.Fetched() as fetched:
                self._forget_record()
                same = self._says_the_same(fetched.answer)
                self._facts = replace(
                    self._facts,
                    record=fetched.answer,
                    record_as_of=fetched.as_of,
                    local_card=fetched.local_card,
                    matters=fetched.matters,
                    withdrawn=fetched.withdrawn,
                    short=fetched.short,
                    unlike_card=fetched.unlike_card,
                    need=fetched.need,
                    wrong=self._facts.wrong if same else None,
                )
                if fetched.slip is not None:
                    self._facts = slips.led_by(fetched.slip, self._facts)
                self._advance()
            case slips.NoSlip() as refused:
                self.slip_refused(refused)
            case _:
                self._show_too_many()

    def _ask_number_again(self) -> None:
        """Most numbers that nobody has are mistyped: let them be looked through once."""
        self._doubted = typed = self._facts.number
        self._go_back()
        self._show(self._asked_number(typed, message("nik.not_found")))

    def _says_the_same(self, answer: Record | UnknownNik | Unavailable) -> bool:
        """Tell whether what the resident looked through is what was fetched again."""
        seen = self._facts.record
        if not isinstance(seen, Record) or not isinstance(answer, Record):
            return False
        return data_hash(seen) == data_hash(answer)

    def _finger_told(self, event: Told) -> None:
        if isinstance(self.view, FingerView) and isinstance(event.progress, Capture):
            self.view = self._at_stage(self.view, event.progress)
        elif isinstance(self.view, CollectView) and isinstance(event.progress, Capture | Door):
            self.view = replace(self.view, stage=COLLECT_STAGES[event.progress])

    @staticmethod
    def _at_stage(view: FingerView, capture: Capture) -> FingerView:
        """What was wrong with the finger before is no longer said of the one that came."""
        hint = view.hint if capture in (Capture.WAITING, Capture.LIFT) else None
        return replace(view, stage=FINGER_STAGES[capture], hint=hint)

    def _recognised(self, event: Done) -> None:
        match event.result:
            case Identity() as identity:
                self._facts = replace(self._facts, identity=identity)
                self.greet()
            case NotMatched() if self._tries + 1 < self._policy.finger_tries:
                self._tries += 1
                self._ask_finger(message("finger.no_match"), lift_first=True)
            case NotMatched():
                self._facts = replace(self._facts, identity=Unidentified.NO_MATCH)
                self._advance()
            case PoorImage(kind):
                self._ask_finger(message(f"finger.{kind.name.lower()}"), lift_first=True)
            case NoFinger() | Abandoned() | Unattested() | SignedIn():
                self._ask_finger(None, lift_first=False)
            case _:
                self._facts = replace(self._facts, identity=Unidentified.NO_READER)
                self._advance()

    def _ending_done(self, event: Done) -> None:
        """An officer has signed, signed in or neither, or the slip has come."""
        if not isinstance(self.view, OutcomeView):
            return
        if isinstance(event.result, Identity):
            (self.collecting if self.view.card_here else self._recognised)(event)
        elif isinstance(event.result, slips.Opened):
            self._give(event.result)
        elif isinstance(event.result, Unattested | SignedIn) and self._conclusion is not None:
            self._start(self._conclusion)  # the officer came before the slip

    TRANSITIONS: ClassVar[Mapping[tuple[type[View], type[Event]], Handler]] = {
        (WelcomeView, Interrupted): _interrupted,
        (WelcomeView, Begin): _begin,
        (WelcomeView, PresentSlip): Taking.present,
        (NikView, SubmitNik): _submit_nik,
        (NikView, PresentSlip): Taking.present,
        (WaitView, Done): _fetched,
        (FingerView, Told): _finger_told,
        (FingerView, Done): _recognised,
        (ReturnView, Confirm): Taking.go_on,
        (ReviewView, ToggleWrong): _toggle_wrong,
        (ReviewView, Confirm): _confirm_group,
        (QuestionView, Choose): _choose,
        (OfficerView, Done): Replacing.signed,
        (OfficerView, Confirm): Replacing.no_officer,
        (OfficerView, Cancel): Replacing.stop_waiting,
        (WaitView, Cancel): Replacing.stop,
        (ReturnView, Cancel): Replacing.stop,
        (ReviewView, Cancel): Replacing.stop,
        (QuestionView, Cancel): Replacing.stop,
        (ReadyView, Cancel): Replacing.stop,
        (ReadyView, Confirm): Making.print_card,
        (PrintingView, Told): Making.printer_told,
        (PrintingView, Confirm): Making.leave_printer,
        (PrintingView, Done): Making.issued,
        (PrintingView, Back): _nothing,
        (PrintingView, Cancel): _nothing,
        (CollectView, Told): _finger_told,
        (CollectView, Done): Making.collecting,
        (CollectView, Confirm): Making.not_there,
        (CollectView, Back): Making.leave_card,
        (CollectView, Cancel): Making.leave_card,
        (WritingView, Told): Taking.slip_told,
        (WritingView, Done): Taking.written,
        (OutcomeView, Confirm): _read_outcome,
        (OutcomeView, Told): Taking.slip_told,
        (OutcomeView, Done): _ending_done,
        (OutcomeView, ShowCode): Taking.show_code,
        (PhoneView, SubmitPhone): Taking.leave_phone,
        (PhoneView, Done): Taking.phone_left,
        (FarewellView, Confirm): Making.end,
    }
    """What follows from an event, by the view it happens on."""

    ANYWHERE: ClassVar[Mapping[type[Event], Handler]] = {
        Back: _back,
        Cancel: Making.end,
    }
    """What follows wherever `TRANSITIONS` names no exception."""
