"""One office at work on one resident, as a process of its own that can be killed at a failpoint.

It does what a kiosk does around a visit: opens the office, puts right what was left open, prints,
hands over, reports. Processes are forked from one that has imported everything, and nothing else.
"""

import json
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from db.states import Cause
from devices.clock import SystemClock
from devices.entropy import SeededEntropy, SystemEntropy
from devices.printer.evolis import driver
from devices.printer.machine.mechanism import FEEDER_ROOM
from devices.printer.printer import Progress, Told
from devices.simulator import Json
from kiosk.config import load_config
from kiosk.identity import Identity, Method
from kiosk.issuance import failpoints
from kiosk.issuance.issuance import Found
from kiosk.issuance.results import AlreadyPrinted, Door, Issued, Printed
from kiosk.ministry.contract import Record
from kiosk.office import Office
from kiosk.simulation import founding

OFFICERS = founding.officers(SeededEntropy("office process"))
BLANKS = 4
PATIENCE = 60.0
"""Seconds that a process may take."""
WITHOUT_POWER = 3.0
"""Seconds after which a printer without power is given up, which does not answer however long one
waits; `test_kills` waits as long as the driver does, where time is virtual."""
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])

Touch = Callable[[dict[str, Json]], Mapping[str, Json]]
"""Does something to a machine; returns what is then seen of it."""


class Resident:
    """Stands at the counter, and does to the machines what the trouble says."""

    def __init__(self, printer: Touch, ministry: Touch, nik: str, trouble: str) -> None:
        self._printer = printer
        self._ministry = ministry
        self.nik = nik
        self._trouble = trouble

    def printing(self, told: Told) -> None:
        """See how far the printer is."""
        if self._trouble == "ribbon" and told.step is Progress.PRINTING:
            self._printer({"act": "ribbon", "is": "out"})
        if self._trouble == "power" and told.step is Progress.FEEDING:
            self._printer({"act": "power", "is": "cut"})

    def before_voiding(self) -> None:
        """Just before the ministry is told that a card is void."""
        if self._trouble == "void":
            self._ministry({"act": "weather", "is": "error"})

    def before_claiming(self) -> None:
        """Just before the ministry is asked for the card."""
        if self._trouble == "claim":
            self._ministry({"act": "weather", "is": "error"})

    def before_reporting(self) -> None:
        """Just before the ministry is told of the card."""
        if self._trouble == "report":
            self._ministry({"act": "weather", "is": "error"})

    def at_the_door(self, door: Door) -> None:
        """Take the card when asked to."""
        if door is Door.OPEN_IT:
            self._printer({"act": "door", "is": "open"})
            self._printer({"act": "take"})
        else:
            self._printer({"act": "door", "is": "closed"})

    def signed(self, _: float) -> bool:
        """Take the card and sign for it, where nobody watches the door."""
        self.at_the_door(Door.OPEN_IT)
        self.at_the_door(Door.CLOSE_IT)
        return True

    def look(self, blanks: Mapping[str, int]) -> Found:
        """Count the feeder, which was full, and look into the hopper, as two officers do."""
        seen = self._printer({"act": "look"})
        feeder, hopper = seen["feeder"], seen["hopper"]
        assert isinstance(feeder, int)
        assert isinstance(hopper, int)
        if FEEDER_ROOM - feeder <= blanks["received"] - blanks["stock"] - blanks["reserved"]:
            return Found.IN_FEEDER
        return Found.IN_HOPPER if hopper > blanks["held"] else Found.IN_REJECT_BOX


def act(channel: str, what: dict[str, Json]) -> dict[str, Json]:
    """Do something to a machine over its control channel."""
    host, port = channel.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(json.dumps(what).encode() + b"\n")
        seen: dict[str, Json] = json.loads(line.makefile().readline())
        return seen


