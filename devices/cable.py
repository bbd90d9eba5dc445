"""The cable between a machine and its host, and what can happen to the bytes on it.

Trouble is asked for, once, by an act of the control channel, or by chance, from a named mixture.
A message is what one side sends at one instant.
"""

import itertools
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from devices.entropy import Entropy, SeededEntropy
from devices.simulator import ActRefused, Json, Simulator

GAP = 0.05
"""Seconds between two halves; all times here are our choice."""
DRIP, DRIPPING = 0.01, 64
"""Seconds between single bytes, and how many come singly before the rest follows at once."""
HOLD = 0.5
"""Seconds after which a message that was to be overtaken goes on even so."""
REPLUG = 0.5
"""Seconds until somebody puts the plug back."""
LONGEST = 600.0
GARBAGE = 16
"""Most bytes of noise beside a message; chatter is of as many at a time."""


class Side(Enum):
    """Who sends."""

    HOST = "host"
    MACHINE = "machine"


class Trouble(Enum):
    """What can happen to a message, or to the line while it passes."""

    DELAY = "delay"
    DROP = "drop"
    TRUNCATE = "truncate"
    CORRUPT = "corrupt"
    SPLIT = "split"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    GARBAGE_BEFORE = "garbage_before"
    GARBAGE_AFTER = "garbage_after"
    DRIP = "drip"
    SILENCE = "silence"
    """Nothing passes, in either direction, for a while."""
    CHATTER = "chatter"
    """The machine sends noise without end, for a while."""
    DISCONNECT = "disconnect"
    """Half the message passes; then the plug is out, for `REPLUG` seconds."""
    RESET = "reset"
    """Half the message passes; then the machine begins anew."""


Mixture = Mapping[Trouble, float]
"""Chances of each trouble, for every message."""

QUIET: Mixture = MappingProxyType({})
MIXTURES: Mapping[str, Mixture] = {
    "none": QUIET,
    "slow": {Trouble.DELAY: 0.02, Trouble.DRIP: 0.02, Trouble.SPLIT: 0.1},
    "noisy": {
        Trouble.CORRUPT: 0.01,
        Trouble.DROP: 0.01,
        Trouble.TRUNCATE: 0.01,
        Trouble.DUPLICATE: 0.005,
        Trouble.GARBAGE_BEFORE: 0.02,
        Trouble.GARBAGE_AFTER: 0.02,
    },
    "loose": {Trouble.DISCONNECT: 0.01, Trouble.SILENCE: 0.005, Trouble.RESET: 0.005},
    "everything": dict.fromkeys(Trouble, 0.005),
}
"""What `--faults NAME` stands for."""

KNOWN = (
    'The line knows "is" unplugged or plugged; or "trouble": '
    + ", ".join(each.value for each in Trouble)
    + ', perhaps with "of" host or machine (whose message; else machine), "skip" so many of them'
    ' before, and "seconds" that it lasts.'
)


@dataclass(frozen=True)
class Planned:
    """One trouble that will happen once, after `skip` more messages of that side."""

    trouble: Trouble
    of: Side
    skip: int = 0
    seconds: float = 1.5


@dataclass
class _Way:
    """One direction: messages with the time of their arrival, never out of that order."""

    messages: deque[tuple[float, bytes]] = field(default_factory=deque)
    last: float = 0.0
    held: tuple[float, bytes] | None = None
    """A message to be overtaken, and when it goes on even so."""

    def put(self, at: float, data: bytes) -> None:
        self.last = max(self.last, at)
        if data:
            self.messages.append((self.last, data))

    def due(self) -> list[float]:
        return [at for at, _ in itertools.islice(self.messages, 1)] + (
            [self.held[0]] if self.held else []
        )

    def arrived(self, now: float) -> list[tuple[float, bytes]]:
        if self.held is not None and self.held[0] <= now:
            (at, data), self.held = self.held, None
            self.put(at, data)
        ready = []
        while self.messages and self.messages[0][0] <= now:
            ready.append(self.messages.popleft())
        return ready


