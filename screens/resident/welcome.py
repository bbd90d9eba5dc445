"""Nobody is here yet."""

from collections.abc import Iterator

from textual import events
from textual.containers import Center, Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.locale.catalogue import LANGUAGES
from kiosk.message import Message, message
from kiosk.register.nik import read_nik
from kiosk.visit.events import Begin, Intent, SetLanguage
from kiosk.visit.facts import Purpose
from kiosk.visit.views import WelcomeView
from screens.resident.base import ResidentScreen
from screens.widgets.choice import Choice
from screens.widgets.wordmark import Wordmark


class WelcomeScreen(ResidentScreen[WelcomeView]):
    """What did you come for?"""

    CAN_LEAVE = False
    AUTO_FOCUS = "#own_card"
    DEFAULT_CSS = """
    WelcomeScreen {
        #emblem { height: 3; margin: 1 0 0 0; }
        #question { border-left: none; text-align: center; }
        #greeting { text-align: center; width: 1fr; margin: 0 0 1 0; }
        #purposes { height: auto; align: center middle; }
        #purposes Choice { width: 23; height: 5; margin: 0 1; }
        #notice { text-align: center; width: 1fr; margin: 1 4 0 4; }
    }
    """

    def question(self) -> Message:
        return message("welcome.heading")

    def emblem(self) -> Iterator[Widget]:
        yield Center(Wordmark(), id="emblem")

    def body(self) -> Iterator[Widget]:
        yield self.text(message("welcome.greeting"), id="greeting")
        own = Choice(
            self.say(message("welcome.own_card")),
            Begin(Purpose.OWN_CARD),
            id="own_card",
            classes="main",
        )
        death = Choice(
            self.say(message("welcome.report_death")),
            Begin(Purpose.REPORT_DEATH),
            id="report_death",
        )
        along = Choice(
            self.say(message("welcome.accompany")),
            Begin(Purpose.OWN_CARD, accompanied=True),
            id="accompany",
        )
        yield Horizontal(own, along, death, id="purposes")
        yield self.text(self._notice(), id="notice")

    def refresh_body(self) -> None:
        self.query_one("#notice", Static).update(Content(self.say(self._notice())))

    def _notice(self) -> Message:
        return message("welcome.interrupted" if self.view.interrupted else "welcome.notice")

    def meant_by(self, event: events.Event) -> Intent | None:
        """Take digits of a number, or of a slip, as the wish to go on with it."""
        typed = ""
        if isinstance(event, events.Key):
            typed = event.character or ""
        elif isinstance(event, events.Paste):
            typed = read_nik(event.text).typed
        if not (typed[:1].isascii() and typed[:1].isdigit()):
            return None
        return Begin(Purpose.OWN_CARD, typed=typed)

    def languages(self) -> Iterator[Widget]:
        """Nothing at the top: every other language stands below, one press away."""
        return iter(())

    def _actions(self) -> Iterator[Widget]:
        yield from super()._actions()
        for code, name in LANGUAGES.items():
            if code != self.catalogue.language:
                yield Choice(name, SetLanguage(code), id=f"language-{code}")

    def onward(self) -> None:
        return None
