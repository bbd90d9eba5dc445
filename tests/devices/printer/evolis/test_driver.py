"""The driver against the simulator, in memory and in virtual time."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from devices.cable import Cable
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.port import MemoryPort
from devices.printer.evolis.driver import EVOLIS, EvolisPrinter
from devices.printer.evolis.raster import HEIGHT, WIDTH, quantised
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.printer.printer import (
    Dyes,
    Evidence,
    Fault,
    FaultKind,
    Finished,
    Panels,
    Progress,
    Told,
)
from devices.simulator import ActRefused, Json


class Bench:
    """A printer on a table."""

    def __init__(self, folder: Path | None = None) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.over: list[int | None] = []
        self.machine = PrinterSimulator(folder, station=self.over.append)
        self.cable = Cable(self.machine)
        self.port = MemoryPort(self.cable, self.clock, "card printer")
        self.driver = EvolisPrinter(self.port, self.clock, EVOLIS)
        self.told: list[Told] = []

    def act(self, name: str, state: str | None = None) -> dict[str, Json]:
        act: dict[str, Json] = {"act": name} if state is None else {"act": name, "is": state}
        return self.machine.act(act, self.clock.monotonic())

    def wait(self, seconds: float) -> None:
        self.clock.sleep_until(self.clock.monotonic() + seconds)

    def during(self, done: int, act: str, state: str | None = None) -> Callable[[Told], None]:
        """Return who acts when that many panels are printed."""

        def then(told: Told) -> None:
            if told.step is Progress.PRINTING and told.done == done:
                self.act(act, state)

        return then

    def print(self, then: Callable[[Told], None] = lambda _: None) -> Finished | Fault:
        def tell(told: Told) -> None:
            self.told.append(told)
            then(told)

        assert self.driver.make_ready() is None
        assert self.driver.load(card(), tell) is None
        return self.driver.print_loaded(tell)

    def evidence(self) -> Evidence:
        found = self.driver.evidence(30.0)
        assert isinstance(found, Evidence), found
        return found


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def card() -> Panels:
    chance = SeededEntropy(1).stream("card")

    def dye() -> Dyes:
        dots = np.zeros((HEIGHT, WIDTH), np.uint8)
        dots[200:260, 700:760] = np.frombuffer(chance.randbytes(3600), np.uint8).reshape(60, 60)
        return dots

    ink = np.zeros((HEIGHT, WIDTH), bool)
    ink[100:120, 50:300] = np.frombuffer(chance.randbytes(5000), np.uint8).reshape(20, 250) > 99
    return Panels(y=dye(), m=dye(), c=dye(), k=ink, varnish=True)


def witness(folder: Path) -> list[dict[str, Json]]:
    return [json.loads(line) for line in (folder / "cards.jsonl").read_text().splitlines()]


def test_a_card_is_printed_and_counted_and_lies_in_the_hopper(bench: Bench, tmp_path: Path) -> None:
    before = bench.evidence()
    assert before.restarted
    assert bench.print() == Finished()
    after = bench.evidence()
    assert (before.fed, before.panels) == (0, 0)
    assert (after.fed, after.panels) == (1, EVOLIS.panels)
    assert not after.card_in_path
    assert not after.restarted
    assert [each["went"] for each in witness(tmp_path)] == ["hopper"]
    assert (tmp_path / "hopper" / "000001.png").exists()


def test_a_card_stands_over_the_coupler_and_is_then_printed(bench: Bench) -> None:
    assert bench.driver.make_ready() is None
    assert bench.driver.load(card(), bench.told.append) is None
    assert bench.driver.feed_to_chip(bench.told.append) is None
    assert bench.told[-1].step is Progress.FEEDING
    assert bench.evidence().card_in_path
    assert bench.over == [None, 1]
    assert bench.driver.print_loaded(bench.told.append, fed=True) == Finished()
    assert bench.over == [None, 1, None]
    after = bench.evidence()
    assert (after.fed, after.panels, after.card_in_path) == (1, EVOLIS.panels, False)


@pytest.mark.parametrize("out", ["reject", "pull"])
def test_a_card_over_the_coupler_can_be_thrown_out_or_pulled_out(bench: Bench, out: str) -> None:
    assert bench.driver.make_ready() is None
    assert bench.driver.feed_to_chip(bench.told.append) is None
    if out == "reject":
        assert bench.driver.reject() is None
    else:
        bench.act("cover", "open")
        bench.act("pull")
    assert bench.over == [None, 1, None]
    assert not bench.evidence().card_in_path


def test_an_empty_feeder_feeds_nothing_to_the_coupler(bench: Bench) -> None:
    assert bench.driver.make_ready() is None
    bench.act("feeder", "empty")
    fault = bench.driver.feed_to_chip(bench.told.append)
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.FEEDER_EMPTY
    assert bench.over == [None]


def test_progress_comes_in_the_printers_own_order_and_time(bench: Bench) -> None:
    times: list[float] = []
    bench.print(lambda _: times.append(bench.clock.monotonic()))
    steps = [told.step for told in bench.told]
    assert steps == sorted(steps, key=lambda step: step.value)
    assert set(steps) == set(Progress)
    assert times == sorted(times)
    assert times[-1] - times[steps.index(Progress.FEEDING)] > 15


def test_the_panels_arrive_as_they_were_drawn(bench: Bench) -> None:
    drawn = card()
    assert bench.driver.load(drawn, bench.told.append) is None
    memory = bench.machine.mechanism.memory
    for letter, dye in (("y", drawn.y), ("m", drawn.m), ("c", drawn.c)):
        assert np.array_equal(memory[letter].dots, quantised(dye, EVOLIS.levels))
    assert np.array_equal(memory["k"].dots.astype(bool), drawn.k)
    assert (memory["o"].dots == memory["o"].most).all()


def test_loading_moves_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.driver.load(card(), bench.told.append)
    assert bench.evidence().fed == 0
    assert witness(tmp_path) == []


def test_wiping_leaves_nobody_in_memory(bench: Bench) -> None:
    bench.driver.load(card(), bench.told.append)
    assert bench.driver.wipe() is None
    assert not any(panel.dots.any() for panel in bench.machine.mechanism.memory.values())


@pytest.mark.parametrize(
    ("act", "state", "kind"),
    [
        ("cover", "open", FaultKind.COVER_OPEN),
        ("feeder", "empty", FaultKind.FEEDER_EMPTY),
        ("ribbon", "out", FaultKind.RIBBON),
        ("door", "open", FaultKind.HOPPER_DOOR),
        ("power", "off", FaultKind.SILENT),
    ],
)
def test_what_would_keep_a_card_from_being_printed_is_known_before(
    bench: Bench, act: str, state: str, kind: FaultKind
) -> None:
    bench.act(act, state)
    fault = bench.driver.make_ready()
    assert fault is not None
    assert fault.kind is kind
    assert bench.machine.mechanism.kept.fed == 0


@pytest.mark.parametrize(
    ("act", "state", "kind"),
    [
        ("jam", None, FaultKind.CARD_JAM),
        ("cover", "open", FaultKind.COVER_OPEN),
        ("ribbon", "out", FaultKind.RIBBON),
    ],
)
def test_a_fault_while_printing_leaves_the_card_in_the_path(
    bench: Bench, tmp_path: Path, act: str, state: str | None, kind: FaultKind
) -> None:
    result = bench.print(bench.during(2, act, state))
    assert isinstance(result, Fault)
    assert result.kind is kind
    assert bench.evidence().card_in_path
    for mended in (("clear", None), ("cover", "closed"), ("ribbon", "new")):
        bench.act(*mended)
    assert bench.driver.reject() is None
    assert not bench.evidence().card_in_path
    assert [each["went"] for each in witness(tmp_path)] == ["reject"]


def test_a_power_cut_leaves_the_card_and_shows_itself(bench: Bench) -> None:
    result = bench.print(bench.during(1, "power", "cut"))
    assert isinstance(result, Fault)
    found = bench.evidence()
    assert (found.fed, found.panels, found.card_in_path, found.restarted) == (1, 1, True, True)


def test_counters_and_cards_survive_the_end_of_the_process(tmp_path: Path) -> None:
    first = Bench(tmp_path)
    first.print()
    first.print(first.during(1, "jam"))
    second = Bench(tmp_path)
    found = second.evidence()
    assert (found.fed, found.panels, found.card_in_path) == (2, 6, True)
    assert [each["went"] for each in witness(tmp_path)] == ["hopper", "path"]


def test_a_witness_cut_off_is_made_whole_at_the_next_start(tmp_path: Path) -> None:
    Bench(tmp_path).print()
    whole = (tmp_path / "cards.jsonl").read_bytes()
    (tmp_path / "cards.jsonl").write_bytes(b"")
    Bench(tmp_path)
    assert (tmp_path / "cards.jsonl").read_bytes() == whole


def test_the_hopper_is_opened_and_the_card_taken(bench: Bench, tmp_path: Path) -> None:
    bench.print()
    assert bench.driver.hopper_door_open() is False
    with pytest.raises(ActRefused):
        bench.act("take")
    bench.act("door", "open")
    assert bench.driver.hopper_door_open() is True
    assert bench.act("take")["hopper"] == 0
    bench.act("door", "closed")
    assert bench.driver.hopper_door_open() is False
    assert [each["went"] for each in witness(tmp_path)] == ["hand"]
    assert (tmp_path / "hand" / "000001.png").exists()


def test_one_card_of_several_is_taken_by_its_number(bench: Bench, tmp_path: Path) -> None:
    for _ in range(3):
        bench.print()
    second: dict[str, Json] = {"act": "take", "card": 2}
    with pytest.raises(ActRefused, match="locked"):
        bench.machine.act(second, bench.clock.monotonic())
    bench.act("door", "open")
    assert bench.machine.act(second, bench.clock.monotonic())["hopper"] == 2
    assert bench.machine.act(second, bench.clock.monotonic())["hopper"] == 2
    with pytest.raises(ActRefused, match="number"):
        bench.machine.act(second | {"card": "two"}, bench.clock.monotonic())
    assert [each["went"] for each in witness(tmp_path)] == ["hopper", "hand", "hopper"]
    assert bench.act("take", "newest")["hopper"] == 1
    assert [each["went"] for each in witness(tmp_path)] == ["hopper", "hand", "hand"]


def test_a_download_cut_off_is_given_up_and_does_not_swallow_what_follows(bench: Bench) -> None:
    bench.port.write(b"\x1bDbc;y;64;5000;only a part", bench.clock.monotonic() + 1)
    assert bench.evidence().fed == 0


def test_an_answer_that_comes_twice_never_passes_for_another(bench: Bench) -> None:
    class Stutters(PrinterSimulator):
        def transmit(self, now: float) -> bytes:
            said = super().transmit(now)
            return said * 2 if said.startswith(b"SIM") else said

    clock = bench.clock
    driver = EvolisPrinter(MemoryPort(Cable(Stutters()), clock, "card printer"), clock, EVOLIS)
    found = driver.evidence(30.0)
    assert isinstance(found, Evidence)
    assert (found.serial, found.fed, found.panels) == ("SIM0001", 0, 0)


def test_a_lost_line_is_a_value(bench: Bench) -> None:
    bench.cable.unplug()
    found = bench.driver.evidence(30.0)
    assert isinstance(found, Fault)
    assert found.kind is FaultKind.LOST
    bench.cable.plug()
    assert bench.evidence().fed == 0


def test_a_silent_printer_costs_no_more_than_its_deadlines(bench: Bench) -> None:
    bench.act("power", "off")
    start = bench.clock.monotonic()
    assert isinstance(bench.driver.evidence(30.0), Fault)
    assert bench.clock.monotonic() - start < 31
