"""Before identification nobody learns anything about anybody: every record sounds the same."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.locale.catalogue import catalogue
from kiosk.message import Message
from kiosk.ministry.contract import Template
from kiosk.opening import counter_value, hours_value
from kiosk.policy import MinistryMatch, Policy
from kiosk.simulation.people import Resident
from kiosk.visit.codes import Code
from kiosk.visit.events import Begin, Confirm, SubmitNik, Tick, Told
from kiosk.visit.facts import Purpose
from kiosk.visit.outcomes import Place
from kiosk.visit.views import FingerStage, FingerView, OutcomeView, View
from kiosk.visit.visit import Visit
from tests.kiosk.bench import EVERYBODY, Bench, found

PLACE = Place(
    "Dispendukcapil Kota Probolinggo",
    counter_value(3),
    hours_value({"mon-fri": "08:00-14:00"}),
)
ON_FILE = [each for each in EVERYBODY if each.on_file]
BAD_WEATHER = [
    (weather, match)
    for weather in ("down", "slow")
    for match in (MinistryMatch.NO_TEMPLATE, MinistryMatch.ALWAYS)
]
SECONDS = 0.5
"""To which the time of an answer is compared."""


def words(view: View) -> str:
    """Return everything that a view has to say, in Indonesian."""
    say = catalogue("id").say
    parts: list[str] = [type(view).__name__]
    for name, value in sorted(vars(view).items()):
        if isinstance(value, Message):
            parts.append(say(value))
        elif isinstance(value, Iterable) and not isinstance(value, str):
            parts += [say(each) if isinstance(each, Message) else str(each) for each in value]
        elif name != "last_four":
            parts.append(str(value))
    return " | ".join(parts)


@pytest.fixture(params=[("up", match) for match in MinistryMatch] + BAD_WEATHER, ids=str)
def world(request: pytest.FixtureRequest) -> tuple[str, MinistryMatch]:
    """Return the ministry's weather once the record is there, and when it is asked."""
    weather, match = request.param
    assert isinstance(weather, str)
    assert isinstance(match, MinistryMatch)
    return weather, match


def visit_with_a_wrong_finger(
    bench: Bench, nik: str, weather: str = "up"
) -> tuple[list[str], float, object]:
    """Return what is seen, the seconds it takes, and the captures of the reader."""
    visit = Visit(bench.clock, bench.office.policy, PLACE, "id")
    seen: list[str] = []
    start = bench.clock.monotonic()
    captures = bench.touch_reader(act="look")["captures"]

    def look() -> None:
        seen.append(words(without_its_number(visit.view)))
        if isinstance(visit.view, FingerView):
            assert visit.view.last_four == nik[-4:]
            if visit.view.stage is FingerStage.PLACE:
                bench.weather(weather)
                bench.touch_reader(act="finger", **{"is": "wrong"}, seconds=1.5)

    def told(event: Told) -> None:
        visit.send(event)
        look()

    visit.send(Begin(Purpose.OWN_CARD))
    visit.send(SubmitNik(nik))
    while not isinstance(visit.view, OutcomeView):
        look()
        assert visit.job is not None
        visit.send(visit.job.run(bench.office, told))
    look()
    bench.weather("up")
    assert visit.view.code is Code.NOT_IDENTIFIED
    took = bench.clock.monotonic() - start
    visit.send(Confirm())
    visit.send(Tick())
    bench.office.forget_resident()
    now = bench.touch_reader(act="look")["captures"]
    assert isinstance(now, int)
    assert isinstance(captures, int)
    return seen, took, now - captures


def without_its_number(view: View) -> View:
    """Return the view with a slip of which only the kind is known: numbers are by chance."""
    if not isinstance(view, OutcomeView) or view.slip is None:
        return view
    kept = replace(view.slip.kept, reference="")
    return replace(view, slip=replace(view.slip, kept=kept, token=""))


def test_every_record_of_the_demo_sounds_the_same_to_a_wrong_finger(tmp_path: Path) -> None:
    bench = found(tmp_path, ON_FILE)
    bench.decide(Policy(ministry_match=MinistryMatch.OFF))  # the next test is of the rest
    expected: tuple[list[str], float, object] | None = None
    for resident in ON_FILE:
        bench.office.numbers.identified()
        seen = visit_with_a_wrong_finger(bench, resident.nik)
        expected = expected or seen
        assert seen[0] == expected[0], resident.shows
        assert abs(seen[1] - expected[1]) < SECONDS, resident.shows
        assert seen[2] == expected[2], resident.shows
    assert len(ON_FILE) >= 200
    bench.close()


def test_a_record_without_a_usable_template_sounds_the_same(
    tmp_path: Path, world: tuple[str, MinistryMatch]
) -> None:
    plain, bare, strange = ON_FILE[:3]
    bench = found(tmp_path, [plain, bare, strange])
    weather, match = world
    bench.decide(Policy(ministry_match=match))
    other = Template(family="r503", size=1536, data=b"AAAA")
    bench.ministry.seed([msgspec.structs.replace(bench.record(bare), templates=())])
    bench.ministry.seed([msgspec.structs.replace(bench.record(strange), templates=(other,))])
    first, *rest = (
        visit_with_a_wrong_finger(bench, each.nik, weather) for each in (plain, bare, strange)
    )
    for seen in rest:
        assert seen[0] == first[0]
        assert abs(seen[1] - first[1]) < SECONDS
        assert seen[2] == first[2]
    bench.close()


def test_nobody_can_try_numbers_for_ever(tmp_path: Path) -> None:
    bench = found(tmp_path, ON_FILE[:1])
    allowed = bench.office.policy.nik_tries_per_hour
    codes = [asked_for(bench, ON_FILE[0]) for _ in range(allowed + 1)]
    assert codes[:allowed] == [None] * allowed
    assert codes[allowed] is Code.NOT_IDENTIFIED
    bench.clock.sleep_until(bench.clock.monotonic() + 3601)
    assert asked_for(bench, ON_FILE[0]) is None
    bench.close()


def asked_for(bench: Bench, resident: Resident) -> Code | None:
    """Ask for a record; return the outcome if there is one already."""
    visit = Visit(bench.clock, bench.office.policy, PLACE, "id")
    visit.send(Begin(Purpose.OWN_CARD))
    visit.send(SubmitNik(resident.nik))
    assert visit.job is not None
    visit.send(visit.job.run(bench.office, visit.send))
    return visit.view.code if isinstance(visit.view, OutcomeView) else None
