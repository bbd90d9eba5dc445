"""The kiosk's settings: one TOML file, checked before anything starts."""

import json
import os
import tomllib
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from devices.bench import parse_address
from devices.printer.printer import MakeName
from kiosk.message import Value
from kiosk.opening import Counter, Hours, counter_value, hours_value, spells
from kiosk.policy import Policy
from kiosk.text import clean


class ConfigError(Exception):
    """The settings cannot be used; says which line and what to do."""


PublicKey: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""Ed25519, hexadecimal."""


class _Section(Struct, frozen=True, forbid_unknown_fields=True):
    pass


class OfficeSection(_Section, frozen=True):
    """Who we are."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]
    name: Annotated[str, Meta(max_length=60)]
    """As people and the card know it: Dispendukcapil Kota Probolinggo."""
    city: Annotated[str, Meta(max_length=40)]
    """The place of issue on the card."""
    counter: Counter
    """Where the kiosk sends people."""
    hours: Hours
    """When there is somebody."""
    kiosk: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]
    namespace: uuid.UUID
    """Secret: ties claims to people. Keep a copy apart from the database."""
    epoch: int = 1
    specimen: bool = False
    """Print CONTOH / SPECIMEN across every card."""

    def __post_init__(self) -> None:
        """Refuse hours that cannot be, and words that could not be shown as they are."""
        for entry in ("name", "city", "counter", "hours"):
            said = getattr(self, entry)
            for text in said.values() if isinstance(said, dict) else (str(said),):
                shown = clean(text)
                if text != shown:
                    raise ValueError(f"{entry} holds signs that cannot be shown; write {shown!r}")
        if isinstance(self.hours, dict):
            spells(self.hours)
        if isinstance(self.counter, dict) and "id" not in self.counter:
            raise ValueError('counter needs its name in Indonesian: id = "Loket Cetak"')

    @property
    def counter_value(self) -> Value:
        """Where people are sent, to be said in any language."""
        return counter_value(self.counter)

    @property
    def hours_value(self) -> Value:
        """When, to be said in any language."""
        return hours_value(self.hours)


class FingerprintSection(_Section, frozen=True):
    """The fingerprint reader."""

    url: str
    baud: int = 57600
    family: str = "r30x"
    template_size: int = 768
    """Bytes of a template of that family."""


class PrinterSection(_Section, frozen=True):
    """The card printer."""

    url: str
    make: MakeName = "evolis"
    baud: int = 115200
    rtscts: bool = False
    cards_per_day: Annotated[int, Meta(gt=0)] = 200
    """Blanks that one day may cost: beyond this the quality of cards suffers."""


class ChipSection(_Section, frozen=True):
    """The chip on the card: whether it is written here, and by which coupler."""

    required: bool = False
    url: str = ""
    baud: int = 115200

    def __post_init__(self) -> None:
        """Refuse what says nothing of where a needed coupler is."""
        if self.required and not self.url:
            raise ValueError("url is needed where chips are required")


class ReceiptSection(_Section, frozen=True):
    """The receipt printer, where there is one."""

    url: str
    baud: int = 38400


class MinistrySection(_Section, frozen=True):
    """The ministry's server."""

    url: str
    public_key: PublicKey
    """Whose answers count."""
    deadline: Annotated[float, Meta(gt=0, le=60)] = 8.0
    """Seconds that a resident waits for an answer."""


class SpeechSection(_Section, frozen=True):
    """What is on the screen, said aloud."""

    command: Annotated[str, Meta(max_length=200)] = ""
    """The program that speaks, by name or path: espeak-ng. Empty: nothing is said."""
    headphones: bool = False
    """Declares that only the resident hears it; otherwise no data of anybody are said."""
    seconds: Annotated[float, Meta(gt=0, le=120)] = 60.0
    """That one screen may be spoken about."""


class SlipsSection(_Section, frozen=True):
    """What makes a slip this office's own."""

    private_key: Path
    """A file of 32 bytes, Ed25519. Secret: whoever has it can make slips."""
    public_keys: Annotated[tuple[PublicKey, ...], Meta(min_length=1, max_length=8)]
    """That of the private key, and those of earlier ones whose slips still count."""