def work(office: Office, resident: Resident) -> dict[str, object]:
    """Serve the resident, whatever was left from before; return what came of it."""
    issuance = office.issuance
    if issuance.blanks()["received"] == 0:
        issuance.receive_blanks("box-1", BLANKS, OFFICERS)
    issuance.tend()
    unresolved = issuance.unresolved()
    if unresolved is not None:
        where = resident.look(issuance.blanks())
        issuance.resolve(unresolved, where, OFFICERS, "counted the feeder")
        issuance.tend()
    report(office)
    record = office.ministry.fetch(resident.nik)
    assert isinstance(record, Record)
    issued: Issued | None = None
    if issuance.card_of(resident.nik) is None and record.card is not None:
        resident.before_voiding()
        record = replaced(office, record)
    if issuance.card_of(resident.nik) is None:
        resident.before_claiming()
        issued = issuance.issue(record, resident.printing)
    card = issuance.card_of(resident.nik)
    if card is not None and card.in_hopper:
        holder = Identity(resident.nik, Method.SENSOR, 120)
        issuance.hand_over(card.key, holder, resident.at_the_door, resident.signed)
    resident.before_reporting()
    report(office)
    ready, _ = issuance.voids.pieces()
    if ready:
        issuance.voids.destroy(ready, "7/2026", OFFICERS)
    again = issuance.issue(record, lambda _: None) if card is not None else None
    return {
        "issued": type(issued).__name__,
        "card": card is not None,
        "printed_at": None if card is None else card.printed_at.isoformat(),
        "again": _refusal(again),
        "blanks": issuance.blanks(),
        "unresolved": issuance.unresolved() is not None,
    }


def replaced(office: Office, record: Record) -> Record:
    """Cut a damaged card that was made elsewhere; return what the ministry holds then."""
    holder = Identity(record.fields.nik, Method.SENSOR, 120)
    office.issuance.voids.withdraw(record, Cause.DAMAGED, holder, OFFICERS.first)
    report(office)
    found = office.ministry.fetch(record.fields.nik)
    assert isinstance(found, Record)
    return found


def report(office: Office) -> None:
    """Do the errands to the ministry, those that it answers."""
    while errands := office.issuance.errands():
        settled = [errand()() for errand in errands]
        if not all(settled):
            return


def _refusal(again: Issued | None) -> list[str] | None:
    if isinstance(again, AlreadyPrinted):
        return [again.printed_at.isoformat(), again.office]
    assert not isinstance(again, Printed)
    return None


def die_at(wanted: str) -> None:
    """Let this process kill itself when it comes to that failpoint."""
    original = failpoints.failpoint

    def failpoint(name: str) -> None:
        if name == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    for module in list(sys.modules.values()):
        if getattr(module, "failpoint", None) is original:
            module.__dict__["failpoint"] = failpoint


def office_process(
    settings: Path, nik: str, failpoint: str, trouble: str, answer: Path
) -> int | None:
    """Work once in a process of its own; return how it ended, None if it does not end.

    `failpoint` "" kills nowhere; `trouble` is what happens on the way. What came of it stands as
    JSON in the file `answer`, unless the process was killed.
    """
    process = _PROCESSES.Process(target=_main, args=(settings, nik, failpoint, trouble, answer))
    process.start()
    process.join(PATIENCE)
    ended = process.exitcode
    process.kill()
    process.join()
    process.close()
    return ended


def _main(settings: Path, nik: str, failpoint: str, trouble: str, answer: Path) -> None:
    config = load_config(settings)
    if failpoint:
        die_at(failpoint)
    if trouble == "power":
        driver.SEQUENCE = WITHOUT_POWER
    office = Office(config, SystemClock(), SystemEntropy())
    assert config.demo is not None
    printer, ministry = partial(act, config.demo.printer), partial(act, config.demo.ministry)
    said = work(office, Resident(printer, ministry, nik, trouble))
    office.close()
    answer.write_text(json.dumps(said))
