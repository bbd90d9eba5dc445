"""Writes the chip of the card in the printer, before anything is printed on it.

Between T4 and E4: the blank is fed to the coupler (E4a); its number, once read, is the identity of
the blank (T4a); the ministry gives the script for this claim and this chip (E4b); it is run (E4c)
and taken down (T4b). Whatever else happens, nothing is printed: the card is in the path, and is
thrown out like every card of unknown quality.
"""

from dataclasses import dataclass

from db.models import Attempt
from db.states import AttemptState, ChipState
from devices.chip.coupler import Chip, Coupler, NoChip, Rejected
from devices.chip.exchange import CouplerFault
from devices.chip.script import Step
from devices.clock import Clock
from devices.printer.printer import CardPrinter, Fault, FaultKind, Tell
from kiosk.issuance.claims import Station
from kiosk.issuance.failpoints import failpoint
from kiosk.issuance.journal import Journal
from kiosk.ministry import client
from kiosk.ministry.client import MinistryClient, Unavailable
from kiosk.ministry.contract import Script, ScriptRequest

ARRIVING = 2.0
"""Seconds in which a chip that the printer has brought must answer; our choice, as the rest."""
ASKING, AGAIN = 30.0, 2.0
"""Seconds that the ministry is asked for a script, the card waiting; and between two questions."""
RUNNING = 120.0
"""Seconds that a whole script may take."""


@dataclass(frozen=True)
class Failed:
    """The chip was not written."""

    fault: Fault
    next_may_do: bool
    """Whether it may have been this blank's fault, so that the next may do better."""


class ChipStation:
    """The coupler under the printer's card path, and whose chip stands over it."""

    def __init__(
        self,
        journal: Journal,
        coupler: Coupler,
        printer: CardPrinter,
        ministry: MinistryClient,
        station: Station,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._coupler = coupler
        self._printer = printer
        self._ministry = ministry
        self._station = station
        self._clock = clock

    def make_ready(self) -> Fault | None:
        """E2: wake the coupler, and see that no chip lies there that nobody fed."""
        found = self._coupler.connect() or self._coupler.select(self._clock.monotonic())
        self._coupler.release()
        if isinstance(found, CouplerFault):
            return _fault(f"coupler {found.kind.name}")
        return None if found is NoChip.NONE else _fault("a chip lies on the coupler")

    def write(self, key: str, tell: Tell) -> Failed | None:
        """Feed a blank for an armed attempt and write its chip; None when that is done."""
        fault = self._printer.feed_to_chip(tell)
        failpoint("E4a.after")
        if fault is not None:
            return Failed(fault, next_may_do=True)
        failed = self._write(key)
        self._coupler.release()
        return failed

    def _write(self, key: str) -> Failed | None:
        chip = self._coupler.select(self._clock.monotonic() + ARRIVING)
        if isinstance(chip, CouplerFault):
            return Failed(_fault(f"coupler {chip.kind.name}"), next_may_do=False)
        if isinstance(chip, NoChip):
            return Failed(_fault(f"chip {chip.name}"), next_may_do=True)
        if not self._identify(key, chip):
            return Failed(_fault("the chip of another card"), next_may_do=True)
        script = self._script(Attempt.get_by_id(key).claim, chip)
        failpoint("E4b.after")
        if not isinstance(script, Script):
            return Failed(_fault("no script"), next_may_do=False)
        done = self._coupler.run(_steps(script), self._clock.monotonic() + RUNNING)
        failpoint("E4c.after")
        if isinstance(done, CouplerFault):
            return Failed(_fault(f"coupler {done.kind.name}"), next_may_do=False)
        if isinstance(done, Rejected):
            said = done.status.hex() or "nothing"
            return Failed(_fault(f"step {done.step} answered {said}"), next_may_do=True)
        with self._journal.step("T4b") as step:
            armed = AttemptState.ARMED
            step.change(Attempt, key, armed, armed, chip=ChipState.WRITTEN)
        return None

    def _identify(self, key: str, chip: Chip) -> bool:
        """T4a: take the chip's number down; False if another attempt's blank has it (D5)."""
        uid = chip.uid.hex()
        used = (Attempt.blank == uid) & (Attempt.state != AttemptState.NOT_STARTED)
        if Attempt.select().where(used).exists():
            return False
        with self._journal.step("T4a") as step:
            step.change(Attempt, key, AttemptState.ARMED, AttemptState.ARMED, blank=uid)
            step.note(attempt=key, blank=uid)
        return True

    def _script(self, claim: str, chip: Chip) -> Script | client.Rejected | Unavailable:
        """E4b: ask as often as need be, while the card waits."""
        request = ScriptRequest(claim=claim, uid=chip.uid.hex(), office=self._station.office)
        deadline = self._clock.monotonic() + ASKING
        while True:
            script = self._ministry.script(request)
            later = self._clock.monotonic() + AGAIN
            if not isinstance(script, Unavailable) or later >= deadline:
                return script
            self._clock.sleep_until(later)


def _steps(script: Script) -> list[Step]:
    return [Step(bytes.fromhex(step.command), bytes.fromhex(step.answer)) for step in script.steps]


def _fault(said: str) -> Fault:
    return Fault(FaultKind.CHIP, said)
