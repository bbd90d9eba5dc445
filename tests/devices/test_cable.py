"""The cable: clean unless trouble is asked for, and then exactly that."""

from collections.abc import Mapping
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.cable import GAP, HOLD, MIXTURES, REPLUG, Cable, Mixture, Planned, Side, Trouble
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.port import MemoryPort, PortLost
from devices.printer.evolis.driver import EVOLIS, EvolisPrinter
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.printer.printer import Evidence
from devices.simulator import ActRefused, Json

MESSAGE = b"0123456789"


class Echo:
    """A machine that hears, and says what it is told to say."""

    def __init__(self) -> None:
        self.heard = b""
        self.says = b""
        self.acts: list[Mapping[str, Json]] = []

    def receive(self, data: bytes, now: float) -> None:  # noqa: ARG002
        self.heard += data

    def transmit(self, now: float) -> bytes:  # noqa: ARG002
        said, self.says = self.says, b""
        return said

    def due(self) -> float | None:
        return None

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:  # noqa: ARG002
        self.acts.append(act)
        return {"echo": True}


class Line:
    """Both ends of a cable."""

    def __init__(self, mixture: Mixture | None = None) -> None:
        self.machine = Echo()
        self.cable = Cable(self.machine, SeededEntropy(1), mixture or {})

    def plan(self, trouble: Trouble, of: Side = Side.MACHINE, skip: int = 0) -> None:
        self.cable.plan(Planned(trouble, of, skip))

    def says(self, data: bytes, now: float) -> bytes:
        """Let the machine say something; return what arrives by then."""
        self.machine.says = data
        return self.cable.transmit(now)


@pytest.fixture
def line() -> Line:
    return Line()


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=20))
def test_a_quiet_cable_changes_nothing(messages: list[bytes]) -> None:
    line = Line()
    came = b"".join(line.says(message, now) for now, message in enumerate(messages))
    for now, message in enumerate(messages, start=len(messages)):
        line.cable.receive(message, now)
    assert came == line.machine.heard == b"".join(messages)


def test_each_trouble_is_what_it_is_called(line: Line) -> None:
    came = {}
    for number, trouble in enumerate(Trouble):
        now = 100.0 * number
        line.plan(trouble)
        at_once = line.says(MESSAGE, now)
        came[trouble] = (at_once, line.cable.transmit(now + 90))
    assert came[Trouble.DELAY] == (b"", MESSAGE)
    assert came[Trouble.DROP] == (b"", b"")
    assert came[Trouble.TRUNCATE] == (MESSAGE[:5], b"")
    assert came[Trouble.SPLIT] == (MESSAGE[:5], MESSAGE[5:])
    assert came[Trouble.DUPLICATE] == (MESSAGE * 2, b"")
    assert came[Trouble.REORDER] == (b"", MESSAGE)
    assert came[Trouble.DRIP] == (MESSAGE[:1], MESSAGE[1:])
    assert came[Trouble.SILENCE] == (b"", b"")
    assert came[Trouble.DISCONNECT] == (b"", b"")
    assert came[Trouble.RESET] == (MESSAGE[:5], b"")
    corrupt = came[Trouble.CORRUPT][0]
    assert sum((a ^ b).bit_count() for a, b in zip(corrupt, MESSAGE, strict=True)) == 1
    assert came[Trouble.GARBAGE_BEFORE][0].endswith(MESSAGE)
    assert came[Trouble.GARBAGE_AFTER][0].startswith(MESSAGE)
    assert came[Trouble.CHATTER][0].startswith(MESSAGE)
    assert len(came[Trouble.CHATTER][1]) > 1000


def test_a_message_that_is_overtaken_comes_after_the_next(line: Line) -> None:
    line.plan(Trouble.REORDER)
    assert line.says(b"first", 0.0) == b""
    assert line.says(b"second", HOLD / 2) == b"secondfirst"


def test_trouble_waits_for_its_message_and_its_side(line: Line) -> None:
    line.plan(Trouble.DROP, Side.HOST, skip=1)
    assert line.says(MESSAGE, 0.0) == MESSAGE
    for number in range(3):
        line.cable.receive(b"%d" % number, number)
    assert line.machine.heard == b"02"


def test_what_comes_later_does_not_overtake_what_is_late(line: Line) -> None:
    line.plan(Trouble.SPLIT)
    assert line.says(b"abcd", 0.0) == b"ab"
    assert line.says(b"ef", GAP / 2) == b""
    assert line.cable.transmit(GAP) == b"cdef"


def test_a_pulled_plug_comes_back_by_itself_only_after_trouble() -> None:
    clock = VirtualClock(datetime(2026, 3, 2, tzinfo=WIB))
    cable = Cable(Echo())
    port = MemoryPort(cable, clock)
    cable.plan(Planned(Trouble.DISCONNECT, Side.HOST))
    with pytest.raises(PortLost):
        port.write(MESSAGE, 1.0)
    clock.sleep_until(REPLUG)
    port.write(MESSAGE, 1.0)
    cable.unplug()
    clock.sleep_until(100.0)
    with pytest.raises(PortLost):
        port.read(101.0)
    cable.plug()
    assert port.read(101.0) == b""


def test_a_reset_switches_the_machine_off_and_on(line: Line) -> None:
    line.plan(Trouble.RESET, Side.HOST)
    line.cable.receive(MESSAGE, 0.0)
    assert line.machine.heard == MESSAGE[:5]
    assert [act["is"] for act in line.machine.acts] == ["off", "on"]


@pytest.mark.parametrize(
    "act",
    [
        {"act": "line"},
        {"act": "line", "is": "broken"},
        {"act": "line", "trouble": "gremlins"},
        {"act": "line", "trouble": ["drop"]},
        {"act": "line", "trouble": "drop", "of": "nobody"},
        {"act": "line", "trouble": "drop", "skip": -1},
        {"act": "line", "trouble": "drop", "skip": "2"},
        {"act": "line", "trouble": "delay", "seconds": 1e9},
    ],
)
def test_an_act_that_makes_no_sense_is_refused(line: Line, act: dict[str, Json]) -> None:
    with pytest.raises(ActRefused):
        line.cable.act(act, 0.0)


def test_acts_are_for_the_line_or_for_the_machine(line: Line) -> None:
    asked = line.cable.act({"act": "line", "trouble": "drop", "of": "host", "skip": 3}, 0.0)
    assert asked == {"plugged": True, "planned": 1}
    assert line.cable.act({"act": "look"}, 0.0) == {"echo": True}


@pytest.mark.parametrize("name", MIXTURES)
def test_in_no_mixture_does_a_printer_seem_to_have_printed(name: str) -> None:
    clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
    cable = Cable(PrinterSimulator(), SeededEntropy(name), MIXTURES[name])
    driver = EvolisPrinter(MemoryPort(cable, clock, "card printer"), clock, EVOLIS)
    found = []
    for _ in range(100):
        found.append(driver.evidence(10.0))
        clock.sleep_until(clock.monotonic() + 5)
    good = [each for each in found if isinstance(each, Evidence)]
    assert {(each.serial, each.fed, each.panels) for each in good} == {("SIM0001", 0, 0)}
    assert len(good) > 50
    assert name != "none" or len(good) == 100
