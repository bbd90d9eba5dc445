"""The demo office: founded in a folder on first use, with machines at addresses of the day."""

import csv
import shutil
import socket
from datetime import datetime
from pathlib import Path

import msgspec

from devices.cable import Cable
from devices.clock import Clock, VirtualClock
from devices.entropy import SeededEntropy, SystemEntropy
from devices.port import MemoryPort, Port
from devices.printer.makes import MAKES, simulator
from devices.printer.printer import MakeName
from kiosk.config import (
    ChipSection,
    Config,
    ConfigError,
    DemoSection,
    ReceiptSection,
    load_config,
    save_config,
)
from kiosk.documents.card import blank_card
from kiosk.keys import load_key
from kiosk.ministry.simulator import Ministry
from kiosk.office import Office
from kiosk.simulation import founding
from kiosk.simulation.people import Answers, Resident, residents
from kiosk.visit.facts import Purpose

BLANKS = 20
"""In the demo's one box: few enough that somebody can see them run out."""
RESIDENTS = "residents.csv"
STOCK = "blank.png"


def demo_residents(today: datetime) -> list[Resident]:
    """Return the demo's residents: the same numbers and names in every demo office."""
    return residents(SeededEntropy("demo"), today.date())


def prepare(
    folder: Path, clock: Clock, make: MakeName = "evolis", *, chips: bool | None = None
) -> Config:
    """Return the settings of the demo office in that folder; found it there if there is none.

    Only a new office gets a printer of that make; one that is there keeps what its settings say.
    `chips` says whether the chip of each card is written; None: as before.

    The machines' addresses are new each time. Raises `ConfigError`.
    """
    if not (folder / founding.SETTINGS).exists():
        if folder.exists():
            raise ConfigError(
                f"{folder} is there but holds no office. Move it away, then try again."
            )
        _found(folder, clock, make)
    _give_slips(folder)
    config = load_config(folder / founding.SETTINGS)
    address = [f"127.0.0.1:{port}" for port in _free_ports(10)]
    required = config.chip.required if chips is None else chips
    if required and not MAKES[config.printer.make].profile.coupler:
        raise ConfigError("The demo office's printer cannot reach chips: start without --chips.")
    return msgspec.structs.replace(
        config,
        chip=ChipSection(required=required, url=f"socket://{address[6]}"),
        receipt=ReceiptSection(url=f"socket://{address[8]}"),
        fingerprint=msgspec.structs.replace(config.fingerprint, url=f"socket://{address[0]}"),
        printer=msgspec.structs.replace(config.printer, url=f"socket://{address[1]}"),
        ministry=msgspec.structs.replace(config.ministry, url=f"http://{address[2]}"),
        demo=DemoSection(
            fingerprint=address[3],
            printer=address[4],
            ministry=address[5],
            chip=address[7] if required else None,
            receipt=address[9],
        ),
    )


def resting_printer(folder: Path, clock: Clock, make: MakeName) -> Port:
    """Return the line to the demo's printer, whose process ends with the kiosk, as it was left."""
    printer = simulator(make)(folder / founding.PRINTER, stock=folder / STOCK)
    return MemoryPort(Cable(printer), clock, "card printer")


def _found(folder: Path, clock: Clock, make: MakeName) -> None:
    """Make the office beside its place, and put it there when it is whole."""
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    entropy = SystemEntropy()
    key = load_key(new / founding.KEY_FILE, entropy, "ministry")
    everybody = demo_residents(clock.wall())
    bench_clock = VirtualClock(clock.wall())
    ministry = Ministry(new / founding.MINISTRY, key, bench_clock)
    founding.put_on_file(ministry, everybody, bench_clock, SeededEntropy("demo"))
    ministry.close()
    section = founding.office_section(entropy)
    slips = founding.slips_section(new, entropy)
    config = founding.settings(new, section, ministry.public_key, slips, make=make)
    office = Office(config, clock, entropy)
    office.issuance.receive_blanks("demo-box-1", BLANKS, founding.officers(entropy))
    office.close()
    blank_card().save(new / STOCK)
    _list_residents(new / RESIDENTS, everybody)
    save_config(config, new / founding.SETTINGS)
    new.rename(folder)


def _give_slips(folder: Path) -> None:
    """Add what makes slips to the settings of a demo office that has none yet."""
    path = folder / founding.SETTINGS
    if b"\n[slips]\n" not in path.read_bytes():
        (key,) = founding.slips_section(folder, SystemEntropy()).public_keys
        with path.open("a", encoding="utf-8") as file:
            file.write(f'\n[slips]\nprivate_key = "{founding.SLIP_KEY}"\npublic_keys = ["{key}"]\n')


def _list_residents(path: Path, everybody: list[Resident]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("nik", "name", "shows", "how"))
        rows.writerows(
            (each.nik, each.fields.name, each.shows, _how(each.answers)) for each in everybody
        )


def _free_ports(number: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


def _how(answers: Answers) -> str:
    """Return what to do at the kiosk to see what a resident shows."""
    steps = [f"type {answers.typed}"] if answers.typed else []
    if answers.purpose is Purpose.REPORT_DEATH:
        steps.append("choose to report a death")
    if answers.finger != "right":
        steps.append("put a wrong finger on the reader three times")
    steps += [f"mark {field} as wrong" for field in sorted(answers.wrong)]
    steps += [f"{question.name.lower()}: {choice}" for question, choice in answers.told.items()]
    return "; ".join(steps)