class ScreenSection(_Section, frozen=True):
    """How the screens look when a visit begins."""

    theme: Literal["day", "black-on-white", "white-on-black"] = "day"
    ring: bool = True
    """Whether the terminal's bell rings while somebody calls an officer."""
    ring_seconds: Annotated[float, Meta(ge=2, le=300)] = 20.0
    """Between two rings."""


class DemoSection(_Section, frozen=True):
    """Control channels of simulated devices, HOST:PORT; its presence turns the demo dock on."""

    fingerprint: str
    printer: str
    ministry: str
    chip: str | None = None
    receipt: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no address."""
        for address in self.channels.values():
            parse_address(address)

    @property
    def channels(self) -> dict[str, str]:
        """Return the channel of each device that has one, by the device's name."""
        found = msgspec.structs.asdict(self)
        return {device: address for device, address in found.items() if address is not None}


class Config(_Section, frozen=True, kw_only=True):
    """Everything a kiosk needs to know before it starts."""

    office: OfficeSection
    database: Path
    log: Path
    language: Literal["id", "en", "jv", "mad"] = "id"
    fingerprint: FingerprintSection
    printer: PrinterSection
    chip: ChipSection = ChipSection()
    receipt: ReceiptSection | None = None
    ministry: MinistrySection
    speech: SpeechSection = SpeechSection()
    slips: SlipsSection
    screen: ScreenSection = ScreenSection()
    demo: DemoSection | None = None
    policy: tuple[Policy, ...] = ()
    """What the office decided, each from its day on."""

    def __post_init__(self) -> None:
        """Refuse decisions of one and the same day, and chips that the printer cannot reach."""
        if len({each.since for each in self.policy}) < len(self.policy):
            raise ValueError("each policy needs a day of its own to begin on: from = 2026-01-01")
        if not self.chip.required:
            return
        from devices.printer.makes import MAKES

        if not MAKES[self.printer.make].profile.coupler:
            raise ValueError("chips are required, but this make of printer cannot reach them")


def save_config(config: Config, path: Path) -> None:
    """Write settings that `load_config` reads back, its paths relative to the file's folder."""
    here = path.resolve().parent
    values = msgspec.to_builtins(config, enc_hook=str)
    for name in ("database", "log"):
        values[name] = os.path.relpath(values[name], here)
    values["slips"]["private_key"] = os.path.relpath(config.slips.private_key, here)
    plain = {name: value for name, value in values.items() if isinstance(value, str)}
    lines = [f"{name} = {json.dumps(value)}" for name, value in plain.items()]
    sections = [(f"[{name}]", each) for name, each in values.items() if isinstance(each, dict)]
    for heading, entries in (*sections, *(("[[policy]]", each) for each in values["policy"])):
        inner = {name: each for name, each in entries.items() if isinstance(each, dict)}
        lines += ["", heading, *_entries(entries)]
        for name, each in inner.items():
            lines += ["", f"[{heading.strip('[]')}.{name}]", *_entries(each)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _entries(entries: Mapping[str, object]) -> list[str]:
    """Return the lines of what is neither a table nor nothing; TOML writes them as JSON does."""
    return [
        f"{name} = {json.dumps(value, ensure_ascii=False)}"
        for name, value in entries.items()
        if value is not None and not isinstance(value, dict)
    ]


def load_config(path: Path) -> Config:
    """Read and check a settings file; raise `ConfigError` with a sentence for people.

    Paths in the file are relative to the folder that the file lies in.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from None
    try:
        config = msgspec.convert(data, Config, dec_hook=_path)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        raise ConfigError(f"{path}: {where.strip('.`') or 'settings'}: {what}.") from None
    here = path.resolve().parent
    slips = replace(config.slips, private_key=here / config.slips.private_key)
    return replace(config, database=here / config.database, log=here / config.log, slips=slips)


def _path(_: type, value: object) -> Path:
    if not isinstance(value, str):
        raise TypeError("Expected the name of a file")
    return Path(value)
