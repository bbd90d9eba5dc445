"""What every screen of a resident can do: stand there in large letters."""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen
from textual.widget import Widget

from kiosk.message import Message, message

if TYPE_CHECKING:
    from screens.widgets.large import LargeLetters


class ReadableScreen(Screen[None]):
    """A screen whose words and plates can also be had in large letters, over the usual ones."""

    ENLARGES: ClassVar[bool] = True
    """Whether it does. An officer's form and a code to be photographed stay as they are."""

    _large: "LargeLetters | None" = None

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
        elif self._large is None and large:
            from screens.widgets.large import LargeLetters  # few need it, and it brings a font

            turn, usual = self.say(message("outcome.more")), self.say(message("button.usual"))
            self._large = LargeLetters(turn, usual)
            await self.mount(self._large)
        self.follow_large()

    def follow_large(self) -> None:
        """Bring large letters, if there are any, up to what stands there."""
        if self._large is not None:
            self._large.follow(self)

    @property
    def focus_chain(self) -> list[Widget]:
        """What the keyboard reaches: nothing beneath large letters."""
        chain, large = super().focus_chain, self._large
        return chain if large is None else [each for each in chain if large in each.ancestors]
