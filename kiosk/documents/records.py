"""What the office's records, which are open, say of a slip."""

from db.owed import Matter
from db.states import MatterState
from kiosk.documents.slip import Problem

_ENDED = {MatterState.USED: Problem.USED, MatterState.LAPSED: Problem.EXPIRED}


def ended(reference: str) -> Problem | None:
    """Return why the slip with that reference counts no more, though its days may not be over."""
    row = Matter.get_or_none(Matter.key == reference)
    return None if row is None else _ENDED.get(MatterState(row.state))
