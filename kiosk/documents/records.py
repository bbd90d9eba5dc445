"""What the office's records, which are open, say of a slip."""

from datetime import date, datetime

from db.owed import Matter
from db.states import MatterState
from kiosk.documents.slip import Kind, Problem, Slip

_ENDED = {
    MatterState.USED: Problem.USED,
    MatterState.REPLACED: Problem.USED,
    MatterState.WITHDRAWN: Problem.WITHDRAWN,
    MatterState.LAPSED: Problem.EXPIRED,
}


def ended(reference: str) -> Problem | None:
    """Return why the slip with that reference does not count, though its days may not be over.

    One that the records do not have counts nowhere, however well it is signed.
    """
    row = Matter.get_or_none(Matter.key == reference)
    return Problem.UNKNOWN if row is None else _ENDED.get(MatterState(row.state))


def problem_of(row: Matter, today: date) -> Problem | None:
    """Return why the slip of a matter does not count today; None if it does."""
    late = Problem.EXPIRED if row.valid_until < today.isoformat() else None
    return _ENDED.get(MatterState(row.state), late)


def slip_of(row: Matter, office: str) -> Slip:
    """Return the slip of a matter, given by the office with that id."""
    issued = datetime.fromisoformat(row.opened_at).date()
    return Slip(Kind[row.kind], row.key, office, issued, date.fromisoformat(row.valid_until))