class Cable:
    """A simulator seen from the far end of its cable; a simulator itself."""

    def __init__(
        self, machine: Simulator, entropy: Entropy | None = None, mixture: Mixture = QUIET
    ) -> None:
        self.machine = machine
        self.chance = (entropy or SeededEntropy(1)).stream("cable")
        self._mixture = mixture
        self._planned: list[Planned] = []
        self.ways = {side: _Way() for side in Side}
        self._replug: float | None = None
        self._plugged = True
        self.silent_until = self._chatters_until = self._chatter_at = 0.0

    def plugged(self, now: float) -> bool:
        """Tell whether the plug is in; it may be put back by itself."""
        if self._replug is not None and now >= self._replug:
            self.plug()
        return self._plugged

    def plug(self) -> None:
        """Put the plug in."""
        self._plugged, self._replug = True, None

    def unplug(self, until: float | None = None) -> None:
        """Pull the plug; what is on its way is lost, and the machine notices nothing."""
        self._plugged, self._replug = False, until
        self.ways = {side: _Way() for side in Side}

    def chatter(self, since: float, until: float) -> None:
        """Let the machine send noise for a while."""
        self._chatter_at, self._chatters_until = since, until

    def plan(self, planned: Planned) -> None:
        """Let something happen to a message yet to come."""
        self._planned.append(planned)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the host."""
        if self.plugged(now):
            self._pass(Side.HOST, data, now)
            self._carry(now)

    def transmit(self, now: float) -> bytes:
        """Return the bytes that have arrived at the host."""
        self._carry(now)
        return b"".join(data for _, data in self.ways[Side.MACHINE].arrived(now))

    def due(self) -> float | None:
        """Return when something happens next."""
        times = [at for way in self.ways.values() for at in way.due()]
        if self._chatters_until > self._chatter_at:
            times.append(self._chatter_at)
        if self._replug is not None:
            times.append(self._replug)
        own = self.machine.due()
        return min([*times, *([] if own is None else [own])], default=None)

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:
        """Do something to the line ({"act": "line", …}), or to the machine."""
        self._carry(now)
        if act.get("act") != "line":
            return self.machine.act(act, now)
        match act.get("is"):
            case "plugged":
                self.plug()
            case "unplugged":
                self.unplug()
            case _:
                self.plan(_planned(act))
        return {"plugged": self._plugged, "planned": len(self._planned)}

    # -- how messages pass ------------------------------------------------------------------------

    def _carry(self, now: float) -> None:
        """Bring to each side what has arrived there by now."""
        plugged = self.plugged(now)
        for at, data in self.ways[Side.HOST].arrived(now):
            self.machine.receive(data, at)
        while self._chatter_at < self._chatters_until and self._chatter_at <= now:
            self.ways[Side.MACHINE].put(self._chatter_at, self.chance.randbytes(GARBAGE))
            self._chatter_at += DRIP
        said = self.machine.transmit(now)
        if said and plugged:
            self._pass(Side.MACHINE, said, now)

    def _pass(self, of: Side, data: bytes, now: float) -> None:
        way = self.ways[of]
        if now < self.silent_until:
            return
        planned = self._next_trouble(of)
        if planned is None:
            way.put(now, data)
        else:
            HAPPENINGS[planned.trouble](_Passage(self, of, data, now, planned.seconds))
        if way.held is not None and (planned is None or planned.trouble is not Trouble.REORDER):
            held, way.held = way.held[1], None
            way.put(now, held)

    def _next_trouble(self, of: Side) -> Planned | None:
        for number, planned in enumerate(self._planned):
            if planned.of is of and planned.skip == 0:
                return self._planned.pop(number)
            if planned.of is of:
                self._planned[number] = Planned(
                    planned.trouble, of, planned.skip - 1, planned.seconds
                )
        for trouble, chance in self._mixture.items():
            if self.chance.random() < chance:
                return Planned(trouble, of)
        return None


class _Passage:
    """One message on its way, and what can become of it."""

    def __init__(self, cable: Cable, of: Side, data: bytes, now: float, seconds: float) -> None:
        self._cable = cable
        self._from_host = of is Side.HOST
        self._way = cable.ways[of]
        self._data = data
        self._half = len(data) // 2
        self._now = now
        self._seconds = seconds

    def delay(self) -> None:
        self._way.put(self._now + self._seconds, self._data)

    def drop(self) -> None:
        pass

    def truncate(self) -> None:
        self._way.put(self._now, self._data[: self._half])

    def corrupt(self) -> None:
        damaged = bytearray(self._data)
        damaged[self._cable.chance.randrange(len(damaged))] ^= 1 << self._cable.chance.randrange(8)
        self._way.put(self._now, bytes(damaged))

    def split(self) -> None:
        self._way.put(self._now, self._data[: self._half])
        self._way.put(self._now + GAP, self._data[self._half :])

    def duplicate(self) -> None:
        self._way.put(self._now, self._data * 2)

    def reorder(self) -> None:
        self._way.held = (self._now + HOLD, self._data)

    def garbage_before(self) -> None:
        self._way.put(self._now, self._noise() + self._data)

    def garbage_after(self) -> None:
        self._way.put(self._now, self._data + self._noise())

    def drip(self) -> None:
        for number in range(min(len(self._data), DRIPPING)):
            self._way.put(self._now + number * DRIP, self._data[number : number + 1])
        self._way.put(self._now, self._data[DRIPPING:])

    def silence(self) -> None:
        self._cable.silent_until = self._now + self._seconds

    def chatter(self) -> None:
        self._way.put(self._now, self._data)
        self._cable.chatter(self._now, self._now + self._seconds)

    def disconnect(self) -> None:
        if self._from_host:
            self._cable.machine.receive(self._data[: self._half], self._now)
        self._cable.unplug(until=self._now + REPLUG)

    def reset(self) -> None:
        if self._from_host:
            self._cable.machine.receive(self._data[: self._half], self._now)
        else:
            self.truncate()
        for state in ("off", "on"):
            self._cable.machine.act({"act": "power", "is": state}, self._now)

    def _noise(self) -> bytes:
        return self._cable.chance.randbytes(self._cable.chance.randint(1, GARBAGE))


HAPPENINGS: Mapping[Trouble, Callable[[_Passage], None]] = {
    each: getattr(_Passage, each.value) for each in Trouble
}


def _planned(act: Mapping[str, Json]) -> Planned:
    """Return the trouble that an act asks for; raise `ActRefused`."""
    skip, seconds = act.get("skip", 0), act.get("seconds", 1.5)
    try:
        trouble, of = Trouble(act.get("trouble")), Side(act.get("of", "machine"))
    except (ValueError, TypeError):
        raise ActRefused(KNOWN) from None
    if not isinstance(skip, int) or not 0 <= skip <= 1_000_000:
        raise ActRefused('"skip" is a number of messages.')
    if not isinstance(seconds, int | float) or not 0 <= seconds <= LONGEST:
        raise ActRefused(f'"seconds" is a number from 0 to {LONGEST:.0f}.')
    return Planned(trouble, of, skip, seconds)
