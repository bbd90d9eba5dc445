"""One resident on the way through one visit of the whole app, and the officer who is called."""

import asyncio

from textual.containers import VerticalScroll

from devices.entropy import SeededEntropy
from kiosk.locale.catalogue import Catalogue
from kiosk.message import message
from kiosk.simulation.people import Resident
from kiosk.simulation.resident import SimulatedResident
from kiosk.visit.codes import Code
from kiosk.visit.events import (
    Back,
    CallOfficer,
    Cancel,
    Confirm,
    OpenAttestation,
    SetLanguage,
    ShowCode,
    SignIn,
    SubmitNik,
    SubmitPhone,
)
from kiosk.visit.views import (
    Attesting,
    CodeView,
    CollectView,
    NikView,
    OfficerCalled,
    OfficerView,
    OutcomeView,
    Overlay,
    Paper,
    PhoneView,
    SlipShown,
    View,
    WelcomeView,
)
from screens.resident.base import ResidentScreen
from screens.resident.overlays import OverlayScreen
from tests.kiosk.bench import SITI
from tests.kiosk.documents.scanner import scan as read_codes
from tests.screens.camera import take_picture
from tests.screens.counter import Counter
from tests.screens.hands import Hands, do, scan

READING = 1.0
"""Before a hand moves; whatever comes sooner is meant for the screen before."""
TELEPHONE = "081234567890"


class Walk:
    """One resident on the way through one visit."""

    def __init__(
        self,
        at: Counter,
        who: Resident,
        hands: Hands,
        language: str,
        *,
        slip: str = "",
        unattended: bool = False,
        goes_down: bool = False,
    ) -> None:
        """`slip` is a token to be scanned or a number to be typed, of an earlier visit.

        If `unattended`, no officer comes; if the ministry `goes_down`, then when one is called.
        """
        self._presented = slip
        self._unattended = unattended
        self._goes_down = goes_down
        self._at = at
        self._who = who
        self._hands = hands
        self._language = language
        self._person = SimulatedResident(
            who,
            SeededEntropy(who.nik).stream("visitor"),
            at.touch_reader,
            at.touch_printer,
        )
        self._view: View | None = None
        self.slip: SlipShown | None = None
        """What was taken along."""

    async def to_the_end(self) -> Code | None:
        """Go through the whole visit; return what it came to."""
        await self._begin()
        while not isinstance(await self._next(), WelcomeView):
            await self._go_on()
        return self._person.code

    async def to_the_hopper(self) -> None:
        """Get a card, and leave it where it is."""
        await self._begin()
        while not isinstance(await self._next(), CollectView):
            await self._go_on()
        await do(self._at, self._hands, Cancel())
        while not isinstance(await self._next(), OutcomeView):
            pass  # what the reader still says
        await do(self._at, self._hands, Cancel())
        assert isinstance(await self._next(), WelcomeView)

    async def _begin(self) -> None:
        """Choose the language, and what one came for."""
        await self._next()
        if self._language != "id":
            await do(self._at, self._hands, SetLanguage(self._language))
            await self._at.until(lambda: self._words.language == self._language)
            await self._settle()
        await self._go_on()

    async def _next(self) -> View:
        """Wait for the next view, until it stands on the screen."""
        at, app, last = self._at, self._at.app, self._view

        def stands() -> bool:
            screen = app.screen
            return (
                app._shown is not last
                and not (isinstance(app._shown, OutcomeView) and app._visit.job is not None)
                and isinstance(screen, ResidentScreen)
                and screen.view is app._shown
                and screen.is_mounted
            )

        seen = None
        while seen is None or seen is not app._shown:  # more may come while it settles
            await at.until(stands)
            seen = app._shown
            await self._settle()
        self._view = seen
        return seen

    async def _settle(self) -> None:
        """Let the app come to the end of what it does, and think."""
        through = asyncio.Event()
        self._at.app.call_later(through.set)
        await through.wait()
        self._at.clock.move(READING)

    async def _go_on(self) -> None:
        """Move a hand, read, and press, as the view asks."""
        view = self._view
        assert view is not None
        self._person.see(view)
        if isinstance(view, OutcomeView):
            await self._read(view)
            await self._take_slip(view)
        typed = self._presented.isdigit()
        if isinstance(view, WelcomeView) and self._presented and not typed:
            await scan(self._at, self._presented)
        elif isinstance(view, NikView) and typed:
            await do(self._at, self._hands, SubmitNik(self._presented))
        elif isinstance(view, NikView) and view.problem is not None:
            await do(self._at, self._hands, SubmitNik(self._who.nik))
        elif isinstance(view, OfficerView):
            await self._to_the_officer()
        elif isinstance(view, PhoneView):
            await do(self._at, self._hands, SubmitPhone(TELEPHONE))
        elif (intent := self._person.answer(view)) is not None:
            await do(self._at, self._hands, intent)

    async def _to_the_officer(self) -> None:
        """Call an officer, who signs in the same way as the resident presses."""
        at, hands = self._at, self._hands
        if self._unattended:
            await do(at, hands, Confirm())
            return
        await do(at, hands, CallOfficer())
        await self._lies_over(OfficerCalled)
        if self._goes_down:
            at.ministry.act({"act": "weather", "is": "down"})
        await do(at, hands, OpenAttestation())
        await self._lies_over(Attesting)
        await do(at, hands, SignIn(*SITI))

    async def _lies_over(self, kind: type[Overlay]) -> None:
        """Wait until that lies over the screen."""
        app = self._at.app

        def lies() -> bool:
            screen = app.screen
            over = isinstance(screen, OverlayScreen) and screen.is_mounted
            return over and isinstance(app._visit.overlay, kind)

        await self._at.until(lies)
        await self._settle()

    async def _read(self, view: OutcomeView) -> None:
        """Read an ending to its last line; nothing of it may be missing."""
        at = self._at
        scroll = at.app.screen.query_one(VerticalScroll)
        text = at.text()
        while scroll.scroll_offset.y < scroll.max_scroll_y:
            await self._hands.press(at, lambda plate: plate.id == "more")
            await at.pilot.pause()
            text += at.text()
        parts = (view.heading, view.why, view.kept, view.where, view.when, *view.bring, *view.also)
        if view.slip is not None and view.slip.phoned:
            parts = (*parts, message("phone.left"))
        for part in parts:
            said = self._words.say(part)
            assert said, part
            assert [word for word in said.split() if word not in text] == [], part

    async def _take_slip(self, view: OutcomeView) -> None:
        """Take the paper, and look at the code on the screen: both lead back here another day."""
        at, slip = self._at, view.slip
        if slip is None:
            return
        assert slip.paper is Paper.PRINTED
        papers = list(at.receipts.receipts)[-2:]  # a Suket may come behind it
        assert [slip.token] in [read_codes(each) for each in papers]
        await do(at, self._hands, ShowCode())
        assert isinstance(await self._next(), CodeView)
        assert read_codes(take_picture(at.app)) == [slip.token]
        await do(at, self._hands, Back())
        await self._next()
        self.slip = slip

    @property
    def _words(self) -> Catalogue:
        return self._at.app._words
