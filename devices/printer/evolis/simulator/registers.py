"""What the printer is set to, and what it tells of itself (guide A5013 Rev. E p. 7, 19–38, 64)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from devices.printer.evolis.simulator.parser import Order
from devices.printer.machine.mechanism import PANELS, Mechanism

OK, REFUSED = "OK", "ERROR PARAMETRES"
MODES = {0, 1, 2, 3, 16, 18}
"""Of `Pem` (p. 20); 4 and 5 add to the mode that holds."""
KEEP_WITH_ACK, KEEP_ON_MAGNETIC = 4, 5
HOST_MANAGES = {1, 2, 3, 18}
"""Modes in which every error is answered at once."""
COVER_IGNORED = 1
RIBBONS = frozenset(
    {"ymcko", "ymckos", "ymckok", "k", "kb", "kw", "kr", "kbl", "kgr", "kgo", "ksi", "ksc"}
    | {"ko", "h", "ho", "ktc", "ktp", "ka"}
)
SPEEDS = (2400, 4800, 9600, 19200, 38400, 57600, 115200)
PROTOCOLS = ("0", "NONE", "XON/XOFF", "RTS/CTS", "BOTH", "ACK/NACK")
STATES = ("0", "E", "R", "D")
ADJUSTED = {"Pc": "ymcko", "Pl": "ymcko", "Ps": "ymcko"}
"""Contrast, luminosity and speed of each panel: from 0 to 20, 10 from the factory."""
MOST, USUAL = 20, 10
MOST_DOTS = 2000
"""Of an offset."""
ITSELF = {"Rtp": "EVOLIS SIM", "Rkn": "SIMKIT0001", "Rfv": "SIM1.0", "Rck": "0000"}
"""Model, head kit, firmware and its checksum; invented."""


@dataclass
class Link:
    """One serial port of the printer, as `Pcom` sets it (p. 7)."""

    speed: int = 115200
    format: str = "N;8;1"
    protocol: str = "NONE"
    state: str = "E"


class Registers:
    """Settings, counters and sensors. A saved mode survives; everything else starts anew."""

    def __init__(self, mechanism: Mechanism) -> None:
        self.mode = mechanism.kept.mode
        self.acknowledges = False
        self.link = Link()
        self.canvas = "k"
        """The panel that is drawn in."""
        self._mechanism = mechanism
        self._ribbon = PANELS
        self._adjusted = {(name, panel): USUAL for name, all_ in ADJUSTED.items() for panel in all_}
        self._insertion = "F"
        self._ways = ["0", "0"]
        self._offset = 0
        self._set_mode(self.mode)

    @property
    def host_manages(self) -> bool:
        """Whether an error is answered at once, instead of waiting for a person."""
        return self.mode in HOST_MANAGES

    def reset(self) -> None:
        """`Srs`: counters and what is in the path stay; the mode is 0 again."""
        self._set_mode(0)

    def commands(self) -> dict[str, Callable[[Order], str]]:
        """Return every command that only asks or sets."""
        kept = self._mechanism.kept
        itself: dict[str, Callable[[Order], str]] = {
            name: lambda _, text=text: text  # type: ignore[misc]
            for name, text in ITSELF.items()
        }
        return {
            **itself,
            "Rsn": lambda _: kept.serial,
            "Rco": self._counter,
            "Rcr": lambda _: OK if kept.ribbon > 0 else "ERROR RIBBON",
            "Rse": self._sensor,
            "Rr": lambda _: self._ribbon,
            "Rem": lambda _: f"{self.mode};{kept.mode}",
            "Rcom": self._read_link,
            "Riem": lambda _: ";".join(self._ways),
            "Rmi": lambda _: self._insertion,
            "Roc": lambda _: str(self._offset),
            "Sk": self._feeders,
            "Pr": self._set_ribbon,
            "Pem": self._set_errors,
            "Pcom": self._set_link,
            "Psc": lambda order: OK if order.params in ((), ("27", "59", "13")) else REFUSED,
            **dict.fromkeys(ADJUSTED, self._adjust),
            "Pmi": self._set_insertion,
            "Piem": self._set_ways,
            "Poc": self._set_offset,
            "Pwb": self._set_canvas,
        }

    # -- what is asked ----------------------------------------------------------------------------

    def _counter(self, order: Order) -> str:
        kept = self._mechanism.kept
        counters = {
            "p": kept.panels,
            "c": kept.fed,
            "a": kept.fed // (kept.cleanings + 1),
            "m": max(kept.longest_dirty, kept.since_cleaning),
            "n": kept.cleanings,
            "l": kept.ribbon // len(PANELS),
            "I": kept.ribbon // len(PANELS),
        }
        count = counters.get(";".join(order.params))
        return REFUSED if count is None else str(count)

    def _sensor(self, order: Order) -> str:
        machine = self._mechanism
        there = {
            "o": machine.cover_open,
            "f": machine.kept.feeder > 0,
            "m": machine.kept.feeder > 0,
            "c": machine.kept.ribbon > 0,
            "r": machine.kept.ribbon > 0,
            "p": machine.path is not None,
        }.get(";".join(order.params))
        return REFUSED if there is None else str(255 * there)

    def _feeders(self, order: Order) -> str:
        empty = self._mechanism.kept.feeder == 0
        answers = {"f": "3" if empty else "0", "w": "0", "s": OK}
        return answers.get(";".join(order.params), REFUSED)

    def _read_link(self, order: Order) -> str:
        if order.params not in (("1",), ("2",)):
            return REFUSED
        link = self.link if order.params == ("1",) else Link(state="D")
        return f"{link.speed};{link.format};{link.protocol};{link.state}"

    # -- what is set ------------------------------------------------------------------------------

    def _set_ribbon(self, order: Order) -> str:
        if len(order.params) != 1 or order.params[0] not in RIBBONS:
            return REFUSED
        self._ribbon = order.params[0]
        return OK

    def _set_errors(self, order: Order) -> str:
        number, *save = order.params or ("",)
        if not re.fullmatch(r"\d{1,2}", number) or save not in ([], ["s"]):
            return REFUSED
        mode = int(number)
        if mode == KEEP_WITH_ACK:
            self.acknowledges = True
        elif mode in MODES:
            self._set_mode(mode)
        elif mode != KEEP_ON_MAGNETIC:
            return REFUSED
        if save:
            self._mechanism.kept.mode = self.mode
            self._mechanism.save()
        return OK

    def _set_mode(self, mode: int) -> None:
        self.mode = mode
        self.acknowledges = self.link.protocol == "ACK/NACK"
        self._mechanism.watches_cover = mode != COVER_IGNORED

    def _set_link(self, order: Order) -> str:
        """Change the line; the answer still goes at the old speed."""
        port, speed, parity, data, stop, *more = (*order.params, *[""] * 7)[:7]
        protocol, state = more[0] or "NONE", more[1] or "E"
        good = (
            5 <= len(order.params) <= 7
            and port in ("1", "2")
            and speed in map(str, SPEEDS)
            and (parity in ("N", "O", "E") and data in ("7", "8") and stop in ("1", "2"))
            and (protocol in PROTOCOLS and state in STATES)
        )
        if not good:
            return REFUSED
        if port == "1":
            self.link = Link(int(speed), f"{parity};{data};{stop}", protocol, state)
            self.acknowledges = protocol == "ACK/NACK"
        return OK

    def _adjust(self, order: Order) -> str:
        if len(order.params) != 3:
            return REFUSED
        panel, way, amount = order.params
        key = (order.name, panel)
        value = self._moved(self._adjusted.get(key), way, amount, range(MOST + 1))
        if value is None:
            return REFUSED
        self._adjusted[key] = value
        return OK

    def _set_insertion(self, order: Order) -> str:
        way, *save = order.params or ("",)
        if way not in ("F", "M", "B") or save not in ([], ["s"]):
            return REFUSED
        self._insertion = way
        return OK

    def _set_ways(self, order: Order) -> str:
        if len(order.params) != 2 or any(each not in ("0", "1", "2", "3") for each in order.params):
            return REFUSED
        self._ways = list(order.params)
        return OK

    def _set_offset(self, order: Order) -> str:
        way, amount = (*order.params, "", "")[:2]
        value = self._moved(self._offset, way, amount, range(-MOST_DOTS, MOST_DOTS + 1))
        if value is None or len(order.params) != 2:
            return REFUSED
        self._offset = value
        return OK

    def _set_canvas(self, order: Order) -> str:
        if order.params not in (("k",), ("o",)):
            return REFUSED
        (self.canvas,) = order.params
        return OK

    @staticmethod
    def _moved(now: int | None, way: str, amount: str, allowed: range) -> int | None:
        """Return a value raised, lowered or set; None if that cannot be."""
        if now is None or way not in ("+", "-", "=") or not re.fullmatch(r"\d{1,4}", amount):
            return None
        value = {"+": now + int(amount), "-": now - int(amount), "=": int(amount)}[way]
        return value if value in allowed else None
