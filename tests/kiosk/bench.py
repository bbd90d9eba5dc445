"""An office with its machines and its ministry, in memory and in virtual time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from devices.cable import Cable
from devices.chip.simulator.simulator import CouplerSimulator
from devices.chip.simulator.station import over
from devices.clock import WIB, VirtualClock
from devices.entropy import Entropy, SeededEntropy
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort
from devices.printer.machine.electronics import Electronics
from devices.printer.makes import simulator
from devices.printer.printer import MakeName
from devices.receipt.simulator.simulator import ReceiptSimulator
from devices.simulator import Json
from kiosk.desk.accounts import Accounts
from kiosk.identity import Identity, Method
from kiosk.issuance.results import Door
from kiosk.ministry.contract import Record
from kiosk.ministry.simulator import Ministry
from kiosk.ministry.transport import LockstepTransport
from kiosk.office import Office
from kiosk.policy import Policy
from kiosk.simulation import founding
from kiosk.simulation.people import Resident, residents
from kiosk.visit.codes import Code

OPENING = datetime(2026, 3, 2, 8, 0, tzinfo=WIB)
EVERYBODY = residents(SeededEntropy("bench"), OPENING.date())
OFFICERS = founding.officers(SeededEntropy("bench"))
SITI = ("siti", "satu dua tiga")
"""The name and the PIN of an officer who signs over the screen."""


def somebody(code: Code, number: int = 0) -> Resident:
    """Return a resident who shows that row."""
    return [each for each in EVERYBODY if each.shows is code][number]


def quick_accounts(office: Office, entropy: Entropy) -> Accounts:
    """Return the officers of an office in memory, whose PINs protect nothing."""
    secret = office.config.office.namespace.bytes
    return Accounts(office.issuance.journal, office.clock, entropy, secret, founding.QUICK)


@dataclass
class Bench:
    """An office, and everything that stands around it."""

    folder: Path
    clock: VirtualClock
    office: Office
    ministry: Ministry
    reader: FingerprintSimulator
    printer: Electronics
    printer_cable: Cable
    coupler: CouplerSimulator
    coupler_cable: Cable
    receipts: ReceiptSimulator
    receipts_cable: Cable
    cap: int = 200
    make: MakeName = "evolis"
    chips: bool = False

    def touch_printer(self, **act: Json) -> Mapping[str, Json]:
        """Do something to the printer."""
        return self.printer.act(act, self.clock.monotonic())

    def touch_reader(self, **act: Json) -> Mapping[str, Json]:
        """Do something to the reader."""
        return self.reader.act(act, self.clock.monotonic())

    def touch_coupler(self, **act: Json) -> Mapping[str, Json]:
        """Do something to the coupler."""
        return self.coupler.act(act, self.clock.monotonic())

    def touch_receipts(self, **act: Json) -> Mapping[str, Json]:
        """Do something to the receipt printer."""
        return self.receipts.act(act, self.clock.monotonic())

    def weather(self, state: str) -> None:
        """Change the ministry's weather."""
        self.ministry.act({"act": "weather", "is": state})

    def decide(self, policy: Policy) -> None:
        """Put a policy into force, until the office is opened again."""
        decided = {"policy": (policy,)}
        self.office.config = msgspec.structs.replace(self.office.config, **decided)

    def record(self, resident: Resident) -> Record:
        """Return what the ministry says of somebody now."""
        record = self.office.ministry.fetch(resident.nik)
        assert isinstance(record, Record)
        return record

    def at_the_door(self, door: Door) -> None:
        """Take the card when asked to."""
        if door is Door.OPEN_IT:
            self.touch_printer(act="door", **{"is": "open"})
            self.touch_printer(act="take")
        else:
            self.touch_printer(act="door", **{"is": "closed"})

    def signed(self, _: float) -> bool:
        """Take the card and sign for it, where nobody watches the door."""
        self.at_the_door(Door.OPEN_IT)
        self.at_the_door(Door.CLOSE_IT)
        return True

    def holder(self, resident: Resident) -> Identity:
        """Return the proof that somebody stands here."""
        return Identity(resident.nik, Method.SENSOR, 120)

    def report(self) -> None:
        """Send everything that waits for the ministry."""
        while errands := self.office.issuance.errands():
            for errand in errands:
                assert errand()()

    def reopen(self) -> None:
        """Close the office, and open it again as after a night, or a kill."""
        self.office.close()
        self.open()

    def open(self) -> None:
        """Open the office."""
        self.office = _office(self.folder, self)

    def close(self) -> None:
        """Put everything away."""
        self.office.close()
        self.ministry.close()


def found(
    folder: Path,
    people: list[Resident],
    *,
    blanks: int = 5,
    cap: int = 200,
    paced: bool = False,
    make: MakeName = "evolis",
    chips: bool = False,
    on_disk: bool = False,
) -> Bench:
    """Found an office for these people, whose printer keeps no pictures of its cards.

    If `paced`, the printer's line takes its time; if `chips`, the chip of each card is written; if
    `on_disk`, the ministry keeps its files in a file.
    """
    clock, entropy = VirtualClock(OPENING), SeededEntropy("bench")
    ministry = Ministry(
        folder / founding.MINISTRY if on_disk else None, entropy.secret(32, "ministry key"), clock
    )
    founding.put_on_file(ministry, people, clock, entropy)
    reader = FingerprintSimulator(entropy)
    coupler = CouplerSimulator("bench", card="none", folder=folder / founding.COUPLER)
    station = over(lambda act: coupler.act(act, clock.monotonic()))
    receipts = ReceiptSimulator()
    printer = simulator(make)(
        folder / founding.PRINTER, pictures=False, paced=paced, station=station
    )
    bench = Bench(
        folder,
        clock,
        None,  # type: ignore[arg-type]
        ministry,
        reader,
        printer,
        Cable(printer),
        coupler,
        Cable(coupler),
        receipts,
        Cable(receipts),
        cap,
        make,
        chips,
    )
    bench.open()
    if blanks:
        bench.office.issuance.receive_blanks("box-1", blanks, OFFICERS)
    bench.office.issuance.tend()
    return bench


def _office(folder: Path, bench: Bench) -> Office:
    entropy = SeededEntropy("bench")
    who = founding.office_section(entropy)
    public_key = bench.ministry.public_key
    office = Office(
        founding.settings(
            folder,
            who,
            public_key,
            founding.slips_section(folder, entropy),
            make=bench.make,
            cards_per_day=bench.cap,
            coupler="memory:" if bench.chips else "",
        ),
        bench.clock,
        entropy,
        fingerprint=MemoryPort(Cable(bench.reader), bench.clock, "fingerprint reader"),
        printer=MemoryPort(bench.printer_cable, bench.clock, "card printer"),
        coupler=MemoryPort(bench.coupler_cable, bench.clock, "chip coupler"),
        receipt=MemoryPort(bench.receipts_cable, bench.clock, "receipt printer"),
        transport=LockstepTransport(bench.ministry, bench.clock),
    )
    office.accounts = quick_accounts(office, entropy)
    return office
