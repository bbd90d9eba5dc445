"""The composition root: settings become a database, devices, the ministry, and an office."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from peewee import SqliteDatabase

from db.connection import Unfit, WriterLock, open_for_writing
from db.models import Office as OfficeRow
from db.states import Cause
from devices.chip.coupler import Coupler
from devices.chip.frame import Describer as ChipDescriber
from devices.clock import Clock
from devices.entropy import Entropy
from devices.fingerprint.packet import Describer
from devices.fingerprint.reader import FingerprintReader
from devices.port import Port, SerialPort
from devices.printer.makes import MAKES
from devices.printer.printer import Panels
from devices.recorder import RecordedPort
from kiosk.ahead import Ahead
from kiosk.config import Config
from kiosk.desk.accounts import Accounts
from kiosk.desk.expected import expected
from kiosk.desk.matters import Matters
from kiosk.documents.card import draw_card
from kiosk.documents.receipts import Receipts
from kiosk.issuance import failpoints
from kiosk.issuance.claims import Station
from kiosk.issuance.invariants import Check, check
from kiosk.issuance.issuance import Issuance
from kiosk.issuance.journal import Step
from kiosk.issuance.outbox import Errand
from kiosk.keys import load_key
from kiosk.ministry.client import MinistryClient
from kiosk.ministry.contract import Record
from kiosk.numbers import NumberLimit
from kiosk.policy import Policy, in_force
from kiosk.watch import ServerWatch

if TYPE_CHECKING:
    import httpx


class UncommittedEffectError(RuntimeError):
    """Somebody waited for the world inside a transaction: an effect before its commit."""


class OfficeClock:
    """A clock that nobody can wait on while a transaction is open."""

    def __init__(self, clock: Clock, database: SqliteDatabase) -> None:
        self._clock = clock
        self._database = database

    def wall(self) -> datetime:
        """Return the time of day."""
        return self._clock.wall()

    def monotonic(self) -> float:
        """Return monotonic seconds."""
        return self._clock.monotonic()

    def sleep_until(self, when: float) -> None:
        """Wait, or raise `UncommittedEffectError`."""
        if self._database.in_transaction():
            raise UncommittedEffectError
        self._clock.sleep_until(when)


class Office:
    """Everything that works behind the screens. Owned by one thread; holds the writer's lock."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        entropy: Entropy,
        *,
        fingerprint: Port | None = None,
        printer: Port | None = None,
        coupler: Port | None = None,
        receipt: Port | None = None,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        """Open the database and connect to nothing yet: ports are taken when first used.

        A simulation gives ports and a transport of its own; otherwise they come from the
        settings. Raises `db.connection.Busy` and `Unfit`.
        """
        self.config = config
        self._lock = WriterLock(config.database)
        self._database = open_for_writing(config.database, failpoints.failpoint)
        self.clock: Clock = OfficeClock(clock, self._database)
        self._decoy = entropy.stream("decoy template")
        self._enrol_office()
        self.numbers = NumberLimit(self.clock, lambda: self.policy.nik_tries_per_hour)
        reader = config.fingerprint
        self._reader_line = RecordedPort(
            fingerprint or SerialPort(reader.url, "fingerprint reader", clock, baud=reader.baud),
            self.clock,
            Describer(),
            Describer(),
        )
        self.reader = FingerprintReader(self._reader_line, self.clock)
        machine = config.printer
        make = MAKES[machine.make]
        self._printer_line = RecordedPort(
            printer
            or SerialPort(
                machine.url, "card printer", clock, baud=machine.baud, rtscts=machine.rtscts
            ),
            self.clock,
            make.describe_order,
            make.describe_reply,
        )
        self._printer = make.drive(self._printer_line, self.clock)
        self.receipts = self._receipts(receipt, clock)
        self.ministry = MinistryClient(
            config.ministry.url,
            bytes.fromhex(config.ministry.public_key),
            entropy,
            clock,
            deadline=config.ministry.deadline,
            transport=transport,
        )
        self.issuance = Issuance(
            self._database,
            config.database,
            self.clock,
            self._printer,
            self.ministry,
            self._station(),
            self._draw,
            lambda: self.policy,
            self._settle,
            self._keep,
            machine.cards_per_day,
            self._coupler(coupler),
        )
        self.matters = self._matters(entropy)
        self.ahead = Ahead(self.ministry, self.clock, lambda: self.policy, self._expected)
        self._watch = ServerWatch(self.issuance.journal, self.ministry, self.clock)
        secret = config.office.namespace.bytes
        self.accounts = Accounts(self.issuance.journal, self.clock, entropy, secret)

    @property
    def policy(self) -> Policy:
        """What the office decided, as it is in force today."""
        return in_force(self.config.policy, self.clock.wall().date())

    def tend(self) -> None:
        """Put right what was left open, whenever nobody needs the office."""
        self.issuance.tend()
        self.matters.tend()
        self._watch.tend()

    def errands(self) -> list[Errand]:
        """Return what is to be asked of the ministry while nobody needs the office."""
        others = (self.ahead.errand(), self._watch.errand())
        return self.issuance.errands() + [each for each in others if each is not None]

    def template_of(self, record: Record) -> bytes | None:
        """Return the holder's template for this reader, if there is one."""
        wanted = self.config.fingerprint
        for template in record.templates:
            if template.family == wanted.family and template.size == wanted.template_size:
                return template.data
        return None

    def decoy(self) -> bytes:
        """Return a template for this reader that belongs to nobody."""
        return self._decoy.randbytes(self.config.fingerprint.template_size)

    def recent_frames(self) -> list[str]:
        """Return what last passed on the lines, without anything about anybody."""
        lines = {"reader": self._reader_line, "printer": self._printer_line}
        if self._coupler_line is not None:
            lines["coupler"] = self._coupler_line
        frames = [f"{name} {frame}" for name, line in lines.items() for frame in line.recent()]
        receipts = self.receipts.recent() if self.receipts is not None else []
        return [*frames, *(f"receipt {frame}" for frame in receipts)]

    def forget_resident(self) -> None:
        """Leave no template in the reader and no picture in the printer's memory."""
        self.reader.forget()
        self.issuance.forget()

    def check(self) -> Check:
        """Hold the books against every rule."""
        return check(self.config.office.kiosk)

    def close(self) -> None:
        """Close the database and let the next writer in."""
        self._database.close()
        self._lock.release()

    def _expected(self) -> Iterator[str]:
        return expected(self.policy, self.clock.wall().date())

    def _settle(self, step: Step, nik: str) -> None:
        """Close what a card makes needless, inside the hand-over's transaction."""
        self.matters.handed_over(step, nik)

    def _keep(self, step: Step, nik: str, cause: Cause, box: str | None) -> None:
        """Keep a place for whoever has no card any more, inside its withdrawal's transaction."""
        self.matters.withdrawn(step, nik, cause, box)

    def _matters(self, entropy: Entropy) -> Matters:
        slips = self.config.slips
        return Matters(
            self.issuance.journal,
            self.issuance.allocation,
            self.clock,
            entropy.stream("references"),
            lambda: self.policy,
            self.config.printer.cards_per_day,
            self.config.office.id,
            load_key(slips.private_key, entropy, "slips"),
            [bytes.fromhex(key) for key in slips.public_keys],
        )

    def _coupler(self, port: Port | None) -> Coupler | None:
        """Return what reaches the cards' chips; None where they are left as they are."""
        settings = self.config.chip
        self._coupler_line: RecordedPort | None = None
        if not settings.required:
            return None
        self._coupler_line = RecordedPort(
            port or SerialPort(settings.url, "chip coupler", self.clock, baud=settings.baud),
            self.clock,
            ChipDescriber(),
            ChipDescriber(),
        )
        return Coupler(self._coupler_line, self.clock)

    def _receipts(self, port: Port | None, clock: Clock) -> Receipts | None:
        """Return what prints slips; None where there is no receipt printer.

        Its clock is not the office's: paper is also printed while another thread writes.
        """
        settings = self.config.receipt
        if settings is None:
            return None
        return Receipts(
            port or SerialPort(settings.url, "receipt printer", clock, baud=settings.baud),
            clock,
        )

    def _station(self) -> Station:
        office = self.config.office
        return Station(office.id, office.name, office.kiosk, office.epoch, office.namespace)

    def _enrol_office(self) -> None:
        office = self.config.office
        row = OfficeRow.get_or_none()
        if row is None:
            OfficeRow.insert(
                office=office.id, name=office.name, kiosk=office.kiosk, epoch=office.epoch
            ).execute()
        elif (row.office, row.kiosk, row.epoch) != (office.id, office.kiosk, office.epoch):
            raise Unfit(
                f"{self.config.database} belongs to office {row.office}, kiosk {row.kiosk},"
                f" epoch {row.epoch}; the settings say otherwise."
            )

    def _draw(self, record: Record, day: date) -> Panels:
        office = self.config.office
        face = draw_card(record, office.city, day, specimen=office.specimen)
        y, m, c = face.dyes()
        return Panels(y=y, m=m, c=c, k=face.black(), varnish=True)
