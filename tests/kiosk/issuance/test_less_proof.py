"""The recovery table with a printer that counts panels only and sees neither path nor door.

It never concludes more than one that can prove more: whatever is not a whole card that the printer
says it ejected is a matter for two officers.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.printer.printer import Fault, FaultKind, Progress, Told
from devices.simulator import Json
from kiosk.issuance.issuance import Found
from kiosk.issuance.results import AlreadyPrinted, Door, NotNow, Printed, Refusal
from kiosk.simulation import founding, witness
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, Bench, found, somebody
from tests.kiosk.issuance.test_issuance import Gone, print_card, put_right, quiet, states, when

HOLDER, OTHER = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = found(tmp_path, [HOLDER, OTHER], make="epcl")
    yield made
    assert made.office.check().violations == []
    blanks = made.office.issuance.blanks()
    assert witness.compare(witness.read(tmp_path / founding.PRINTER), blanks) == []
    made.close()


def officers_say(bench: Bench, where: Found) -> None:
    """Let two officers say where the blank is that nobody is sure of."""
    assert states()[-1] == "HUMAN"
    assert print_card(bench) == Refusal(NotNow.PRINTER_OUT)
    unresolved = bench.office.issuance.unresolved()
    assert unresolved is not None
    assert bench.office.issuance.resolve(unresolved, where, OFFICERS, "looked")
    bench.office.issuance.tend()
    assert not bench.office.issuance.closed


def test_a_card_is_printed_signed_for_and_reported(bench: Bench) -> None:
    printed = print_card(bench)
    assert isinstance(printed, Printed)
    asked: list[Door] = []
    holder, issuance = bench.holder(HOLDER), bench.office.issuance
    assert issuance.hand_over(printed.card.key, holder, asked.append, bench.signed)
    assert asked == []
    bench.report()
    assert bench.record(HOLDER).status == "CARD_ISSUED"
    assert isinstance(print_card(bench), AlreadyPrinted)
    assert isinstance(issuance.issue(bench.record(OTHER), quiet), Printed)


def test_a_card_that_nobody_signs_for_is_still_in_the_hopper(bench: Bench) -> None:
    printed = print_card(bench)
    assert isinstance(printed, Printed)
    issuance, holder = bench.office.issuance, bench.holder(HOLDER)
    assert not issuance.hand_over(printed.card.key, holder, quiet)
    card = issuance.card_of(HOLDER.nik)
    assert card is not None
    assert card.in_hopper


Act = dict[str, Json]
POWER: Act = {"act": "power", "is": "cut"}
FEEDING, PRINTING, EJECTING = Progress.FEEDING, Progress.PRINTING, Progress.EJECTING


@pytest.mark.parametrize(
    ("act", "step", "done", "where"),
    [
        ({"act": "feeder", "is": "empty"}, FEEDING, 0, Found.IN_FEEDER),
        ({"act": "cover", "is": "open"}, FEEDING, 0, Found.IN_FEEDER),
        (POWER, FEEDING, 0, Found.IN_FEEDER),
        *((POWER, PRINTING, done, Found.IN_REJECT_BOX) for done in (1, 4)),
        *(
            ({"act": "ribbon", "is": "out"}, PRINTING, done, Found.IN_REJECT_BOX)
            for done in range(1, 5)
        ),
        (POWER, EJECTING, 5, Found.IN_REJECT_BOX),
    ],
)
def test_what_goes_wrong_while_printing_is_for_two_officers(
    act: Act, step: Progress, done: int, where: Found, bench: Bench
) -> None:
    refused = print_card(bench, when(step, lambda: bench.touch_printer(**act), done))
    assert isinstance(refused, Refusal)
    put_right(bench)
    bench.clock.sleep_until(bench.clock.monotonic() + 20)
    bench.office.issuance.tend()
    officers_say(bench, where)
    assert isinstance(print_card(bench), Printed)


def test_a_jam_keeps_the_attempt_open_until_it_is_cleared(bench: Bench) -> None:
    jam = when(PRINTING, lambda: bench.touch_printer(act="jam"), 2)
    assert isinstance(print_card(bench, jam), Refusal)
    assert states() == ["ARMED"]
    put_right(bench)
    officers_say(bench, Found.IN_REJECT_BOX)
    assert isinstance(print_card(bench), Printed)


@pytest.mark.parametrize(
    ("step", "where", "after"),
    [(PRINTING, Found.IN_REJECT_BOX, Printed), (EJECTING, Found.IN_HOPPER, Printed)],
)
def test_a_card_in_the_making_when_the_kiosk_goes_away_is_for_two_officers(
    step: Progress, where: Found, after: type, bench: Bench
) -> None:
    def go() -> None:
        raise Gone

    with pytest.raises(Gone):
        print_card(bench, when(step, go))
    bench.reopen()
    bench.office.issuance.tend()
    bench.clock.sleep_until(bench.clock.monotonic() + 20)
    bench.office.issuance.tend()
    officers_say(bench, where)
    assert isinstance(print_card(bench), after)
    assert bench.office.issuance.blanks()["held"] == 1


def test_a_panel_that_somebody_else_printed_closes_the_printer(tmp_path: Path) -> None:
    bench = found(tmp_path, [HOLDER, OTHER], make="epcl")
    assert isinstance(print_card(bench), Printed)
    bench.printer.mechanism.kept.panels += 1
    refused = bench.office.issuance.issue(bench.record(OTHER), quiet)
    assert isinstance(refused, Refusal)
    assert isinstance(refused.fault, Fault)
    assert refused.fault.kind is FaultKind.UNKNOWN
    bench.reopen()
    bench.office.issuance.tend()
    assert bench.office.issuance.closed
    assert bench.office.check().violations == []
    bench.close()


def test_a_printer_that_is_off_costs_nothing(bench: Bench) -> None:
    bench.touch_printer(act="power", **{"is": "off"})
    refused = print_card(bench)
    assert isinstance(refused, Refusal)
    assert states() == ["NOT_STARTED"]
    bench.touch_printer(act="power", **{"is": "on"})
    bench.clock.sleep_until(bench.clock.monotonic() + 20)
    bench.office.issuance.tend()
    assert isinstance(print_card(bench), Printed)


def test_nothing_is_loaded_before_it_is_wanted(bench: Bench) -> None:
    told: list[Told] = []
    bench.office.issuance.preload(bench.record(HOLDER), told.append, lambda: False)
    assert told == []
    assert bench.printer.mechanism.memory == {}
