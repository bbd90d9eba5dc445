"""Which number may we call?"""

from dataclasses import replace

from kiosk.message import Message, message
from kiosk.visit.events import Intent, SubmitPhone
from kiosk.visit.views import PhoneView
from screens.resident.number import NumberScreen, grouped


class PhoneScreen(NumberScreen[PhoneView]):
    """A telephone number; nobody has to have one."""

    DIGITS = 15
    """The most of any country (ITU-T E.164)."""
    SAYS = ("phone.help", "phone.free")

    def question(self) -> Message:
        return message("phone.heading")

    def latest(self) -> PhoneView:
        return replace(self.view, typed=self._typed)

    def submitted(self) -> Intent:
        return SubmitPhone(self._typed)

    def count(self) -> str:
        return ""  # numbers of telephones differ in length

    def shown(self) -> str:
        return grouped(self.digits, max(len(self.digits), 12))
