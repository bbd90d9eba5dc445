"""The printer on its line, whatever it speaks: takes bytes, works through tasks, answers."""

import math
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from devices.pace import Way
from devices.printer.machine.hands import KNOWN, acts, chosen, key
from devices.printer.machine.mechanism import Mechanism, Station
from devices.simulator import ActRefused, Json

RETRY = 1.0
"""Seconds; our choice, nothing is published."""
PIECE = 1024
"""Bytes that arrive together on a line that takes its time."""


@dataclass(frozen=True)
class Phase:
    """Something that takes seconds, and then happens or is refused with an answer."""

    seconds: float
    act: Callable[[], str | None]


Work = str | list[Phase]
"""What an order comes to: an answer at once, or phases and then OK."""


@dataclass(frozen=True)
class Task:
    """One order that was understood, or not."""

    begin: Callable[[], Work]
    answer: Callable[[str], bytes]
    """Puts an answer into the bytes that go out."""


class Firmware(Protocol):
    """What a printer knows while it is switched on; all of it is forgotten with the power."""

    @property
    def bits_per_second(self) -> int:
        """Return the speed of its line."""
        ...

    @property
    def waits_for_people(self) -> bool:
        """Tell whether what goes wrong is tried again and again, without an answer."""
        ...

    def receive(self, data: bytes, at: float) -> list[Task]:
        """Take bytes that arrive at `at`; return the tasks that are now whole."""
        ...

    def due(self) -> float | None:
        """Return when an order that has begun will be given up."""
        ...

    def expire(self, now: float) -> Task | None:
        """Give up an order whose rest did not come in time."""
        ...


class Electronics(ABC):
    """One printer; owns no port, no thread and no clock."""

    BOOT: ClassVar[float]
    """Seconds from switching on until it listens."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        stock: Path | None = None,
        pictures: bool = True,
        speed: float = 1.0,
        paced: bool = False,
        station: Station = lambda _: None,
    ) -> None:
        """Switch a printer on.

        `speed` makes everything it does that much quicker; when `paced`, bytes reach it no faster
        than its line carries them; `station` is told which card stands over the coupler.
        """
        self.mechanism = Mechanism(folder, stock, pictures=pictures, station=station)
        self._acts = acts(self.mechanism) | {
            ("power", "on", None): self._power_on,
            ("power", "off", None): self._power_off,
            ("power", "cut", None): self._power_cut,
        }
        self._now = 0.0
        self._cut_after: int | None = None
        self._speed = speed
        self._paced = paced
        self._powered = True
        self._said = b""
        self._switch_on(deaf_until=0.0)

    @abstractmethod
    def wake(self) -> Firmware:
        """Return what this make knows when it has just been switched on."""

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line."""
        self._advance(now)
        if self._cut_after is not None and len(data) >= self._cut_after:
            self._hear(data[: self._cut_after], now)
            self._power_cut()
            return
        if self._cut_after is not None:
            self._cut_after -= len(data)
        self._hear(data, now)

    def transmit(self, now: float) -> bytes:
        """Return the answers given so far."""
        self._advance(now)
        said, self._said = self._said, b""
        return said

    def due(self) -> float | None:
        """Return when something happens next by itself."""
        arrives = self._line.due()
        works = self._ends if self._work else self._firmware.due() if self._powered else None
        return min((at for at in (arrives, works) if at is not None), default=None)

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:
        """Do what a person beside the printer does; docs/devices.md lists the acts."""
        self._advance(now)
        known = chosen(self.mechanism, act) or self._acts.get(key(act))
        if known is None:
            raise ActRefused(KNOWN)
        after = _bytes(act)
        if after is None:
            known()
        else:
            self._cut_after = after
        self._advance(now)
        return {**self.mechanism.look(), "power": self._powered, "busy": bool(self._work)}

    def _power_off(self) -> None:
        self._powered = False
        self.mechanism.power_off()
        self._switch_on(deaf_until=0.0)

    def _power_on(self) -> None:
        if not self._powered:
            self._powered = True
            self._switch_on(deaf_until=self._now + self.BOOT / self._speed)

    def _power_cut(self) -> None:
        self._power_off()
        self._power_on()

    def _switch_on(self, deaf_until: float) -> None:
        self._deaf_until = deaf_until
        self._firmware = self.wake()
        self._cut_after = None
        self._line = Way(PIECE, waiting=None)
        self._queue: deque[Task] = deque()
        self._task: Task | None = None
        self._work: list[Phase] = []
        self._ends = 0.0
        self._said = b""

    # -- the line -------------------------------------------------------------------------------

    def _hear(self, data: bytes, now: float) -> None:
        if self._powered and now >= self._deaf_until:
            baud = self._firmware.bits_per_second * self._speed if self._paced else math.inf
            self._line.put(now, data, baud)
            self._advance(now)

    # -- time -----------------------------------------------------------------------------------

    def _advance(self, now: float) -> None:
        """Let everything happen that is due by `now`, each thing at its own time."""
        self._now = now
        while (arrived := self._line.take(now)) is not None:
            at, data = arrived
            self._work_until(at)
            self._queue.extend(self._firmware.receive(data, at))
        late = self._firmware.expire(now)
        if late is not None:
            self._queue.append(late)
        self._work_until(now)

    def _work_until(self, now: float) -> None:
        at = now
        while True:
            if self._work:
                if self._ends > now:
                    return
                at = self._ends
                self._finish_phase(at)
            elif self._queue:
                self._begin(self._queue.popleft(), at)
            else:
                return

    def _begin(self, task: Task, at: float) -> None:
        self._task = task
        work = task.begin()
        if isinstance(work, str):
            self._say(work)
        else:
            self._work = work
            self._ends = at + work[0].seconds / self._speed

    def _finish_phase(self, at: float) -> None:
        error = self._work[0].act()
        if error is not None and self._firmware.waits_for_people:
            self._ends = at + RETRY / self._speed  # wait for a person, answer nothing
            return
        del self._work[0]
        if error is not None:
            self._work.clear()
            self._say(error)
        elif self._work:
            self._ends = at + self._work[0].seconds / self._speed
        else:
            self._say("OK")

    def _say(self, text: str) -> None:
        if self._task is not None:
            self._said += self._task.answer(text)


def _bytes(act: Mapping[str, Json]) -> int | None:
    """Return after how many bytes from the line the power is to be cut; None for anything else."""
    after = act.get("after")
    if after is None:
        return None
    if act.get("is") != "cut" or not isinstance(after, int) or after < 0:
        raise ActRefused('"after" is a number of bytes, and only with power cut.')
    return after
