"""Runs a scenario: the same visit, drivers and simulators as the kiosk, in virtual time.

Everything lies in one folder and is safe at every instant: killed and called again, a simulation
goes on as an office would after a power cut.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from devices.cable import Cable
from devices.chip.simulator.simulator import CouplerSimulator
from devices.chip.simulator.station import over
from devices.clock import WIB, VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort
from devices.printer.makes import simulator
from devices.printer.printer import MakeName
from devices.receipt.simulator.simulator import ReceiptSimulator
from devices.simulator import Json, Simulator
from kiosk.desk.accounts import Accounts
from kiosk.issuance.issuance import Found
from kiosk.ministry.simulator import Ministry
from kiosk.ministry.transport import LockstepTransport
from kiosk.office import Office
from kiosk.simulation import founding, witness
from kiosk.simulation.people import Resident, residents
from kiosk.simulation.resident import SimulatedOfficer, SimulatedResident, Touch
from kiosk.simulation.scenario import Scenario, Trouble, trouble
from kiosk.visit.events import Tick, Told
from kiosk.visit.outcomes import Place
from kiosk.visit.views import OfficerView, PrintingView, PrintStage, View
from kiosk.visit.visit import Visit

OPENING = datetime(2026, 3, 2, 8, 0, tzinfo=WIB)
MENDING = timedelta(hours=1)
"""That the power stays away when a simulation was killed and is resumed."""
MISHAP_ACTS: Mapping[str, Mapping[str, Json]] = {
    "jam": {"act": "jam"},
    "ribbon": {"act": "ribbon", "is": "out"},
    "cover": {"act": "cover", "is": "open"},
    "power": {"act": "power", "is": "cut"},
}
AT_THE_COUNTER = "demo-officer"
"""The officer who signs over the residents' screen."""
LEFT = "left"
"""What a visit comes to when somebody walks away."""


@dataclass
class Progress:
    """How far a simulation is; written after every visit."""

    at: str = OPENING.isoformat()
    visits: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    boxes: int = 0

    def save(self, path: Path) -> None:
        """Replace the file in one step."""
        new = path.with_suffix(".new")
        new.write_text(json.dumps(asdict(self)))
        new.replace(path)


@dataclass(frozen=True)
class Figures:
    """What came of a simulation; `check` is of the office's books against the printer's witness."""

    residents: int
    outcomes: dict[str, int]
    cards: int
    blanks: dict[str, int]
    faults: dict[str, int]
    check: dict[str, bool | list[str]]


