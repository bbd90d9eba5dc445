"""Everything that stands on a screen in letters four rows high, one thing below the other."""

import unicodedata
from asyncio import gather
from collections.abc import Iterator
from typing import NamedTuple

from pyfiglet import Figlet
from textual import on
from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button, Digits, Static

from screens.messages import OtherLetters
from screens.widgets.button import MARK, PressButton
from screens.widgets.reading import HELD, UNREAD

FONT, ROWS = "smblock", 4
"""Its letters are so many rows high, of quarters of cells: capitals of 28 mm on a kiosk."""
SPELT = str.maketrans({"•": "*", "×": "x", "–": "-", "…": "...", "·": "-"})
"""What the font lacks, in signs that it has."""
HEADINGS = ("question", "title")
KEY_LETTERS = 2
"""Plates with no more letters than this are keys, and stand beside each other."""
SIDES = 7
"""Columns beside the letters of a page."""
LONGEST = 36
"""Columns that a plate at the bottom may take."""
NARROWEST = 24
"""Columns that a page takes even if there are fewer."""
LEAST, LEAST_TYPING = Size(40, 10), Size(40, 19)
"""The smallest window that holds a line of letters and the ways, and also a number as typed."""
EDGES = 6
"""Columns beside the letters on a plate."""


class Part(NamedTuple):
    """One thing on a screen: words, or a plate that is pressed."""

    words: str
    plate: PressButton | None = None
    role: str = ""
    """Which of the words it is: the id of the widget, or `HELD`."""

    @property
    def is_key(self) -> bool:
        """Whether it is one of many that stand beside each other."""
        return self.plate is not None and len(self.words) <= KEY_LETTERS


def parts(screen: Screen[None]) -> list[Part]:
    """Return what stands on a screen, each once, in reading order; its top line comes last."""
    found: dict[object, Part] = {}
    for widget in sorted(screen.children, key=lambda each: each.id == "top"):
        for part in _parts(widget):
            found.setdefault(part.plate or part.words, part)
    return _arranged(list(found.values()))


def _parts(widget: Widget) -> Iterator[Part]:
    if not widget.display or widget.has_class(UNREAD) or isinstance(widget, LargeLetters):
        return
    if isinstance(widget, PressButton):
        yield Part(Content.from_text(widget.label).plain.strip(" →"), widget)
    elif isinstance(widget, Static) and str(widget.content).strip():
        role = HELD if widget.has_class(HELD) else widget.id or ""
        yield Part(str(widget.content), role=role)
    digits = [each for each in widget.children if isinstance(each, Digits)]
    for child in sorted(widget.children, key=lambda each: each.id != "onward"):
        if child in digits[:1]:
            yield Part(" ".join(each.value for each in digits), role="digits")
        yield from _parts(child)


def _arranged(found: list[Part]) -> list[Part]:
    """Return them with the plates before the explanations, where somebody types."""
    if all(part.role != HELD for part in found):
        return found
    headed = next(n for n, part in enumerate(found, start=1) if part.role in HEADINGS)
    before, after = found[:headed], found[headed:]
    first = [part for part in after if part.plate is not None and part.plate.has_class("main")]
    keys = [part for part in after if part.is_key]
    return [*before, *first, *keys, *(part for part in after if part not in first + keys)]


def block(words: str, columns: int) -> Content:
    """Return words in block letters, in lines of at most so many columns."""
    plain = unicodedata.normalize("NFC", " ".join(words.translate(SPELT).split()))
    known = Figlet(font=FONT, width=columns)
    spelt = "".join(each if ord(each) in known.Font.chars else _bare(each) for each in plain)
    return Content(known.renderText(spelt.strip()).rstrip("\n"))


def _bare(letter: str) -> str:
    """Return a letter without its marks, and nothing for a sign that is none."""
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()


class BlockPlate(PressButton):
    """The twin of a plate: pressing it presses the other."""

    DEFAULT_CSS = """
    BlockPlate { height: auto; width: 1fr; margin: 0 0 1 0; text-align: left;
                 content-align: left middle; }
    """

    def __init__(self, part: Part, columns: int, *, id: str | None = None) -> None:
        """`columns` is how wide the plate may be."""
        twin = part.plate
        super().__init__("", classes="main" if twin and twin.has_class("main") else "", id=id)
        self.twin = twin
        self._columns = columns
        self.say(part.words)

    def say(self, words: str) -> None:
        """Put other words on it."""
        self.label = block(words, self._columns - EDGES)

    def render(self) -> Content:
        """Return the letters, with the mark before their first line where the keyboard is."""
        lines = Content.from_text(self.label).split("\n")
        marks = [f"{MARK} " if self.has_focus else "  ", *["  "] * (len(lines) - 1)]
        return Content("\n").join(
            [Content.assemble(mark, line) for mark, line in zip(marks, lines, strict=True)]
        )


