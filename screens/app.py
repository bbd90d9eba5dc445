"""The kiosk on a terminal: shows what the visit says, and tells it what people press."""

import asyncio
import logging
import signal
import traceback
from collections.abc import Callable
from typing import Any, ClassVar

from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from kiosk.locale.catalogue import Catalogue, catalogue
from kiosk.message import message
from kiosk.visit import views
from kiosk.visit.events import (
    Cancel,
    Done,
    Event,
    Interrupted,
    PresentSlip,
    SetLanguage,
    Stay,
    Tick,
    Told,
)
from kiosk.visit.speech import utterance
from kiosk.visit.visit import Visit
from kiosk.voice import Voice
from kiosk.worker import OfficeFailed, OfficeOpen, OfficeThreads
from screens.calling import OfficerCall
from screens.dock.dock import DOCK_KEY, Dock, Touch
from screens.dock.panel import DockScreen, DockWanted
from screens.driver import KioskDriver
from screens.forgetting import forget_words
from screens.messages import OtherLetters, OtherTheme, PageTurned, Wanted
from screens.pressing import Presses
from screens.resident.base import ResidentScreen
from screens.resident.overlays import OverlayScreen
from screens.resident.readable import ReadableScreen
from screens.scanning import Scanning
from screens.shown import OVERLAYS, SCREENS
from screens.theme import DAY, THEMES, theme_after

log = logging.getLogger(__name__)

LOOK = 0.2
"""Seconds between looks at the visit's deadline."""
LEAVE = "ctrl+c"
"""Stops the kiosk, everywhere."""
FIRST_PRESS = 0.5
"""Seconds after the welcome in which a press is answered before the office takes the processor."""
LAST_WORK = 2.0
"""Seconds that the office has to put down its work when the kiosk is told to stop."""
BUG = 70
"""Exit status after an error of our own (EX_SOFTWARE)."""


Said = Told | Done | OfficeOpen | OfficeFailed


class Heard(Message):
    """The office said something."""

    def __init__(self, said: Said) -> None:
        super().__init__()
        self.said = said


