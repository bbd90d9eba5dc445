"""The verdict on an armed attempt, row by row, and what must never be concluded."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from devices.printer.epcl.driver import EPCL
from devices.printer.evolis.driver import EVOLIS
from devices.printer.printer import Evidence, PrinterProfile
from kiosk.issuance.verdict import Armed, Rejecting, Verdict, judge

COST = EVOLIS.panels
WRITE_AHEAD = replace(EVOLIS, counter_order="write_ahead")
ARMED = Armed("SIM0001", fed=40, panels=200, cost=COST)
NO, SENT, DONE = Rejecting.NO, Rejecting.SENT, Rejecting.DONE
ALL = COST

ROWS: list[tuple[int, int, bool, Rejecting, bool, Verdict]] = [
    # fed, panels, card in path, our reject, restarted
    (0, 0, False, NO, False, Verdict.NOT_STARTED),
    (0, 0, False, NO, True, Verdict.HUMAN),
    (0, 0, False, SENT, False, Verdict.HUMAN),
    (0, 0, False, DONE, False, Verdict.HUMAN),
    (0, 1, False, NO, False, Verdict.HUMAN),
    (0, 0, True, NO, False, Verdict.REJECT),
    (0, 0, True, NO, True, Verdict.REJECT),
    (1, 0, True, NO, False, Verdict.REJECT),
    (1, 3, True, NO, True, Verdict.REJECT),
    (1, ALL, True, NO, False, Verdict.REJECT),
    (1, ALL, True, SENT, False, Verdict.REJECT),
    (1, ALL, False, NO, False, Verdict.PRINTED),
    (1, ALL, False, NO, True, Verdict.PRINTED),
    (1, 3, False, DONE, False, Verdict.SPOILED),
    (1, ALL, False, DONE, False, Verdict.SPOILED),
    (1, 0, False, DONE, True, Verdict.SPOILED),
    (1, ALL, False, SENT, False, Verdict.HUMAN),
    (1, 3, False, SENT, False, Verdict.HUMAN),
    (1, 3, False, NO, False, Verdict.HUMAN),
    (1, 0, False, NO, False, Verdict.HUMAN),
    (2, ALL, False, NO, False, Verdict.HUMAN),
    (-1, 0, False, NO, False, Verdict.HUMAN),
    (1, ALL + 1, False, NO, False, Verdict.HUMAN),
    (1, -1, False, NO, False, Verdict.HUMAN),
]


def now(fed: int, panels: int, *, path: bool, restarted: bool, serial: str = "SIM0001") -> Evidence:
    return Evidence(serial, ARMED.fed + fed, ARMED.panels + panels, path, restarted)


@pytest.mark.parametrize(("fed", "panels", "path", "rejecting", "restarted", "verdict"), ROWS)
def test_the_table(
    fed: int, panels: int, path: bool, rejecting: Rejecting, restarted: bool, verdict: Verdict
) -> None:
    armed = replace(ARMED, rejecting=rejecting)
    assert judge(EVOLIS, armed, now(fed, panels, path=path, restarted=restarted)) is verdict


def test_a_card_that_came_out_without_its_chip_is_a_matter_for_two_officers() -> None:
    armed = replace(ARMED, chip_missing=True)
    assert judge(EVOLIS, armed, now(1, ALL, path=False, restarted=False)) is Verdict.HUMAN
    assert judge(EVOLIS, armed, now(1, 0, path=True, restarted=False)) is Verdict.REJECT
    armed = replace(armed, rejecting=DONE)
    assert judge(EVOLIS, armed, now(1, 0, path=False, restarted=False)) is Verdict.SPOILED


def test_a_printer_that_counts_before_it_feeds_proves_more() -> None:
    after_a_restart = now(0, 0, path=False, restarted=True)
    assert judge(WRITE_AHEAD, ARMED, after_a_restart) is Verdict.NOT_STARTED
    assert judge(EVOLIS, ARMED, after_a_restart) is Verdict.HUMAN


def test_another_printer_proves_nothing() -> None:
    other = now(1, ALL, path=False, restarted=False, serial="SIM0002")
    assert judge(EVOLIS, ARMED, other) is Verdict.HUMAN


evidence = st.builds(
    now,
    fed=st.integers(-2, 3),
    panels=st.integers(-2, COST + 2),
    path=st.booleans(),
    restarted=st.booleans(),
    serial=st.sampled_from(["SIM0001", "SIM0002"]),
)


@given(st.sampled_from([EVOLIS, WRITE_AHEAD]), st.sampled_from(Rejecting), evidence)
def test_nothing_is_concluded_that_is_not_proven(
    profile: PrinterProfile, rejecting: Rejecting, seen: Evidence
) -> None:
    verdict = judge(profile, replace(ARMED, rejecting=rejecting), seen)
    fed, panels = (seen.fed or 0) - ARMED.fed, seen.panels - ARMED.panels
    same = seen.serial == ARMED.serial
    if verdict is Verdict.PRINTED:
        assert same
        assert (fed, panels) == (1, COST)
        assert rejecting is NO
        assert not seen.card_in_path
    if verdict is Verdict.NOT_STARTED:
        assert same
        assert (fed, panels) == (0, 0)
        assert not seen.card_in_path
    if verdict is Verdict.SPOILED:
        assert same
        assert fed == 1
        assert rejecting is DONE
    if verdict is Verdict.REJECT:
        assert same
        assert seen.card_in_path


# -- a printer that can tell less -----------------------------------------------------------------

UNCOUNTED: list[tuple[int, bool | None, Rejecting, Verdict]] = [
    # panels, card in path, our reject; fed and restarted: nobody knows
    (0, None, NO, Verdict.REJECT),
    (ALL, None, NO, Verdict.REJECT),
    (3, None, SENT, Verdict.REJECT),
    (3, None, DONE, Verdict.REJECT),
    (0, True, NO, Verdict.REJECT),
    (ALL, False, NO, Verdict.PRINTED),
    (ALL, False, SENT, Verdict.HUMAN),
    (ALL, False, DONE, Verdict.HUMAN),
    (0, False, NO, Verdict.HUMAN),
    (0, False, DONE, Verdict.HUMAN),
    (3, False, NO, Verdict.HUMAN),
    (3, False, SENT, Verdict.HUMAN),
    (3, False, DONE, Verdict.HUMAN),
    (ALL + 1, False, NO, Verdict.HUMAN),
    (-1, None, NO, Verdict.HUMAN),
]


@pytest.mark.parametrize(("panels", "path", "rejecting", "verdict"), UNCOUNTED)
def test_without_a_count_only_a_whole_card_is_proven(
    panels: int, path: bool | None, rejecting: Rejecting, verdict: Verdict
) -> None:
    seen = Evidence(ARMED.serial, None, ARMED.panels + panels, path, None)
    assert judge(EPCL, replace(ARMED, rejecting=rejecting), seen) is verdict


@given(
    profile=st.sampled_from([EVOLIS, WRITE_AHEAD]),
    rejecting=st.sampled_from(Rejecting),
    seen=evidence,
    unknown=st.sets(st.sampled_from(["fed", "path", "restarted"])),
)
def test_who_knows_less_concludes_less(
    profile: PrinterProfile, rejecting: Rejecting, seen: Evidence, unknown: set[str]
) -> None:
    panels = seen.panels - ARMED.panels
    assume(seen.fed == ARMED.fed + 1 or panels != COST)  # of one card, as the next test says
    armed = replace(ARMED, rejecting=rejecting)
    less = replace(
        seen,
        fed=None if "fed" in unknown else seen.fed,
        card_in_path=None if "path" in unknown else seen.card_in_path,
        restarted=None if "restarted" in unknown else seen.restarted,
    )
    verdict = judge(profile, armed, less)
    assert verdict in {judge(profile, armed, seen), Verdict.HUMAN, Verdict.REJECT}


def test_without_a_count_a_blank_fed_along_with_the_card_is_not_seen() -> None:
    doubled = now(2, ALL, path=False, restarted=False)
    assert judge(EVOLIS, ARMED, doubled) is Verdict.HUMAN
    assert judge(EPCL, ARMED, replace(doubled, fed=None)) is Verdict.PRINTED
