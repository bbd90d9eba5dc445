"""The printer on its line: reads orders, lets the mechanism work through them, and answers."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from devices.printer.simulator import panels
from devices.printer.simulator.mechanism import FEEDER_ROOM, PANELS, RIBBON, Mechanism, Panel
from devices.printer.simulator.parser import Order, Parser
from devices.simulator import ActRefused, Json

FEED, PRINT, EJECT, RETRY, BOOT = 2.5, 4.0, 2.0, 1.0, 1.0
"""Seconds; our choice, nothing is published."""
HOST_MANAGES = 2
"""Bit of `Pem`: answer errors at once (guide p. 20)."""
LAYERS = {
    *((panel, levels) for panel in "ymc" for levels in ("32", "64", "128")),
    ("k", "2"),
    ("o", "2"),
}
"""Panels, and the levels in which each can be downloaded."""


@dataclass(frozen=True)
class Phase:
    """Something that takes seconds, and then happens or is refused with an answer."""

    seconds: float
    act: Callable[[], str | None]


Work = str | list[Phase]
"""What an order comes to: an answer at once, or phases and then OK."""


class PrinterSimulator:
    """One printer; owns no port, no thread and no clock."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        stock: Path | None = None,
        pictures: bool = True,
        speed: float = 1.0,
    ) -> None:
        """Switch a printer on. `speed` makes everything it does that much quicker."""
        self.mechanism = Mechanism(folder, stock, pictures=pictures)
        self._speed = speed
        self._powered = True
        self._said = b""
        self._switch_on(deaf_until=0.0)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line."""
        self._advance(now)
        if self._powered and now >= self._deaf_until:
            self._queue.extend(self._parser.receive(data, now))
            self._advance(now)

    def transmit(self, now: float) -> bytes:
        """Return the answers given so far."""
        self._advance(now)
        said, self._said = self._said, b""
        return said

    def due(self) -> float | None:
        """Return when something happens next by itself."""
        if self._work:
            return self._ends
        return self._parser.due() if self._powered else None

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:
        """Do what a person beside the printer does; docs/devices.md lists the acts."""
        self._advance(now)
        name, state = act.get("act"), act.get("is")
        named = isinstance(name, str) and isinstance(state, str | None)
        known = self._acts().get((name, state)) if named else None
        if known is None:
            raise ActRefused(
                "The printer knows the acts look, jam, clear, take and pull, and, with a state in"
                ' "is", ribbon new|out, feeder full|empty, cover open|closed, door open|closed,'
                " power on|off|cut."
            )
        known(now)
        return {**self.mechanism.look(), "power": self._powered, "busy": bool(self._work)}

    # -- hands ----------------------------------------------------------------------------------

    def _acts(self) -> dict[tuple[Json, Json], Callable[[float], None]]:
        return {
            ("look", None): lambda _: None,
            ("jam", None): lambda _: self._set(jammed=True),
            ("clear", None): lambda _: self._set(jammed=False),
            ("take", None): lambda _: self._take(),
            ("pull", None): lambda _: self._pull(),
            ("ribbon", "new"): lambda _: self._fill(ribbon=RIBBON),
            ("ribbon", "out"): lambda _: self._fill(ribbon=0),
            ("feeder", "full"): lambda _: self._fill(feeder=FEEDER_ROOM),
            ("feeder", "empty"): lambda _: self._fill(feeder=0),
            ("cover", "open"): lambda _: self._set(cover_open=True),
            ("cover", "closed"): lambda _: self._set(cover_open=False),
            ("door", "open"): lambda _: self._set(door_open=True),
            ("door", "closed"): lambda _: self._set(door_open=False),
            ("power", "on"): self._power_on,
            ("power", "off"): lambda _: self._power_off(),
            ("power", "cut"): self._power_cut,
        }

    def _set(self, **state: bool) -> None:
        for name, value in state.items():
            setattr(self.mechanism, name, value)

    def _fill(self, **left: int) -> None:
        for name, value in left.items():
            setattr(self.mechanism.kept, name, value)
        self.mechanism.save()

    def _take(self) -> None:
        if not self.mechanism.door_open:
            raise ActRefused("The hopper is locked; open its door first.")
        self.mechanism.take()

    def _pull(self) -> None:
        if not self.mechanism.cover_open:
            raise ActRefused("Open the cover first.")
        self.mechanism.pull()

    def _power_off(self) -> None:
        self._powered = False
        self.mechanism.power_off()
        self._switch_on(deaf_until=0.0)

    def _power_on(self, now: float) -> None:
        if not self._powered:
            self._powered = True
            self._switch_on(deaf_until=now + BOOT / self._speed)

    def _power_cut(self, now: float) -> None:
        self._power_off()
        self._power_on(now)

    def _switch_on(self, deaf_until: float) -> None:
        self._parser = Parser()
        self._queue: deque[Order] = deque()
        self._work: list[Phase] = []
        self._ends = 0.0
        self._said = b""
        self._last = ""
        self._mode = self.mechanism.kept.mode
        self._in_sequence = False
        self._given: str | None = None
        self._deaf_until = deaf_until

    # -- time -----------------------------------------------------------------------------------

    def _advance(self, now: float) -> None:
        """Let everything happen that is due by `now`, each thing at its own time."""
        late = self._parser.expire(now)
        if late is not None:
            self._queue.append(late)
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

    def _begin(self, order: Order, at: float) -> None:
        work = order.error or self._obey(order)
        if isinstance(work, str):
            self._say(work, keep=order.name != "Rlr")
        else:
            self._work = work
            self._ends = at + work[0].seconds / self._speed

    def _finish_phase(self, at: float) -> None:
        error = self._work[0].act()
        if error is not None and not self._mode & HOST_MANAGES:
            self._ends = at + RETRY / self._speed  # Pem;0: wait for a person, answer nothing
            return
        del self._work[0]
        if error is not None:
            self._work.clear()
            self._say(error)
        elif self._work:
            self._ends = at + self._work[0].seconds / self._speed
        else:
            self._say("OK")

    def _say(self, text: str, *, keep: bool = True) -> None:
        self._said += text.encode("ascii") + b"\x00"
        if keep:
            self._last = text

    # -- the language -----------------------------------------------------------------------------

    def _obey(self, order: Order) -> Work:
        known = self._language().get(order.name)
        if known is None:
            return "ERROR CDE"
        try:
            return known(order)
        except panels.Malformed:
            return "ERROR PARAMETRES"

    def _language(self) -> dict[str, Callable[[Order], Work]]:
        return {
            "Rsn": lambda _: self.mechanism.kept.serial,
            "Rco": self._rco,
            "Rlr": self._rlr,
            "Rse": self._rse,
            "Rem": lambda _: f"{self._mode};{self.mechanism.kept.mode}",
            "Pem": self._pem,
            "Pr": lambda order: "OK" if order.params == (PANELS,) else "ERROR PARAMETRES",
            "Db": self._db,
            "Dbc": self._db,
            "Wcb": self._wcb,
            "Si": lambda _: [Phase(FEED, self.mechanism.feed)],
            "Ss": lambda _: self._ss(),
            "Sr": lambda _: "OK" if self._in_sequence else "ERROR",
            "Ssd": self._ssd,
            "Se": lambda _: self._se(),
            "Ser": lambda _: self._ser(),
        }

    def _rco(self, order: Order) -> str:
        kept = self.mechanism.kept
        counters = {"p": kept.panels, "c": kept.fed, "l": kept.ribbon // len(PANELS)}
        count = counters.get(";".join(order.params))
        return "ERROR PARAMETRES" if count is None else str(count)

    def _rlr(self, order: Order) -> str:
        if order.params == ("p",):
            return "NO CARD" if self.mechanism.path is None else "OK"
        return "ERROR PARAMETRES" if order.params else self._last

    def _rse(self, order: Order) -> str:
        machine = self.mechanism
        there = {
            "o": machine.cover_open,
            "f": machine.kept.feeder > 0,
            "c": machine.kept.ribbon > 0,
            "p": machine.path is not None,
        }.get(";".join(order.params))
        return "ERROR PARAMETRES" if there is None else str(255 * there)

    def _pem(self, order: Order) -> str:
        number, *save = order.params or ("",)
        if not number.isdecimal() or int(number) > 31 or save not in ([], ["s"]):
            return "ERROR PARAMETRES"
        self._mode = int(number)
        if save:
            self.mechanism.kept.mode = self._mode
            self.mechanism.save()
        return "OK"

    def _db(self, order: Order) -> Work:
        if order.params[:2] not in LAYERS:
            return "ERROR PARAMETRES"
        panel, levels = order.params[:2]
        decode = panels.compressed if order.name == "Dbc" else panels.raw
        dots = decode(order.payload, levels)
        self.mechanism.memory[panel] = Panel(dots, int(levels) - 1)
        return self._give(panel) if self._in_sequence and self.mechanism.path else "OK"

    def _wcb(self, order: Order) -> str:
        panel, value = (*order.params, "0", "")[:2]
        if panel not in tuple(PANELS) or not value.isdecimal() or int(value) > 255:
            return "ERROR PARAMETRES"
        most = 1 if panel in "ko" else 255
        dots = np.full((panels.ROWS, panels.COLUMNS), int(value) * most // 255, np.uint8)
        self.mechanism.memory[panel] = Panel(dots, most)
        return "OK"

    def _ss(self) -> str:
        if self.mechanism.cover_open:
            return "COVER OPEN"
        if self.mechanism.door_open:
            return "HOPPER DOOR"
        self._in_sequence, self._given = True, None
        return "OK"

    def _ssd(self, order: Order) -> Work:
        (panel,) = order.params[:1] or ("",)
        if not self._in_sequence or panel not in self.mechanism.memory:
            return "ERROR PARAMETRES"
        return self._give(panel)

    def _give(self, panel: str) -> Work:
        """Giving a panel prints the one given before (guide p. 69)."""
        before, self._given = self._given, panel
        return "OK" if before is None else [Phase(PRINT, lambda: self.mechanism.print(before))]

    def _se(self) -> Work:
        last, self._given, self._in_sequence = self._given, None, False
        work = [Phase(EJECT, self.mechanism.eject)]
        return work if last is None else [Phase(PRINT, lambda: self.mechanism.print(last)), *work]

    def _ser(self) -> Work:
        self._given, self._in_sequence = None, False
        return [Phase(EJECT, self.mechanism.reject)]
