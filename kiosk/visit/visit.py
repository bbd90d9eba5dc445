"""One resident's visit: the conversation, and whether anybody still takes part in it.

A visit is volatile. It may be cut off at any instant and nothing is lost: what must last is made
by issuance, which the visit asks once, after the last "Print my card", and then only watches.
"""

import math
from dataclasses import replace

from devices.clock import Clock
from kiosk.policy import Policy
from kiosk.visit.attesting import SignedIn, Unattested
from kiosk.visit.codes import Act
from kiosk.visit.companion import PATIENCE
from kiosk.visit.conversation import Conversation
from kiosk.visit.events import (
    Attest,
    CallOfficer,
    Cancel,
    Done,
    Event,
    Intent,
    OpenAttestation,
    SetLanguage,
    SignIn,
    Tick,
)
from kiosk.visit.facts import Facts
from kiosk.visit.jobs import Job
from kiosk.visit.outcomes import Place
from kiosk.visit.views import (
    Attesting,
    CollectView,
    FarewellView,
    Holder,
    IdleWarning,
    OfficerCalled,
    OfficerView,
    Overlay,
    PrintingView,
    View,
    WaitView,
    WelcomeView,
    WritingView,
)

OFFICER_SECONDS = 300.0
"""That a visit waits for the officer it called, before it asks whether somebody is there."""
SIGNING_SECONDS = 90.0
"""That an officer may take to sign in; then the form goes with all it held."""
SIGNED_IN_SECONDS = 45.0
"""That whoever signed in may take to compare a paper and sign: anybody at the screen could."""

REMINDER_SECONDS = 10.0
"""By which a farewell stays longer for each thing to remember: twenty words, read slowly."""

UNHURRIED = (WelcomeView, WaitView, WritingView, PrintingView, CollectView)
"""Views that wait for a machine, or for nobody: no idle clock runs there."""


