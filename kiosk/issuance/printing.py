"""One attempt: set a blank aside, load, arm, print, look at the evidence, conclude."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from peewee import fn

from db.models import Attempt, Claim, Day, Printer
from db.states import OPEN_ATTEMPT, Account, AttemptState, ChipState, ClaimState, Need
from devices.clock import Clock
from devices.printer.printer import CardPrinter, Evidence, Fault, FaultKind, Panels, Told
from kiosk.issuance import audit
from kiosk.issuance.allocation import Allocation
from kiosk.issuance.chip import ChipStation
from kiosk.issuance.conclusion import Conclusions
from kiosk.issuance.failpoints import failpoint
from kiosk.issuance.journal import Journal
from kiosk.issuance.results import NotNow, Refusal
from kiosk.issuance.verdict import Armed, Rejecting, Verdict, judge

PATIENCE = 30.0
"""Seconds that a resident waits for evidence; after that the attempt stays open, and is resolved
whenever the printer can be asked."""
LOOK = 4.0
"""Seconds that an idle printer may take to answer; one that is busy is looked at again later."""
POLL = 0.5
"""Seconds between questions to a printer that is busy or silent."""

UNSEEN = (FaultKind.HOPPER_FULL, FaultKind.HEAD)
"""What no sensor tells before a blank is spent on it, and the next blank would meet as well."""

Tell = Callable[[Told], None]


@dataclass(frozen=True)
class Ended:
    """What an attempt came to."""

    verdict: Verdict | None
    """None: the printer could not be asked; the attempt is still open."""
    fault: Fault | None
    next_may_do: bool = True
    """Whether another blank may come out better."""


class Printing:
    """The one place that moves a card."""

    def __init__(
        self,
        journal: Journal,
        printer: CardPrinter,
        clock: Clock,
        conclusions: Conclusions,
        allocation: Allocation,
        cap: int,
        has_room: Callable[[], bool],
        chips: ChipStation | None,
    ) -> None:
        """`chips` writes the chip of each card before it is printed; None where none is."""
        self._journal = journal
        self._chips = chips
        self._printer = printer
        self._clock = clock
        self._conclusions = conclusions
        self._allocation = allocation
        self._cap = cap
        self._has_room = has_room
        self._loaded = ""
        """Of which panels the printer's memory is full, by `image_sha`."""

    def open_attempt(self) -> Attempt | None:
        """Return the attempt that keeps the printer closed, if any."""
        return Attempt.get_or_none(Attempt.state << list(OPEN_ATTEMPT))

    def armed(self) -> bool:
        """Tell whether an attempt waits for evidence."""
        return Attempt.get_or_none(Attempt.state == AttemptState.ARMED) is not None

    def reserve(self, claim: str) -> str | Refusal:
        """T3: set a blank and a place in the day aside; return the key of the attempt.

        A promised blank is used as it was promised; the rest is for whoever is next by the rule.
        """
        nik, today = Claim.get_by_id(claim).nik, self._today()
        place = self._place(nik)
        if isinstance(place, Refusal):
            return place
        printer, box = place
        number = 1 + Attempt.select().where(Attempt.claim == claim).count()
        key = f"{claim}/{number}"
        with self._journal.step("T3") as step:
            granted = Claim.get((Claim.key == claim) & (Claim.state == ClaimState.GRANTED))
            Day.insert(
                day=today, printer=printer.serial, used=0, cap=self._cap
            ).on_conflict_ignore().execute()
            Day.update(used=Day.used + 1).where(
                (Day.day == today) & (Day.printer == printer.serial)
            ).execute()
            step.insert(
                Attempt,
                key,
                claim=claim,
                number=number,
                printer=printer.serial,
                box=box,
                eligibility=granted.eligibility,
                opened_at=step.at,
            )
            self._allocation.take(step, nik)
            step.move(box, Account.STOCK, Account.RESERVED, 1, key)
        return key

    def refusal(self, nik: str, need: Need) -> Refusal | None:
        """Return why no attempt could be begun now for somebody with that need; None if one could.

        T3 and E2 are asked alike, but nothing is written down, and no picture is loaded.
        """
        place = self._place(nik, need)
        if isinstance(place, Refusal):
            return place
        ready = self._ready()
        return Refusal(NotNow.PRINTER_OUT, ready) if isinstance(ready, Fault) else None

    def run(self, key: str, panels: Panels, tell: Tell) -> Ended:
        """Carry a reserved attempt to its end.

        A fault before arming gives the blank back. A fault after arming is answered by the
        evidence; while that is not to be had, or contradicts itself, this printer stays closed.
        """
        ready = self._prepare(panels, tell)
        if isinstance(ready, Fault):
            self._conclusions.not_started(key)
            return Ended(Verdict.NOT_STARTED, ready)
        self._arm(key, panels, ready)
        self._loaded = ""
        if self._chips is not None:
            failed = self._chips.write(key, tell)
            if failed is not None:
                return Ended(self.conclude(key, PATIENCE), failed.fault, failed.next_may_do)
        fed = self._chips is not None
        result = self._printer.print_loaded(self._telling(tell), fed=fed)
        failpoint("E4.timeout" if isinstance(result, Fault) else "E4.after")
        fault = result if isinstance(result, Fault) else None
        next_may_do = fault is None or fault.kind not in UNSEEN
        return Ended(self.conclude(key, PATIENCE), fault, next_may_do)

    def preload(self, panels: Panels, tell: Tell, abandoned: Callable[[], bool]) -> None:
        """Fill the printer's memory before anybody asked for a card, if it can take one."""
        if not self._printer.profile.preload or self.open_attempt() is not None:
            return
        self._loaded = ""
        if self._printer.make_ready() is None:
            self._load(panels, tell, abandoned)

    def forget(self) -> None:
        """Empty the printer's memory."""
        self._loaded = ""
        self._printer.wipe()

    def conclude(self, key: str, patience: float) -> Verdict | None:
        """E5, E6, T5: look until the evidence decides an armed attempt, and write that down.

        Returns None if the printer gave no usable answer for `patience` seconds: nothing changes,
        and the attempt can be concluded later.
        """
        deadline = self._clock.monotonic() + patience
        while True:
            evidence = self._printer.evidence(max(LOOK, patience))
            failpoint("E5.poll")
            if isinstance(evidence, Evidence):
                verdict = judge(self._printer.profile, _armed(key), evidence)
                if verdict is not Verdict.REJECT:
                    self._conclusions.write(key, verdict, evidence)
                    return verdict
                if self._reject(key):
                    continue
            if self._clock.monotonic() >= deadline:
                return None
            self._clock.sleep_until(min(deadline, self._clock.monotonic() + POLL))

    def commissioned(self) -> Printer | None:
        """Return the printer of this kiosk, if one was ever commissioned."""
        return Printer.get_or_none()

    def commission(self, evidence: Evidence) -> None:
        """Take a printer into service with the counters it has now."""
        with self._journal.step("commission") as step:
            Printer.insert(
                serial=evidence.serial,
                profile=self._printer.profile.name,
                fed_commissioned=evidence.fed or 0,
                fed=evidence.fed or 0,
            ).execute()
            step.note(serial=evidence.serial, fed=evidence.fed, panels=evidence.panels)

    def agrees(self, evidence: Evidence) -> bool:
        """Tell whether this is our printer, and did nothing that we did not journal (V2).

        One that does not count what it fed must not have printed a panel more, or fewer.
        """
        printer = self.commissioned()
        if printer is None or evidence.serial != printer.serial:
            return False
        if evidence.fed is None:
            return evidence.panels == panels_journalled(self._journal.kiosk, printer.serial)
        return evidence.fed == int(printer.fed)

    def _place(self, nik: str, need: Need | None = None) -> tuple[Printer, str] | Refusal:
        """Return the printer and the box of a blank that an attempt for somebody may have now."""
        printer = self.commissioned()
        if printer is None or self.open_attempt() is not None or not self._has_room():
            return Refusal(NotNow.PRINTER_OUT)
        box = self._allocation.box_for(nik, need)
        if box is None:
            return Refusal(NotNow.NO_BLANK)
        today = self._today()
        used = Day.get_or_none((Day.day == today) & (Day.printer == printer.serial))
        left = self._cap if used is None else used.cap - used.used
        if left <= self._allocation.room_kept(today, nik):
            return Refusal(NotNow.CAP_REACHED)
        return printer, box

    def _prepare(self, panels: Panels, tell: Tell) -> Evidence | Fault:
        """E2, E3: everything that must be true before anything can be printed."""
        evidence = self._ready()
        failpoint("E2.after")
        if isinstance(evidence, Fault):
            return evidence
        fault = None
        if self._loaded != image_sha(panels):
            fault = self._load(panels, tell, lambda: False)
        failpoint("E3.after")
        return fault or evidence

    def _ready(self) -> Evidence | Fault:
        """E2: whether this is our printer, as journalled, and nothing keeps it from printing."""
        if not self._still_loaded():
            self._loaded = ""
        fault = self._printer.make_ready()
        if fault is None and self._chips is not None:
            fault = self._chips.make_ready()
        if fault is not None:
            return fault
        evidence = self._printer.evidence(LOOK)
        if isinstance(evidence, Fault):
            return evidence
        if not self.agrees(evidence) or evidence.card_in_path is not False or evidence.restarted:
            return Fault(FaultKind.UNKNOWN, "counters or card path are not as journalled")
        return evidence

    def _today(self) -> str:
        return self._clock.wall().date().isoformat()

    def _load(self, panels: Panels, tell: Tell, abandoned: Callable[[], bool]) -> Fault | None:
        self._loaded = ""
        fault = self._printer.load(panels, tell, abandoned)
        if fault is None and not abandoned():
            self._loaded = image_sha(panels)
        return fault

    def _still_loaded(self) -> bool:
        """Tell whether the printer was not restarted since its memory was filled."""
        if not self._loaded:
            return False
        evidence = self._printer.evidence(LOOK)
        return isinstance(evidence, Evidence) and evidence.restarted is False

    def _arm(self, key: str, panels: Panels, evidence: Evidence) -> None:
        """T4: the point of no return."""
        fed = evidence.fed
        if fed is None:
            fed = Printer.get().fed
        with self._journal.step("T4") as step:
            step.change(
                Attempt,
                key,
                AttemptState.RESERVED,
                AttemptState.ARMED,
                image_sha=image_sha(panels),
                panels=self._printer.profile.panels,
                fed0=fed,
                panels0=evidence.panels,
                chip=ChipState.NONE if self._chips is None else ChipState.WANTED,
            )

    def _telling(self, tell: Tell) -> Tell:
        started = False

        def told(progress: Told) -> None:
            nonlocal started
            if not started:
                started = True
                failpoint("E4.sent")
            tell(progress)

        return told

    def _reject(self, key: str) -> bool:
        """E6: throw the card in the path into the reject box; tell whether the printer did."""
        state = AttemptState.ARMED
        with self._journal.step("E6") as step:
            step.change(Attempt, key, state, state, rejecting=Rejecting.SENT)
        failpoint("E6.reject")
        if self._printer.reject() is not None:
            return False
        with self._journal.step("E6") as step:
            step.change(Attempt, key, state, state, rejecting=Rejecting.DONE)
        return True


def panels_journalled(kiosk: str, serial: str) -> int | None:
    """Return where the panel counter of a printer stood when it was last journalled.

    The counter only grows, so the highest of its readings is the last.
    """
    last = Attempt.select(fn.MAX(Attempt.panels1)).where(Attempt.printer == serial).scalar()
    if last is not None:
        return int(last)
    for entry in audit.entries(kiosk):
        if entry.act == "commission":
            noted: int | None = json.loads(entry.payload).get("panels")
            return noted
    return None


def image_sha(panels: Panels) -> str:
    """Return the SHA-256 of everything that is sent to be printed."""
    digest = hashlib.sha256()
    for layer in (panels.y, panels.m, panels.c, panels.k):
        digest.update(layer.tobytes())
    return digest.hexdigest()


def _armed(key: str) -> Armed:
    row = Attempt.get_by_id(key)
    if row.fed0 is None or row.panels0 is None or row.panels is None:
        raise ValueError(f"D8 does not hold for {key}")
    missing = row.chip == ChipState.WANTED
    return Armed(row.printer, row.fed0, row.panels0, row.panels, Rejecting(row.rejecting), missing)
