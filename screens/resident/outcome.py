"""What happens, why, what is kept, what to bring, where, and when; and what can be taken along."""

from collections.abc import Iterator

from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Digits, Static

from kiosk.documents.reference import grouped
from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent, ShowCode
from kiosk.visit.views import OutcomeView, SlipShown, View
from screens.resident.paged import PagedScreen
from screens.widgets.choice import Choice

SIGNS = {"kept": "✓", "bring": "■", "where": "▶", "when": "◷", "also": "+"}
"""What stands before the name of each part, for whoever reads slowly."""


class OutcomeScreen(PagedScreen[OutcomeView]):
    """One ending, in plain words, complete enough to act on: why, then what follows from it."""

    DEFAULT_CSS = """
    OutcomeScreen {
        #slip { height: 4; margin: 0 0 1 0; padding: 0 0 0 1; background: $band; }
        #slip #paper { text-style: bold; }
        #slip Horizontal { height: 3; }
        #slip Digits { width: 12; margin: 0 1 0 0; color: $primary; text-style: bold; }
        #slip .gap { width: 1fr; }
        #slip PressButton { margin: 0 0 0 1; padding: 0; }
        #why { margin: 0 0 1 0; }
        .part { height: auto; margin: 0 0 1 0; }
        .part .name { width: 16; margin: 0 2 0 0; padding: 0 1; background: $band;
                      color: $primary; text-style: bold; }
        .part .what { width: 1fr; }
        .part.go .what { text-style: bold; }
    }
    """

    def fits(self, view: View) -> bool:
        """An ending whose slip has come is the same ending."""
        return (
            isinstance(view, OutcomeView)
            and (view.heading, view.also) == (self.view.heading, self.view.also)
            and (view.slip is None) == (self.view.slip is None)
        )

    def question(self) -> Message:
        return self.view.heading

    def told(self) -> Iterator[Widget]:
        yield self.text(self.view.why, id="why")
        if self.view.slip is not None:
            yield self._slip(self.view.slip)
        yield from (self._part(name, words) for name, words in self._told().items() if words)

    def refresh_body(self) -> None:
        if self.view.slip is not None:
            self.query_one("#paper", Static).update(Content(self._paper(self.view.slip)))

    def going_on(self) -> tuple[Message, Intent]:
        return message("outcome.collect" if self.view.card_here else "outcome.finish"), Confirm()

    def _told(self) -> dict[str, str]:
        """Return the words of each part, in the order in which they are needed."""
        view, kept = self.view, self.say(self.view.kept)
        days = list(view.slip.kept.when) if view.slip is not None else []
        suket = view.slip.kept.suket if view.slip is not None else None
        where = (view.where,) if suket is None else (view.where, suket)
        told = {
            "bring": "\n".join(f"• {self.say(document)}" for document in view.bring),
            "where": "\n".join(map(self.say, where)),
            "when": "\n".join(map(self.say, (*days, view.when))),
        }
        told = told | {"kept": kept} if view.slip is not None else {"kept": kept} | told
        return told | {"also": "\n".join(map(self.say, view.also))}

    def _slip(self, slip: SlipShown) -> Vertical:
        groups = [Digits(group) for group in grouped(slip.kept.reference).split()]
        code = Choice(self.say(message("outcome.code")), ShowCode(), id="code", classes="close")
        return Vertical(
            Static(Content(self._paper(slip)), id="paper"),
            Horizontal(*groups, Static(classes="gap"), code),
            id="slip",
        )

    def _paper(self, slip: SlipShown) -> str:
        """Return what stands above the number: of the paper, until a number to call was left."""
        name = "phone.left" if slip.phoned else f"paper.{slip.paper.name.lower()}"
        return self.say(message(name))

    def _part(self, name: str, words: str) -> Horizontal:
        title = Static(Content(f"{SIGNS[name]} {self.say(message(f'outcome.{name}'))}"))
        title.add_class("name")
        kind = "part go" if name in ("where", "when") else "part"
        return Horizontal(title, Static(Content(words), classes="what"), classes=kind)
