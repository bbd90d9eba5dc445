"""The driver against the simulator, in memory and in virtual time."""

from datetime import datetime
from hashlib import sha256

import pytest

from devices.cable import Cable, Planned, Side, Trouble
from devices.chip.coupler import (
    LONGEST_COMMAND,
    Chip,
    Coupler,
    Gone,
    NoChip,
    Personalised,
    Rejected,
)
from devices.chip.exchange import CouplerFault, FaultKind
from devices.chip.frame import Frame, Op, Signal, encode
from devices.chip.script import Step
from devices.chip.simulator.card import Kind
from devices.chip.simulator.issuer import script, uid_of
from devices.chip.simulator.simulator import CouplerSimulator
from devices.clock import WIB, VirtualClock
from devices.port import MemoryPort
from devices.simulator import Json

UID = uid_of("1", 1, size=7)
CONTENT = b"content" * 100
ACK = encode(Signal.ACK)


class World:
    def __init__(self, *, card: str = "fresh", kind: Kind = Kind.A) -> None:
        self.clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
        self.machine = CouplerSimulator("1", card=card, kind=kind)
        self.cable = Cable(self.machine)
        self.coupler = Coupler(MemoryPort(self.cable, self.clock, "coupler"), self.clock)
        assert self.coupler.connect() is None

    def select(self, seconds: float = 0.0) -> Chip | NoChip | CouplerFault:
        return self.coupler.select(self.clock.monotonic() + seconds)

    def run(self, steps: list[Step], seconds: float = 60.0) -> object:
        return self.coupler.run(steps, self.clock.monotonic() + seconds)

    def act(self, **act: Json) -> dict[str, Json]:
        return self.machine.act(act, self.clock.monotonic())

    def life(self) -> object:
        (card,) = self.cards()
        return card["life"]

    def cards(self) -> list[dict[str, Json]]:
        cards = self.act(act="look")["cards"]
        assert isinstance(cards, list)
        return [card for card in cards if isinstance(card, dict)]


class Script:
    """A port behind which somebody answers each command with what was laid out, and acknowledges.

    For what no PN532 says.
    """

    def __init__(self, answers: dict[int, str]) -> None:
        self._answers = answers
        self._said = b""

    def write(self, data: bytes, deadline: float) -> None:  # noqa: ARG002
        at = data.find(b"\x00\xff")
        op, sent = data[at + 5], data[at + 6 : -2]
        said = self._answers.get(op, sent.hex() if op == Op.DIAGNOSE else "")
        self._said += ACK + encode(Frame(bytes([0xD5, op + 1]) + bytes.fromhex(said)))

    def read(self, deadline: float) -> bytes:  # noqa: ARG002
        said, self._said = self._said, b""
        return said

    def close(self) -> None:
        pass


@pytest.mark.parametrize("kind", Kind)
def test_a_chip_is_found_and_personalised(kind: Kind) -> None:
    world = World(kind=kind)
    uid = uid_of("1", 1, size=7 if kind is Kind.A else 4)
    assert world.select() == Chip(uid)
    assert world.run(script(uid, CONTENT)) == Personalised()
    assert world.coupler.release() is None
    (card,) = world.cards()
    assert (card["life"], card["sha256"]) == ("personalised", sha256(CONTENT).hexdigest())
    assert world.act(act="look")["field"] is False


def test_a_whole_script_of_a_few_kilobytes_takes_seconds() -> None:
    world = World()
    world.select()
    start = world.clock.monotonic()
    assert world.run(script(UID, bytes(4000))) == Personalised()
    assert 0.5 < world.clock.monotonic() - start < 3.0


@pytest.mark.parametrize(
    ("card", "found"), [("none", NoChip.NONE), ("two", NoChip.SEVERAL), ("worn", Chip(UID))]
)
def test_what_lies_there_is_said(card: str, found: NoChip | Chip) -> None:
    assert World(card=card).select() == found


def test_a_card_is_waited_for_as_long_as_is_said() -> None:
    world = World(card="none")
    start = world.clock.monotonic()
    assert world.select(2.0) is NoChip.NONE
    assert 2.0 <= world.clock.monotonic() - start < 2.5


def test_a_script_for_another_chip_is_rejected_at_its_first_write() -> None:
    world = World()
    world.select()
    assert world.run(script(uid_of("1", 2, size=7), CONTENT)) == Rejected(1, bytes.fromhex("6982"))
    assert world.life() == "blank"


def test_a_worn_memory_is_rejected() -> None:
    world = World(card="worn")
    world.select()
    assert world.run(script(UID, CONTENT)) == Rejected(1, bytes.fromhex("6581"))


def test_a_chip_that_does_not_prove_what_it_holds_is_rejected() -> None:
    world = World()
    world.select()
    steps = script(UID, CONTENT)
    steps[-1] = Step(steps[-1].command, bytes(8) + bytes.fromhex("9000"))
    assert world.run(steps) == Rejected(len(steps) - 1, bytes.fromhex("9000"))


