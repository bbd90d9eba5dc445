"""One instruction, one answer: what the reader's driver does with its line.

Nothing that comes is trusted: an answer counts when its sum holds, its address is ours and it is as
long as that instruction's answers are. So an answer that is late by one place is noticed, and is
never taken for the next one's.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

from devices.clock import Clock
from devices.fingerprint.packet import (
    BROADCAST,
    BadChecksum,
    Code,
    Decoder,
    Kind,
    Op,
    Packet,
    command,
    encode,
    split,
)
from devices.port import Port, PortLost

REPLY = 1.0
"""Seconds for an answer that takes no thought; this and the next four are our choice."""
PROCESSING = 2.0
INTER_BYTE = 0.5
SETTLE = 0.05
"""After data went down: a module that lost some says so without being asked."""
GATHER, LAST = 0.1, 0.05
"""How long bytes of a long answer may lie on the line, and before its end no more."""
IDLE = 0.05
"""Seconds of silence after an error that mean that no more comes; an adapter may hold bytes back
for 16 ms, and that is not silence."""
TRIES = 2
"""Every instruction here may be repeated: none changes what the module keeps."""
BYTES_PER_SECOND = 960
"""Of the slowest line (9600 baud); the others are so many times as fast (manual p. 9)."""
DAMAGED = (Code.PACKET_ERROR, Code.WRONG_ADDRESS)
"""What a module says of an instruction that did not reach it as it was sent."""
FOLLOWS = {Op.MATCH: {2}, Op.READ_SYS_PARA: {16}, Op.PROD_INFO: {46, 50}}
"""Bytes behind the confirmation code OK; none where nothing is said."""

Got = TypeVar("Got")


class FaultKind(Enum):
    """Why the reader is of no use now."""

    SILENT = auto()
    LOST = auto()
    GARBLED = auto()
    """Answers came, but none that adds up."""
    REFUSED = auto()
    """The module answered with a code that has no place here."""
    RESTARTED = auto()
    """The module began anew and forgot what it was given."""


@dataclass(frozen=True)
class ReaderFault:
    """The reader cannot be used; `code` is the module's own, if it gave one."""

    kind: FaultKind
    code: int | None = None


class Broken(Exception):
    """Ends an exchange."""

    def __init__(self, fault: ReaderFault) -> None:
        super().__init__(fault)
        self.fault = fault


