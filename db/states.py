"""The states of everything that has states, and the only steps between them."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class ClaimState(StrEnum):
    """The right to make one card for one record and generation."""

    CLAIMING = "CLAIMING"
    """The wish is durable; the ministry may or may not have granted it."""
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    """Not now; the same wish, with the same key, may be uttered again."""
    CONSUMED = "CONSUMED"
    """A card exists, or must be presumed to."""
    RELEASING = "RELEASING"
    RELEASED = "RELEASED"
    CLOSED = "CLOSED"
    """Its card is void, and the ministry knows."""


class AttemptState(StrEnum):
    """One physical act on one blank."""

    RESERVED = "RESERVED"
    """A blank is set aside; nothing can have been printed."""
    ARMED = "ARMED"
    """Something may have been printed; only evidence says what."""
    HUMAN = "HUMAN"
    """The evidence contradicts itself; two officers must look."""
    PRINTED = "PRINTED"
    SPOILED = "SPOILED"
    NOT_STARTED = "NOT_STARTED"
    MISSING = "MISSING"
    """A card presumably exists but cannot be shown."""


class ChipState(IntEnum):
    """What is known of the chip in the blank of an attempt."""

    NONE = 0
    """Nothing is written on it."""
    WANTED = 1
    """It must be personalised before anything is printed on its card, and was not yet."""
    WRITTEN = 2


class CardState(StrEnum):
    """One card, from the hopper to its end."""

    HELD = "HELD"
    PRESENTING = "PRESENTING"
    HANDED_OVER = "HANDED_OVER"
    SURRENDERED = "SURRENDERED"
    """Cut before its holder's eyes; the ministry does not know yet."""
    LOST = "LOST"
    """As the police's letter says, or two officers; the ministry does not know yet."""
    VOID = "VOID"
    """The ministry knows; another may be made."""
    DESTROYED = "DESTROYED"


class VoidState(StrEnum):
    """One withdrawn card, whoever made it."""

    PENDING = "PENDING"
    """Withdrawn here; the ministry does not know yet."""
    VOID = "VOID"
    """The ministry knows; its pieces, if it was cut, lie in the office."""
    REFUSED = "REFUSED"
    """The ministry said no; someone must look, and may report it again."""
    DESTROYED = "DESTROYED"


class Cause(StrEnum):
    """Why a card is withdrawn."""

    DAMAGED = "damaged"
    LOST = "lost"


class OutboxState(StrEnum):
    """One report to the ministry."""

    PENDING = "PENDING"
    ACKED = "ACKED"
    DEAD = "DEAD"
    """Refused; someone must look."""


class OfficerState(StrEnum):
    """One account of staff."""

    ACTIVE = "ACTIVE"
    DISABLED = "DISABLED"
    """May do nothing; never removed, because the audit names it."""


class Role(StrEnum):
    """What an officer may do."""

    OPERATOR = "operator"
    """Acts for the office, where need be with a second officer."""
    SUPERVISOR = "supervisor"
    """That, and looks after the accounts of others."""


class MatterState(StrEnum):
    """Something that was opened for somebody, who has a slip of it."""

    OPEN = "OPEN"
    USED = "USED"
    """It served its purpose."""
    LAPSED = "LAPSED"
    """Nobody came for it in time."""
    REPLACED = "REPLACED"
    """Its holder came and had an answer, which took its place until they take that back."""
    WITHDRAWN = "WITHDRAWN"
    """Its holder took back the answer that opened it."""


NOT_FOUND = "card_not_found"
"""What a matter is about whose holder's card was not in the box when an officer looked for it."""
DISPUTED = "card_disputed"
"""What a case is about whose holder says that a card that was handed over never reached them."""
CARD_HERE = "card_waiting_here"
"""What a slip is about whose holder's card lies in this machine, or is begun in it."""


class PlaceState(StrEnum):
    """One place in the queue for blanks."""

    WAITING = "WAITING"
    CALLED = "CALLED"
    """A blank is set aside for it: promised."""
    TAKEN = "TAKEN"
    """Its card is being made, or was made and not yet handed over."""
    ENDED = "ENDED"


class SuketState(StrEnum):
    """One certificate that stands in for a card."""

    PREPARED = "PREPARED"
    """Numbered, or extended; the counter has not signed it yet."""
    SIGNED = "SIGNED"
    RETURNED = "RETURNED"
    """Handed back, or no longer wanted."""


class Need(StrEnum):
    """Why somebody needs a blank; what the office's rule of allocation tells apart."""

    PRINT_READY = "print_ready"
    """The first card."""
    DAMAGED = "damaged"
    LOST = "lost"


class Account(StrEnum):
    """Where blanks are. `received` is the source and counts down."""

    RECEIVED = "received"
    STOCK = "stock"
    RESERVED = "reserved"
    HELD = "held"
    ISSUED = "issued"
    SPOILED = "spoiled"
    RETURNED = "returned"
    MISSING = "missing"


