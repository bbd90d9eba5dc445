"""How to get to each failpoint, and how to be killed at one."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from kiosk.issuance import failpoints


class Killed(BaseException):
    """The process is no more."""


@contextlib.contextmanager
def killed_at(name: str) -> Iterator[None]:
    """Let what is done here come as far as that point of a step; fail if it never comes there."""

    def failpoint(passed: str) -> None:
        if passed == name:
            raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(failpoints, "failpoint", failpoint)
        with pytest.raises(Killed):
            yield


@dataclass(frozen=True)
class Case:
    """How to get to a failpoint: what goes wrong on the way, and what was left from before."""

    trouble: str = ""
    before: str = ""
    """The failpoint at which an earlier process died."""
    troubled_before: str = ""
    """What went wrong in an earlier process that ended by itself."""
    replaces: bool = False
    """Whether the resident brings a damaged card."""
    chips: bool = False
    """Whether the chip of each card is written."""


ORDINARY = [
    *("M.step", "T12.in", "T12.after", "R.fence"),
    *("T1.in", "T1.after", "E1.sent", "E1.after", "T2.in", "T2.after", "T3.in", "T3.after"),
    *("E2.after", "E3.after", "T4.in", "T4.after", "E4.sent", "E4.after", "E5.poll"),
    *("T5.in", "T5.after", "E7.after", "T6.in", "T6.after"),
    *("T7.in", "T7.after", "E8.after", "T8.in", "T8.after"),
]
"""Failpoints that every visit passes."""
CHIP = ["E4a.after", "T4a.in", "T4a.after", "E4b.after", "E4c.after", "T4b.in", "T4b.after"]
"""Failpoints at which a card stands over the coupler."""
REPLACED = ["T9.in", "T9.after", "E9.after", "T11.in", "T11.after", "T10.in", "T10.after"]
"""Failpoints that only the replacing of a card passes."""
CASES: dict[str, Case] = {
    **{name: Case() for name in ORDINARY},
    **{name: Case(chips=True) for name in CHIP},
    **{name: Case(replaces=True) for name in REPLACED},
    "E9.timeout": Case("void", replaces=True),
    "E1.timeout": Case("claim"),
    "E4.timeout": Case("ribbon"),
    "E6.reject": Case("ribbon"),
    "E7.timeout": Case("report"),
    "R.armed": Case(before="T4.after"),
    "R.reserved": Case(before="T3.after"),
    "R.claiming": Case(before="T1.after"),
    "R.presenting": Case(before="T7.after"),
    "T15.in": Case(troubled_before="power"),
    "T15.after": Case(troubled_before="power"),
}

IN_MEMORY = {"T15.in"}
"""Where every make is killed in memory only: a printer without power is waited for too long."""
