"""The receipt printer on its line: prints what it is told, as long as there is paper, and says so.

What the driver must survive is as in Epson's reference: while it cannot print it keeps what it was
told, answers real-time orders all the same, and goes on when somebody has put things right.
"""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PIL import Image

from devices.receipt.simulator.paper import (
    CELL,
    CUTTER,
    LEVELS,
    PITCH,
    WIDTH,
    Letters,
    Piece,
    Style,
    qr,
    strip,
)
from devices.receipt.simulator.parser import Buffer, Order, RealTime
from devices.simulator import ActRefused, Json

ROLL, NEAR_END = 640_000, 40_000
"""Dots of a new roll, 80 m, and of one whose end is near; our choice."""
DOTS_PER_SECOND = 1200.0
"""150 mm/s (TM-T20 series)."""
CUT_SECONDS = 0.3
REMEMBERED = 20
"""Receipts kept in memory; a folder keeps all."""
PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}
"""Of ESC t; an unknown one changes nothing."""
KNOWN = (
    'The receipt printer knows the acts look; and, with a state in "is", paper new|low|out (and'
    ' perhaps "after" so many more dots), cover open|closed, cutter jammed|free, head hot|cool,'
    " power on|off."
)


class ReceiptSimulator:
    """One printer; owns no port, no thread and no clock."""

    def __init__(self, folder: Path | None = None) -> None:
        """Switch a printer on; `folder` keeps its roll and every receipt."""
        self._folder = folder
        self.receipts: deque[Image.Image] = deque(maxlen=REMEMBERED)
        self._left, self._cuts = ROLL, 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._load(folder / "state.json")
        self._open = self._jammed = self._hot = False
        self._powered = True
        self._piece = Piece()
        self._real_time, self._buffer, self._letters = RealTime(), Buffer(), Letters()
        self._pending: Order | None = None
        self._said, self._busy_until = b"", 0.0
        self._initialise()

    # -- the line ---------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line."""
        self._work(now)
        if not self._powered:
            return
        for each in self._real_time.receive(data):
            if isinstance(each, bytes):
                self._buffer.put(each)
                self._work(now)
            elif each == "clear":
                self._buffer, self._letters, self._pending = Buffer(), Letters(), None
                self._said += b"\x37\x25\x00"
            else:
                self._said += bytes([self._status(int(each[-1]))])

    def transmit(self, now: float) -> bytes:
        """Return the answers given so far."""
        self._work(now)
        said, self._said = self._said, b""
        return said

    def due(self) -> float | None:
        """Return when the paper stops moving, if there is more to do then."""
        return self._busy_until if self._pending is not None and self._can_print() else None

    # -- the room ---------------------------------------------------------------------------------

    def act(self, act: Mapping[str, Json], now: float) -> dict[str, Json]:
        """Do what a person beside the printer does; docs/devices.md lists the acts."""
        self._work(now)
        match act:
            case {"act": "look"}:
                pass
            case {"act": "paper", "is": "new"}:
                self._left, self._piece = ROLL, Piece()
            case {"act": "paper", "is": "low"}:
                self._left = NEAR_END - 1
            case {"act": "paper", "is": "out", **more}:
                self._left = _dots(more.get("after", 0))
            case {"act": "cover", "is": ("open" | "closed") as state}:
                self._open = state == "open"
            case {"act": "cutter", "is": ("jammed" | "free") as state}:
                self._jammed = state == "jammed"
            case {"act": "head", "is": ("hot" | "cool") as state}:
                self._hot = state == "hot"
            case {"act": "power", "is": ("on" | "off") as state}:
                self._powered = state == "on"
                self._forget()
            case _:
                raise ActRefused(KNOWN)
        self._save()
        self._busy_until = max(self._busy_until, now)
        self._work(now)
        return {
            "paper": "out" if not self._left else "low" if self._left < NEAR_END else "there",
            "cover": "open" if self._open else "closed",
            "cutter": "jammed" if self._jammed else "free",
            "head": "hot" if self._hot else "cool",
            "power": self._powered,
            "receipts": self._cuts,
        }

    # -- what it does -----------------------------------------------------------------------------

    def _forget(self) -> None:
        """Begin as after switching on."""
        self._real_time, self._buffer, self._letters = RealTime(), Buffer(), Letters()
        self._pending, self._said = None, b""
        self._initialise()

    def _initialise(self) -> None:
        """ESC @: the settings of the print, not what was received."""
        self._letters = Letters()
        self._align, self._pitch, self._page, self._style = 0, PITCH, PAGES[0], Style()
        self._module, self._level, self._stored = 3, 0x30, b""

    def _can_print(self) -> bool:
        return self._powered and self._left > 0 and not (self._open or self._jammed or self._hot)

    def _work(self, now: float) -> None:
        """Do all that is done by `now`."""
        while self._can_print():
            self._pending = self._pending or self._buffer.take()
            if self._pending is None:
                self._busy_until = max(self._busy_until, now)
                return
            if self._busy_until > now:
                return
            order, self._pending = self._pending, None
            self._obey(order)

    def _obey(self, order: Order) -> None:
        data = order.data
        match order.name:
            case b"text":
                self._write(data.decode(self._page, "replace"))
            case b"\n":
                self._print_line()
            case b"\x1bd":
                for _ in range(max(1, data[0])):
                    self._print_line()
            case b"\x1dV":
                self._cut(data)
            case b"\x1d(k":
                self._code(data)
            case b"\x1d(H" if data[:2] == b"00" and len(data) == 6:
                self._said += b"\x37\x22" + data[2:] + b"\x00"
            case b"\x1dr" if data[0] in (1, 49):
                self._said += bytes([0x03 if self._left < NEAR_END else 0x00])
            case _:
                self._set(order.name, data)

    def _set(self, name: bytes, data: bytes) -> None:
        match name:
            case b"\x1b@":
                self._initialise()
            case b"\x1b2":
                self._pitch = PITCH
            case b"\x1b3":
                self._pitch = data[0]
            case b"\x1ba" if data[0] % 48 <= 2 and not self._letters.cells:
                self._align = data[0] % 48
            case b"\x1bE":
                self._style = replace(self._style, bold=bool(data[0] & 1))
            case b"\x1bt":
                self._page = PAGES.get(data[0], self._page)
            case b"\x1d!":
                wide, high = (data[0] >> 4 & 7) + 1, (data[0] & 7) + 1
                self._style = replace(self._style, wide=wide, high=high)
            case _:
                pass  # known by its length, and without effect here

    def _write(self, text: str) -> None:
        for letter in text:
            if self._letters.width() + self._style.wide * CELL[0] > WIDTH:
                self._print_line()
            self._letters.cells.append((letter, self._style))

    def _print_line(self) -> None:
        letters, self._letters = self._letters, Letters()
        if letters.cells:
            picture = letters.picture()
            self._feed(strip(picture, self._align, max(self._pitch, picture.height)))
        else:
            self._feed(strip(None, 0, max(1, self._pitch)))

    def _code(self, data: bytes) -> None:
        """GS ( k for QR codes: 65 model, 67 size, 69 level, 80 store, 81 print."""
        match data[:1], data[1:2], data[2:]:
            case b"1", b"C", size if size and 1 <= size[0] <= 16:
                self._module = size[0]
            case b"1", b"E", level if level and level[0] in LEVELS:
                self._level = level[0]
            case b"1", b"P", stored if stored[:1] == b"0":
                self._stored = stored[1:]
            case b"1", b"Q", b"0" if self._stored:
                picture = qr(self._stored, self._level, self._module)
                if picture is not None:
                    self._feed(strip(picture, self._align, picture.height))

    def _cut(self, data: bytes) -> None:
        """GS V: the forms A and B bring what is printed behind the knife, and n dots more."""
        if data[0] in b"AB":
            self._feed(strip(None, 0, CUTTER + data[1]))
        self._busy_until += CUT_SECONDS
        self._cuts += 1
        picture, self._piece = self._piece.picture(), Piece()
        if picture.height:
            self.receipts.append(picture)
            if self._folder is not None:
                picture.save(self._folder / f"{self._cuts:06}.png")
        self._save()

    def _feed(self, paper: Image.Image) -> None:
        self._piece.add(paper)
        self._left = max(0, self._left - paper.height)
        self._busy_until += paper.height / DOTS_PER_SECOND

    # -- what it says and keeps -------------------------------------------------------------------

    def _status(self, number: int) -> int:
        """Answer DLE EOT; bits 1 and 4 are always set."""
        out, low = not self._left, self._left < NEAR_END
        error = self._jammed or self._hot
        offline = self._open or out or error
        match number:
            case 1:
                bits = 0x08 * offline
            case 2:
                bits = 0x04 * self._open | 0x20 * out | 0x40 * error
            case 3:
                bits = 0x08 * self._jammed | 0x40 * self._hot
            case _:
                bits = 0x0C * low | 0x60 * out
        return 0x12 | bits

    def _load(self, path: Path) -> None:
        if path.exists():
            state = json.loads(path.read_text())
            self._left, self._cuts = int(state["left"]), int(state["receipts"])

    def _save(self) -> None:
        if self._folder is not None:
            new = self._folder / "state.new"
            new.write_text(json.dumps({"left": self._left, "receipts": self._cuts}))
            new.replace(self._folder / "state.json")


def _dots(after: Json) -> int:
    if isinstance(after, int) and 0 <= after <= ROLL:
        return after
    raise ActRefused(f'"after" is a number of dots up to {ROLL}.')
