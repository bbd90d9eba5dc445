"""Somebody came along and presses for the resident: what the two of them do, each in turn.

A companion reads and presses. The number, the finger and every answer are the resident's.
"""

from collections.abc import Mapping

from kiosk.message import Message, message
from kiosk.visit.stages import DOOR_STAGES
from kiosk.visit.views import (
    CollectView,
    FarewellView,
    FingerView,
    NikView,
    OutcomeView,
    PhoneView,
    QuestionView,
    ReadyView,
    ReturnView,
    ReviewView,
    View,
)

PATIENCE = 2.0
"""How many times longer a visit waits for two people, who talk with each other."""

SAID: Mapping[type[View], str] = {
    NikView: "companion.nik",
    FingerView: "companion.finger",
    ReturnView: "companion.answer",
    ReviewView: "companion.answer",
    QuestionView: "companion.answer",
    ReadyView: "companion.ready",
    OutcomeView: "companion.read",
    PhoneView: "companion.phone",
    FarewellView: "companion.card",
}
"""Where it matters which of the two does something; elsewhere neither has to do anything."""


def to_companion(view: View) -> Message | None:
    """Return what a companion is told beside the question, if anything."""
    if isinstance(view, CollectView):
        return message("companion.card" if view.stage in DOOR_STAGES else "companion.finger")
    said = SAID.get(type(view))
    return None if said is None else message(said)
