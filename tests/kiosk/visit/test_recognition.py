"""Who is known to the ministry by a finger that the reader does not know."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from devices.fingerprint.exchange import FaultKind, ReaderFault
from devices.fingerprint.person import image_of, template_of
from devices.fingerprint.reader import Abandoned, Capture, NoFinger, NotMatched, Poor, PoorImage
from devices.fingerprint.simulator.profile import R30X
from kiosk.identity import Identity, Method
from kiosk.ministry.contract import Record
from kiosk.policy import MinistryMatch, Policy
from kiosk.visit.codes import Code
from kiosk.visit.jobs import Recognise
from kiosk.visit.recognition import Recognition
from kiosk.visit.views import CollectStage, CollectView, FingerStage, FingerView, OutcomeView
from tests.kiosk.bench import Bench, found, somebody
from tests.kiosk.visit.stage import Stage
from tests.screens.test_forgetting import Needles, reach, remembered

HOLDER = somebody(Code.PRINT_READY)
UPLOAD = 6.5
"""Seconds that the picture is on the line at least."""


@dataclass
class Counter:
    """Somebody at the reader."""

    bench: Bench
    record: Record
    told: list[object]

    def policy(self, match: MinistryMatch) -> None:
        self.bench.decide(Policy(ministry_match=match))

    def without_template(self) -> None:
        self.record = msgspec.structs.replace(self.record, templates=())

    def gives(self, owner: str, **more: str | float) -> Recognition:
        """Give a finger; return what comes of it."""

        def tell(progress: object) -> None:
            self.told.append(progress)
            if progress is Capture.WAITING:
                self.bench.touch_reader(act="finger", owner=owner, **more)

        task = Recognise(self.record, lift_first=False)
        return task.run(self.bench.office, tell, lambda: False)

    def seconds(self, owner: str, **more: str | float) -> tuple[Recognition, float]:
        start = self.bench.clock.monotonic()
        found = self.gives(owner, **more)
        return found, self.bench.clock.monotonic() - start


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    bench = found(tmp_path, [HOLDER])
    yield Counter(bench, bench.record(HOLDER), [])
    bench.close()


def test_whose_template_no_reader_can_load_is_known_to_the_ministry(counter: Counter) -> None:
    counter.without_template()
    identity, seconds = counter.seconds(HOLDER.nik)
    assert isinstance(identity, Identity)
    assert (identity.nik, identity.method) == (HOLDER.nik, Method.MINISTRY)
    assert identity.score >= 900
    assert counter.told == [Capture.WAITING, Capture.CAPTURED, Capture.CAPTURED, Capture.SENDING]
    assert UPLOAD < seconds < 2 * UPLOAD


def test_the_reader_s_own_match_needs_no_ministry(counter: Counter) -> None:
    counter.policy(MinistryMatch.ALWAYS)
    identity, seconds = counter.seconds(HOLDER.nik)
    assert isinstance(identity, Identity)
    assert identity.method is Method.SENSOR
    assert seconds < 2


@pytest.mark.parametrize("match", MinistryMatch)
@pytest.mark.parametrize("has_template", [True, False])
def test_another_finger_is_nobody_s_whoever_is_asked(
    counter: Counter, match: MinistryMatch, has_template: bool
) -> None:
    counter.policy(match)
    if not has_template:
        counter.without_template()
    assert counter.gives("somebody else") == NotMatched()


@pytest.mark.parametrize(
    ("match", "known"),
    [(MinistryMatch.OFF, False), (MinistryMatch.NO_TEMPLATE, False), (MinistryMatch.ALWAYS, True)],
)
def test_a_second_opinion_on_a_template_is_a_matter_of_policy(
    counter: Counter, match: MinistryMatch, known: bool
) -> None:
    """The record has the template of another finger of hers: the reader says no."""
    other = counter.bench.office.decoy()
    template = msgspec.structs.replace(counter.record.templates[0], data=other)
    counter.record = msgspec.structs.replace(counter.record, templates=(template,))
    counter.policy(match)
    assert isinstance(counter.gives(HOLDER.nik), Identity) is known


@pytest.mark.parametrize("weather", ["down", "slow", "error", "portal", "garbled"])
def test_a_ministry_that_does_not_answer_is_no_match_in_bounded_time(
    counter: Counter, weather: str
) -> None:
    counter.without_template()
    counter.bench.weather(weather)
    result, seconds = counter.seconds(HOLDER.nik)
    assert result == NotMatched()
    assert seconds < 2 * UPLOAD + counter.bench.office.config.ministry.deadline


def test_a_finger_that_is_gone_too_soon_has_been_tried(counter: Counter) -> None:
    counter.without_template()
    result, seconds = counter.seconds(HOLDER.nik, seconds=0.45)
    assert result == NotMatched()
    assert seconds < 6


@pytest.mark.parametrize(
    "result",
    [
        NoFinger(),
        PoorImage(Poor.FAILED),
        ReaderFault(FaultKind.GARBLED),
        ReaderFault(FaultKind.LOST),
    ],
    ids=str,
)
def test_a_picture_that_cannot_be_had_is_a_try_all_the_same(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, result: object
) -> None:
    monkeypatch.setattr(counter.bench.office.reader, "image", lambda **_: result)
    assert counter.gives("somebody else") == NotMatched()


def test_who_stops_meanwhile_keeps_nobody_waiting(counter: Counter) -> None:
    counter.without_template()
    start, until = counter.bench.clock.monotonic(), counter.bench.clock.monotonic() + 2
    counter.bench.touch_reader(act="finger", owner=HOLDER.nik)
    result = Recognise(counter.record, lift_first=False).run(
        counter.bench.office, counter.told.append, lambda: counter.bench.clock.monotonic() > until
    )
    assert result == Abandoned()
    assert counter.bench.clock.monotonic() - start < 3
    counter.bench.office.forget_resident()
    assert isinstance(counter.gives(HOLDER.nik), Identity)


def test_the_picture_is_kept_nowhere(counter: Counter) -> None:
    counter.without_template()
    assert isinstance(counter.gives(HOLDER.nik), Identity)
    image = image_of(template_of(HOLDER.nik), R30X.image)
    wanted: Needles = [image[20_000:20_060], base64.b64encode(image)[20_000:20_060].decode()]
    itself = reach([image, wanted, counter.bench.reader])
    assert list(remembered(wanted, itself)) == []


def test_what_is_seen_while_the_picture_is_looked_at() -> None:
    stage = Stage()
    stage.to_the_finger()
    stage.tell(Capture.SENDING)
    assert stage.shows(FingerView).stage is FingerStage.CHECK
    for _ in range(3):
        stage.done(NotMatched())
    assert stage.shows(OutcomeView).code is Code.NOT_IDENTIFIED
    stage = Stage()
    stage.to_the_hopper()
    stage.tell(Capture.SENDING)
    assert stage.shows(CollectView).stage is CollectStage.CHECK_FINGER


def test_the_card_is_handed_to_whom_the_ministry_knows(counter: Counter) -> None:
    counter.without_template()
    holder = counter.gives(HOLDER.nik)
    assert isinstance(holder, Identity)
    office = counter.bench.office
    office.issuance.issue(counter.record, lambda _: None)
    card = office.issuance.card_of(HOLDER.nik)
    assert card is not None
    door, signed = counter.bench.at_the_door, counter.bench.signed
    assert office.issuance.hand_over(card.key, holder, door, signed)
    assert office.check().ok
