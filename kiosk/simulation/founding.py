"""Founds an office for demonstrations and simulations: keys, settings, residents on file, blanks.

Everybody's finger is enrolled with the simulated reader's own commands, so that what the ministry
keeps is what such a reader really gives.
"""

import uuid
from pathlib import Path

from argon2 import PasswordHasher

from devices.cable import Cable
from devices.clock import Clock
from devices.entropy import Entropy
from devices.fingerprint.reader import Capture, Enrolling, FingerprintReader
from devices.fingerprint.simulator.simulator import FingerprintSimulator
from devices.port import MemoryPort
from devices.printer.printer import MakeName
from devices.simulator import Json
from kiosk.config import (
    ChipSection,
    Config,
    DemoSection,
    FingerprintSection,
    MinistrySection,
    OfficeSection,
    PrinterSection,
    ReceiptSection,
    SlipsSection,
)
from kiosk.desk.authority import Credential, Operator, TwoOfficers, prove
from kiosk.documents.photo import draw_portrait, draw_signature
from kiosk.documents.slip import public_key as slip_key
from kiosk.keys import load_key
from kiosk.ministry.contract import Record, Template
from kiosk.ministry.simulator import Ministry
from kiosk.simulation.people import Resident

FAMILY = "r30x"
KEY_FILE, SLIP_KEY, SETTINGS, DATABASE, MINISTRY, PRINTER, COUPLER, RECEIPTS = (
    "ministry.key",
    "slips.key",
    "kiosk.toml",
    "office.sqlite3",
    "ministry.sqlite3",
    "printer",
    "coupler",
    "receipts",
)
"""What lies in an office's folder."""
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""For PINs that are made in the same run; it protects nothing."""
ENROL_SECONDS = 60.0


def office_section(entropy: Entropy) -> OfficeSection:
    """Return who the invented office is."""
    return OfficeSection(
        id="kota-probolinggo",
        name="Dispendukcapil Kota Probolinggo",
        city="PROBOLINGGO",
        counter=3,
        hours={"mon-fri": "08:00-14:00"},
        kiosk="kiosk-1",
        namespace=uuid.UUID(bytes=entropy.secret(16, "office namespace"), version=4),
        specimen=True,
    )


def slips_section(folder: Path, entropy: Entropy) -> SlipsSection:
    """Return the keys of an office's slips; the private one lies in its folder from then on."""
    path = folder / SLIP_KEY
    private_key = load_key(path, entropy, "slips")
    return SlipsSection(private_key=path, public_keys=(slip_key(private_key).hex(),))


def officers(entropy: Entropy) -> TwoOfficers:
    """Return two invented officers: each has proven a PIN that is made for it and kept nowhere."""

    def officer(name: str) -> Operator:
        pin = entropy.secret(16, f"PIN of {name}").hex()
        hashed = QUICK.hash(pin, salt=entropy.secret(16, f"salt of {name}"))
        proven = prove(Credential(name, hashed), pin, QUICK)
        if proven is None:
            raise RuntimeError(f"{name} could not sign in")
        return proven

    return TwoOfficers(officer("demo-officer-a"), officer("demo-officer-b"))


def settings(
    folder: Path,
    office: OfficeSection,
    public_key: bytes,
    slips: SlipsSection,
    *,
    fingerprint: str = "memory:",
    printer: str = "memory:",
    make: MakeName = "evolis",
    ministry: str = "http://ministry.invalid",
    demo: DemoSection | None = None,
    cards_per_day: int = 200,
    coupler: str = "",
) -> Config:
    """Return the settings of an office in that folder, with the addresses of its machines.

    With a `coupler`, the chip of each card is written.
    """
    return Config(
        office=office,
        database=folder / DATABASE,
        log=folder / "kiosk.log",
        fingerprint=FingerprintSection(url=fingerprint, family=FAMILY),
        printer=PrinterSection(url=printer, make=make, cards_per_day=cards_per_day),
        chip=ChipSection(required=bool(coupler), url=coupler),
        receipt=ReceiptSection(url="memory:"),
        ministry=MinistrySection(url=ministry, public_key=public_key.hex()),
        slips=slips,
        demo=demo,
    )


def put_on_file(
    ministry: Ministry,
    everybody: list[Resident],
    clock: Clock,
    entropy: Entropy,
) -> None:
    """Take everybody's picture and finger, and put them on file at the ministry."""
    enrol = _Enrolment(clock, entropy)
    ministry.seed([_record(each, enrol.template(each.nik)) for each in everybody if each.on_file])


def _record(resident: Resident, template: bytes) -> Record:
    return Record(
        fields=resident.fields,
        status=resident.status,
        status_since=resident.since,
        data_version=1,
        generation=1,
        deceased=resident.deceased,
        moved=resident.moved,
        card=resident.card,
        photo=draw_portrait(resident.nik),
        signature=draw_signature(resident.nik),
        templates=(Template(family=FAMILY, size=len(template), data=template),),
    )


class _Enrolment:
    """A reader on a table, and people who put their finger on it when it asks."""

    def __init__(self, clock: Clock, entropy: Entropy) -> None:
        self._clock = clock
        self._simulator = FingerprintSimulator(entropy)
        port = MemoryPort(Cable(self._simulator), clock, "enrolment reader")
        self._reader = FingerprintReader(port, clock)

    def template(self, owner: str) -> bytes:
        """Return the template of this person's finger."""

        def hand(enrolling: Enrolling) -> None:
            touch: dict[str, Json] = {"act": "finger", "owner": owner}
            act = touch if enrolling.step is Capture.WAITING else {"act": "lift"}
            self._simulator.act(act, self._clock.monotonic())

        self._reader.connect()
        deadline = self._clock.monotonic() + ENROL_SECONDS
        template = self._reader.enrol(deadline=deadline, tell=hand, abandoned=lambda: False)
        if isinstance(template, bytes):
            return template
        raise RuntimeError(f"the simulated reader enrolled nobody: {template}")