class Simulation:
    """One office, its machines and its visitors."""

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        folder: Path,
        *,
        profile: str,
        pictures: bool,
        make: MakeName = "evolis",
    ) -> None:
        """Found the office in that folder, or find it there as a kill left it."""
        self._scenario = scenario
        self._profile = profile
        self._entropy = SeededEntropy(seed)
        self._officers = founding.officers(self._entropy)
        self._file = folder / "progress.json"
        self._progress = Progress()
        resumed = self._file.exists()
        if resumed:
            self._progress = Progress(**json.loads(self._file.read_text()))
        start = datetime.fromisoformat(self._progress.at) + (MENDING if resumed else timedelta())
        self._clock = VirtualClock(start)
        everybody = residents(self._entropy, OPENING.date())
        key = self._entropy.secret(32, "ministry key")
        self._ministry = Ministry(folder / founding.MINISTRY, key, self._clock)
        self._visitors = self._queue(everybody)
        if not resumed:
            coming = {each.nik for each in self._visitors}
            on_file = [each for each in everybody if each.nik in coming]
            founding.put_on_file(self._ministry, on_file, self._clock, self._entropy)
            self._progress.save(self._file)
        self._reader = FingerprintSimulator(self._entropy)
        self._machines, self._chips = folder / founding.PRINTER, folder / founding.COUPLER
        self._coupler = CouplerSimulator(str(seed), card="none", folder=self._chips)
        station = over(self._touch(self._coupler))
        self._printer = simulator(make)(self._machines, pictures=pictures, station=station)
        self._receipts = ReceiptSimulator(folder / founding.RECEIPTS)
        who = founding.office_section(self._entropy)
        config = founding.settings(
            folder,
            who,
            self._ministry.public_key,
            founding.slips_section(folder, self._entropy),
            make=make,
            cards_per_day=scenario.cards_per_day,
            coupler="memory:" if scenario.chips else "",
        )
        self._office = Office(
            config,
            self._clock,
            self._entropy,
            fingerprint=MemoryPort(Cable(self._reader), self._clock, "fingerprint reader"),
            printer=MemoryPort(Cable(self._printer), self._clock, "card printer"),
            coupler=MemoryPort(Cable(self._coupler), self._clock, "chip coupler"),
            receipt=MemoryPort(Cable(self._receipts), self._clock, "receipt printer"),
            transport=LockstepTransport(self._ministry, self._clock),
        )
        self._officer = self._appointed()
        self._place = Place(who.name, who.counter_value, who.hours_value)

    def run(self) -> Figures:
        """Serve everybody who has not been served yet; return the figures."""
        self._mend()
        while self._progress.visits < len(self._visitors):
            self._deliver()
            number = self._progress.visits
            chance = self._entropy.stream(f"trouble/{number}")
            plan = trouble(chance, self._profile, chips=self._scenario.chips)
            code = self._serve(number, plan)
            self._mend()
            self._count(self._progress.outcomes, code)
            for kind in plan.kinds:
                self._count(self._progress.faults, kind)
            self._progress.visits += 1
            self._progress.at = self._clock.wall().isoformat()
            self._progress.save(self._file)
        figures = self._figures()
        self._office.close()
        self._ministry.close()
        return figures

    def _appointed(self) -> SimulatedOfficer:
        """Return the officer at the counter, who has an account."""
        pin = self._entropy.secret(16, "PIN at the counter").hex()
        office = self._office
        secret = office.config.office.namespace.bytes
        accounts = Accounts(
            office.issuance.journal, office.clock, self._entropy, secret, founding.QUICK
        )
        office.accounts = accounts
        accounts.first(AT_THE_COUNTER, pin)
        return SimulatedOfficer(AT_THE_COUNTER, pin)

    def _queue(self, everybody: list[Resident]) -> list[Resident]:
        """Return who comes when; a few come a second time, to see what they are told."""
        chance = self._entropy.stream("queue")
        queue = list(everybody)
        chance.shuffle(queue)
        queue += chance.sample(queue, k=len(queue) // 5)
        return queue[: self._scenario.visitors]

    def _deliver(self) -> None:
        """Take the boxes into stock that are due."""
        for visit, blanks in self._scenario.boxes[self._progress.boxes :]:
            if visit <= self._progress.visits:
                known = self._office.issuance.blanks()["received"]
                due = sum(n for v, n in self._scenario.boxes if v <= visit)
                if known < due:
                    box = f"box-{self._progress.boxes + 1}"
                    self._office.issuance.receive_blanks(box, blanks, self._officers)
                self._progress.boxes += 1

    def _serve(self, number: int, plan: Trouble) -> str:
        """Let one visitor come, be served or not, and go.

        For whoever replaces a card the weather turns when an officer is asked for.
        """
        visitor = SimulatedResident(
            self._visitors[number],
            self._entropy.stream(f"visitor/{number}"),
            self._touch(self._reader),
            self._touch(self._printer),
            new_card=self._office.issuance.card_of(self._visitors[number].nik) is not None,
            card=lambda: self._office.issuance.card_of(self._visitors[number].nik),
        )
        begun = "up" if visitor.replaces else plan.weather
        self._ministry.act({"act": "weather", "is": begun})
        if plan.feeder_empty:
            self._printer.act({"act": "feeder", "is": "empty"}, self._clock.monotonic())
        chip: dict[str, Json] = {"act": "next", "is": "worn" if plan.bad_chip else "fresh"}
        self._coupler.act(chip, self._clock.monotonic())
        visit = Visit(self._clock, self._office.policy, self._place, "id")
        mishap = _Mishap(plan, self._touch(self._printer))

        def told(event: Told) -> None:
            visit.send(event)
            visitor.see(visit.view)
            mishap.see(visit.view)

        prepared = None
        while not visit.ended:
            if visit.aside is not prepared and visit.aside is not None:
                prepared = visit.aside
                prepared.run(self._office, told)
            if visit.job is not None:
                visitor.see(visit.view)
                visit.send(visit.job.run(self._office, told))
                continue
            if isinstance(visit.view, OfficerView):
                self._ministry.act({"act": "weather", "is": plan.weather})
            intent = self._officer.answer(visit.overlay) or visitor.answer(visit.view)
            if intent is not None:
                self._wait(visitor.thinking())
                visit.send(intent)
            elif visit.deadline is not None:
                self._clock.sleep_until(visit.deadline)
                visit.send(Tick())
        self._office.forget_resident()
        return visitor.code or LEFT

    def _mend(self) -> None:
        """Let an officer look after the machines, and the office after itself."""
        self._ministry.act({"act": "weather", "is": "up"})
        touch = self._touch(self._printer)
        for name, state in (("power", "on"), ("cover", "closed"), ("ribbon", "new")):
            touch({"act": name, "is": state})
        touch({"act": "clear"})
        touch({"act": "feeder", "is": "full"})
        touch({"act": "door", "is": "closed"})
        self._wait(2.0)
        self._office.tend()
        attempt = self._office.issuance.unresolved()
        if attempt is not None:
            self._resolve(attempt)
            self._office.tend()
        while errands := self._office.issuance.errands():
            for errand in errands:
                errand()()

    def _resolve(self, attempt: str) -> None:
        """Let two officers count what left the feeder, and say what became of a blank."""
        cards = witness.read(self._machines)
        blanks = self._office.issuance.blanks()
        known = blanks["received"] - blanks["stock"] - blanks["reserved"]
        found = Found.IN_FEEDER
        if len(cards) > known:
            found = Found.IN_HOPPER if cards[-1].went == "hopper" else Found.IN_REJECT_BOX
        self._office.issuance.resolve(attempt, found, self._officers, "counted")

    def _figures(self) -> Figures:
        check = self._office.check()
        blanks = self._office.issuance.blanks()
        violations = [f"{each.rule}: {each.what}" for each in check.violations]
        cards = witness.read(self._machines)
        promised = self._office.matters.promised()
        violations += witness.compare(cards, blanks, promised)
        if self._scenario.chips:
            violations += witness.without_chip(cards, witness.written(self._chips))
        return Figures(
            residents=self._progress.visits,
            outcomes=dict(sorted(self._progress.outcomes.items())),
            cards=blanks["held"] + blanks["issued"] + blanks["returned"],
            blanks=blanks,
            faults=dict(sorted(self._progress.faults.items())),
            check={"ok": not violations, "violations": violations},
        )

    def _touch(self, machine: Simulator) -> Touch:
        def touch(act: Mapping[str, Json]) -> None:
            machine.act(act, self._clock.monotonic())

        return touch

    def _wait(self, seconds: float) -> None:
        self._clock.sleep_until(self._clock.monotonic() + seconds)

    @staticmethod
    def _count(counts: dict[str, int], what: str) -> None:
        counts[what] = Counter(counts)[what] + 1


class _Mishap:
    """Waits for its moment while a card is printed, and happens once."""

    def __init__(self, plan: Trouble, touch: Touch) -> None:
        self._plan = plan
        self._touch = touch
        self._happened = False

    def see(self, view: View) -> None:
        """Happen, if this is the moment."""
        if not self._plan.mishap or self._happened or not isinstance(view, PrintingView):
            return
        if view.stage is PrintStage.PRINTING and view.done >= self._plan.panel:
            self._happened = True
            self._touch(MISHAP_ACTS[self._plan.mishap])
