"""One right, one card: what becomes of claim and blank, whatever the machines do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.models import Attempt, Claim
from db.states import Cause
from devices.printer.printer import FaultKind, Progress, Told
from kiosk.desk.authority import TwoOfficers
from kiosk.issuance.issuance import Found
from kiosk.issuance.results import AlreadyPrinted, Door, NotNow, Printed, Refusal, Withdrawn
from kiosk.ministry.client import Unavailable
from kiosk.ministry.contract import Refused
from kiosk.office import UncommittedEffectError
from kiosk.simulation import founding, witness
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, Bench, found, somebody

HOLDER, OTHER = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = found(tmp_path, [HOLDER, OTHER, somebody(Code.DUPLICATE)])
    yield made
    assert made.office.check().violations == []
    blanks = made.office.issuance.blanks()
    assert witness.compare(witness.read(tmp_path / founding.PRINTER), blanks) == []
    made.close()


def quiet(_: object) -> None:
    """Hear nothing."""


def print_card(bench: Bench, tell: Callable[[Told], None] = quiet) -> object:
    return bench.office.issuance.issue(bench.record(HOLDER), tell)


def when(step: Progress, act: Callable[[], object], done: int = 0) -> Callable[[Told], None]:
    """Return a listener that does something once, when the printer is that far."""
    happened: list[Told] = []

    def tell(told: Told) -> None:
        if told.step is step and told.done >= done and not happened:
            happened.append(told)
            act()

    return tell


def states() -> list[str]:
    return [attempt.state for attempt in Attempt.select().order_by(Attempt.number)]


def test_a_card_is_printed_and_handed_over_and_both_are_reported(bench: Bench) -> None:
    printed = print_card(bench)
    assert isinstance(printed, Printed)
    assert bench.office.issuance.blanks() | {"held": 1, "stock": 4} == (
        bench.office.issuance.blanks()
    )
    holder = bench.holder(HOLDER)
    assert bench.office.issuance.hand_over(printed.card.key, holder, bench.at_the_door)
    bench.report()
    record = bench.record(HOLDER)
    assert record.status == "CARD_ISSUED"
    assert record.card is not None
    assert record.card.received


def test_printing_again_is_refused_with_when_and_where(bench: Bench) -> None:
    record = bench.record(HOLDER)
    printed = print_card(bench)
    assert isinstance(printed, Printed)
    refused = AlreadyPrinted(printed.card.printed_at, "Dispendukcapil Kota Probolinggo")
    assert bench.office.issuance.issue(record, quiet) == printed
    holder = bench.holder(HOLDER)
    assert bench.office.issuance.hand_over(printed.card.key, holder, bench.at_the_door)
    assert bench.office.issuance.issue(record, quiet) == refused
    bench.report()
    assert print_card(bench) == refused
    bench.reopen()
    assert print_card(bench) == refused
    assert bench.office.issuance.issue(record, quiet) == refused


def test_an_office_that_lost_its_database_is_refused_by_the_ministry(
    bench: Bench, tmp_path: Path
) -> None:
    record = bench.record(HOLDER)
    assert isinstance(print_card(bench), Printed)
    bench.report()
    blanks = bench.office.issuance.blanks()
    bench.office.close()
    kept = tmp_path / "kept"
    (tmp_path / founding.DATABASE).rename(kept)
    bench.open()
    bench.office.issuance.receive_blanks("box-2", 3, OFFICERS)
    bench.office.issuance.tend()
    refused = bench.office.issuance.issue(record, quiet)
    assert isinstance(refused, Refused)
    assert refused.printed_on == bench.clock.wall().date()
    bench.office.close()
    kept.rename(tmp_path / founding.DATABASE)
    bench.open()
    assert bench.office.issuance.blanks() == blanks


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ({"act": "feeder", "is": "empty"}, FaultKind.FEEDER_EMPTY),
        ({"act": "cover", "is": "open"}, FaultKind.COVER_OPEN),
        ({"act": "ribbon", "is": "out"}, FaultKind.RIBBON),
        ({"act": "door", "is": "open"}, FaultKind.HOPPER_DOOR),
        ({"act": "power", "is": "off"}, FaultKind.SILENT),
    ],
)
def test_what_is_wrong_before_arming_costs_nothing(
    act: dict[str, str], kind: FaultKind, bench: Bench
) -> None:
    bench.touch_printer(**act)
    refused = print_card(bench)
    assert isinstance(refused, Refusal)
    assert refused.why is NotNow.PRINTER_OUT
    assert refused.fault is not None
    assert refused.fault.kind is kind
    assert states() == ["NOT_STARTED"]
    assert bench.office.issuance.blanks()["stock"] == 5
    put_right(bench)
    assert isinstance(print_card(bench), Printed)


def put_right(bench: Bench) -> None:
    for what, state in (("power", "on"), ("cover", "closed"), ("door", "closed")):
        bench.touch_printer(act=what, **{"is": state})
    bench.touch_printer(act="clear")
    bench.touch_printer(act="ribbon", **{"is": "new"})
    bench.touch_printer(act="feeder", **{"is": "full"})
    bench.clock.sleep_until(bench.clock.monotonic() + 2)
    bench.office.issuance.tend()


@pytest.mark.parametrize("panel", range(5))
def test_a_ribbon_that_ends_spoils_one_blank_and_keeps_the_right(bench: Bench, panel: int) -> None:
    out = when(
        Progress.PRINTING, lambda: bench.touch_printer(act="ribbon", **{"is": "out"}), panel - 1
    )
    refused = print_card(bench, out)
    assert isinstance(refused, Refusal)
    assert states()[0] == "SPOILED"
    assert Claim.get().state == "GRANTED"
    put_right(bench)
    assert isinstance(print_card(bench), Printed)
    assert bench.office.issuance.blanks()["spoiled"] == 1


def test_a_spoiled_card_is_followed_by_another_in_the_same_visit(bench: Bench) -> None:
    def mend() -> None:
        bench.touch_printer(act="ribbon", **{"is": "out"})
        bench.touch_printer(act="ribbon", **{"is": "new"})

    def cut() -> None:
        bench.touch_printer(act="power", **{"is": "cut"})

    assert isinstance(print_card(bench, when(Progress.PRINTING, cut, 2)), Printed)
    assert states() == ["SPOILED", "PRINTED"]
    mend()


def test_a_jam_is_concluded_when_the_card_is_out_of_the_way(bench: Bench) -> None:
    jam = when(Progress.PRINTING, lambda: bench.touch_printer(act="jam"), 1)
    refused = print_card(bench, jam)
    assert isinstance(refused, Refusal)
    assert states() == ["ARMED"]
    assert is_closed(bench)
    other = bench.office.issuance.issue(bench.record(OTHER), quiet)
    assert other == Refusal(NotNow.PRINTER_OUT)
    put_right(bench)
    assert states() == ["SPOILED"]
    assert not is_closed(bench)
    assert isinstance(print_card(bench), Printed)


def test_power_lost_before_a_card_is_fed_is_a_matter_for_two_officers(bench: Bench) -> None:
    cut = when(Progress.FEEDING, lambda: bench.touch_printer(act="power", **{"is": "cut"}))
    assert isinstance(print_card(bench, cut), Refusal)
    assert states() == ["HUMAN"]
    unresolved = bench.office.issuance.unresolved()
    assert unresolved is not None
    assert print_card(bench) == Refusal(NotNow.PRINTER_OUT)
    issuance = bench.office.issuance
    assert issuance.resolve(unresolved, Found.IN_FEEDER, OFFICERS, "counted the feeder")
    assert isinstance(print_card(bench), Printed)


def is_closed(bench: Bench) -> bool:
    return bench.office.issuance.closed


def test_one_officer_cannot_be_two() -> None:
    with pytest.raises(ValueError, match="Two different officers"):
        TwoOfficers(OFFICERS.first, OFFICERS.first)


def test_a_card_pulled_out_by_hand_is_a_matter_for_two_officers(tmp_path: Path) -> None:
    bench = found(tmp_path, [HOLDER])

    def pull() -> None:
        bench.touch_printer(act="cover", **{"is": "open"})
        bench.touch_printer(act="pull")
        bench.touch_printer(act="cover", **{"is": "closed"})

    assert isinstance(print_card(bench, when(Progress.PRINTING, pull, 2)), Refusal)
    unresolved = bench.office.issuance.unresolved()
    assert unresolved is not None
    bench.office.issuance.resolve(unresolved, Found.NOWHERE, OFFICERS, "somebody took it")
    blanks = bench.office.issuance.blanks()
    assert (blanks["missing"], blanks["reserved"]) == (1, 1), "one for its holder"
    assert isinstance(print_card(bench), AlreadyPrinted)
    assert bench.office.issuance.voids.of(HOLDER.nik) == Withdrawn(Cause.LOST, 1)
    bench.report()
    assert isinstance(print_card(bench), Printed)
    assert bench.office.check().ok
    bench.close()


def test_no_blank_and_no_room_in_the_day_are_said_and_cost_nothing(tmp_path: Path) -> None:
    bench = found(tmp_path, [HOLDER, OTHER], blanks=0, cap=1)
    assert print_card(bench) == Refusal(NotNow.NO_BLANK)
    bench.office.issuance.receive_blanks("box-1", 5, OFFICERS)
    assert isinstance(print_card(bench), Printed)
    capped = bench.office.issuance.issue(bench.record(OTHER), quiet)
    assert capped == Refusal(NotNow.CAP_REACHED)
    bench.clock.sleep_until(bench.clock.monotonic() + 24 * 3600)
    assert isinstance(bench.office.issuance.issue(bench.record(OTHER), quiet), Printed)
    assert bench.office.check().ok
    bench.close()


def test_a_ministry_that_is_away_keeps_the_wish(bench: Bench) -> None:
    record = bench.record(HOLDER)
    bench.weather("down")
    assert bench.office.issuance.issue(record, quiet) is Unavailable.DOWN
    assert Claim.get().state == "CLAIMING"
    bench.weather("up")
    bench.report()
    assert Claim.get().state == "GRANTED"
    assert isinstance(print_card(bench), Printed)


@pytest.mark.parametrize("weather", ["error_after", "twice", "error", "garbled", "portal", "slow"])
def test_bad_weather_never_makes_a_second_claim(weather: str, bench: Bench) -> None:
    record = bench.record(HOLDER)
    bench.weather(weather)
    bench.office.issuance.issue(record, quiet)
    bench.weather("up")
    bench.report()
    bench.office.issuance.issue(record, quiet)
    bench.report()
    assert bench.ministry.act({"act": "look"})["claims"] == 1
    assert list(bench.ministry.cards_of("kota-probolinggo").values()) == [1]


def test_a_record_that_is_not_ready_is_refused_before_anybody_is_asked(bench: Bench) -> None:
    duplicate = bench.record(somebody(Code.DUPLICATE))
    with pytest.raises(Exception, match="D11"):
        bench.office.issuance.issue(duplicate, quiet)
    assert bench.ministry.act({"act": "look"})["claims"] == 0


def test_a_printer_that_is_off_costs_the_office_seconds_and_only_now_and_then(
    bench: Bench,
) -> None:
    bench.touch_printer(act="power", **{"is": "off"})
    bench.reopen()
    start = bench.clock.monotonic()
    bench.office.issuance.tend()
    once = bench.clock.monotonic() - start
    assert 0 < once < 5
    bench.office.issuance.tend()
    assert bench.clock.monotonic() - start == once
    bench.touch_printer(act="power", **{"is": "on"})
    bench.clock.sleep_until(bench.clock.monotonic() + 10)
    bench.office.issuance.tend()
    assert not is_closed(bench)


class Gone(Exception):
    """The kiosk went away."""


@pytest.mark.parametrize("stage", [Progress.PRINTING, Progress.EJECTING])
def test_whoever_comes_back_while_the_printer_is_busy_with_their_card_gets_that_card(
    stage: Progress, bench: Bench
) -> None:
    def go() -> None:
        raise Gone

    with pytest.raises(Gone):
        print_card(bench, when(stage, go))
    bench.reopen()
    assert isinstance(print_card(bench), Printed)
    assert bench.office.issuance.blanks()["held"] == 1
    assert bench.office.check().ok


def test_a_strange_printer_prints_nothing(bench: Bench) -> None:
    assert isinstance(print_card(bench), Printed)
    bench.printer.mechanism.kept.serial = "SIM9999"
    bench.reopen()
    bench.office.issuance.tend()
    assert bench.office.issuance.closed
    refused = bench.office.issuance.issue(bench.record(OTHER), quiet)
    assert refused == Refusal(NotNow.PRINTER_OUT)


def test_a_card_fed_by_somebody_else_closes_the_printer(tmp_path: Path) -> None:
    bench = found(tmp_path, [HOLDER])
    assert bench.printer.mechanism.feed() is None
    assert bench.printer.mechanism.reject() is None
    refused = print_card(bench)
    assert isinstance(refused, Refusal)
    assert refused.why is NotNow.PRINTER_OUT
    bench.reopen()
    bench.office.issuance.tend()
    assert bench.office.issuance.closed
    bench.close()


@pytest.mark.parametrize("opened", [True, False])
def test_a_card_nobody_is_seen_to_take(opened: bool, bench: Bench) -> None:
    printed = print_card(bench)
    assert isinstance(printed, Printed)

    def at_the_door(door: Door) -> None:
        if opened and door is Door.OPEN_IT:
            bench.touch_printer(act="door", **{"is": "open"})
            bench.touch_printer(act="take")

    issuance, holder = bench.office.issuance, bench.holder(HOLDER)
    assert issuance.hand_over(printed.card.key, holder, at_the_door) is opened
    card = issuance.card_of(HOLDER.nik)
    assert card is not None
    assert card.in_hopper is not opened
    if opened:
        bench.touch_printer(act="door", **{"is": "closed"})


def test_a_card_is_given_to_its_holder_only(bench: Bench) -> None:
    printed = print_card(bench)
    assert isinstance(printed, Printed)
    with pytest.raises(ValueError, match="somebody else"):
        bench.office.issuance.hand_over(printed.card.key, bench.holder(OTHER), bench.at_the_door)


def test_nobody_waits_for_the_world_inside_a_transaction(bench: Bench) -> None:
    with (
        pytest.raises(UncommittedEffectError),
        bench.office.issuance.journal.step("T0"),
    ):
        bench.office.clock.sleep_until(1e9)