class KioskApp(App[BaseException], inherit_bindings=False):
    """One counter. Returns what the office failed of, or None."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding(LEAVE, "leave", show=False, priority=True)]

    def __init__(
        self,
        start: Callable[[Callable[[Said], None]], OfficeThreads],
        new_visit: Callable[[], Visit],
        now: Callable[[], float],
        office: str,
        dock: Dock | None = None,
        voice: Voice | None = None,
        *,
        theme: str = DAY.name,
        ring_seconds: float | None = None,
    ) -> None:
        """Prepare.

        `start` makes the office's threads, given whom they should tell; `now` counts monotonic
        seconds; `office` is the name at the top of every screen; `theme`, one of `THEMES`, is
        what every visit begins with; `ring_seconds` are between two rings for an officer, None:
        it never rings.
        """
        super().__init__(driver_class=KioskDriver)
        for each in THEMES.values():
            self.register_theme(each)
        self.theme = self._first_theme = theme
        self._large = False
        self._new_visit = new_visit
        self._now = now
        self._office_name = office
        self._dock = dock
        self._voice = voice
        self._office = start(self._hear)
        self._visit = new_visit()
        self._words: Catalogue = catalogue(self._visit.language)
        self._shown: views.View | None = None
        self._ticket = self._aside = 0
        self._presses = Presses(now)
        self._scanning = Scanning(now)
        self._officers_words = self._words
        self._call = OfficerCall(now, self._to_terminal, ring_seconds)

    # -- what comes in ------------------------------------------------------------------------

    async def on_mount(self) -> None:
        """Mind the signals, show the welcome, then open the office.

        The office imports most of the program, which slows what is pressed meanwhile: so it waits a
        moment. Nobody can send a number so soon, and a slip that is scanned waits with it.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, self.exit)
        self.set_interval(LOOK, self._look)
        await self._follow()
        self.call_after_refresh(self.set_timer, FIRST_PRESS, self._office.start)

    async def on_event(self, event: events.Event) -> None:
        """Let pass only what was meant for the screen that people have seen."""
        if isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded:
            if self._is_unseen() and getattr(event, "key", "") != LEAVE:
                return
            if await self._scanned(event):
                return
            if not self._presses.takes(event, typing=isinstance(self.screen.focused, Input)):
                return
            if isinstance(event, events.Key | events.MouseDown | events.Paste):
                self._somebody_is_here()
            if isinstance(self.screen, ResidentScreen) and (meant := self.screen.meant_by(event)):
                await self._take(meant)
                return
        await super().on_event(event)

    def _is_unseen(self) -> bool:
        """Tell whether nobody can see what they would press, because the window is too small."""
        return isinstance(self.screen, ReadableScreen) and self.screen.is_too_small

    async def _scanned(self, event: events.InputEvent | events.Paste) -> bool:
        """Take what a scanner types, wherever nobody types letters; its Enter presses nothing."""
        if isinstance(self.screen.focused, Input):
            return False
        scan = None
        if isinstance(event, events.Paste):
            scan = event.text if event.text.strip()[:1].isalpha() else None
        elif isinstance(event, events.Key) and event.key == "enter":
            scan = self._scanning.ended()
        elif isinstance(event, events.Key) and event.is_printable and event.character:
            return self._scanning.takes(event.character)
        if scan is not None:
            await self._take(PresentSlip(scan))
        return scan is not None

    def _somebody_is_here(self) -> None:
        """Start the idle clock anew: whoever types slowly is not asked whether they are there."""
        if self._visit.overlay is None:
            self._visit.send(Stay())

    @on(Wanted)
    async def _wanted(self, event: Wanted) -> None:
        await self._take(event.intent)

    @on(OtherTheme)
    def _other_theme(self) -> None:
        self.theme = theme_after(self.theme)

    @on(PageTurned)
    def _page_turned(self) -> None:
        self._presses.screen_changed()

    @on(OtherLetters)
    async def _other_letters(self) -> None:
        self._large = not self._large
        await self._enlarge()

    @on(Heard)
    async def _heard(self, event: Heard) -> None:
        match event.said:
            case OfficeFailed(error):
                self.exit(error)
            case OfficeOpen(interrupted):
                log.info("the office is open")
                if interrupted:
                    await self._take(Interrupted())
            case said:
                await self._take(said)

    def _look(self) -> None:
        """Let the next tick wait its turn: a timer runs beside what the app is in the middle of."""
        self.call_later(self._tick)

    async def _tick(self) -> None:
        if self._voice is not None:
            self._voice.tend()
        deadline = self._visit.deadline
        if deadline is not None and self._now() >= deadline:
            await self._take(Tick())
        else:
            self._call_officer()

    async def _take(self, event: Event) -> None:
        self._visit.send(event)
        if isinstance(event, SetLanguage) and isinstance(self.screen, ResidentScreen):
            self._words = catalogue(self._visit.language)
            await self._show(self.screen.latest())
        await self._follow()

    # -- what goes out ------------------------------------------------------------------------

    async def _follow(self) -> None:
        """Bring screen, overlay and office up to what the visit now says."""
        over = self._visit.ended
        if over:
            self._office.forget_resident()
            self._visit = self._new_visit()
            self._words = catalogue(self._visit.language)
            self.theme, self._large = self._first_theme, False
        job = self._visit.job
        if job is not None and job.ticket != self._ticket:
            self._ticket = job.ticket
            self._office.submit(job)
        aside = self._visit.aside
        if aside is not None and aside.ticket != self._aside:
            self._aside = aside.ticket
            self._office.submit(aside)
        if self._visit.view is not self._shown:
            self._shown = self._visit.view
            await self._show(self._shown)
        await self._show_overlay()
        await self._enlarge()
        self._call_officer()
        self._speak()
        if over:
            self.call_after_refresh(forget_words)

    async def _show(self, view: views.View) -> None:
        base = self._base()
        if base is not None and base.catalogue is self._words and base.fits(view):
            base.show(view)
            return
        chosen = self.screen.chosen if isinstance(self.screen, DockScreen) else None
        while len(self.screen_stack) > 2:
            await self.pop_screen()
        screen = SCREENS[type(view)](
            view,
            self._words,
            self._office_name,
            can_go_back=self._visit.can_go_back,
            accompanied=self._visit.accompanied,
            hints=self._dock.hints if self._dock is not None else "",
        )
        if base is None:  # the first screen of all: no press was meant for another
            await self.push_screen(screen)
            return
        await self.switch_screen(screen)
        self._presses.screen_changed()
        if chosen is not None and self._dock is not None:  # the panel stays where it was
            await self.push_screen(DockScreen(self._dock, chosen))

    async def _show_overlay(self) -> None:
        overlay, top = self._visit.overlay, self.screen
        if isinstance(top, OverlayScreen):
            if not top.is_mounted:  # still on its way in; the next look finds it
                return
            if not top.show(overlay):
                await self.pop_screen()
                self._presses.screen_changed()
        if overlay is not None and not isinstance(self.screen, OverlayScreen):
            await self.push_screen(OVERLAYS[type(overlay)](overlay, self._words))
            self._presses.screen_changed()

    async def _enlarge(self) -> None:
        for each in self.screen_stack:
            if isinstance(each, ReadableScreen):
                await each.enlarge(large=self._large)

    def _call_officer(self) -> None:
        """Ring for as long as somebody wants an officer and none has come."""
        wanted = isinstance(self._visit.overlay, views.OfficerCalled)
        called = message("call.title", office=self._office_name)
        title = self._officers_words.say(called) if wanted else self._office_name
        self._call.follow(title, wanted=wanted)

    def _to_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)

    def _speak(self) -> None:
        if self._voice is not None:
            view, overlay = self._visit.view, self._visit.overlay
            text = utterance(
                view,
                overlay,
                self._words,
                headphones=self._voice.headphones,
                accompanied=self._visit.accompanied,
            )
            self._voice.say(text, self._words.language)

    def _base(self) -> ResidentScreen[Any] | None:
        """Return the resident's screen, whatever lies over it."""
        found = [each for each in self.screen_stack if isinstance(each, ResidentScreen)]
        return found[-1] if found else None

    # -- the demo's dock ----------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Let the dock's keys work on every screen."""
        if self._dock is None:
            return
        if event.key == DOCK_KEY:
            await self._toggle_dock()
        elif (touch := self._dock.touch_of(event.key)) is not None:
            self._touch(touch)

    @on(DockWanted)
    async def _dock_wanted(self, event: DockWanted) -> None:
        await self._toggle_dock()
        if event.touch is not None:
            self._touch(event.touch)

    async def _toggle_dock(self) -> None:
        if isinstance(self.screen, DockScreen):
            await self.pop_screen()
        elif self._dock is not None:
            await self.push_screen(DockScreen(self._dock))

    def _touch(self, touch: Touch) -> None:
        if self._dock is not None:
            self.run_worker(self._dock.do(touch), exit_on_error=False)

    # -- the end ------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Stop the kiosk, as Ctrl+C does everywhere."""
        self.exit()

    def on_unmount(self) -> None:
        """Let the office put its work down; a finger is no longer waited for."""
        if self._voice is not None:
            self._voice.hush()
        self._visit.send(Cancel())
        self._office.stop(LAST_WORK)

    def _hear(self, said: Said) -> None:
        self.post_message(Heard(said))

    def _handle_exception(self, error: Exception) -> None:
        """End, and say where it broke; values may be personal, so none is written anywhere."""
        for frame in traceback.extract_tb(error.__traceback__):
            log.error("%s at %s:%s", type(error).__name__, frame.filename, frame.lineno)
        self._return_code = BUG
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()