class BlockWords(Static):
    """Words in block letters."""

    def __init__(self, part: Part, columns: int) -> None:
        super().__init__(classes="heading" if part.role in HEADINGS else "")
        self._columns = columns
        self.say(part.words)

    def say(self, words: str) -> None:
        """Say other words."""
        self.update(block(words, self._columns))


class LargeLetters(Vertical):
    """What stands on the screen beneath: `follow` brings it up to that.

    A press turns the page. What somebody types stays in sight.
    """

    DEFAULT_CSS = """
    LargeLetters {
        layer: large; width: 100%; height: 100%; background: $background;
        #pages { height: 1fr; padding: 1 3 0 4; scrollbar-size: 0 0; }
        BlockWords { height: auto; margin: 0 0 1 0; }
        .heading { color: $primary; }
        Grid { grid-size: 5; grid-gutter: 1; grid-rows: auto; height: auto; margin: 0 0 1 0; }
        Grid BlockPlate { margin: 0; padding: 0; min-width: 10; }
        #held { height: auto; padding: 0 4; margin: 0; background: $band; color: $primary; }
        #ways { height: auto; padding: 0 3; border-top: solid $line; }
        #ways BlockPlate { width: auto; margin: 0 1 0 0; }
        #ways .gap { width: 1fr; height: 1; }
    }
    """

    def __init__(self, turn: str, usual: str) -> None:
        """`turn` and `usual` are the words for the next page, and for the usual letters."""
        super().__init__(id="large")
        self._turn = BlockPlate(Part(turn), LONGEST, id="turn")
        self._usual = BlockPlate(Part(usual), LONGEST)
        self._pages = VerticalScroll(id="pages", can_focus=False)
        self._held = Vertical(id="held")
        self._found: list[Part] = []
        """What is to be said; and `said` is what stands there."""
        self.said: list[Part] = []
        self._widgets: list[BlockWords | BlockPlate] = []

    @property
    def least(self) -> Size:
        """The smallest window on which all of it can be read."""
        return LEAST_TYPING if any(part.role == HELD for part in self._found) else LEAST

    def compose(self) -> ComposeResult:
        """Lay out where everything goes."""
        yield self._pages
        yield self._held
        yield Horizontal(self._turn, Static(classes="gap"), self._usual, id="ways")

    async def on_resize(self) -> None:
        """Break the lines anew."""
        await self._lay_out(self._found)

    def follow(self, screen: Screen[None]) -> None:
        """Say what stands on that screen now; whoever reads on stays where they are."""
        self._found = parts(screen)
        self.call_next(self._catch_up)

    async def _catch_up(self) -> None:
        found = self._found
        if [part[1:] for part in found] != [part[1:] for part in self.said]:
            await self._lay_out(found)
            return
        for widget, old, new in zip(self._widgets, self.said, found, strict=True):
            if old != new:
                widget.say(new.words)
        self.said = found

    async def _lay_out(self, found: list[Part]) -> None:
        columns = max(self.app.size.width - SIDES, NARROWEST)
        await self._pages.remove_children()
        await self._held.remove_children()
        if not self.is_attached:
            return  # somebody chose usual letters meanwhile, or the next screen has come
        said = [
            BlockWords(part, columns) if part.plate is None else BlockPlate(part, columns)
            for part in found
        ]
        self.said, self._widgets = found, said
        told = list(zip(found, said, strict=True))
        keys = Grid(*(widget for part, widget in told if part.is_key))
        pages: list[Widget] = []
        for part, widget in told:
            if part.is_key and keys not in pages:
                pages.append(keys)
            elif not part.is_key and part.role != HELD:
                pages.append(widget)
        held = [widget for part, widget in told if part.role == HELD]
        await gather(self._pages.mount_all(pages), self._held.mount_all(held))
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Put the keyboard where it is needed first: on what was typed, or on the next page."""
        if not self.is_attached:
            return  # somebody chose usual letters meanwhile
        self._turn.display = self._pages.max_scroll_y > 0
        typing = any(part.role == HELD for part in self.said)
        main = next(iter(self.query("BlockPlate.main").results(BlockPlate)), None)
        first = main if typing else self._turn if self._turn.display else None
        self.screen.set_focus(first, scroll_visible=False)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button is self._turn:
            self._turn_page()
        elif event.button is self._usual:
            self.post_message(OtherLetters())
        elif isinstance(event.button, BlockPlate) and event.button.twin is not None:
            event.button.twin.press()

    def _turn_page(self) -> None:
        """Put on top what did not stand there whole; after the end, begin again."""
        pages = self._pages
        at_end = pages.scroll_offset.y >= pages.max_scroll_y
        bottom = pages.scroll_offset.y + pages.size.height
        cut = (top for top in self._line_tops() if top + ROWS > bottom)
        pages.scroll_to(
            y=0 if at_end else next(cut, pages.max_scroll_y), animate=False, immediate=True
        )

    def _line_tops(self) -> Iterator[int]:
        """Yield the row on which each line of letters begins, from the top of the first page."""
        for child in self._pages.children:
            place = child.virtual_region
            yield from range(place.y, place.bottom, ROWS)