class Exchange:
    """The line to one module. Every method has a deadline and raises `Broken`."""

    def __init__(self, port: Port, clock: Clock) -> None:
        self.packet_size = 32
        """Bytes of content of a data packet, as the module has it."""
        self.rate = BYTES_PER_SECOND
        """Bytes in a second, as the module has set its line."""
        self._port = port
        self._clock = clock
        self._decoder = Decoder()
        self._pending: list[Packet | BadChecksum] = []
        self._clean = False
        self._streams_until = 0.0

    def expect_ok(self, op: Op, parameters: bytes = b"") -> bytes:
        """Return what follows the confirmation code OK; any other code is a fault."""
        answer = self.ask(op, parameters)
        if answer[0] != Code.OK:
            raise Broken(ReaderFault(FaultKind.REFUSED, answer[0]))
        return answer[1:]

    def ask_if_known(self, op: Op) -> bytes | None:
        """Return what follows OK; None where the module does not know that instruction.

        Nothing is asked twice: such a module calls it a damaged packet, and some say nothing.
        """
        try:
            answer = self.ask(op, tries=1)
        except Broken as broken:
            if broken.fault.kind is FaultKind.LOST:
                raise
            return None
        return answer[1:] if answer[0] == Code.OK else None

    def ask(
        self, op: Op, parameters: bytes = b"", *, seconds: float = REPLY, tries: int = TRIES
    ) -> bytes:
        """Return the answer: confirmation code and what follows it."""
        fault = ReaderFault(FaultKind.SILENT)
        for _ in range(tries):
            self._tidy()
            self._write(encode(command(op, parameters)))
            answer = self._read_packet(self._clock.monotonic() + seconds)
            if isinstance(answer, Packet) and _answers(op, answer):
                if answer.content[0] not in DAMAGED:
                    return answer.content
                fault = ReaderFault(FaultKind.REFUSED, answer.content[0])
            elif answer is not None:
                fault = ReaderFault(FaultKind.GARBLED)
            self._clean = False
        raise Broken(fault)

    def download(self, op: Op, parameters: bytes, data: bytes) -> bool:
        """Send data behind an instruction; False if the module said that some was lost."""
        return self.again(lambda: self._download(op, parameters, data))

    def upload(
        self, op: Op, parameters: bytes, sizes: range, between: Callable[[], None] = lambda: None
    ) -> bytes:
        """Return the data that comes behind the answer, if it is of one of these sizes.

        `between` is called before each packet; what it raises ends the transfer.
        """
        return self.again(lambda: self._upload(op, parameters, sizes, between))

    def _download(self, op: Op, parameters: bytes, data: bytes) -> bool:
        self.expect_ok(op, parameters)
        packets = b"".join(encode(packet) for packet in split(data, self.packet_size))
        self._write(packets)
        on_its_way = len(packets) / self.rate
        self._clean = not self._read(self._clock.monotonic() + on_its_way + SETTLE)
        return self._clean

    def _upload(
        self, op: Op, parameters: bytes, sizes: range, between: Callable[[], None]
    ) -> bytes:
        longest = sizes[-1]
        seconds = REPLY + 1.5 * longest / self.rate
        self._tidy()
        self._streams_until = self._clock.monotonic() + seconds  # the answer may get lost
        self.expect_ok(op, parameters)
        self._streams_until = self._clock.monotonic() + seconds
        self._clean = False
        data = bytearray()
        came = False
        while len(data) <= longest:
            between()
            if len(sizes) == 1:
                self._gather(longest - len(data))
            packet = self._read_packet(self._streams_until, INTER_BYTE)
            came = came or packet is not None
            if packet is None and len(sizes) == 1 and len(data) in sizes:
                self._clean = True
                return bytes(data)  # some modules mark no last packet
            if not isinstance(packet, Packet) or packet.kind not in (Kind.DATA, Kind.END):
                break
            data += packet.content
            if packet.kind == Kind.END and len(data) in sizes:
                self._clean = True
                return bytes(data)
        raise Broken(ReaderFault(FaultKind.GARBLED if came else FaultKind.SILENT))

    def again(self, transfer: Callable[[], Got]) -> Got:
        """Do it once more if something came and was no good; a module that says nothing is left."""
        for _ in range(TRIES - 1):
            try:
                return transfer()
            except Broken as broken:
                if broken.fault.kind in (FaultKind.LOST, FaultKind.SILENT):
                    raise
        return transfer()

    def await_silence(self, seconds: float) -> None:
        """Let a module that begins anew come to itself; whatever it says is dropped."""
        deadline = self._clock.monotonic() + seconds
        while self._clock.monotonic() < deadline:
            self._read(deadline)
        self._clean = False

    def _gather(self, left: int) -> None:
        """Let bytes come together while many are still to come: each look costs more than they."""
        early = min(GATHER, left / self.rate - LAST)
        if early > 0 and not self._pending:
            self._clock.sleep_until(self._clock.monotonic() + early)

    def _read_packet(
        self, deadline: float, silence: float = math.inf
    ) -> Packet | BadChecksum | None:
        """Return the next packet, or None at the deadline or after so many seconds of silence."""
        while not self._pending and (now := self._clock.monotonic()) < deadline:
            data = self._read(min(deadline, now + silence))
            if not data:
                break
            self._pending += self._decoder.receive(data, self._clock.monotonic())
        return self._pending.pop(0) if self._pending else None

    def _tidy(self) -> None:
        """Drop what came unasked; after an error let whatever is still on its way arrive first."""
        deadline = self._clock.monotonic() + REPLY
        if not self._clean:
            deadline = max(deadline, self._streams_until)
        idle = 0.0 if self._clean else IDLE
        while self._read(min(deadline, self._clock.monotonic() + idle)):
            if self._clock.monotonic() >= deadline:
                raise Broken(ReaderFault(FaultKind.GARBLED))
        self._clean = True
        self._decoder.clear()
        self._pending.clear()

    def _write(self, data: bytes) -> None:
        seconds = PROCESSING + len(data) / self.rate
        self._on_line(lambda: self._port.write(data, self._clock.monotonic() + seconds))

    def _read(self, deadline: float) -> bytes:
        return self._on_line(lambda: self._port.read(deadline))

    def _on_line(self, act: Callable[[], Got]) -> Got:
        try:
            return act()
        except PortLost:
            self._clean = False
            raise Broken(ReaderFault(FaultKind.LOST)) from None


def _answers(op: Op, packet: Packet) -> bool:
    """Tell whether this can be the answer to that instruction; a refusal may be bare."""
    if packet.kind != Kind.ACK or packet.address != BROADCAST:
        return False
    follows = len(packet.content) - 1
    expected = FOLLOWS.get(op, {0})
    return follows in expected or (packet.content[0] != Code.OK and follows == 0)
