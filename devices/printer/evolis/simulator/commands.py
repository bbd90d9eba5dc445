"""What each command of the guide (A5013 Rev. E) makes the printer do, and what it answers.

A command comes to an answer at once, or to phases: things that take seconds, one after another.
"""

import re
from collections.abc import Callable

from devices.printer.evolis.simulator import drawing, panels
from devices.printer.evolis.simulator.parser import Order
from devices.printer.evolis.simulator.registers import OK, REFUSED, Registers
from devices.printer.machine.electronics import Phase, Work
from devices.printer.machine.mechanism import PANELS, Mechanism, Panel, Place

FEED, PRINT, EJECT, MOVE, CLEAN = 2.5, 4.0, 2.0, 1.0, 30.0
"""Seconds; our choice, nothing is published."""
LAYERS = {
    *((panel, levels) for panel in "ymc" for levels in ("32", "64", "128")),
    ("k", "2"),
    ("o", "2"),
}
"""Panels, and the levels in which each can be downloaded (p. 14)."""
WITHOUT_OPTION = ("Dm", "Smw", "Smr", "Rmb", "Pmc")
"""Commands of the magnetic stripe, which this printer was sold without."""
ACCEPTED = [
    "Pmk",
    "Ppk",
    "Pbm",
    "Prm",
    "Pnl",
    "Pnw",
    "Px",
    "Py",
    "Pro",
    "Prs",
    "Psm",
    "Psp",
    "Pwr",
    "Pwm",
    "Pwj",
    "Pwcs",
    "Pms",
    "Pkn",
    "Pfm",
    "Mc",
    "Mf",
    "Mh",
    "Mr",
    "Ase",
    "Sa",
    "Sdm",
    "St",
    "Stt",
    "Pdt",
    "Ppws",
    "Sfr",
]
"""Commands that real drivers send and that change nothing here."""
SIDES = {"Sr": "front", "Sv": "back"}


Command = Callable[[Order], Work]