def test_a_chip_that_is_taken_away_is_gone() -> None:
    world = World()
    world.select()
    world.act(act="card", **{"is": "none"})
    assert world.coupler.transmit(bytes.fromhex("00A4040000")) == Gone(0x01)
    assert world.run(script(UID, CONTENT)) == Rejected(0)


def test_without_a_selected_chip_nothing_is_sent_to_one() -> None:
    assert World().coupler.transmit(b"\x00\xa4\x04\x00") == Gone(0x27)


def test_a_script_ends_at_its_deadline() -> None:
    world = World()
    world.select()
    assert world.run(script(UID, CONTENT), 0.0) == CouplerFault(FaultKind.SILENT)


def test_the_longest_commands_and_answers_pass() -> None:
    world = World()
    world.select()
    longest = bytes.fromhex("00A40400FF") + bytes(256)
    assert world.coupler.transmit(longest) == bytes.fromhex("6A82")
    with pytest.raises(ValueError, match="at most"):
        world.coupler.transmit(bytes(LONGEST_COMMAND + 1))


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    "trouble", [Trouble.DROP, Trouble.TRUNCATE, Trouble.CORRUPT, Trouble.GARBAGE_BEFORE]
)
@pytest.mark.parametrize("skip", range(12))
def test_a_command_that_got_lost_reaches_the_chip_once(
    side: Side, trouble: Trouble, skip: int
) -> None:
    world = World()
    assert world.select() == Chip(UID)
    world.cable.plan(Planned(trouble, side, skip))
    assert world.run(script(UID, CONTENT)) == Personalised()


def test_a_coupler_that_is_off_is_silent_and_is_found_again() -> None:
    world = World()
    world.act(act="power", **{"is": "off"})
    assert world.coupler.connect() == CouplerFault(FaultKind.SILENT)
    world.act(act="power", **{"is": "on"})
    assert world.coupler.connect() is None
    assert world.select() == Chip(UID)


def test_a_coupler_that_began_anew_is_noticed() -> None:
    world = World()
    world.select()
    for state in ("off", "on"):
        world.act(act="power", **{"is": state})
    start = world.clock.monotonic()
    assert world.coupler.transmit(b"\x00\xa4\x04\x00") == CouplerFault(FaultKind.SILENT)
    assert world.clock.monotonic() - start < 20
    assert world.coupler.connect() is None


def test_a_pulled_plug_is_a_lost_line() -> None:
    world = World()
    world.cable.unplug()
    assert world.coupler.connect() == CouplerFault(FaultKind.LOST)
    assert world.select() == CouplerFault(FaultKind.LOST)
    assert world.coupler.transmit(b"\x00\xa4\x04\x00") == CouplerFault(FaultKind.LOST)
    assert world.coupler.release() == CouplerFault(FaultKind.LOST)
    world.cable.plug()
    assert world.coupler.connect() is None


def odd(answers: dict[int, str]) -> Coupler:
    clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
    return Coupler(Script(answers), clock)


def test_another_chip_is_refused() -> None:
    assert odd({Op.GET_FIRMWARE_VERSION: "33010607"}).connect() == CouplerFault(FaultKind.REFUSED)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("", CouplerFault(FaultKind.GARBLED)),
        ("01", NoChip.UNFIT),
        ("01 01 0004 08 04 DEADBEEF", NoChip.UNFIT),
        ("01 01 0004 20 04 DEADBEEF", NoChip.UNFIT),
        ("01 01 0304 20 04 083F6C4A 0578807002", NoChip.UNFIT),
        ("01 01 0044 20 07 DEADBEEF 0578807002", NoChip.UNFIT),
        ("01 01 0044 20 08 04DEADBEEF010203 0578807002", NoChip.UNFIT),
        ("01 01 0044 20 07 04DEADBEEF0102 0678807002", NoChip.UNFIT),
        ("01 01 0004 20 04 DEADBEEF 0578807002", Chip(bytes.fromhex("DEADBEEF"))),
    ],
)
def test_a_target_is_not_believed_to_be_more_than_it_says(
    said: str, found: NoChip | Chip | CouplerFault
) -> None:
    assert odd({Op.IN_LIST_PASSIVE_TARGET: said}).select(0.0) == found


def test_an_empty_answer_to_a_command_is_no_answer() -> None:
    assert odd({}).transmit(b"\x00") == CouplerFault(FaultKind.GARBLED)


def test_a_refused_command_is_said() -> None:
    class Refusing(Script):
        def write(self, data: bytes, deadline: float) -> None:  # noqa: ARG002
            self._said += ACK + bytes.fromhex("0000FF01FF7F8100")

    clock = VirtualClock(datetime(2026, 3, 2, 8, tzinfo=WIB))
    coupler = Coupler(Refusing({}), clock)
    assert coupler.connect() == CouplerFault(FaultKind.REFUSED)
