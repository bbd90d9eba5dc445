"""What a PN532 does with each command: its field, its targets, its settings. No line, no time.

Source: UM0701-02 §7 (commands, error codes). Durations in seconds are our choice.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from devices.chip.frame import Op, Tfi
from devices.chip.simulator.card import ATS, Card, Kind

VERSION = bytes.fromhex("32010607")
"""IC PN532, firmware 1.6, speaks ISO 18092 and 14443 A and B."""
TURN, CARD, LISTING, ATTEMPT = 0.001, 0.02, 0.01, 0.005
"""Of a command, of a card's answer, of finding a card, of looking for one in vain."""
UNLIMITED = 0xFF
"""So many retries mean: until there is a card."""
BAUDS = (9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1288000)
"""By the code of SetSerialBaudRate (UM0701-02 §7.2.8)."""
MOST_TARGETS = 2
AUTO_RATS = 0x10
"""The flag of SetParameters that makes a type A card speak ISO 14443-4 at once."""
FACTORY_FLAGS = 0x14
HSU_WAKES = 0x10
"""The bit of PowerDown for HSU."""
TARGET, MORE = 0x3F, 0x40
"""In the target's number: that number, and that more data follows."""
PROTOCOL = bytes.fromhex("008181")
"""Of a type B card: 106 kbit/s, frames up to 256 bytes, ISO 14443-4 (ISO 14443-3)."""
TYPE_A, TYPE_B = 0x00, 0x03
KINDS = 5


class Error(IntEnum):
    """Status codes (UM0701-02 §7.1)."""

    NONE = 0x00
    TIMEOUT = 0x01
    INVALID_PARAMETER = 0x10
    CONTEXT = 0x27


@dataclass(frozen=True)
class Answer:
    """What the chip says, and when; `seconds` may be infinite: until a card comes."""

    data: bytes = b""
    seconds: float = TURN
    then: Callable[[], None] | None = None
    """In effect once the answer is out."""


SYNTAX_ERROR = None
Command = Callable[[bytes], Answer | None]


