"""What all resident screens share: trail, trouble, question, and the same plates in one place."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kiosk.locale.catalogue import LANGUAGES, Catalogue
from kiosk.message import Message, message
from kiosk.visit.companion import to_companion
from kiosk.visit.events import Back, CallOfficer, Cancel, Confirm, Intent, SetLanguage
from kiosk.visit.views import Step, View
from screens.dock.panel import DockBar
from screens.messages import Wanted
from screens.resident.readable import ReadableScreen
from screens.widgets.choice import Choice, LettersPlate, ThemePlate
from screens.widgets.trail import StepTrail

Shown = TypeVar("Shown", bound=View)


class ResidentScreen(ReadableScreen, Generic[Shown]):
    """One question: heading, body, and at the bottom back, stop, help, and on.

    `view` is what is shown. A newer view of the same kind is put in by `show`, so that focus and
    what was typed stay.
    """

    STEP: ClassVar[Step | None] = None
    CAN_LEAVE: ClassVar[bool] = True
    """Whether Back and Stop make sense here."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        Binding("down,right", "step(1)", show=False),
        Binding("up,left", "step(-1)", show=False),
    ]

    DEFAULT_CSS = """
    ResidentScreen {
        layout: vertical;
        background: $background;
        color: $foreground;
        #top { height: 1; background: $bar; color: $bar-ink; }
        #office { width: 1fr; height: 1; padding: 0 1 0 2; text-style: bold; }
        #top PressButton { height: 1; min-width: 12; padding: 0; }
        #top #language { min-width: 20; }
        #top PressButton.-style-default, #top PressButton.-style-default:hover {
            background: $bar; color: $bar-ink; text-style: underline; border: none;
            border-left: blank $bar; border-right: blank $bar;
        }
        #top PressButton.-style-default:focus {
            background: $background; color: $foreground;
            border-left: blank $background; border-right: blank $background;
        }
        .trouble { display: none; height: auto; color: $error; text-style: bold; }
        .trouble.raised { display: block; }
        #problem { padding: 0 4; background: $alert; color: $alert-ink; }
        #aside { height: 1; padding: 0 4; background: $band; text-style: bold; }
        #question { height: auto; margin: 1 4; padding: 0 0 0 1; border-left: outer $primary;
                    text-style: bold; color: $primary; &.below-aside { margin: 0 4 1 4; } }
        #body { height: 1fr; margin: 0 4; }
        #actions { height: 4; margin: 0 0 1 0; padding: 0 2; border-top: solid $line; }
        #actions .gap { width: 1fr; }
        #actions Choice { margin: 0 1; padding: 0; min-width: 10; }
        #actions #onward { padding: 0 1; }
    }
    """

    def __init__(
        self,
        view: Shown,
        catalogue: Catalogue,
        office: str,
        *,
        can_go_back: bool,
        accompanied: bool = False,
        hints: str = "",
    ) -> None:
        """`office` is the name at the top; `hints` the demo's line at the bottom, if any."""
        super().__init__()
        self.view = view
        self.catalogue = catalogue
        self._office = office
        self._can_go_back = can_go_back
        self._accompanied = accompanied
        self._hints = hints

    # -- what each screen says for itself --

    @abstractmethod
    def question(self) -> Message:
        """Return the heading, which is the question."""

    def body(self) -> Iterator[Widget]:
        """Yield what stands between the question and the buttons, if anything."""
        yield from ()

    def onward(self) -> tuple[Message, Intent] | None:
        """Return the words and the meaning of the button at the lower right, if there is one."""
        return message("button.continue"), Confirm()

    def emblem(self) -> Iterator[Widget]:
        """Yield what stands above the question, if anything."""
        yield from ()

    def step(self) -> Step | None:
        """Return the station of the visit that the trail shows, if it shows one."""
        return self.STEP

    def trouble(self) -> Message | None:
        """Return what went wrong with the last answer; it is said on top, and beside the field."""
        return None

    def meant_by(self, event: events.Event) -> Intent | None:
        """Return what a key or a paste means at once; what follows is for the next screen."""

    def refresh_body(self) -> None:
        """Bring the body up to a newer view of the same kind."""

    # -- what all share --

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield self.top()
        if (at := self.step()) is not None:
            names = {step: self.say(message(f"step.{step.name.lower()}")) for step in Step}
            yield StepTrail(names, at)
        yield self.trouble_line("problem")
        yield from self.emblem()
        aside = to_companion(self.view) if self._accompanied else None
        if aside is not None:
            yield self.text(aside, id="aside")
        under = "" if aside is None else "below-aside"
        yield self.text(self.question(), id="question", classes=under)
        yield Vertical(*self.body(), id="body")
        yield Horizontal(*self._actions(), id="actions")
        if self._hints:
            yield DockBar(self._hints)

    def top(self) -> Horizontal:
        """Return the top line: whose kiosk this is, and how it looks and speaks."""
        return Horizontal(
            Static(Content(self._office), id="office"),
            LettersPlate(f"A+ {self.say(message('button.large'))}"),
            ThemePlate(self.say(message("button.contrast"))),
            *self.languages(),
            id="top",
        )

    def fits(self, view: View) -> bool:
        """Tell whether `view` asks the same question as this screen."""
        return type(view) is type(self.view)

    def show(self, view: Shown) -> None:
        """Show a newer view of the same question."""
        self.view = view
        self.query_one("#question", Static).update(Content(self.say(self.question())))
        for aside in self.query("#aside").results(Static):
            aside.update(Content(self.say(to_companion(view) or "")))
        self.say_trouble()
        self.refresh_body()

    def say_trouble(self) -> None:
        """Say on top and beside the field what went wrong, or take it away."""
        for line in self.query(".trouble").results(Static):
            line.update(Content(self._problem()))
            line.set_class(self.trouble() is not None, "raised")

    def trouble_line(self, id: str) -> Static:
        """Return a line that says what went wrong for as long as it is wrong."""
        raised = " raised" if self.trouble() is not None else ""
        return Static(Content(self._problem()), id=id, classes=f"trouble{raised}")

    def latest(self) -> Shown:
        """Return the view with whatever was typed into it since, to be shown in other words."""
        return self.view

    def say(self, what: Message | str) -> str:
        """Return the words for a message; text from outside stays as it is."""
        return what if isinstance(what, str) else self.catalogue.say(what)

    def text(self, what: Message | str, *, id: str | None = None, classes: str = "") -> Static:
        """Return words as a widget; never markup."""
        return Static(Content(self.say(what)), id=id, classes=classes)

    def relabel_onward(self) -> None:
        """Bring the button at the lower right up to the view."""
        onward = self.onward()
        if onward is not None:
            plate = self.query_one("#onward", Choice)
            plate.label = Content(self._onward_words(onward[0]))
            plate.refresh(layout=True)  # a button keeps the width of its first words

    def action_back(self) -> None:
        """Escape is Back wherever there is a Back."""
        if self.CAN_LEAVE and self._can_go_back:
            self.post_message(Wanted(Back()))

    def focus_next(self, selector: str | type[Widget] = "*") -> Widget | None:
        return super().focus_next(selector) if self.focused else self._focus_first()

    def focus_previous(self, selector: str | type[Widget] = "*") -> Widget | None:
        return super().focus_previous(selector) if self.focused else self._focus_first()

    def action_step(self, way: int) -> None:
        """Go from plate to plate below the top line; whoever wants that has the Tab key."""
        below = self._below_top()
        if self.focused in below:
            below[(below.index(self.focused) + way) % len(below)].focus()
        else:
            self._focus_first()

    def _focus_first(self) -> Widget | None:
        """Begin below the top line where nothing is chosen, whichever way a key would go."""
        first = next(iter(self._below_top()), None)
        return None if first is None else first.focus()

    def _below_top(self) -> list[Widget]:
        top = self.query_one("#top")
        return [each for each in self.focus_chain if top not in each.ancestors]

    def _problem(self) -> str:
        trouble = self.trouble()
        return "" if trouble is None else f"! {self.say(trouble)}"

    def _actions(self) -> Iterator[Widget]:
        if self.CAN_LEAVE and self._can_go_back:
            yield Choice(self.say(message("button.back")), Back(), id="back")
        if self.CAN_LEAVE:
            yield Choice(self.say(message("button.cancel")), Cancel(), id="cancel")
        yield Choice(self.say(message("button.officer")), CallOfficer(), id="officer")
        yield Static(classes="gap")
        onward = self.onward()
        if onward is not None:
            words, intent = onward
            yield Choice(self._onward_words(words), intent, id="onward", classes="main")

    def _onward_words(self, words: Message) -> str:
        return f"{self.say(words)} →"

    def languages(self) -> Iterator[Widget]:
        """Yield what changes the language: to the office's own, and from that to the next."""
        own, following, *_ = LANGUAGES
        other = following if self.catalogue.language == own else own
        yield Choice(LANGUAGES[other], SetLanguage(other), id="language")
