"""A simulated coupler on its line, with cards in its field or none."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from devices.chip.frame import (
    SYNTAX_ERROR,
    Decoder,
    Event,
    Frame,
    Signal,
    encode,
)
from devices.chip.simulator.card import Card, Kind
from devices.chip.simulator.issuer import uid_of
from devices.chip.simulator.processor import Answer, Processor
from devices.pace import Way
from devices.simulator import ActRefused, Json

BAUD = 115200
ACKNOWLEDGED = 0.001
"""Seconds until a command is acknowledged; at most 15 ms (UM0701-02 §6.2.3). Our choice."""
WAKING_EDGES = 5
"""Rising edges on its line that wake it; what comes before is lost (UM0701-02: 55 has as many)."""
CARDS = ("fresh", "same", "worn", "two", "none")
UID = {Kind.A: 7, Kind.B: 4}
WITNESS = "chips.jsonl"
"""In the state folder: one line for each chip that was personalised."""
NEVER = float("inf")


class CouplerSimulator:
    """A PN532 and the cards in its field; owns no port, no thread and no clock."""

    def __init__(
        self, seed: str, *, card: str = "fresh", kind: Kind = Kind.A, folder: Path | None = None
    ) -> None:
        """Switch it on; `seed` gives the cards their numbers, `card` is one of CARDS.

        `folder` gets the witness of what was written.
        """
        self._folder = folder
        self._blanks: dict[int, Card] = {}
        self._next_worn = False
        self._seed = seed
        self._kind = kind
        self._number = 0
        self._field: list[Card] = []
        self._last: Card | None = None
        self._powered = True
        self._now = 0.0
        self._begin()
        self._place(card)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line, as fast as it carries them."""
        self._advance(now)
        self._incoming.put(now, data, self._baud)

    def transmit(self, now: float) -> bytes:
        """Return the bytes whose time has come, as fast as the line carries them."""
        self._advance(now)
        return self._outgoing.drain(now)

    def due(self) -> float | None:
        """Return when something happens next, on the line or in the chip."""
        answers = None if self._pending is None else self._pending[0]
        times = (self._outgoing.due(), self._incoming.due(), answers)
        return min((at for at in times if at is not None and at < NEVER), default=None)

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:
        """Put cards into the field, switch the chip; docs/devices.md lists the acts."""
        self._advance(now)
        match act:
            case {"act": "card", "number": int(number)} if number > 0:
                self._put([self._blank(number)])
            case {"act": "next", "is": "worn" | "fresh" as what}:
                self._next_worn = what == "worn"
            case {"act": "card", "is": str(what)} if what in CARDS:
                self._place(what)
            case {"act": "power", "is": "off"}:
                self._powered = False
                self._begin()
            case {"act": "power", "is": "on"}:
                self._powered = True
            case {"act": "look"}:
                pass
            case _:
                raise ActRefused(
                    f'The coupler knows the acts look, card with "is" {", ".join(CARDS)}, or with'
                    ' "number" of the blank whose chip it is, next with "is" worn or fresh, and'
                    ' power with "is" on or off.'
                )
        return {
            "cards": [_seen(card) for card in self._field],
            "field": self._processor.radio,
            "power": self._powered,
        }

    # -- cards ------------------------------------------------------------------------------------

    def _place(self, what: str) -> None:
        match what:
            case "none":
                self._put([])
            case "same":
                self._put([] if self._last is None else [self._last])
            case "two":
                self._put([self._next(), self._next()])
            case _:
                self._next_worn = what == "worn"
                self._put([self._next()])

    def _next(self) -> Card:
        self._number += 1
        return self._blank(self._number)

    def _blank(self, number: int) -> Card:
        """Return the chip of that blank, the same whenever it comes."""
        if number not in self._blanks:
            worn, self._next_worn = self._next_worn, False
            uid = uid_of(self._seed, number, size=UID[self._kind])
            card = Card(uid, self._kind, worn=worn, sealed=lambda: self._witness(number))
            self._blanks[number] = card
        return self._blanks[number]

    def _witness(self, number: int) -> None:
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / WITNESS).open("a") as file:
                file.write(json.dumps({"n": number, **_seen(self._blanks[number])}) + "\n")

    def _put(self, cards: list[Card]) -> None:
        for card in self._field:
            card.power_off()
        self._field = cards
        self._last = cards[-1] if cards else self._last
        if cards and self._pending is not None and self._pending[0] == NEVER:
            self._answer(self._now, self._command)

    # -- the chip on its line ---------------------------------------------------------------------

    def _begin(self) -> None:
        for card in self._field:
            card.power_off()
        self._decoder = Decoder()
        self._incoming, self._outgoing = Way(), Way(waiting=None)
        self._baud = BAUD
        self._sleep()
        self._command = b""
        self._pending: tuple[float, Frame, Answer | None] | None = None
        self._said: Frame | None = None
        self._next_baud: int | None = None
        self._processor = Processor(lambda: self._field, self._sleep, self._set_baud)

    def _sleep(self) -> None:
        self._asleep, self._edges = True, 0

    def _set_baud(self, baud: int) -> None:
        """Change once the host has acknowledged the answer (UM0701-02 §7.2.8)."""
        self._next_baud = baud

    def _advance(self, now: float) -> None:
        """Let everything happen that happens by now, each thing at its own time."""
        while True:
            due = self._incoming.due()
            arrives = NEVER if due is None else due
            answers = self._pending[0] if self._pending is not None else NEVER
            if min(arrives, answers) > now:
                break
            self._now = min(arrives, answers)
            if answers <= arrives:
                self._say_pending()
            elif (arrived := self._incoming.take(now)) is not None:
                self._hear(arrived[1])
        self._now = now

    def _hear(self, piece: bytes) -> None:
        if not self._powered:
            return
        if self._asleep:
            piece = self._wake(piece)
        for event in self._decoder.receive(piece, self._now):
            self._take(event, self._now)

    def _wake(self, piece: bytes) -> bytes:
        """Count edges; return what comes after the last that is needed."""
        for number, byte in enumerate(piece, start=1):
            self._edges += _rising_edges(byte)
            if self._edges >= WAKING_EDGES:
                self._asleep = False
                return piece[number:]
        return b""

    def _take(self, event: Event, now: float) -> None:
        match event:
            case Frame(data):  # gives up whatever was under way (UM0701-02 §6.2.2)
                self._send(now + ACKNOWLEDGED, encode(Signal.ACK))
                self._answer(now + ACKNOWLEDGED, data)
            case Signal.ACK:
                self._pending = None
                if self._next_baud is not None:
                    self._baud, self._next_baud = self._next_baud, None
            case Signal.NACK if self._pending is None and self._said is not None:
                self._send(now + ACKNOWLEDGED, encode(self._said))
            case _:
                pass  # what does not add up is not acknowledged, and comes again

    def _answer(self, now: float, command: bytes) -> None:
        self._command = command
        answer = self._processor.execute(command)
        if answer is None:
            self._pending = (now, SYNTAX_ERROR, None)
        else:
            self._pending = (now + answer.seconds, Frame(answer.data), answer)

    def _say_pending(self) -> None:
        if self._pending is None:
            return
        at, self._said, answer = self._pending
        self._pending = None
        self._send(at, encode(self._said))
        if answer is not None and answer.then is not None:
            answer.then()

    def _send(self, start: float, data: bytes) -> None:
        self._outgoing.put(start, data, self._baud)


def _seen(card: Card) -> dict[str, Json]:
    """Return what can be said of a card; what is written on it is somebody's data."""
    digest = hashlib.sha256(card.content).hexdigest() if card.content else ""
    return {"uid": card.uid.hex(), "life": card.life.value, "sha256": digest}


def _rising_edges(byte: int) -> int:
    """Return how often the line rises: start bit low, lowest bit first, stop bit high."""
    return f"0{f'{byte:08b}'[::-1]}1".count("01")
