"""Is the finger on the reader the holder's? The reader is asked first, then perhaps the ministry.

What is seen of it, how often a finger is looked at and how long it takes do not depend on whether
the record has a template that the reader can load. So where the ministry may be asked at all, the
picture of every finger that did not match is taken off the reader; and where the ministry has
nothing to say of it, the record is asked for once more instead, which takes as long.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from devices.fingerprint.exchange import ReaderFault
from devices.fingerprint.reader import (
    Abandoned,
    Capture,
    FingerImage,
    Matched,
    NoFinger,
    NotMatched,
    PoorImage,
)
from kiosk.identity import Identity, Method
from kiosk.ministry.contract import Match, MatchRequest, Record
from kiosk.policy import MinistryMatch

if TYPE_CHECKING:
    from kiosk.office import Office

FINGER_WAIT = 60.0
"""Seconds in which a finger must come before the reader is asked anew."""
STILL_THERE = 3.0
"""Seconds in which a finger that did not match is looked at once more; few have lifted it yet."""

Recognition = Identity | NotMatched | PoorImage | NoFinger | Abandoned | ReaderFault
Show = Callable[[Capture], None]


def recognise(
    office: "Office",
    record: Record,
    tell: Show,
    abandoned: Callable[[], bool],
    *,
    lift_first: bool,
    deadline: float | None = None,
) -> Recognition:
    """Match one finger against the record's template, or one that belongs to nobody."""
    reader = office.reader
    fault = reader.connect() or reader.load(office.template_of(record) or office.decoy())
    if fault is not None:
        return fault
    deadline = min(deadline or math.inf, office.clock.monotonic() + FINGER_WAIT)
    if lift_first:
        lifted = reader.wait_lifted(deadline=deadline, tell=tell, abandoned=abandoned)
        if lifted is not None:
            return lifted
    match = reader.match(deadline=deadline, tell=tell, abandoned=abandoned)
    if isinstance(match, Matched):
        return Identity(record.fields.nik, Method.SENSOR, match.score)
    asks = office.policy.ministry_match is not MinistryMatch.OFF
    if isinstance(match, NotMatched) and asks:
        return _second_opinion(office, record, tell, abandoned)
    return match


def _second_opinion(
    office: "Office", record: Record, tell: Show, abandoned: Callable[[], bool]
) -> Identity | NotMatched | Abandoned:
    """Take the finger's picture, and let the ministry say; whatever fails, the first answer holds.

    The picture exists in this function only.
    """

    def show(capture: Capture) -> None:
        if capture is not Capture.WAITING:
            tell(capture)

    until = office.clock.monotonic() + STILL_THERE
    image = office.reader.image(deadline=until, tell=show, abandoned=abandoned)
    if isinstance(image, Abandoned):
        return image
    if not isinstance(image, FingerImage):
        return NotMatched()
    nik = record.fields.nik
    always = office.policy.ministry_match is MinistryMatch.ALWAYS
    if not always and office.template_of(record) is not None:
        office.ministry.fetch(nik)
        return NotMatched()
    wish = MatchRequest(
        nik=nik,
        width=image.width,
        height=image.height,
        image=image.dots,
        office=office.config.office.id,
    )
    answer = office.ministry.match(wish)
    if isinstance(answer, Match) and answer.matched:
        return Identity(nik, Method.MINISTRY, answer.score)
    return NotMatched()
