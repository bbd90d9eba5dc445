"""Which number is yours?"""

from dataclasses import replace

from kiosk.documents.reference import DIGITS as SLIP_DIGITS
from kiosk.message import Message, message
from kiosk.visit.events import Intent, SubmitNik
from kiosk.visit.views import NikView, Step
from screens.resident.number import SEPARATORS, NumberScreen, grouped

HIDDEN = "•"
READABLE = 4


class NikScreen(NumberScreen[NikView]):
    """A NIK, or the number of a slip: others can read only its last four digits.

    What is nobody's number is shown whole, so that it can be looked through.
    """

    STEP = Step.NUMBER
    DIGITS = 16
    SAYS = ("nik.help", "nik.slip")

    def question(self) -> Message:
        return message("nik.heading_reporter" if self.view.of_reporter else "nik.heading")

    def latest(self) -> NikView:
        return replace(self.view, typed=self._typed)

    def submitted(self) -> Intent:
        return SubmitNik(self._typed)

    def count(self) -> str:
        typed = sum(each not in SEPARATORS for each in self._typed)
        if typed == SLIP_DIGITS:
            return self.say(message("nik.count_slip"))
        return self.say(message("nik.count", typed=typed, digits=self.DIGITS))

    def shown(self) -> str:
        hidden = max(0, len(self.digits) - READABLE) if self.trouble() is None else 0
        return grouped(HIDDEN * hidden + self.digits[hidden:], self.DIGITS)
