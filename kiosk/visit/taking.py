"""The part of a conversation about slips: shown at the start, and taken along at the end."""

from dataclasses import replace

from kiosk.desk.matter import Matter
from kiosk.message import message
from kiosk.visit import slips
from kiosk.visit.codes import Ask, Question
from kiosk.visit.decide import decide
from kiosk.visit.dialogue import Dialogue
from kiosk.visit.events import Confirm, Done, PresentSlip, ShowCode, SubmitPhone, Told
from kiosk.visit.facts import Facts, Purpose
from kiosk.visit.views import (
    CodeView,
    NikView,
    OutcomeView,
    Paper,
    PhoneView,
    ReturnView,
    SlipShown,
    View,
    WaitView,
    WelcomeView,
)


class Taking(Dialogue):
    """What follows from a slip, and from leaving with one."""

    def present(self, event: PresentSlip) -> None:
        """Look for a slip that was scanned on the first screen, or in place of a number."""
        if isinstance(self.view, WelcomeView):
            self._remember()
            self._facts = replace(self._facts, purpose=Purpose.OWN_CARD)
        self._look_for(event.scanned, NikView())

    def _look_for(self, presented: str, before: NikView) -> None:
        self._remember(before)
        self._show(WaitView())
        self._start(slips.FetchBySlip(presented))

    def slip_refused(self, refused: slips.NoSlip) -> None:
        """Say why a slip does not count; the visit can go on with the number of its holder."""
        self._go_back()
        if isinstance(self.view, NikView):
            self._show(replace(self.view, problem=refused.why))

    def greet(self) -> None:
        """Tell somebody who is known again what is kept open for them; else go on."""
        if self._facts.matters:
            asked = decide(self._facts, self._policy)
            data_again = asked == Ask(Question.DATA)
            self._show(slips.greeting(self._facts, data_again=data_again))
        else:
            self._advance()

    def go_on(self, _: Confirm) -> None:
        """Go on from what is kept."""
        self._remember()
        self._advance()

    def slip_told(self, event: Told) -> None:
        """Show the ending with its slip, while the paper is being printed."""
        self._give(event.progress)

    def written(self, event: Done) -> None:
        """Show the ending: what it promises stands in the books."""
        self._give(event.result)

    def _give(self, concluded: object) -> None:
        if self._ending is not None and isinstance(concluded, slips.Opened):
            self._show(self._ending)
            self._ending = None
        if not isinstance(self.view, OutcomeView):
            return
        if isinstance(concluded, slips.Opened | slips.Closed):
            also = dict.fromkeys((*self.view.also, *concluded.also))
            self.view = replace(self.view, also=tuple(also))
        if isinstance(concluded, slips.Opened):
            shown = slips.slip_shown(concluded, identified=self._facts.identified)
            self.view = replace(self.view, slip=shown)

    def _take_back(self) -> None:
        """An answer was taken back, and with it what was opened for it."""
        if self._conclusion is not None:
            self._start(slips.TakeBack(self._conclusion))
            self._conclusion = None

    def taken_back(self, event: Done) -> None:
        """What is open is again what was: known here as the office has it now."""
        if isinstance(event.result, slips.TakenBack):
            kept_now = event.result.matters
            self.view, self._facts = _knowing(kept_now, self.view, self._facts)
            self._history = [_knowing(kept_now, *before) for before in self._history]

    def show_code(self, _: ShowCode) -> None:
        """Show the code of the slip, large enough to be photographed."""
        ending = self.view
        if isinstance(ending, OutcomeView) and ending.slip is not None:
            self._remember(_to_come_back_to(ending, ending.slip))
            self._show(CodeView(ending.slip))

    def read(self, _: Confirm) -> None:
        """An ending was read: ask whom to call when the turn comes, or end."""
        match self.view:
            case OutcomeView(slip=SlipShown(may_phone=True, phoned=False) as slip) as ending:
                self._remember(_to_come_back_to(ending, slip))
                self._show(PhoneView(slip))
            case _:
                self.end()

    def leave_phone(self, event: SubmitPhone) -> None:
        """Leave a number to call, or none: nobody has to have a telephone."""
        if not isinstance(self.view, PhoneView) or not event.typed:
            self.end()
            return
        self._show(replace(self.view, typed=event.typed, problem=None))
        self._start(slips.LeavePhone(self.view.slip.kept.reference, event.typed))

    def phone_left(self, event: Done) -> None:
        """Go back to the ending, which says so; or ask once more."""
        if isinstance(self.view, PhoneView) and event.result is not True:
            self._show(replace(self.view, problem=message("phone.problem")))
            return
        self._go_back()
        if isinstance(self.view, OutcomeView) and self.view.slip is not None:
            self._show(replace(self.view, slip=replace(self.view.slip, phoned=True)))


def _knowing(matters: tuple[Matter, ...], view: View, facts: Facts) -> tuple[View, Facts]:
    """Return a view and what is known on it, with what is open, where that is known already."""
    if facts.record is None:
        return view, facts
    facts = replace(facts, matters=matters)
    if isinstance(view, ReturnView):
        view = slips.greeting(facts, data_again=view.data_again)
    return view, facts


def _to_come_back_to(ending: OutcomeView, slip: SlipShown) -> OutcomeView:
    """Return an ending that is true whatever becomes of the paper meanwhile."""
    paper = Paper.NONE if slip.paper is Paper.PRINTING else slip.paper
    return replace(ending, slip=replace(slip, paper=paper))