class Visit:
    """One resident from the welcome to the farewell.

    `send` takes what happened; `view`, `overlay`, `job` and `deadline` say what follows. The
    caller shows the view, runs the job, and sends `Tick` when the deadline has passed. After
    `ended` nothing of the resident is left in it, and the caller makes a new one.
    """

    def __init__(self, clock: Clock, policy: Policy, place: Place, language: str) -> None:
        self.overlay: Overlay = None
        self._usual_language = language
        self._clock = clock
        self._day = clock.wall().date()
        self._policy = policy
        self._conversation = Conversation(Facts(self._day), policy, place, language)
        self._quiet_since = clock.monotonic()

    @property
    def view(self) -> View:
        """What is shown."""
        return self._conversation.view

    @property
    def language(self) -> str:
        """What is spoken with this resident."""
        return self._conversation.language

    @property
    def job(self) -> Job | None:
        """The work that is being waited for: at most one."""
        return self._conversation.job

    @property
    def aside(self) -> Job | None:
        """Work to be done when nothing else is; nobody waits for it."""
        return self._conversation.aside

    @property
    def ended(self) -> bool:
        """Whether this visit is over and forgotten."""
        return self._conversation.ended

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier question to return to."""
        return self._conversation.can_go_back

    @property
    def accompanied(self) -> bool:
        """Whether somebody came along who presses for the resident."""
        return self._conversation.accompanied

    @property
    def deadline(self) -> float | None:
        """When time itself is an event: monotonic seconds, or None."""
        if isinstance(self.overlay, IdleWarning):
            return self._warning_ends - (self.overlay.seconds_left - 1)
        if isinstance(self.overlay, OfficerCalled):
            return self._quiet_since + OFFICER_SECONDS
        if isinstance(self.overlay, Attesting):
            signed_in = self.overlay.officer is not None
            return self._quiet_since + (SIGNED_IN_SECONDS if signed_in else SIGNING_SECONDS)
        if isinstance(self.view, WelcomeView) and self._clock.wall().date() != self._day:
            return self._clock.monotonic()  # whoever comes next has the date and policy of today
        if isinstance(self.view, WelcomeView) and self.language != self._usual_language:
            return self._quiet_since + self._idle_seconds
        if isinstance(self.view, UNHURRIED):
            return None
        if isinstance(self.view, FarewellView):
            return self._quiet_since + self._farewell_seconds(self.view)
        return self._quiet_since + self._idle_seconds

    def send(self, event: Event) -> None:
        """Let something happen. What does not fit changes nothing."""
        if self.ended:
            return
        before = type(self.view)
        match event:
            case Tick():
                self._tick()
            case SetLanguage(language):
                self._conversation.language = language
            case CallOfficer() | OpenAttestation() | SignIn() | Attest():
                self._to_officer(event)
            case Done():
                self._done(event)
            case _ if isinstance(event, Intent) and self.overlay is not None:
                self.overlay = None
                if isinstance(event, Cancel):
                    self._conversation.take(event)
            case _:
                self._conversation.take(event)
        form = self.overlay
        if isinstance(form, Attesting) and form.act is not self._conversation.attestable:
            self.overlay = None
        if isinstance(event, Intent) or type(self.view) is not before:
            self._quiet_since = self._clock.monotonic()

    def _to_officer(self, event: CallOfficer | OpenAttestation | SignIn | Attest) -> None:
        act, form = self._conversation.attestable, self.overlay
        if isinstance(event, CallOfficer):
            self.overlay = OfficerCalled(act)
        elif isinstance(event, OpenAttestation):
            opened = None if act is None else Attesting(act, holder=self._holder)
            self.overlay = form if isinstance(form, Attesting) else opened
        elif isinstance(form, Attesting) and not form.checking:
            self._sign(event, form)

    def _sign(self, event: SignIn | Attest, form: Attesting) -> None:
        """Let whoever signed in sign, and nobody else."""
        match event:
            case SignIn() if form.officer is None:
                self._conversation.sign_in(event, form.by)
            case Attest(reason) if form.officer is not None:
                self._conversation.attest(reason, form.officer, form.by)
            case _:
                return
        self.overlay = replace(form, checking=True)

    def _done(self, event: Done) -> None:
        """Go on; a form that waits for this answer says what came of it, and no other form does."""
        awaited = self.job is not None and self.job.ticket == event.ticket
        self._conversation.take(event)
        form = self.overlay
        if not awaited or not isinstance(form, Attesting) or not form.checking:
            return
        match event.result:
            case Unattested(why, by):
                self.overlay = Attesting(form.act, why, by, holder=self._holder)
            case SignedIn(officer) if form.act is Act.IDENTITY:
                self.overlay = Attesting(
                    form.act, by=form.by, holder=self._conversation.holder, officer=officer
                )

    @property
    def _holder(self) -> Holder | None:
        return self.view.holder if isinstance(self.view, OfficerView) else None

    @property
    def _warning_ends(self) -> float:
        return self._quiet_since + self._idle_seconds + self._policy.warning_seconds

    @property
    def _idle_seconds(self) -> float:
        return self._policy.idle_seconds * (PATIENCE if self.accompanied else 1)

    def _farewell_seconds(self, view: FarewellView) -> float:
        seconds = self._policy.farewell_seconds + REMINDER_SECONDS * len(view.also)
        return seconds * (PATIENCE if self.accompanied else 1)

    def _tick(self) -> None:
        now = self._clock.monotonic()
        if self.deadline is None or now < self.deadline:
            return
        if isinstance(self.view, FarewellView | WelcomeView):
            self._conversation.end()
            return
        if isinstance(self.overlay, Attesting):
            self.overlay, self._quiet_since = None, now
            return
        if isinstance(self.overlay, OfficerCalled):
            self._quiet_since = now - self._idle_seconds
        left = math.ceil(self._warning_ends - now)
        if left > 0:
            self.overlay = IdleWarning(left)
        else:
            self.overlay = None
            self._conversation.end()
