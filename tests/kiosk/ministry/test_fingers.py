"""The ministry's own match: it knows a finger by its picture, and nobody else's for it."""

import itertools
import json

import msgspec
import pytest

from devices.clock import VirtualClock
from devices.entropy import SeededEntropy
from devices.fingerprint.person import Condition, image_of, template_of
from kiosk.ministry import fingers
from kiosk.ministry.contract import IDEMPOTENCY_KEY, Match, MatchRequest, Status, payload_digest
from kiosk.ministry.simulator import Ministry
from kiosk.ministry.wire import Request
from tests.kiosk.locale.endings import RECORD
from tests.kiosk.ministry.test_simulator import NOW

SIZE = (256, 288)
NIK = RECORD.fields.nik


@pytest.mark.parametrize("size", [SIZE, (192, 192)])
@pytest.mark.parametrize("condition", Condition)
def test_a_finger_is_known_in_every_state(condition: Condition, size: tuple[int, int]) -> None:
    seen = image_of(template_of(NIK, condition=condition), size)
    assert fingers.score(NIK, seen, size) >= fingers.ENOUGH + 100


def test_no_two_of_many_people_are_taken_for_each_other() -> None:
    pictures = [
        fingers.ridges(image_of(template_of(f"{NIK[:-4]}{9001 + each}"), SIZE), SIZE)
        for each in range(10)
    ]
    scores = [fingers.alike(*pair) for pair in itertools.combinations(pictures, 2)]
    assert max(scores) < fingers.ENOUGH - 100


def test_what_shows_no_finger_is_nobody_s() -> None:
    noise = SeededEntropy(1).stream("noise").randbytes(SIZE[0] * SIZE[1] // 2)
    for image in (noise, bytes(len(noise)), image_of(b"nobody", SIZE)):
        assert fingers.score(NIK, image, SIZE) < fingers.ENOUGH


def asked(ministry: Ministry, body: bytes) -> tuple[int, bytes]:
    answer = ministry.handle(Request("POST", "/matches", {IDEMPOTENCY_KEY: "match:1"}, body))
    return answer.status, answer.body


def question(nik: str = NIK, owner: str = NIK) -> bytes:
    image = image_of(template_of(owner), SIZE)
    wish = MatchRequest(nik=nik, width=SIZE[0], height=SIZE[1], image=image, office="x")
    return msgspec.json.encode(wish)


@pytest.fixture
def ministry() -> Ministry:
    made = Ministry(None, bytes(range(32)), VirtualClock(NOW))
    made.seed([RECORD])
    return made


@pytest.mark.parametrize("owner", [NIK, "somebody else"])
def test_the_ministry_decides_and_answers_this_very_question(
    ministry: Ministry, owner: str
) -> None:
    body = question(owner=owner)
    status, answer = asked(ministry, body)
    match = msgspec.json.decode(answer, type=Match)
    assert (status, match.matched) == (200, owner == NIK)
    assert match.digest == payload_digest(body)
    assert match.matched is (match.score >= fingers.ENOUGH)


def test_who_was_never_recorded_has_no_finger_on_file(ministry: Ministry) -> None:
    ministry.seed([msgspec.structs.replace(RECORD, status=Status.UNREGISTERED)])
    status, answer = asked(ministry, question())
    match = msgspec.json.decode(answer, type=Match)
    assert (status, match.score, match.matched) == (200, 0, False)
    assert asked(ministry, question(nik="3513012909009999"))[0] == 404


@pytest.mark.parametrize(
    "change",
    [
        {"width": 254},
        {"height": 65_536},
        {"width": 0},
        {"image": "%%%"},
        {"image": ""},
        {"nik": "1"},
    ],
)
def test_an_image_that_is_none_is_refused(ministry: Ministry, change: dict[str, object]) -> None:
    body = json.dumps(json.loads(question()) | change).encode()
    assert asked(ministry, body)[0] == 400


def test_a_picture_is_in_no_trace() -> None:
    wish = msgspec.json.decode(question(), type=MatchRequest)
    assert "image=" not in repr(wish)
