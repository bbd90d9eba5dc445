"""A view in words to be said aloud.

The room hears headings and choices, and nothing of anybody: no value of a record, and no ending
that the decision table keeps for the holder. Through headphones everything on the screen is said.
Back and Stop, which stand in the same place on every screen, are not said each time.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kiosk.documents.reference import grouped
from kiosk.documents.slip import kind_message
from kiosk.identity import Reason
from kiosk.locale.catalogue import LANGUAGES, Catalogue
from kiosk.message import Message, message
from kiosk.visit.codes import Act, Audience
from kiosk.visit.companion import to_companion
from kiosk.visit.decide import TABLE_1
from kiosk.visit.facts import Condition
from kiosk.visit.stages import DOOR_STAGES, what_to_do
from kiosk.visit.views import (
    GROUPS,
    Attesting,
    Choice,
    CodeView,
    CollectView,
    FarewellView,
    FieldRow,
    FingerView,
    IdleWarning,
    Kept,
    NikView,
    OfficerCalled,
    OfficerView,
    OutcomeView,
    Overlay,
    PhoneView,
    PrintingView,
    QuestionView,
    ReadyView,
    ReturnView,
    ReviewView,
    SlipShown,
    View,
    WaitView,
    WelcomeView,
    WritingView,
)

FOR_ALL_EARS = {row.code for row in TABLE_1 if row.audience is Audience.PUBLIC}
"""Endings that say nothing of who stands there."""
SIGNS = "←→↓×• "
"""Drawn beside words, and not said."""

Words = Message | str


class Always(NamedTuple):
    """What is said of every view of a kind, whatever it holds, by ids of messages."""

    heading: str
    choices: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    """What stands on the screen besides, said through headphones only."""


ALWAYS: Mapping[type[View], Always] = {
    WelcomeView: Always(
        "welcome.heading",
        ("welcome.own_card", "welcome.accompany", "welcome.report_death"),
        ("welcome.greeting", "welcome.notice"),
    ),
    NikView: Always("nik.heading", ("button.continue",)),
    WaitView: Always("wait.heading", (), ("wait.explanation",)),
    WritingView: Always("writing.heading", (), ("writing.explanation",)),
    FingerView: Always("finger.heading"),
    ReturnView: Always("return.heading", ("button.continue",), ("return.explanation",)),
    CodeView: Always("code.heading", ("button.back",), ("code.explanation", "code.nobody")),
    PhoneView: Always("phone.heading", ("button.continue",), ("phone.help", "phone.free")),
    ReadyView: Always("ready.heading", ("ready.print",)),
    PrintingView: Always("printing.heading", (), ("printing.stay",)),
    FarewellView: Always("farewell.heading", ("farewell.finish",)),
}
"""Views whose words do not all depend on what they hold."""


def utterance(
    view: View,
    overlay: Overlay,
    words: Catalogue,
    *,
    headphones: bool,
    accompanied: bool = False,
) -> str:
    """Return what is to be said while this is shown; the same words for the same question."""
    said: list[Words] = []
    if isinstance(overlay, Attesting):
        said += _form(overlay, headphones=headphones)
    elif overlay is not None:
        said += _overlay(overlay, headphones=headphones)
    else:
        said.append(_heading(view, headphones=headphones))
        aside = to_companion(view) if accompanied else None
        said += () if aside is None else (aside,)
        said += _details(view) if headphones else ()
        said += _choices(view) if headphones or not isinstance(view, OfficerView) else ()
        said.append(message("button.officer"))
        if isinstance(view, WelcomeView):
            said += [name for code, name in LANGUAGES.items() if code != words.language]
    return " ".join(_sentence(each if isinstance(each, str) else words.say(each)) for each in said)


def _sentence(text: str) -> str:
    text = text.strip(SIGNS)
    return text if text.endswith((".", "?", ":")) else f"{text}."


def _overlay(overlay: IdleWarning | OfficerCalled, *, headphones: bool) -> Iterator[Message]:
    name = "idle" if isinstance(overlay, IdleWarning) else "officer"
    yield message(f"{name}.heading")
    if headphones:
        yield message(f"{name}.explanation")
    yield message(f"{name}.stay")
    yield message("button.cancel")
    act = overlay.act if isinstance(overlay, OfficerCalled) else None
    if act is Act.IDENTITY or (act is not None and headphones):
        yield message(f"attest.{act}.open")


def _form(form: Attesting, *, headphones: bool) -> Iterator[Message]:
    """Say what an officer fills in, and never for whom.

    What became of a card is not for the room.
    """
    aloud = headphones or form.act is Act.IDENTITY
    yield message(f"attest.{form.asks}.heading") if aloud else message("speech.look")
    if form.officer is not None:
        yield from (message(f"attest.reason.{reason}") for reason in Reason)
    else:
        yield message("attest.sign_in.go" if form.act is Act.IDENTITY else "attest.sign")
    yield message("button.back")
    yield message("button.cancel")


def _heading(view: View, *, headphones: bool) -> Message:
    match view:
        case ReviewView(group):
            named, number = message(f"group.{group.name.lower()}"), GROUPS.index(group) + 1
            return message("review.heading", group=named, number=number, of=len(GROUPS))
        case QuestionView(question):
            return message(f"question.{question.name.lower()}.heading")
        case OfficerView(act):
            return message(f"act.{act}.heading") if headphones else message("speech.look")
        case CollectView(attended=True):
            return message("collect.heading_attended")
        case CollectView(stage):
            at_door = stage in DOOR_STAGES
            return message("collect.heading_door" if at_door else "collect.heading_finger")
        case OutcomeView(code, heading):
            aloud = headphones or code in FOR_ALL_EARS
            return heading if aloud else message("speech.look")
        case NikView(of_reporter=True):
            return message("nik.heading_reporter")
        case _:
            return message(ALWAYS[type(view)].heading)


def _choices(view: View) -> Iterator[Message]:
    """Yield what can be done now: a press, or what the hand should do at a machine."""
    match view:
        case FingerView(stage=finger):
            yield message(f"finger.{finger.name.lower()}")
        case ReviewView(rows=rows):
            wrong = any(row.wrong for row in rows)
            yield message("review.some_wrong" if wrong else "review.all_right")
        case QuestionView(question):
            for choice in view.choices:
                yield message(f"question.{question.name.lower()}.{_answer(choice)}")
        case OfficerView(act):
            yield message(f"attest.{act}.open")
            yield message("act.no_officer")
        case PrintingView(slip=slip):
            yield from () if slip is None else (message("printing.leave"),)
        case CollectView():
            yield what_to_do(view)
            yield from (message("collect.not_there"),) if view.attended else ()
        case OutcomeView(card_here=card_here, slip=slip):
            if slip is not None:
                yield message("outcome.code")
            yield message("outcome.collect" if card_here else "outcome.finish")
        case _:
            yield from map(message, ALWAYS[type(view)].choices)


def _details(view: View) -> Iterator[Words]:
    """Yield what only the resident may hear."""
    match view:
        case NikView() | FingerView() | PhoneView():
            yield from filter(None, (_trouble(view),))
            yield from _beside(view)
        case ReturnView(kept):
            for each in kept:
                yield from _kept(each)
        case ReviewView(rows=rows):
            yield from _rows(rows)
        case QuestionView() | OfficerView():
            yield from _help(view)
        case ReadyView(rows):
            yield message("ready.explanation")
            yield from _rows(rows)
            yield message("ready.once")
        case CollectView(hint=hint):
            yield from filter(None, (hint,))
        case OutcomeView():
            yield from _ending(view)
        case FarewellView(also):
            yield message("farewell.explanation")
            yield from also
            yield message("farewell.closes")
        case _:
            yield from map(message, _usual(view))


def _usual(view: View) -> tuple[str, ...]:
    cut_off = isinstance(view, WelcomeView) and view.interrupted
    return (*ALWAYS[type(view)].details, *(("welcome.interrupted",) if cut_off else ()))


def _help(view: QuestionView | OfficerView) -> Iterator[Message]:
    if isinstance(view, OfficerView):
        yield message("act.holder", name=view.holder.name, nik=view.holder.nik)
        yield message(f"act.{view.act}.explanation")
    else:
        yield message(f"question.{view.question.name.lower()}.help")


def _trouble(view: NikView | FingerView | PhoneView) -> Message | None:
    return view.hint if isinstance(view, FingerView) else view.problem


def _beside(view: NikView | FingerView | PhoneView) -> Iterator[Message]:
    """Yield what stands beside a number, or beside the reader."""
    match view:
        case NikView():
            yield from map(message, ("nik.help", "nik.slip"))
        case PhoneView():
            yield from map(message, ALWAYS[PhoneView].details)
        case FingerView(slip=""):
            yield message("finger.number", last_four=view.last_four)
        case FingerView():
            yield message("finger.slip", reference=grouped(view.slip))
    if isinstance(view, FingerView):
        yield message("finger.tries", left=view.tries_left)


def _answer(choice: Choice) -> str:
    return choice.value if isinstance(choice, Condition) else ("no", "yes")[choice]


def _rows(rows: tuple[FieldRow, ...]) -> Iterator[Words]:
    for row in rows:
        yield message(f"field.{row.field.value}")
        yield row.value
        if row.wrong:
            yield message("review.marked")


def _kept(kept: Kept) -> Iterator[Words]:
    yield kind_message(kept.kind)
    yield grouped(kept.reference)
    yield from kept.told


def _slip(slip: SlipShown) -> Iterator[Words]:
    yield message(f"paper.{slip.paper.name.lower()}")
    yield from _kept(slip.kept)
    if slip.phoned:
        yield message("phone.left")


def _ending(view: OutcomeView) -> Iterator[Words]:
    if view.slip is not None:
        yield from _slip(view.slip)
    yield view.why
    parts = {
        "kept": (view.kept,),
        "bring": view.bring,
        "where": (view.where,),
        "when": (view.when,),
        "also": view.also,
    }
    for name, said in parts.items():
        if said:
            yield message(f"outcome.{name}")
            yield from said
