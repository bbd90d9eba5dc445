"""What the machines say of their work, as stages of what is shown."""

from devices.fingerprint.reader import Capture
from devices.printer.printer import Progress
from kiosk.issuance.results import Door
from kiosk.message import Message, message
from kiosk.visit.views import CollectStage, CollectView, FingerStage, PrintStage, WaitView

DOOR_STAGES = (CollectStage.OPEN_DOOR, CollectStage.CLOSE_DOOR, CollectStage.SIGN)
FINGER_STAGES = {
    Capture.WAITING: FingerStage.PLACE,
    Capture.CAPTURED: FingerStage.HOLD,
    Capture.LIFT: FingerStage.LIFT,
    Capture.SENDING: FingerStage.CHECK,
}
COLLECT_STAGES = {
    Capture.WAITING: CollectStage.PLACE_FINGER,
    Capture.CAPTURED: CollectStage.HOLD_FINGER,
    Capture.LIFT: CollectStage.LIFT_FINGER,
    Capture.SENDING: CollectStage.CHECK_FINGER,
    Door.OPEN_IT: CollectStage.OPEN_DOOR,
    Door.CLOSE_IT: CollectStage.CLOSE_DOOR,
    Door.SIGN: CollectStage.SIGN,
}
PRINT_STAGES = {
    Progress.LOADING: PrintStage.LOADING,
    Progress.FEEDING: PrintStage.FEEDING,
    Progress.PRINTING: PrintStage.PRINTING,
    Progress.EJECTING: PrintStage.EJECTING,
}


def waited_for(view: WaitView) -> Message:
    """Return who is being asked."""
    return message("wait.printer" if view.asks_printer else "wait.explanation")


def what_to_do(view: CollectView) -> Message:
    """Return what is to be done at the reader or at the box, and by whom."""
    stage = view.stage.name.lower()
    return message(f"collect.attended.{stage}" if view.attended else f"collect.{stage}")
