"""Drives a contactless coupler: whose chip lies on it, and what does that chip answer?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from devices.chip.exchange import Broken, CouplerFault, Exchange, FaultKind
from devices.chip.frame import Op
from devices.chip.script import Step
from devices.clock import Clock
from devices.port import Port

IC = 0x32
"""What a PN532 calls itself (UM0701-02 §7.2.2)."""
NORMAL_MODE, NO_TIMEOUT, USE_IRQ = 0x01, 0x00, 0x01
"""Of SAMConfiguration (§7.2.10): no security module of its own, so no time for it."""
AUTO_RATS = 0x10
"""The flag of SetParameters that makes a card speak ISO 14443-4 at once (§7.2.9)."""
RF_FIELD, OFF = 0x01, 0x00
MAX_RETRIES = 0x05
"""Items of RFConfiguration (§7.3.1)."""
ATTEMPTS = 10
"""How often a card is looked for; the factory's setting is: for ever. Our choice, as the rest."""
LISTING = 1.0
"""Seconds for that."""
COMMAND = 5.0
"""Seconds that a chip may take for one command; writing and sealing are slow."""
POLL = 0.1
TYPE_A, TYPE_B, ANY_FAMILY = 0x00, 0x03, 0x00
TWO = 2
SPEAKS_14443_4 = 0x20
"""In SEL_RES (ISO 14443-3)."""
SIZES = (4, 7, 10)
"""Bytes of a type A number."""
BY_LOT = 0x08
"""The first byte of a 4-byte number that the chip draws anew each time (ISO 14443-3)."""
ATQB, PUPI = 12, slice(1, 5)
LONGEST_COMMAND = 262
"""Bytes of a command APDU that fit into one frame behind TFI, code and target."""
STATUS = 0x3F

Got = TypeVar("Got")


class NoChip(Enum):
    """Why there is no chip to work with."""

    NONE = auto()
    SEVERAL = auto()
    UNFIT = auto()
    """It takes no APDU, or has no number of its own."""


@dataclass(frozen=True)
class Chip:
    """A chip in the field, by its number."""

    uid: bytes


@dataclass(frozen=True)
class Gone:
    """The chip does not answer any more; `code` is the coupler's (UM0701-02 §7.1)."""

    code: int


@dataclass(frozen=True)
class Personalised:
    """Every step was answered as it must be."""


@dataclass(frozen=True)
class Rejected:
    """A step was answered otherwise; `status` is the chip's status word, if it had any."""

    step: int
    status: bytes = b""


class Coupler:
    """One coupler on one port. Every method has a deadline and never raises for a bad line."""

    def __init__(self, port: Port, clock: Clock) -> None:
        self._clock = clock
        self._exchange = Exchange(port, clock)
        self._target = 0

    def connect(self) -> CouplerFault | None:
        """Wake the coupler and set it up, its field off; also after it was lost."""
        fault = _result(self._connect)
        return fault if isinstance(fault, CouplerFault) else None

    def select(self, deadline: float) -> Chip | NoChip | CouplerFault:
        """Return the one chip that lies there, ready for commands; waits for it until then."""
        return _result(lambda: self._select(deadline))

    def transmit(self, apdu: bytes) -> bytes | Gone | CouplerFault:
        """Return the chip's response APDU. The chip gets the command at most once.

        Raises ValueError for a command that is longer than one frame.
        """
        return _result(lambda: self._transmit(apdu))

    def run(self, steps: Sequence[Step], deadline: float) -> Personalised | Rejected | CouplerFault:
        """Run a script on the selected chip; stops at the first answer that is not right.

        After anything but `Personalised` nobody knows what the chip holds.
        """
        for number, step in enumerate(steps):
            if self._clock.monotonic() >= deadline:
                return CouplerFault(FaultKind.SILENT)
            answer = self.transmit(step.command)
            if isinstance(answer, CouplerFault):
                return answer
            if isinstance(answer, Gone):
                return Rejected(number)
            if answer != step.answer:
                return Rejected(number, answer[-2:])
        return Personalised()

    def release(self) -> CouplerFault | None:
        """Let the chip go and switch the field off."""
        self._target = 0
        fault = _result(lambda: self._exchange.ask(Op.RF_CONFIGURATION, bytes([RF_FIELD, OFF])))
        return fault if isinstance(fault, CouplerFault) else None

    def _connect(self) -> None:
        exchange, self._target = self._exchange, 0
        exchange.forget()
        exchange.ask(Op.SAM_CONFIGURATION, bytes([NORMAL_MODE, NO_TIMEOUT, USE_IRQ]))
        if not exchange.ask(Op.GET_FIRMWARE_VERSION).startswith(bytes([IC])):
            raise Broken(FaultKind.REFUSED)
        exchange.ask(Op.SET_PARAMETERS, bytes([AUTO_RATS]))
        exchange.ask(Op.RF_CONFIGURATION, bytes([MAX_RETRIES, 0xFF, 0x01, ATTEMPTS]))
        exchange.ask(Op.RF_CONFIGURATION, bytes([RF_FIELD, OFF]))

    def _select(self, deadline: float) -> Chip | NoChip:
        while True:
            for parameters, read in (
                (bytes([TWO, TYPE_A]), _read_a),
                (bytes([TWO, TYPE_B, ANY_FAMILY]), _read_b),
            ):
                found = self._list(parameters, read)
                if found is not NoChip.NONE:
                    return found
            if self._clock.monotonic() >= deadline:
                return NoChip.NONE
            self._clock.sleep_until(min(deadline, self._clock.monotonic() + POLL))

    def _list(self, parameters: bytes, read: Callable[[bytes], bytes | None]) -> Chip | NoChip:
        said = self._exchange.ask_once(Op.IN_LIST_PASSIVE_TARGET, parameters, seconds=LISTING)
        if len(said) == 0:
            raise Broken(FaultKind.GARBLED)
        if said[0] != 1:
            return NoChip.NONE if said[0] == 0 else NoChip.SEVERAL
        self._target, uid = said[1] if len(said) > 1 else 0, read(said[2:])
        return NoChip.UNFIT if uid is None else Chip(uid)

    def _transmit(self, apdu: bytes) -> bytes | Gone:
        if len(apdu) > LONGEST_COMMAND:
            raise ValueError(f"A command has at most {LONGEST_COMMAND} bytes, not {len(apdu)}.")
        said = self._exchange.ask_once(
            Op.IN_DATA_EXCHANGE, bytes([self._target]) + apdu, seconds=COMMAND
        )
        if len(said) == 0:
            raise Broken(FaultKind.GARBLED)
        return said[1:] if said[0] == 0 else Gone(said[0] & STATUS)


def _read_a(target: bytes) -> bytes | None:
    """Return the number of a type A card: SENS_RES, SEL_RES, number, ATS."""
    if len(target) < 4:
        return None
    size, select = target[3], target[2]
    uid, ats = target[4 : 4 + size], target[4 + size :]
    whole = size in SIZES and len(uid) == size and len(ats) > 0 and ats[0] == len(ats)
    by_lot = size == SIZES[0] and uid[:1] == bytes([BY_LOT])
    return uid if whole and select & SPEAKS_14443_4 and not by_lot else None


def _read_b(target: bytes) -> bytes | None:
    """Return the number of a type B card: ATQB, ATTRIB_RES."""
    attrib = target[ATQB:]
    whole = len(attrib) > 0 and attrib[0] == len(attrib) - 1
    return target[PUPI] if whole else None


def _result(sequence: Callable[[], Got]) -> Got | CouplerFault:
    try:
        return sequence()
    except Broken as broken:
        return broken.fault
