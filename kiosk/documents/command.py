"""What `run.py slip` does: judges a slip by its token or number, and prints it once more."""

from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from db.connection import open_for_reading
from db.owed import Matter
from devices.clock import Clock
from devices.port import SerialPort
from devices.simulator import Json
from kiosk.config import Config, ConfigError, ReceiptSection
from kiosk.documents.paper import compose, receipt_trouble, save, terminal
from kiosk.documents.receipts import Receipts
from kiosk.documents.records import ended, problem_of, slip_of
from kiosk.documents.reference import grouped, only_digits, read_reference
from kiosk.documents.slip import (
    Invalid,
    Kind,
    Problem,
    Slip,
    Valid,
    case_message,
    kind_message,
    verify,
)
from kiosk.locale.catalogue import Catalogue, catalogue
from kiosk.message import Message, Value, message


@dataclass(frozen=True)
class Answer:
    """What the command line says."""

    yes: bool
    text: str
    document: dict[str, Json]


def judge(config: Config, typed: str, clock: Clock) -> Answer:
    """Tell whether a slip counts at this office today, by its token or by its twelve digits.

    Of digits it says what the records say: anybody can make up a number, only the office a token.
    Raises `db.connection.Unfit`.
    """
    with closing(open_for_reading(config.database)):
        found = _found(config, typed, clock.wall().date())
        told = _told(found)
    problem = found.problem.value if isinstance(found, Invalid) else None
    slip = found.slip if isinstance(found, Invalid) else found
    document: dict[str, Json] = {
        "valid": problem is None,
        "kind": None if slip is None else slip.kind.name.lower(),
        "reason": problem,
    }
    return Answer(problem is None, _said(told, catalogue(config.language)), document)


def receipt_printer(config: Config, url: str, baud: int) -> ReceiptSection:
    """Return the receipt printer at that URL; if it is empty, the one that the settings name.

    Raises `ConfigError` if they name none.
    """
    if url:
        return ReceiptSection(url=url, baud=baud)
    if config.receipt is None:
        raise ConfigError("The settings name no receipt printer: give its URL.")
    return config.receipt


def print_again(
    config: Config, token: str, clock: Clock, *, file: Path | None, printer: ReceiptSection | None
) -> Answer:
    """Print a slip that counts: into a file, on a receipt printer, else as text for a terminal.

    Raises OSError if the file cannot be written, and `db.connection.Unfit`.
    """
    words = catalogue(config.language)
    if only_digits(token):
        return Answer(yes=False, text=words.say(message("slip.problem.token_needed")), document={})
    with closing(open_for_reading(config.database)):
        found = _verified(config, token, clock.wall().date())
        if isinstance(found, Invalid):
            return Answer(yes=False, text=_said(_told(found), words), document={})
    paper = compose(found.slip, found.token, config.office.name, (), words)
    if file is not None:
        save(paper, file)
        return Answer(yes=True, text="", document={})
    if printer is None:
        return Answer(yes=True, text="\n".join(terminal(paper)), document={})
    line = SerialPort(printer.url, "receipt printer", clock, baud=printer.baud)
    fault = Receipts(line, clock).print(paper)
    text = "" if fault is None else words.say(receipt_trouble(fault.kind))
    return Answer(yes=fault is None, text=text, document={})


def _found(config: Config, typed: str, today: date) -> Slip | Invalid:
    """Return the slip behind digits or a token, or why it does not count."""
    if not only_digits(typed):
        found = _verified(config, typed, today)
        return found if isinstance(found, Invalid) else found.slip
    reference = read_reference(typed)
    if reference is None:
        return Invalid(Problem.MISTYPED)
    row = Matter.get_or_none(Matter.key == reference)
    if row is None:
        return Invalid(Problem.UNKNOWN)
    slip, problem = slip_of(row, config.office.id), problem_of(row, today)
    return slip if problem is None else Invalid(problem, slip)


def _verified(config: Config, token: str, today: date) -> Valid | Invalid:
    keys = [bytes.fromhex(key) for key in config.slips.public_keys]
    return verify(token, keys, config.office.id, today, ended)


def _told(found: Slip | Invalid) -> tuple[Message, ...]:
    """Return the sentences about a slip; what a case is about, the records say."""
    if isinstance(found, Slip):
        return (message("slip.valid", **_named(found), until=found.valid_until),)
    if found.slip is None:
        return (found.told(),)
    return message("slip.problem.known", **_named(found.slip)), found.told()


def _named(slip: Slip) -> dict[str, Value]:
    row = Matter.get_or_none(Matter.key == slip.reference)
    about = (case_message(row.about),) if row is not None and slip.kind is Kind.CASE else ()
    return {"kind": (kind_message(slip.kind), *about), "reference": grouped(slip.reference)}


def _said(told: tuple[Message, ...], words: Catalogue) -> str:
    return " ".join(words.say(each) for each in told)
