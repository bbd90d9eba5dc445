"""What each command (manual 980081-001 Rev. F) makes the printer do, and what it answers.

A command comes to an answer at once, or to phases: things that take seconds, one after another.
"""

from collections.abc import Callable

import numpy as np

from devices.printer.epcl.simulator import panels
from devices.printer.epcl.simulator.parser import Order
from devices.printer.machine.dots import Dots
from devices.printer.machine.electronics import Phase, Work
from devices.printer.machine.mechanism import Mechanism, Panel

FEED, PRINT, EJECT, MOVE = 2.5, 4.0, 2.0, 2.0
"""Seconds; our choice, nothing is published."""
OK = "OK"
RIBBON, HOT, MECHANICAL, FEEDER = "01", "02", "03", "04"
PARAMETER, COORDINATES, UNKNOWN, PICTURE = "10", "11", "14", "22"
"""Codes of p. B-2."""
CODES = {
    "FEEDER EMPTY": FEEDER,
    "ERROR RIBBON": RIBBON,
    "ERROR HEAD": HOT,
}
"""Of what stops the mechanism; everything else is mechanical."""
VERSION = "P420 SIM1.0"
DYES = "ymc"
COMPRESSED, AREA_COMPRESSED = 30, 2
"""Of `GS` (p. 2-56) and of `G` (p. 2-35); what else they name, this printer refuses."""
BACK_TO_READY = 10
"""Of `I`: the card stays for the next panel (QZ Tray's sample)."""

Command = Callable[[Order], Work]


class Commands:
    """The printer's understanding; everything here is forgotten when it is switched off."""

    def __init__(self, mechanism: Mechanism) -> None:
        self._mechanism = mechanism
        self._error = ""
        """Once something went wrong, nothing moves before it is cleared with `.` (p. 1-24)."""
        self._rejects = False
        self._area: tuple[int, int] | None = None
        self._known: dict[str, Command] = {
            "V": lambda _: VERSION,
            "%CLN": lambda _: self._counters(),
            ".": lambda _: self._clear_error(),
            "+RB": self._reject_box,
            "GS": self._dye,
            "G": self._begin_black,
            "Z": self._black,
            "F": lambda _: self._clear("k"),
            "vF": lambda _: self._clear("o"),
            "$F": lambda _: self._clear(DYES),
            "IS": self._print_dye,
            "I": self._print_black,
            "IV": lambda _: self._varnish(),
            "MO": lambda _: self._moving(Phase(EJECT, mechanism.eject)),
            "MC": lambda _: self._moving(Phase(MOVE, self._clear_path)),
        }

    def obey(self, order: Order) -> Work:
        """Begin what a command wants."""
        if order.error:
            return order.error
        known = self._known.get(order.name)
        return UNKNOWN if known is None else known(order)

    def _counters(self) -> str:
        passes = self._mechanism.kept.panels
        return f"Cpt imp:{passes:08} next clean Prn:00005000 nb pass:5"

    def _clear_error(self) -> str:
        self._error = ""
        return OK

    def _reject_box(self, order: Order) -> str:
        """Choose where rejected cards go: 1 is the reject hopper (p. 2-83)."""
        if len(order.params) != 2 or order.params[0] > 2 or order.params[1] > 1:
            return PARAMETER
        if order.params[0] != 1:  # 1: cards that could not be encoded, which this one never has
            self._rejects = order.params[1] == 1
        return OK

    # -- pictures ---------------------------------------------------------------------------------

    def _dye(self, order: Order) -> str:
        if len(order.params) != 6 or order.params[0] >= len(DYES) or order.params[1] != COMPRESSED:
            return PARAMETER
        buffer, _, x, y, lines, height = order.params
        if (x, y) != (0, 0) or not self._inside(lines, height):
            return COORDINATES
        return self._fill(DYES[buffer], panels.dye, order.payload, lines, height)

    def _begin_black(self, order: Order) -> str:
        if len(order.params) != 6 or order.params[2] != AREA_COMPRESSED or order.params[5] > 2:
            return PARAMETER
        x, y, _, height, lines, _ = order.params
        if (x, y) != (0, 0) or not self._inside(lines, 8 * height):
            return COORDINATES
        self._area = lines, height
        return OK

    def _black(self, order: Order) -> str:
        if self._area is None:
            return PICTURE
        area, self._area = self._area, None
        return self._fill("k", panels.black, order.payload, *area)

    def _fill(
        self,
        panel: str,
        decode: Callable[[bytes, int, int], Dots],
        payload: bytes,
        lines: int,
        height: int,
    ) -> str:
        try:
            dots = decode(payload, lines, height)
        except panels.Malformed:
            return PICTURE
        self._mechanism.memory[panel] = Panel(dots, 1 if panel == "k" else panels.MOST)
        return OK

    def _inside(self, lines: int, rows: int) -> bool:
        return 0 < lines <= panels.MEMORY_LINES and 0 < rows <= panels.MEMORY_ROWS

    def _clear(self, letters: str) -> str:
        for each in letters:
            self._mechanism.memory[each] = Panel(panels.blank(), 1)
        return OK

    # -- cards ------------------------------------------------------------------------------------

    def _print_dye(self, order: Order) -> Work:
        if len(order.params) != 1 or order.params[0] >= len(DYES):
            return PARAMETER
        return self._printing(DYES[order.params[0]])

    def _print_black(self, order: Order) -> Work:
        stays = order.params == (BACK_TO_READY,)
        if order.params and not stays:
            return PARAMETER
        return self._printing("k", *([] if stays else [Phase(EJECT, self._mechanism.eject)]))

    def _varnish(self) -> Work:
        """Cover the whole card; no picture is needed (p. 1-18)."""
        self._mechanism.memory["o"] = Panel(np.ones_like(panels.blank()), 1)
        return self._printing("o")

    def _printing(self, panel: str, *then: Phase) -> Work:
        """Print what lies in a buffer, be it nothing; the first panel feeds the card."""
        machine = self._mechanism
        machine.memory.setdefault(panel, Panel(panels.blank(), 1))
        feed = [] if machine.path is not None else [Phase(FEED, machine.feed)]
        return self._moving(*feed, Phase(PRINT, lambda: machine.print(panel)), *then)

    def _clear_path(self) -> str | None:
        return self._mechanism.reject() if self._rejects else self._mechanism.eject()

    def _moving(self, *phases: Phase) -> Work:
        return self._error or [Phase(each.seconds, self._watched(each)) for each in phases]

    def _watched(self, phase: Phase) -> Callable[[], str | None]:
        def act() -> str | None:
            error = phase.act()
            if error is not None:
                self._error = CODES.get(error, MECHANICAL)
            return self._error or None

        return act