Steps = Mapping[StrEnum, tuple[StrEnum, ...]]

CLAIM_STEPS: Steps = {
    ClaimState.CLAIMING: (ClaimState.GRANTED, ClaimState.REFUSED),
    ClaimState.GRANTED: (ClaimState.CONSUMED, ClaimState.RELEASING, ClaimState.CLAIMING),
    ClaimState.REFUSED: (ClaimState.CLAIMING,),
    ClaimState.RELEASING: (ClaimState.RELEASED,),
    ClaimState.RELEASED: (ClaimState.CLAIMING,),
    ClaimState.CONSUMED: (ClaimState.CLOSED,),
}
ATTEMPT_STEPS: Steps = {
    AttemptState.RESERVED: (AttemptState.ARMED, AttemptState.NOT_STARTED),
    AttemptState.ARMED: (
        AttemptState.PRINTED,
        AttemptState.SPOILED,
        AttemptState.NOT_STARTED,
        AttemptState.HUMAN,
    ),
    AttemptState.HUMAN: (
        AttemptState.PRINTED,
        AttemptState.SPOILED,
        AttemptState.NOT_STARTED,
        AttemptState.MISSING,
    ),
}
CARD_STEPS: Steps = {
    CardState.HELD: (CardState.PRESENTING, CardState.DESTROYED, CardState.LOST),
    CardState.PRESENTING: (CardState.HANDED_OVER, CardState.HELD),
    CardState.HANDED_OVER: (CardState.SURRENDERED, CardState.LOST, CardState.HELD),
    CardState.SURRENDERED: (CardState.VOID,),
    CardState.LOST: (CardState.VOID,),
    CardState.VOID: (CardState.DESTROYED,),
}
VOID_STEPS: Steps = {
    VoidState.PENDING: (VoidState.VOID, VoidState.REFUSED),
    VoidState.REFUSED: (VoidState.PENDING,),
    VoidState.VOID: (VoidState.DESTROYED,),
}
OUTBOX_STEPS: Steps = {
    OutboxState.PENDING: (OutboxState.ACKED, OutboxState.DEAD),
    OutboxState.DEAD: (OutboxState.PENDING,),
}
OFFICER_STEPS: Steps = {
    OfficerState.ACTIVE: (OfficerState.DISABLED,),
    OfficerState.DISABLED: (OfficerState.ACTIVE,),
}
MATTER_STEPS: Steps = {
    MatterState.OPEN: (
        MatterState.USED,
        MatterState.LAPSED,
        MatterState.REPLACED,
        MatterState.WITHDRAWN,
    ),
    MatterState.REPLACED: (MatterState.OPEN,),
}
PLACE_STEPS: Steps = {
    PlaceState.WAITING: (PlaceState.CALLED, PlaceState.TAKEN, PlaceState.ENDED),
    PlaceState.CALLED: (PlaceState.TAKEN, PlaceState.ENDED),
    PlaceState.TAKEN: (PlaceState.CALLED, PlaceState.WAITING, PlaceState.ENDED),
}
SUKET_STEPS: Steps = {
    SuketState.PREPARED: (SuketState.SIGNED, SuketState.RETURNED),
    SuketState.SIGNED: (SuketState.PREPARED, SuketState.RETURNED),
}

FIRST: Mapping[str, StrEnum] = {
    "claim": ClaimState.CLAIMING,
    "attempt": AttemptState.RESERVED,
    "card": CardState.HELD,
    "void": VoidState.PENDING,
    "outbox": OutboxState.PENDING,
    "officer": OfficerState.ACTIVE,
    "matter": MatterState.OPEN,
    "place": PlaceState.WAITING,
    "suket": SuketState.PREPARED,
}
"""The state in which a row of each table is born."""

STEPS: Mapping[str, Steps] = {
    "claim": CLAIM_STEPS,
    "attempt": ATTEMPT_STEPS,
    "card": CARD_STEPS,
    "void": VOID_STEPS,
    "outbox": OUTBOX_STEPS,
    "officer": OFFICER_STEPS,
    "matter": MATTER_STEPS,
    "place": PLACE_STEPS,
    "suket": SUKET_STEPS,
}

LIVE_CLAIM = (
    ClaimState.CLAIMING,
    ClaimState.GRANTED,
    ClaimState.CONSUMED,
    ClaimState.RELEASING,
)
OPEN_ATTEMPT = (AttemptState.RESERVED, AttemptState.ARMED, AttemptState.HUMAN)
OPEN_OR_GOOD_ATTEMPT = (*OPEN_ATTEMPT, AttemptState.PRINTED, AttemptState.MISSING)
LIVE_CARD = (
    CardState.HELD,
    CardState.PRESENTING,
    CardState.HANDED_OVER,
    CardState.SURRENDERED,
    CardState.LOST,
)
LIVE_PLACE = (PlaceState.WAITING, PlaceState.CALLED, PlaceState.TAKEN)
LIVE_SUKET = (SuketState.PREPARED, SuketState.SIGNED)
