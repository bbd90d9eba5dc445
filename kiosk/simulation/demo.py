"""The demo office: founded in a folder on first use, with machines at addresses of the day."""

import csv
import shutil
import socket
from datetime import datetime
from pathlib import Path

from devices.cable import Cable
from devices.clock import Clock, VirtualClock
from devices.entropy import SeededEntropy, SystemEntropy
from devices.port import MemoryPort, Port
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from kiosk.config import Config, ConfigError, DemoSection, load_config, save_config
from kiosk.documents.card import blank_card
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


def prepare(folder: Path, clock: Clock) -> Config:
    """Return the settings of the demo office in that folder; found it there if there is none.

    The machines' addresses are new each time. Raises `ConfigError`.
    """
    if not (folder / founding.SETTINGS).exists():
        if folder.exists():
            raise ConfigError(
                f"{folder} is there but holds no office. Move it away, then try again."
            )
        _found(folder, clock)
    config = load_config(folder / founding.SETTINGS)
    address = [f"127.0.0.1:{port}" for port in _free_ports(6)]
    return config.model_copy(
        update={
            "fingerprint": config.fingerprint.model_copy(update={"url": f"socket://{address[0]}"}),
            "printer": config.printer.model_copy(update={"url": f"socket://{address[1]}"}),
            "ministry": config.ministry.model_copy(update={"url": f"http://{address[2]}"}),
            "demo": DemoSection(fingerprint=address[3], printer=address[4], ministry=address[5]),
        }
    )


def resting_printer(folder: Path, clock: Clock) -> Port:
    """Return the line to the demo's printer, whose process ends with the kiosk, as it was left."""
    printer = PrinterSimulator(folder / founding.PRINTER, stock=folder / STOCK)
    return MemoryPort(Cable(printer), clock, "card printer")


def _found(folder: Path, clock: Clock) -> None:
    """Make the office beside its place, and put it there when it is whole."""
    from kiosk.ministry.service import load_key

    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700, parents=True)
    entropy = SystemEntropy()
    key = load_key(new / founding.KEY_FILE, entropy)
    everybody = demo_residents(clock.wall())
    bench_clock = VirtualClock(clock.wall())
    ministry = Ministry(new / founding.MINISTRY, key, bench_clock)
    founding.put_on_file(ministry, everybody, bench_clock, SeededEntropy("demo"))
    ministry.close()
    section = founding.office_section(entropy)
    config = founding.settings(new, section, ministry.public_key)
    office = Office(config, clock, entropy)
    office.issuance.receive_blanks("demo-box-1", BLANKS, founding.officers(entropy))
    office.close()
    blank_card().save(new / STOCK)
    _list_residents(new / RESIDENTS, everybody)
    save_config(config, new / founding.SETTINGS)
    new.rename(folder)


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
