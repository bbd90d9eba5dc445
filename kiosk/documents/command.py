"""What `run.py slip` does: judges a slip by its token, and prints it once more."""

from dataclasses import dataclass
from pathlib import Path

from db.connection import open_for_reading
from devices.clock import Clock
from devices.port import SerialPort
from devices.simulator import Json
from kiosk.config import Config, ReceiptSection
from kiosk.documents.paper import compose, receipt_trouble, save, terminal
from kiosk.documents.receipts import Receipts
from kiosk.documents.records import ended
from kiosk.documents.slip import Invalid, Valid, verify
from kiosk.locale.catalogue import catalogue


@dataclass(frozen=True)
class Answer:
    """What the command line says."""

    yes: bool
    text: str
    document: dict[str, Json]


def judge(config: Config, token: str, clock: Clock) -> Answer:
    """Tell whether a slip counts at this office today; raise `db.connection.Unfit`."""
    found = _verify(config, token, clock)
    kind = found.slip.kind.name.lower() if found.slip is not None else None
    reason = found.problem.value if isinstance(found, Invalid) else None
    yes = isinstance(found, Valid)
    document: dict[str, Json] = {"valid": yes, "kind": kind, "reason": reason}
    return Answer(yes, catalogue(config.language).say(found.told()), document)


def print_again(
    config: Config, token: str, clock: Clock, *, file: Path | None, printer: ReceiptSection | None
) -> Answer:
    """Print a slip that counts: into a file, on a receipt printer, else as text for a terminal.

    Raises OSError if the file cannot be written, and `db.connection.Unfit`.
    """
    found, words = _verify(config, token, clock), catalogue(config.language)
    if isinstance(found, Invalid):
        return Answer(yes=False, text=words.say(found.told()), document={})
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


def _verify(config: Config, token: str, clock: Clock) -> Valid | Invalid:
    """Raise `db.connection.Unfit` if there are no records to be asked."""
    database = open_for_reading(config.database)
    keys = [bytes.fromhex(key) for key in config.slips.public_keys]
    found = verify(token, keys, config.office.id, clock.wall().date(), ended)
    database.close()
    return found
