"""What a conversation knows, shows and waits for, and how it goes on: what all its parts share."""

from dataclasses import replace
from typing import Any

from kiosk.desk.matter import Matter
from kiosk.identity import Identity
from kiosk.message import Message, message
from kiosk.policy import Policy
from kiosk.visit import jobs, review, slips
from kiosk.visit.attesting import CAUSES, attestable
from kiosk.visit.codes import Act, Ask, Code, Question
from kiosk.visit.decide import act_before, decide
from kiosk.visit.events import Event
from kiosk.visit.facts import Facts, Field, Purpose
from kiosk.visit.outcomes import Place, outcome_view, wishes
from kiosk.visit.views import (
    GROUPS,
    CollectStage,
    CollectView,
    FingerStage,
    FingerView,
    Group,
    Holder,
    NikView,
    OfficerView,
    OutcomeView,
    QuestionView,
    ReadyView,
    ReviewView,
    View,
    WaitView,
    WelcomeView,
    WritingView,
)


class Dialogue:
    """What is known, what is shown, and what is being waited for."""

    def __init__(self, facts: Facts, policy: Policy, place: Place, language: str) -> None:
        self.view: View = WelcomeView()
        self.job: jobs.Job | None = None
        self.aside: jobs.Job | None = None
        """Work that nobody waits for yet: the printer takes the card while its data is checked."""
        self.ended = False
        self.accompanied = False
        self.language = language
        self._policy = policy
        self._place = place
        self._facts = facts
        self._history: list[tuple[View, Facts]] = []
        self._marks: frozenset[Field] = frozenset()
        self._tries = 0
        self._doubted = ""
        """A number that nobody has: its owner was asked to look at it again."""
        self._tickets = 0
        self._asked_again = False
        self._conclusion: slips.Conclude | None = None
        self._ending: OutcomeView | None = None
        """What is shown as soon as its promise is written down."""
        self._in_the_making: Matter | None = None
        """What the holder of a card that is being printed may leave with."""

    @property
    def attestable(self) -> Act | None:
        """What an officer may sign for now."""
        return attestable(self.view, self._facts)

    @property
    def holder(self) -> Holder:
        """Whose record it is: shown to officers only, before the holder was identified."""
        fields = self._facts.found.fields
        return Holder(fields.name, fields.nik)

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier question to return to."""
        return bool(self._history)

    def _advance(self) -> None:
        """Ask the table what is missing, and go and get it."""
        decision = decide(self._facts, self._policy)
        if not isinstance(decision, Ask):
            self._decided(decision.code)
            return
        match decision.question:
            case Question.NIK:
                self._show(self._asked_number())
            case Question.RECORD:
                self._show(WaitView())
                known = isinstance(self._facts.identity, Identity)
                self._start(jobs.FetchRecord(self._facts.number, again=known))
            case Question.IDENTITY:
                self._tries = 0
                self._ask_finger(None, lift_first=False)
            case Question.DATA:
                self._marks |= review.unprintable(self._facts.found.fields)
                self._show_group(GROUPS[0])
                self.aside = self.aside or self._job(jobs.Preload(self._facts.found))
            case question:
                self._show(QuestionView(question))

    def _asked_number(self, typed: str = "", problem: Message | None = None) -> NikView:
        return NikView(typed, problem, self._facts.purpose is Purpose.REPORT_DEATH)

    def _decided(self, code: Code) -> None:
        from kiosk.documents.photo import read_photo

        if code is Code.NIK_IMPOSSIBLE and self._facts.nik is not None:
            problem = message(f"nik.problem.{self._facts.nik.problem}")
            again = self._asked_number(self._facts.nik.typed, problem)
            self._go_back()
            self._show(again)
        elif (act := act_before(code, self._facts)) is not None:
            if CAUSES[act] in self._facts.short:
                self._show_outcome(Code.NO_BLANK)  # nothing is cut for a card that cannot be made
            else:
                self._need_officer(act)
        elif code is Code.PRINT_READY and read_photo(self._facts.found.photo) is None:
            self._show_outcome(Code.FAILED)  # the photo has to be taken again
        elif code is Code.PRINT_READY:
            self._show(ReadyView(review.rows(self._facts.found.fields, Group.PERSON, frozenset())))
        else:
            self._show_outcome(code)

    def _need_officer(self, act: Act) -> None:
        self._show(OfficerView(act, self.holder))

    def _show(self, view: View) -> None:
        self.view = view

    def _show_group(self, group: Group) -> None:
        self._show(ReviewView(group, review.rows(self._facts.found.fields, group, self._marks)))

    def _show_outcome(self, code: Code, **details: Any) -> None:  # noqa: ANN401 - passed through
        self._set_aside()
        view = outcome_view(code, self._facts, self._place, self._policy, **details)
        if view.card_here and not isinstance(self.view, CollectView | OfficerView):
            self._show(view)  # it only offers the card, and promises nothing
            return
        kept = details.get("claim_kept", False)
        opens = wishes(code, self._facts, self._policy, claim_kept=kept)
        self._ending = view if opens else None
        self._show(WritingView() if opens else view)
        self._conclusion = slips.Conclude(view, self._facts, opens, self.language)
        self._start(self._conclusion)

    def _show_too_many(self) -> None:
        """Nothing is opened for those who tried one number after the other."""
        view = outcome_view(Code.NOT_IDENTIFIED, self._facts, self._place, self._policy)
        self._show(replace(view, also=(message("also.no_number"),)))

    def _ask_finger(self, hint: Message | None, *, lift_first: bool) -> None:
        left = self._policy.finger_tries - self._tries
        if isinstance(self.view, CollectView):
            self._show(CollectView(CollectStage.PLACE_FINGER, hint))
        else:
            slip = self._facts.slip.reference if self._facts.slip is not None else ""
            last_four = "" if slip else self._facts.number[-4:]
            self._show(FingerView(last_four, FingerStage.PLACE, hint, left, slip))
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
        self._ending = None
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
        self._conclusion, self._ending, self._doubted = None, None, ""
        self._in_the_making = None
        self._show(WelcomeView())
        self.ended = True