class Commands:
    """The printer's understanding; everything here is forgotten when it is switched off."""

    def __init__(self, mechanism: Mechanism) -> None:
        self.registers = Registers(mechanism)
        self._mechanism = mechanism
        self._last = ""
        self._in_sequence = False
        self._side = "front"
        self._given: tuple[str, str] | None = None
        self._list: list[tuple[str, str]] = []
        self._known = self._commands()

    def obey(self, order: Order) -> Work:
        """Begin what a command wants."""
        if order.error:
            return order.error
        known = self._known.get(order.name)
        if known is None:
            return "ERROR CDE"
        try:
            return known(order)
        except panels.Malformed:
            return REFUSED

    def said(self, order: str, answer: str) -> None:
        """Keep the last answer for `Rlr`, which itself leaves no trace (p. 34)."""
        if order != "Rlr":
            self._last = answer

    def _commands(self) -> dict[str, Command]:
        machine = self._mechanism
        return {
            **self.registers.commands(),
            **dict.fromkeys(ACCEPTED, lambda _: OK),
            **dict.fromkeys(WITHOUT_OPTION, lambda _: "OPT NOT AVAILABLE"),
            "Rlr": self._last_answer,
            "Db": self._download,
            "Dbc": self._download,
            "Wcb": self._colour,
            "Wt": self._draw,
            "Wl": self._draw,
            "Wb": self._draw,
            "Si": lambda _: self._feed_to(Place.HEAD),
            "Sic": lambda _: self._feed_to(Place.CONTACTLESS),
            "Sis": lambda _: self._feed_to(Place.CONTACT),
            "Sib": lambda _: self._feed_to(Place.HEAD),
            "Sie": lambda _: [Phase(FEED, machine.feed), Phase(EJECT, machine.eject)],
            "Ss": lambda _: self._start(),
            "Sr": self._turn,
            "Sv": self._turn,
            "Sp": self._print_one,
            "Ssd": self._give_again,
            "Sc": lambda _: self._repeat(),
            "Se": self._end,
            "Ser": lambda _: self._abandon(machine.reject),
            "Seb": lambda _: self._abandon(machine.reject),
            "Scp": lambda _: [Phase(CLEAN, machine.clean)],
            "Scs": lambda _: OK,
            "Srs": lambda _: self._reset(),
        }

    def _last_answer(self, order: Order) -> str:
        machine = self._mechanism
        match order.params:
            case ():
                return self._last
            case ("p",):
                return "NO CARD" if machine.path is None else "ERR CARD" if machine.jammed else OK
            case ("r",) | ("c",):
                return "ERR NEED CLEANING" if machine.needs_cleaning else OK
            case _:
                return REFUSED

    # -- panels -----------------------------------------------------------------------------------

    def _download(self, order: Order) -> Work:
        """Fill a panel's memory; in a sequence, that prints the panel given before (p. 69)."""
        if order.params[:2] not in LAYERS:
            return REFUSED
        panel, levels = order.params[:2]
        decode = panels.compressed if order.name == "Dbc" else panels.raw
        dots = decode(order.payload, levels)
        self._mechanism.memory[panel] = Panel(dots, int(levels) - 1)
        return self._give(panel) if self._in_sequence else OK

    def _colour(self, order: Order) -> str:
        panel, value = (*order.params, "0", "")[:2]
        if panel not in tuple(PANELS) or not re.fullmatch(r"\d{1,3}", value) or int(value) > 255:
            return REFUSED
        self._mechanism.memory[panel] = drawing.filled(int(value), black=panel in "ko")
        return OK

    def _draw(self, order: Order) -> str:
        """Draw text, a line or a frame in the memory that `Pwb` chose (p. 46)."""
        panel = self.registers.canvas
        drawn = drawing.draw(order.name, order.params, self._mechanism.memory.get(panel))
        if drawn is None:
            return REFUSED
        self._mechanism.memory[panel] = drawn
        return OK

    # -- cards ------------------------------------------------------------------------------------

    def _feed_to(self, place: Place) -> list[Phase]:
        machine = self._mechanism
        fed = [Phase(MOVE if machine.path else FEED, machine.feed)]
        return [*fed, Phase(0.0, lambda: machine.move(place))]

    def _start(self) -> Work:
        """Begin a list of panels (p. 44); nothing moves before the first is printed."""
        if self._mechanism.cover_open and self._mechanism.watches_cover:
            return "COVER OPEN"
        if self._mechanism.door_open:
            return "HOPPER DOOR"
        self._in_sequence, self._given, self._list, self._side = True, None, [], "front"
        return OK

    def _turn(self, order: Order) -> str:
        if not self._in_sequence:
            return "ERROR"
        self._side = SIDES[order.name]
        return OK

    def _print_one(self, order: Order) -> Work:
        (panel,) = order.params[:1] or ("",)
        if panel not in self._mechanism.memory:
            return REFUSED
        return self._printing((self._side, panel))

    def _give_again(self, order: Order) -> Work:
        """Give a panel that lies in memory already (p. 44)."""
        (panel,) = order.params[:1] or ("",)
        if not self._in_sequence or panel not in self._mechanism.memory:
            return REFUSED
        return self._give(panel)

    def _give(self, panel: str) -> Work:
        before, self._given = self._given, (self._side, panel)
        self._list.append(self._given)
        return OK if before is None else self._printing(before)

    def _end(self, order: Order) -> Work:
        if order.params not in ((), ("1",)):
            return REFUSED
        last, self._given, self._in_sequence = self._given, None, False
        out = [Phase(EJECT, self._mechanism.eject)]
        return out if last is None else [*self._printing(last), *out]

    def _repeat(self) -> Work:
        """Print the last list on another card (p. 40)."""
        if not self._list:
            return "ERROR"
        printed = [self._pressing(each) for each in self._list]
        return [*self._feed_to(Place.HEAD), *printed, Phase(EJECT, self._mechanism.eject)]

    def _abandon(self, out: Callable[[], str | None]) -> list[Phase]:
        self._given, self._in_sequence = None, False
        return [Phase(EJECT, out)]

    def _reset(self) -> str:
        self._given, self._in_sequence, self._list = None, False, []
        self.registers.reset()
        return OK

    def _printing(self, given: tuple[str, str]) -> list[Phase]:
        """Print one panel; a card that is not at the head yet is brought there."""
        machine = self._mechanism
        there = machine.path is not None and machine.place is Place.HEAD
        return [*([] if there else self._feed_to(Place.HEAD)), self._pressing(given)]

    def _pressing(self, given: tuple[str, str]) -> Phase:
        side, panel = given
        return Phase(PRINT, lambda: self._mechanism.print(panel, side))
