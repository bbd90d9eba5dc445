"""Which screen shows which view; a view without one cannot be shown."""

from collections.abc import Mapping
from typing import Any

from kiosk.visit import views
from screens.resident.attest import AttestScreen
from screens.resident.base import ResidentScreen
from screens.resident.code import CodeScreen
from screens.resident.collect import CollectScreen
from screens.resident.farewell import FarewellScreen
from screens.resident.finger import FingerScreen
from screens.resident.nik import NikScreen
from screens.resident.officer import OfficerScreen
from screens.resident.outcome import OutcomeScreen
from screens.resident.overlays import OverlayScreen
from screens.resident.phone import PhoneScreen
from screens.resident.printing import PrintingScreen
from screens.resident.question import QuestionScreen
from screens.resident.ready import ReadyScreen
from screens.resident.returning import ReturnScreen
from screens.resident.review import ReviewScreen
from screens.resident.wait import WaitScreen, WritingScreen
from screens.resident.welcome import WelcomeScreen

SCREENS: Mapping[type[views.View], type[ResidentScreen[Any]]] = {
    views.WelcomeView: WelcomeScreen,
    views.NikView: NikScreen,
    views.WaitView: WaitScreen,
    views.WritingView: WritingScreen,
    views.FingerView: FingerScreen,
    views.ReturnView: ReturnScreen,
    views.ReviewView: ReviewScreen,
    views.QuestionView: QuestionScreen,
    views.OfficerView: OfficerScreen,
    views.ReadyView: ReadyScreen,
    views.PrintingView: PrintingScreen,
    views.CollectView: CollectScreen,
    views.OutcomeView: OutcomeScreen,
    views.CodeView: CodeScreen,
    views.PhoneView: PhoneScreen,
    views.FarewellView: FarewellScreen,
}

OVERLAYS: Mapping[type[views.Overlay], type[OverlayScreen]] = {
    views.IdleWarning: OverlayScreen,
    views.OfficerCalled: OverlayScreen,
    views.Attesting: AttestScreen,
}
