"""What every screen of a resident can do: large letters, and a word where a window is too small."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from kiosk.message import Message, message
from screens.widgets.small import LEAST, TooSmall, fits, too_small

if TYPE_CHECKING:
    from screens.widgets.large import LargeLetters


class ReadableScreen(Screen[None]):
    """A screen whose words and plates can also be had in large letters, over the usual ones."""

    ENLARGES: ClassVar[bool] = True
    """Whether it does. An officer's form and a code to be photographed stay as they are."""

    DEFAULT_CSS = "ReadableScreen { layers: default large cover; overflow: hidden; }"

    _large: "LargeLetters | None" = None
    _focused_before: Widget | None = None
    _lid: TooSmall | None = None

    @abstractmethod
    def say(self, what: Message | str) -> str:
        """Return the words for a message; text from outside stays as it is."""

    async def enlarge(self, *, large: bool) -> None:
        """Make letters large, or small again; large ones are brought up to what stands there."""
        if not self.ENLARGES:
            return
        if self._large is not None and not large:
            await self._large.remove()
            self._large = None
            if self._focused_before is not None and self._focused_before.is_attached:
                self.set_focus(self._focused_before)
        elif self._large is None and large:
            from screens.widgets.large import LargeLetters  # few need it, and it brings a font

            self._focused_before = self.focused
            turn, usual = self.say(message("paged.more")), self.say(message("button.usual"))
            self._large = LargeLetters(turn, usual)
            await self.mount(self._large)
        self.follow_large()
        await self.check_size()

    async def on_resize(self) -> None:
        """Say so where the window is too small for what stands there."""
        await self.check_size()

    @property
    def least(self) -> Size:
        """The smallest window on which everything here can be read and pressed."""
        return LEAST if self._large is None else self._large.least

    @property
    def is_too_small(self) -> bool:
        """Whether the window is smaller than that, so that nothing of the screen is shown."""
        return not fits(self.size, self.least)

    async def check_size(self) -> None:
        """Cover everything where the window is too small, and nothing where it is not."""
        if not self.is_too_small:
            if self._lid is not None:
                await self._lid.remove()
                self._lid = None
            return
        if self._lid is None:
            self._lid = TooSmall()
            await self.mount(self._lid)
        self._lid.update(Content(self.say(too_small(self.size, self.least))))

    def follow_large(self) -> None:
        """Bring large letters, if there are any, up to what stands there."""
        if self._large is not None:
            self._large.follow(self)

    @property
    def focus_chain(self) -> list[Widget]:
        """What the keyboard reaches: nothing beneath large letters."""
        chain, large = super().focus_chain, self._large
        return chain if large is None else [each for each in chain if large in each.ancestors]
