"""One question, answered by one press."""

from collections.abc import Iterator

from textual.containers import Vertical
from textual.widget import Widget

from kiosk.message import Message, message
from kiosk.visit.events import Choose
from kiosk.visit.views import Choice as Answer
from kiosk.visit.views import QuestionView, Step, View
from screens.resident.base import ResidentScreen
from screens.widgets.choice import Choice

ROOMY = 3
"""Answers that fit with a gap between them."""


class QuestionScreen(ResidentScreen[QuestionView]):
    """A life event, or what became of a card: nothing is chosen before somebody chooses."""

    STEP = Step.DATA
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    QuestionScreen {
        #help { margin: 0 0 1 0; }
        #choices { height: auto; }
        #choices Choice { width: 1fr; margin: 0 0 1 0; padding: 0 2; text-align: left; }
        #choices Choice.close { margin: 0; }
        #help.above-many { margin: 0; }
    }
    """

    def fits(self, view: View) -> bool:
        return isinstance(view, QuestionView) and view.question is self.view.question

    def question(self) -> Message:
        return message(f"question.{self._topic}.heading")

    def body(self) -> Iterator[Widget]:
        many = len(self.view.choices) > ROOMY
        help_words = message(f"question.{self._topic}.help")
        yield self.text(help_words, id="help", classes="above-many" if many else "")
        yield Vertical(
            *(
                Choice(
                    self.say(self._answer(choice)),
                    Choose(choice),
                    classes="close" if many else "",
                    id=f"choice-{number}",
                )
                for number, choice in enumerate(self.view.choices)
            ),
            id="choices",
        )

    def onward(self) -> None:
        return None

    @property
    def _topic(self) -> str:
        return self.view.question.name.lower()

    def _answer(self, choice: Answer) -> Message:
        word = {False: "no", True: "yes"}[choice] if isinstance(choice, bool) else choice.value
        return message(f"question.{self._topic}.{word}")
