"""Is this right?"""

from collections.abc import Iterator

from textual.widget import Widget

from kiosk.message import Message, message
from kiosk.visit.events import Confirm, Intent
from kiosk.visit.views import GROUPS, FieldRow, ReviewView, Step, View
from screens.resident.base import ResidentScreen
from screens.widgets.field import FieldLine


class ReviewScreen(ResidentScreen[ReviewView]):
    """Four lines of the family card; each can be called wrong by itself."""

    STEP = Step.DATA
    AUTO_FOCUS = "#onward"

    def fits(self, view: View) -> bool:
        return isinstance(view, ReviewView) and view.group is self.view.group

    def question(self) -> Message:
        number = GROUPS.index(self.view.group) + 1
        group = message(f"group.{self.view.group.name.lower()}")
        return message("review.heading", group=group, number=number, of=len(GROUPS))

    def body(self) -> Iterator[Widget]:
        for row in self.view.rows:
            label = self.say(message(f"field.{row.field.value}"))
            yield FieldLine(row.field, label, self.say(row.value), self._mark(row), wrong=row.wrong)

    def onward(self) -> tuple[Message, Intent]:
        wrong = any(row.wrong for row in self.view.rows)
        return message("review.some_wrong" if wrong else "review.all_right"), Confirm()

    def refresh_body(self) -> None:
        for row in self.view.rows:
            line = self.query_one(f"#field-{row.field.value}", FieldLine)
            line.show(self._mark(row), wrong=row.wrong)
        self.relabel_onward()

    def _mark(self, row: FieldRow) -> str:
        return self.say(message("review.marked" if row.wrong else "review.mark"))
