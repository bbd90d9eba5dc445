"""The chip step: no card is printed whose chip was not written, whatever happens on the way."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from db.models import Attempt, Outbox
from db.states import ChipState
from devices.cable import Planned, Side, Trouble
from devices.chip.simulator.issuer import uid_of
from devices.printer.printer import FaultKind, Progress, Told
from kiosk.issuance import failpoints
from kiosk.issuance.issuance import Found
from kiosk.issuance.results import NotNow, Printed, Refusal
from kiosk.ministry.contract import PrintReport, canonical
from kiosk.simulation import founding, witness
from kiosk.visit.codes import Code
from tests.kiosk.bench import OFFICERS, Bench, found, somebody

RESIDENT, OTHER = somebody(Code.PRINT_READY), somebody(Code.PRINT_READY, 1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = found(tmp_path, [RESIDENT, OTHER], chips=True)
    yield bench
    assert_nothing_is_wrong(bench)
    bench.close()


def assert_nothing_is_wrong(bench: Bench) -> None:
    assert bench.office.check().violations == []
    left = witness.read(bench.folder / founding.PRINTER)
    assert witness.compare(left, bench.office.issuance.blanks()) == []
    assert witness.without_chip(left, witness.written(bench.folder / founding.COUPLER)) == []


def chips(bench: Bench) -> list[dict[str, object]]:
    """Return the witness of the chips that were written."""
    path = bench.folder / founding.COUPLER / "chips.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def uid(number: int) -> str:
    return uid_of("bench", number, size=7).hex()


def print_card(bench: Bench, tell: Callable[[Told], None] = lambda _: None) -> object:
    return bench.office.issuance.issue(bench.record(RESIDENT), tell)


def states() -> list[tuple[str, str | None, int]]:
    return [(a.state, a.blank, a.chip) for a in Attempt.select().order_by(Attempt.number)]


def during_feeding(act: Callable[[], object]) -> Callable[[Told], None]:
    """Return who acts when the card is on its way to the coupler."""

    def tell(told: Told) -> None:
        if told.step is Progress.FEEDING:
            act()

    return tell


def at(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[], object]) -> None:
    """Act once when issuance comes to that failpoint."""
    left = [name]

    def failpoint(passed: str) -> None:
        if left == [passed]:
            left.clear()
            act()

    for module in ("chip", "printing"):
        monkeypatch.setattr(f"kiosk.issuance.{module}.failpoint", failpoint)
    monkeypatch.setattr(failpoints, "failpoint", failpoint)


def test_a_card_s_chip_is_written_and_its_number_reported(bench: Bench) -> None:
    record = bench.record(RESIDENT)
    assert isinstance(print_card(bench), Printed)
    assert states() == [("PRINTED", uid(1), ChipState.WRITTEN)]
    (chip,) = chips(bench)
    claim = Attempt.get().claim
    content = canonical({"claim": claim, "fields": msgspec.to_builtins(record.fields)})
    assert chip == {
        "n": 1,
        "uid": uid(1),
        "life": "personalised",
        "sha256": sha256(content).hexdigest(),
    }
    report = msgspec.json.decode(bytes(Outbox.get().body), type=PrintReport)
    assert report.chip == uid(1)
    bench.report()
    assert Outbox.get().state == "ACKED"
    assert bench.touch_coupler(act="look")["field"] is False


def test_without_the_requirement_no_coupler_is_asked(tmp_path: Path) -> None:
    bench = found(tmp_path, [RESIDENT])
    bench.touch_coupler(act="power", **{"is": "off"})
    assert isinstance(print_card(bench), Printed)
    assert states() == [("PRINTED", None, ChipState.NONE)]
    assert msgspec.json.decode(bytes(Outbox.get().body), type=PrintReport).chip is None
    bench.close()


def test_a_chip_that_answers_wrongly_is_spoiled_and_the_next_is_written(bench: Bench) -> None:
    bench.touch_coupler(act="next", **{"is": "worn"})
    assert isinstance(print_card(bench), Printed)
    assert states() == [
        ("SPOILED", uid(1), ChipState.WANTED),
        ("PRINTED", uid(2), ChipState.WRITTEN),
    ]
    assert len({attempt.claim for attempt in Attempt.select()}) == 1


@pytest.mark.parametrize("what", ["none", "two"])
def test_where_not_one_chip_answers_the_card_is_spoiled(what: str, bench: Bench) -> None:
    def tampered() -> None:
        bench.touch_coupler(act="card", **{"is": what})

    failpoint_after_feeding(bench, tampered)
    refused = print_card(bench)
    assert isinstance(refused, Refusal)
    assert [state for state, _, _ in states()] == ["SPOILED", "SPOILED"]
    assert chips(bench) == []
    failpoint_after_feeding(bench, lambda: None)
    assert isinstance(print_card(bench), Printed)


def failpoint_after_feeding(bench: Bench, act: Callable[[], object]) -> None:
    """Act whenever a card has come to stand over the coupler."""
    mechanism = bench.printer.mechanism
    put = mechanism.__dict__.setdefault("_real_station", mechanism._station)

    def stands(number: int | None) -> None:
        put(number)
        if number is not None:
            act()

    mechanism._station = stands


def test_a_chip_that_lies_there_already_is_noticed_before_a_blank_is_spent(bench: Bench) -> None:
    bench.touch_coupler(act="card", **{"is": "fresh"})
    refused = print_card(bench)
    assert isinstance(refused, Refusal)
    assert refused.fault is not None
    assert refused.fault.kind is FaultKind.CHIP
    assert states() == [("NOT_STARTED", None, ChipState.NONE)]
    bench.touch_coupler(act="card", **{"is": "none"})
    assert isinstance(print_card(bench), Printed)


def test_a_coupler_that_is_off_is_noticed_before_a_blank_is_spent(bench: Bench) -> None:
    bench.touch_coupler(act="power", **{"is": "off"})
    refused = print_card(bench)
    assert isinstance(refused, Refusal)
    assert refused.why is NotNow.PRINTER_OUT
    assert [state for state, _, _ in states()] == ["NOT_STARTED"]
    bench.touch_coupler(act="power", **{"is": "on"})
    assert isinstance(print_card(bench), Printed)


def test_a_coupler_that_goes_off_under_the_card_costs_one_blank(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "E4b.after", lambda: bench.touch_coupler(act="power", **{"is": "off"}))
    assert isinstance(print_card(bench), Refusal)
    assert states() == [("SPOILED", uid(1), ChipState.WANTED)]
    bench.touch_coupler(act="power", **{"is": "on"})
    assert isinstance(print_card(bench), Printed)


@pytest.mark.parametrize("weather", ["down", "error", "error_after", "portal", "garbled"])
def test_a_ministry_that_gives_no_script_costs_one_blank(
    weather: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "T4a.after", lambda: bench.weather(weather))
    start = bench.clock.monotonic()
    assert isinstance(print_card(bench), Refusal)
    assert bench.clock.monotonic() - start < 90
    assert states() == [("SPOILED", uid(1), ChipState.WANTED)]
    bench.weather("up")
    assert isinstance(print_card(bench), Printed)
    assert states()[1] == ("PRINTED", uid(2), ChipState.WRITTEN)


def test_a_ministry_that_is_back_in_time_costs_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "T4a.after", lambda: bench.weather("down"))
    mended: list[float] = []
    go_on = bench.clock.sleep_until

    def mending(when: float) -> None:
        if bench.ministry.is_down and not mended:
            mended.append(when)
        elif mended and bench.clock.monotonic() > mended[0] + 4:
            bench.weather("up")
        go_on(when)

    monkeypatch.setattr(bench.clock, "sleep_until", mending)
    assert isinstance(print_card(bench), Printed)
    assert len(states()) == 1


def test_a_blank_that_was_seen_before_is_not_written_again(bench: Bench) -> None:
    assert isinstance(print_card(bench), Printed)
    bench.coupler._blanks[2] = bench.coupler._blanks[1]
    assert isinstance(bench.office.issuance.issue(bench.record(OTHER), lambda _: None), Printed)
    assert [(a.state, a.blank) for a in Attempt.select().order_by(Attempt.opened_at)] == [
        ("PRINTED", uid(1)),
        ("SPOILED", None),
        ("PRINTED", uid(3)),
    ]


def test_a_jam_on_the_way_to_the_coupler_is_judged_by_the_printer_s_counters(bench: Bench) -> None:
    bench.touch_printer(act="jam", at="feed")
    assert isinstance(print_card(bench), Refusal)
    bench.touch_printer(act="clear")
    bench.office.issuance.tend()
    assert states() == [("SPOILED", None, ChipState.WANTED)]


def test_a_card_pulled_off_the_coupler_is_a_matter_for_two_officers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = found(tmp_path, [RESIDENT], chips=True)

    def pull() -> None:
        bench.touch_printer(act="cover", **{"is": "open"})
        bench.touch_printer(act="pull")
        bench.touch_printer(act="cover", **{"is": "closed"})

    at(monkeypatch, "E4b.after", pull)
    assert isinstance(print_card(bench), Refusal)
    attempt = bench.office.issuance.unresolved()
    assert attempt is not None
    (left,) = witness.read(bench.folder / founding.PRINTER)
    assert left.went == "hand"
    assert bench.office.issuance.resolve(attempt, Found.IN_REJECT_BOX, OFFICERS, "picked up")
    assert states() == [("SPOILED", uid(1), ChipState.WANTED)]
    assert bench.office.check().violations == []
    bench.close()


def resolved(bench: Bench) -> None:
    """Let two officers count what left the feeder, if the machine cannot tell."""
    attempt = bench.office.issuance.unresolved()
    if attempt is not None:
        left = witness.read(bench.folder / founding.PRINTER)
        known = Attempt.select().where(Attempt.state << ["PRINTED", "SPOILED"]).count()
        went = left[-1].went if len(left) > known else "feeder"
        found = {"hopper": Found.IN_HOPPER, "reject": Found.IN_REJECT_BOX}
        bench.office.issuance.resolve(
            attempt, found.get(went, Found.IN_FEEDER), OFFICERS, "counted"
        )
        bench.office.issuance.tend()


@pytest.mark.parametrize("machine", ["coupler", "printer"])
@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.value)
def test_whatever_happens_on_either_line_one_card_comes_of_it(
    trouble: Trouble, machine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for side in Side:
        for skip in (0, 2, 7):
            folder = tmp_path / f"{side.value}-{skip}"
            folder.mkdir()
            bench = found(folder, [RESIDENT], chips=True)
            cable = bench.coupler_cable if machine == "coupler" else bench.printer_cable
            planned = Planned(trouble, side, skip, 20.0)
            at(monkeypatch, "T4.after", partial(cable.plan, planned))
            assert isinstance(print_card(bench), Printed | Refusal)
            bench.clock.sleep_until(bench.clock.monotonic() + 60)
            line = cable.act({"act": "line", "is": "plugged"}, bench.clock.monotonic())
            assert line == {"plugged": True, "planned": 0}
            bench.office.issuance.tend()
            resolved(bench)
            assert isinstance(print_card(bench), Printed)
            assert [state for state, _, _ in states()].count("PRINTED") == 1
            assert_nothing_is_wrong(bench)
            bench.close()


class Died(BaseException):
    """The power is gone."""


@pytest.mark.parametrize("reset_printer", [False, True])
@pytest.mark.parametrize(
    "name",
    [
        *("T4.in", "T4.after", "E4a.after", "T4a.in", "T4a.after", "E4b.after", "E4c.after"),
        *("T4b.in", "T4b.after", "E4.sent", "E4.after", "E5.poll", "T5.in", "T5.after"),
    ],
)
def test_whatever_the_instant_at_which_the_power_fails_one_card_comes_of_it(
    name: str, reset_printer: bool, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die() -> None:
        raise Died

    at(monkeypatch, name, die)
    with pytest.raises(Died):
        print_card(bench)
    if reset_printer:
        for machine in (bench.printer, bench.coupler):
            for state in ("off", "on"):
                machine.act({"act": "power", "is": state}, bench.clock.monotonic())
    bench.reopen()
    bench.clock.sleep_until(bench.clock.monotonic() + 60)
    bench.office.issuance.tend()
    assert bench.office.issuance.unresolved() is None or reset_printer
    resolved(bench)
    assert isinstance(print_card(bench), Printed)
    assert [state for state, _, _ in states()].count("PRINTED") == 1
    assert bench.office.issuance.blanks()["held"] == 1
    bench.report()
