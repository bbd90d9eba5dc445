"""The kiosk's settings: one TOML file, checked before anything starts."""

import json
import os
import tomllib
import uuid
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from devices.bench import parse_address
from devices.printer.printer import MakeName
from kiosk.policy import Policy


class ConfigError(Exception):
    """The settings cannot be used; says which line and what to do."""


PublicKey: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""Ed25519, hexadecimal."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OfficeSection(_Section):
    """Who we are."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    name: Annotated[str, Field(max_length=60)]
    """As people and the card know it: Dispendukcapil Kota Probolinggo."""
    city: Annotated[str, Field(max_length=40)]
    """The place of issue on the card."""
    counter: Annotated[str, Field(max_length=30)]
    """Where the kiosk sends people: Loket 3."""
    hours: Annotated[str, Field(max_length=60)]
    kiosk: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    namespace: uuid.UUID
    """Secret: ties claims to people. Keep a copy apart from the database."""
    epoch: int = 1
    specimen: bool = False
    """Print CONTOH / SPECIMEN across every card."""


class FingerprintSection(_Section):
    """The fingerprint reader."""

    url: str
    baud: int = 57600
    family: str = "r30x"
    template_size: int = 768
    """Bytes of a template of that family."""


class PrinterSection(_Section):
    """The card printer."""

    url: str
    make: MakeName = "evolis"
    baud: int = 115200
    rtscts: bool = False
    cards_per_day: Annotated[int, Field(gt=0)] = 200
    """Blanks that one day may cost: beyond this the quality of cards suffers."""


class ChipSection(_Section):
    """The chip on the card: whether it is written here, and by which coupler."""

    required: bool = False
    url: str = ""
    baud: int = 115200

    @model_validator(mode="after")
    def _reachable(self) -> "ChipSection":
        if self.required and not self.url:
            raise ValueError("url is needed where chips are required")
        return self


class ReceiptSection(_Section):
    """The receipt printer, where there is one."""

    url: str
    baud: int = 38400


class MinistrySection(_Section):
    """The ministry's server."""

    url: str
    public_key: PublicKey
    """Whose answers count."""
    deadline: Annotated[float, Field(gt=0, le=60)] = 8.0
    """Seconds that a resident waits for an answer."""


class SpeechSection(_Section):
    """What is on the screen, said aloud."""

    command: Annotated[str, Field(max_length=200)] = ""
    """The program that speaks, by name or path: espeak-ng. Empty: nothing is said."""
    headphones: bool = False
    """Declares that only the resident hears it; otherwise no data of anybody are said."""
    seconds: Annotated[float, Field(gt=0, le=120)] = 60.0
    """That one screen may be spoken about."""


class SlipsSection(_Section):
    """What makes a slip this office's own."""

    private_key: Path
    """A file of 32 bytes, Ed25519. Secret: whoever has it can make slips."""
    public_keys: Annotated[tuple[PublicKey, ...], Field(min_length=1, max_length=8)]
    """That of the private key, and those of earlier ones whose slips still count."""


class ScreenSection(_Section):
    """How the screens look when a visit begins."""

    theme: Literal["day", "black-on-white", "white-on-black"] = "day"


class DemoSection(_Section):
    """Control channels of simulated devices, HOST:PORT; its presence turns the demo dock on."""

    fingerprint: str
    printer: str
    ministry: str
    chip: str | None = None
    receipt: str | None = None


class Config(_Section):
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

    @field_validator("policy")
    @classmethod
    def _dated(cls, policies: tuple[Policy, ...]) -> tuple[Policy, ...]:
        if len({each.since for each in policies}) < len(policies):
            raise ValueError("each needs a day of its own to begin on: from = 2026-01-01")
        return policies

    @model_validator(mode="after")
    def _reaches_chips(self) -> "Config":
        if not self.chip.required:
            return self
        from devices.printer.makes import MAKES

        if not MAKES[self.printer.make].profile.coupler:
            raise ValueError("chips are required, but this make of printer cannot reach them")
        return self


def save_config(config: Config, path: Path) -> None:
    """Write settings that `load_config` reads back, its paths relative to the file's folder."""
    here = path.resolve().parent
    values = config.model_dump(mode="json", exclude_none=True)
    for name in ("database", "log"):
        values[name] = os.path.relpath(values[name], here)
    values["slips"]["private_key"] = os.path.relpath(config.slips.private_key, here)
    values["policy"] = [
        each.model_dump(mode="json", by_alias=True, exclude_defaults=True) for each in config.policy
    ]
    plain = {name: value for name, value in values.items() if isinstance(value, str)}
    lines = [f"{name} = {json.dumps(value)}" for name, value in plain.items()]
    sections = [(f"[{name}]", each) for name, each in values.items() if isinstance(each, dict)]
    for heading, entries in (*sections, *(("[[policy]]", each) for each in values["policy"])):
        lines += ["", heading]
        lines += [f"{n} = {json.dumps(v, ensure_ascii=False)}" for n, v in entries.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


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
        config = Config.model_validate(data)
        channels = config.demo.model_dump(exclude_none=True) if config.demo else {}
        for address in channels.values():
            parse_address(address)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "settings"
        raise ConfigError(f"{path}: {where}: {first['msg']}.") from None
    except ValueError as error:
        raise ConfigError(f"{path}: demo: {error}") from None
    here = path.resolve().parent
    slips = config.slips.model_copy(update={"private_key": here / config.slips.private_key})
    return config.model_copy(
        update={"database": here / config.database, "log": here / config.log, "slips": slips}
    )
