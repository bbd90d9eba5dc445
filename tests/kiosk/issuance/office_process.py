"""One office at work on one resident, as a process of its own that can be killed at a failpoint.

    python -m tests.kiosk.issuance.office_process SETTINGS NIK FAILPOINT TROUBLE

It does what a kiosk does around a visit: opens the office, puts right what was left open, prints,
hands over, reports. `FAILPOINT` "" kills nowhere; `TROUBLE` is what happens on the way. What came
of it is printed as JSON.
"""

import json
import os
import signal
import socket
import sys
from pathlib import Path

from devices.clock import SystemClock
from devices.entropy import SeededEntropy, SystemEntropy
from devices.printer.printer import Progress, Told
from devices.simulator import Json
from kiosk.config import Config, load_config
from kiosk.identity import Identity, Method
from kiosk.issuance import failpoints
from kiosk.issuance.handover import Door
from kiosk.issuance.issuance import AlreadyPrinted, Found, Issued, Printed
from kiosk.ministry.contract import Record
from kiosk.office import Office
from kiosk.simulation import founding

OFFICERS = founding.officers(SeededEntropy("office process"))
BLANKS = 4


class Resident:
    """Stands at the counter, and does to the machines what the trouble says."""

    def __init__(self, config: Config, nik: str, trouble: str) -> None:
        assert config.demo is not None
        self._machines = config.demo
        self.nik = nik
        self._trouble = trouble

    def printing(self, told: Told) -> None:
        """See how far the printer is."""
        if self._trouble == "ribbon" and told.step is Progress.PRINTING:
            act(self._machines.printer, {"act": "ribbon", "is": "out"})
        if self._trouble == "power" and told.step is Progress.FEEDING:
            act(self._machines.printer, {"act": "power", "is": "cut"})

    def before_claiming(self) -> None:
        """Just before the ministry is asked for the card."""
        if self._trouble == "claim":
            act(self._machines.ministry, {"act": "weather", "is": "error"})
        if self._trouble == "jam":
            act(self._machines.printer, {"act": "jam"})

    def before_reporting(self) -> None:
        """Just before the ministry is told of the card."""
        if self._trouble == "report":
            act(self._machines.ministry, {"act": "weather", "is": "error"})

    def at_the_door(self, door: Door) -> None:
        """Take the card when asked to."""
        if door is Door.OPEN_IT:
            act(self._machines.printer, {"act": "door", "is": "open"})
            act(self._machines.printer, {"act": "take"})
        else:
            act(self._machines.printer, {"act": "door", "is": "closed"})


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
        issuance.resolve(unresolved, Found.IN_FEEDER, OFFICERS, "counted the feeder")
        issuance.tend()
    report(office, resident)
    record = office.ministry.fetch(resident.nik)
    assert isinstance(record, Record)
    issued: Issued | None = None
    if issuance.card_of(resident.nik) is None:
        resident.before_claiming()
        issued = issuance.issue(record, resident.printing)
    card = issuance.card_of(resident.nik)
    if card is not None and card.in_hopper:
        holder = Identity(resident.nik, Method.SENSOR, 120)
        issuance.hand_over(card.key, holder, resident.at_the_door)
    resident.before_reporting()
    report(office, resident)
    again = issuance.issue(record, lambda _: None) if card is not None else None
    return {
        "issued": type(issued).__name__,
        "card": card is not None,
        "printed_at": None if card is None else card.printed_at.isoformat(),
        "again": _refusal(again),
        "blanks": issuance.blanks(),
        "unresolved": issuance.unresolved() is not None,
    }


def report(office: Office, resident: Resident) -> None:
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


def main() -> None:
    """Work once."""
    settings, nik, failpoint, trouble = sys.argv[1:]
    config = load_config(Path(settings))
    if failpoint:
        die_at(failpoint)
    office = Office(config, SystemClock(), SystemEntropy())
    said = work(office, Resident(config, nik, trouble))
    office.close()
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
