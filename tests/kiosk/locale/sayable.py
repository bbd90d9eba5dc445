"""Every message id that the code can make: written out in its text, or spelt from its enums."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path

from db.states import LIVE_SUKET, NOT_FOUND, Need, OfficerState, Role
from devices.fingerprint.reader import Poor
from devices.receipt.receipt import FaultKind
from kiosk.desk import accounts
from kiosk.desk.matter import VOID_REFUSED
from kiosk.documents.slip import Kind
from kiosk.documents.slip import Problem as SlipProblem
from kiosk.identity import Method, Reason
from kiosk.register.nik import Problem
from kiosk.visit.codes import Act
from kiosk.visit.facts import Field
from kiosk.visit.outcomes import DISPUTED, DOCUMENTS, FILLABLE, PROMISES, PROOFS
from kiosk.visit.stages import DOOR_STAGES
from kiosk.visit.views import CHOICES, CollectStage, FingerStage, Group, Paper, PrintStage, Step
from screens.board.board import FIGURES
from tests.kiosk.locale.endings import ENDINGS

PARTS = ("heading", "why", "kept", "where", "when")
TITLES = ("kept", "bring", "where", "when", "also")
OVERLAYS = ("idle", "officer")
OVER_A_PAGE = set(Act) - {Act.IDENTITY}
"""Acts that have a page of their own, which waits for the officer."""

FORMS = (*Act, "sign_in")
"""What an officer's form may ask."""

_ROOT = Path(__file__).parents[3]
_SPEAKING = (
    *("kiosk", "kiosk/documents", "kiosk/visit", "kiosk/desk"),
    *("screens", "screens/resident", "screens/board", "screens/widgets"),
)
"""Folders whose modules make messages."""
_ID = re.compile(r"(?!app\.)[a-z_{}]+(\.[a-z_{}]+)+")
"""An id, or an f-string that makes one; `app.` begins the name of an action of Textual's."""


def _names(*kinds: type[Enum]) -> list[str]:
    return [member.name.lower() for kind in kinds for member in kind]


def _spelt(prefix: str, words: Iterable[str]) -> set[str]:
    return {f"{prefix}.{word}" for word in words}


def _answers() -> Iterator[str]:
    for question, choices in CHOICES.items():
        for choice in choices:
            word = ("yes" if choice else "no") if isinstance(choice, bool) else choice.value
            yield f"question.{question.name.lower()}.{word}"


_TOPICS = [question.name.lower() for question in CHOICES]
_CASES = [
    *(code for code, kind in PROMISES.items() if kind is Kind.CASE),
    VOID_REFUSED,
    NOT_FOUND,
    DISPUTED,
]
_DOCUMENTS = {each for listed in (*DOCUMENTS.values(), *PROOFS.values()) for each in listed}

FAMILIES: Mapping[str, set[str]] = {
    "act.{}.explanation": {f"act.{act}.explanation" for act in OVER_A_PAGE},
    "act.{}.heading": {f"act.{act}.heading" for act in OVER_A_PAGE},
    "attest.{}.heading": {f"attest.{each}.heading" for each in FORMS},
    "attest.{}.open": {f"attest.{act}.open" for act in Act},
    "attest.{}.why": {f"attest.{each}.why" for each in FORMS},
    "attest.reason.{}": _spelt("attest.reason", Reason),
    "case.about.{}": _spelt("case.about", _CASES),
    "collect.attended.{}": _spelt(
        "collect.attended", (stage.name.lower() for stage in DOOR_STAGES)
    ),
    "collect.{}": _spelt("collect", _names(CollectStage)),
    "document.{}": _spelt("document", _DOCUMENTS),
    "board.{}": _spelt("board", FIGURES),
    "board.{}.note": {f"board.{figure}.note" for figure in FIGURES},
    "field.{}": _spelt("field", Field),
    "finger.{}": _spelt("finger", _names(FingerStage, Poor)),
    "group.{}": _spelt("group", _names(Group)),
    "handed_over.{}": _spelt("handed_over", (*Method, "unknown")),
    "nik.problem.{}": _spelt("nik.problem", Problem),
    "nik.{}": _spelt("nik", ("clear", "erase")),
    "outcome.{}": _spelt("outcome", TITLES),
    "paper.{}": _spelt("paper", _names(Paper)),
    "printer.{}": _spelt("printer", (kind.name.lower() for kind in FILLABLE)),
    "printing.{}": _spelt("printing", _names(PrintStage)),
    "question.{}.heading": {f"question.{topic}.heading" for topic in _TOPICS},
    "question.{}.help": {f"question.{topic}.help" for topic in _TOPICS},
    "question.{}.{}": set(_answers()),
    "queue.need.{}": _spelt("queue.need", Need),
    "receipt.{}": _spelt("receipt", _names(FaultKind)),
    "slip.kind.{}": _spelt("slip.kind", _names(Kind)),
    "slip.problem.{}": _spelt("slip.problem", _names(SlipProblem)),
    "staff.{}": _spelt("staff", ("name", "pin")),
    "staff.problem.{}": _spelt("staff.problem", accounts.Problem),
    "staff.role.{}": _spelt("staff.role", Role),
    "staff.state.{}": _spelt("staff.state", _names(OfficerState)),
    "suket.state.{}": _spelt("suket.state", (state.lower() for state in LIVE_SUKET)),
    "step.{}": _spelt("step", _names(Step)),
    "{}.explanation": {f"{overlay}.explanation" for overlay in OVERLAYS},
    "{}.heading": {f"{overlay}.heading" for overlay in OVERLAYS},
    "{}.stay": {f"{overlay}.stay" for overlay in OVERLAYS},
    "{}.{}": {f"outcome.{ending}.{part}" for ending in ENDINGS for part in PARTS},
}
"""Ids made by each f-string of the code, {} standing for what it puts in."""


def written() -> tuple[set[str], set[str]]:
    """Return the ids that stand in the code as they are, and the f-strings that make others."""
    whole: set[str] = set()
    made: set[str] = set()
    for folder in _SPEAKING:
        for path in (_ROOT / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    made.add("".join(_piece(each) for each in node.values))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    whole.add(node.value)
    return {each for each in whole if _ID.fullmatch(each)}, {
        each for each in made if _ID.fullmatch(each)
    }


def _piece(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "{}"