class Processor:
    """A PN532 from power-on. It needs SAMConfiguration before anything of radio (AN10609).

    That it acknowledges such a command and never answers it is our choice.
    """

    def __init__(
        self,
        field: Callable[[], list[Card]],
        sleep: Callable[[], None],
        set_baud: Callable[[int], None],
    ) -> None:
        """`field` tells which cards lie there; `sleep` and `set_baud` act on the line."""
        self.radio = False
        self._ready = False
        self._flags = FACTORY_FLAGS
        self._retries = UNLIMITED
        self._targets: dict[int, Card] = {}
        self._error = Error.NONE
        self._field = field
        self._sleep = sleep
        self._set_baud = set_baud
        self._known = self._commands()

    def execute(self, data: bytes) -> Answer | None:
        """Answer a command (TFI and what follows it); None if it is no right one."""
        if len(data) < 2 or data[0] != Tfi.HOST or data[1] not in self._known:
            return SYNTAX_ERROR
        answer = self._known[Op(data[1])](data[2:])
        if answer is None:
            return None
        said = bytes([Tfi.CHIP, data[1] + 1]) + answer.data
        return Answer(said, answer.seconds, answer.then)

    def _commands(self) -> dict[Op, Command]:
        return {
            Op.DIAGNOSE: self._diagnose,
            Op.GET_FIRMWARE_VERSION: lambda sent: None if sent else Answer(VERSION),
            Op.GET_GENERAL_STATUS: self._status,
            Op.SET_SERIAL_BAUD_RATE: self._baud,
            Op.SET_PARAMETERS: self._parameters,
            Op.SAM_CONFIGURATION: self._sam,
            Op.POWER_DOWN: self._power_down,
            Op.RF_CONFIGURATION: self._rf,
            Op.IN_LIST_PASSIVE_TARGET: self._list,
            Op.IN_DATA_EXCHANGE: self._exchange,
            Op.IN_SELECT: self._select,
            Op.IN_DESELECT: self._deselect,
            Op.IN_RELEASE: self._release,
        }

    # -- the chip itself --------------------------------------------------------------------------

    def _diagnose(self, sent: bytes) -> Answer | None:
        match list(sent[:1]):
            case [0x00, *_]:  # the line: everything comes back
                return Answer(sent)
            case [0x01] | [0x02] | [0x07]:  # ROM, RAM, antenna
                return Answer(bytes([Error.NONE]))
            case [0x06]:  # is the card still there?
                alive = 1 in self._targets and self._hears(self._targets[1])
                return Answer(bytes([Error.NONE if alive else Error.TIMEOUT]), CARD)
            case _:
                return SYNTAX_ERROR

    def _status(self, sent: bytes) -> Answer | None:
        if sent:
            return SYNTAX_ERROR
        targets = b"".join(bytes([tg, 0, 0, 0]) for tg in self._targets)
        said = bytes([self._error, self.radio, len(self._targets)]) + targets + b"\x00"
        return Answer(said)

    def _baud(self, sent: bytes) -> Answer | None:
        if len(sent) != 1 or sent[0] >= len(BAUDS):
            return SYNTAX_ERROR
        return Answer(then=lambda: self._set_baud(BAUDS[sent[0]]))

    def _parameters(self, sent: bytes) -> Answer | None:
        if len(sent) != 1:
            return SYNTAX_ERROR
        self._flags = sent[0]
        return Answer()

    def _sam(self, sent: bytes) -> Answer | None:
        if not 1 <= len(sent) <= 3 or not 1 <= sent[0] <= 4:
            return SYNTAX_ERROR
        self._ready = True
        return Answer()

    def _power_down(self, sent: bytes) -> Answer | None:
        if not 1 <= len(sent) <= 2:
            return SYNTAX_ERROR
        if not sent[0] & HSU_WAKES:  # it could never be woken by this line
            return Answer(bytes([Error.INVALID_PARAMETER]))
        self._field_off()
        return Answer(bytes([Error.NONE]), then=self._sleep)

    def _rf(self, sent: bytes) -> Answer | None:
        match list(sent):
            case [0x01, value]:
                if value & 1:
                    self.radio = True
                else:
                    self._field_off()
            case [0x05, _, _, passive]:
                self._retries = passive
            case [0x02, _, _, _] | [0x04, _] | [0x0A | 0x0B | 0x0C | 0x0D, _, *_]:
                pass  # timings and the analogue side: nothing of it is simulated
            case _:
                return SYNTAX_ERROR
        return Answer()

    def _field_off(self) -> None:
        self.radio = False
        for card in self._field():
            card.power_off()
        self._targets.clear()

    # -- cards ------------------------------------------------------------------------------------

    def _list(self, sent: bytes) -> Answer | None:
        if len(sent) < 2 or not 1 <= sent[0] <= MOST_TARGETS or sent[1] >= KINDS:
            return SYNTAX_ERROR
        if sent[1] == TYPE_B and len(sent) < 3:  # which family of application
            return SYNTAX_ERROR
        if not self._ready:
            return Answer(seconds=math.inf)
        self.radio = True
        kind = {TYPE_A: Kind.A, TYPE_B: Kind.B}.get(sent[1])
        for card in self._targets.values():
            card.power_off()
        found = [card for card in self._field() if card.kind is kind][: sent[0]]
        for card in found:
            card.activate()
        self._targets = dict(enumerate(found, start=1))
        if not found:
            unlimited = self._retries == UNLIMITED
            return Answer(b"\x00", math.inf if unlimited else (self._retries + 1) * ATTEMPT)
        said = b"".join(bytes([tg]) + self._introduced(card) for tg, card in self._targets.items())
        return Answer(bytes([len(found)]) + said, LISTING)

    def _introduced(self, card: Card) -> bytes:
        """Return SENS_RES, SEL_RES, UID and ATS of a type A card; ATQB and ATTRIB_RES of a B."""
        if card.kind is Kind.B:
            return b"\x50" + card.uid + bytes(4) + PROTOCOL + b"\x01\x00"
        ats = ATS if self._flags & AUTO_RATS else b""
        size = len(card.uid)
        return bytes([0x00, 0x44 if size == 7 else 0x04, 0x20, size]) + card.uid + ats

    def _exchange(self, sent: bytes) -> Answer | None:
        if not sent:
            return SYNTAX_ERROR
        if not self._ready:
            return Answer(seconds=math.inf)
        card = self._targets.get(sent[0] & TARGET)
        if card is None or sent[0] & MORE:
            return self._told(Error.CONTEXT)
        if not self._hears(card):
            return self._told(Error.TIMEOUT, seconds=CARD)
        return self._told(Error.NONE, card.answer(sent[1:]), CARD)

    def _hears(self, card: Card) -> bool:
        return self.radio and card.active and card in self._field()

    def _select(self, sent: bytes) -> Answer | None:
        for card in self._meant(sent):
            card.activate()
        return self._whether_known(sent)

    def _deselect(self, sent: bytes) -> Answer | None:
        for card in self._meant(sent):
            card.power_off()
        return self._whether_known(sent)

    def _release(self, sent: bytes) -> Answer | None:
        answer = self._deselect(sent)
        released = self._meant(sent)
        self._targets = {tg: card for tg, card in self._targets.items() if card not in released}
        return answer

    def _meant(self, sent: bytes) -> list[Card]:
        """Return the targets of that number; 0 means all."""
        return [card for tg, card in self._targets.items() if sent in (bytes([tg]), b"\x00")]

    def _whether_known(self, sent: bytes) -> Answer | None:
        if len(sent) != 1:
            return SYNTAX_ERROR
        known = sent[0] == 0 or sent[0] in self._targets
        return self._told(Error.NONE if known else Error.CONTEXT)

    def _told(self, error: Error, data: bytes = b"", seconds: float = TURN) -> Answer:
        self._error = error
        return Answer(bytes([error]) + data, seconds)
