"""The ministry as a function: claims, reports, refusals, and whatever else arrives."""

import json
from collections.abc import Iterator
from datetime import date, datetime

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.chip.simulator.card import Card, Life
from devices.clock import WIB, VirtualClock
from devices.simulator import ActRefused
from kiosk.ministry.contract import (
    IDEMPOTENCY_KEY,
    MAX_BODY,
    CardOnRecord,
    ClaimRequest,
    Granted,
    HandoverReport,
    Move,
    PrintReport,
    Receipt,
    Record,
    Refused,
    Script,
    ScriptRequest,
    VoidReport,
    data_hash,
)
from kiosk.ministry.simulator import Ministry
from kiosk.ministry.wire import Request
from tests.kiosk.locale.endings import RECORD

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=WIB)
NIK = RECORD.fields.nik
CARD = CardOnRecord(printed_on=date(2025, 8, 3), printed_at="MALANG", received=True)


@pytest.fixture
def ministry() -> Iterator[Ministry]:
    made = Ministry(None, bytes(range(32)), VirtualClock(NOW))
    made.seed([RECORD])
    yield made
    made.close()


def ask(ministry: Ministry, path: str, key: str, body: bytes) -> tuple[int, bytes]:
    answer = ministry.handle(Request("POST", path, {IDEMPOTENCY_KEY: key}, body))
    return answer.status, answer.body


def wish(record: Record = RECORD, **changes: object) -> bytes:
    plain = ClaimRequest(
        nik=record.fields.nik,
        generation=record.generation,
        data_version=record.data_version,
        data_hash=data_hash(record),
        office="kota-probolinggo",
        kiosk="kiosk-1",
        office_epoch=1,
        audit_head="0",
    )
    return msgspec.json.encode(msgspec.structs.replace(plain, **changes))


def printed(claim: str, attempt: int = 1) -> bytes:
    return (
        msgspec.json.encode(
            PrintReport(
                claim=claim,
                attempt=attempt,
                office="kota-probolinggo",
                printed_at="Dispendukcapil Kota Probolinggo",
                printed_on=NOW,
                data_hash=data_hash(RECORD),
            )
        )
        .decode()
        .encode()
    )


def handed_over(claim: str) -> bytes:
    report = HandoverReport(claim=claim, card="c/1", office="x", handed_over_at=NOW)
    return msgspec.json.encode(report)


def script_for(claim: str, uid: str) -> bytes:
    return msgspec.json.encode(ScriptRequest(claim=claim, uid=uid, office="x"))


def test_a_script_is_for_one_claim_and_one_chip(ministry: Ministry) -> None:
    ask(ministry, "/claims", "a", wish())
    status, body = ask(ministry, "/scripts", "s", script_for("a", "04deadbeef0102"))
    assert status == 200
    script = msgspec.json.decode(body, type=Script)
    assert (script.claim, script.uid) == ("a", "04deadbeef0102")
    assert ask(ministry, "/scripts", "s", script_for("a", "04deadbeef0102")) == (200, body)
    other = msgspec.json.decode(
        ask(ministry, "/scripts", "t", script_for("a", "04deadbeef0103"))[1], type=Script
    )
    assert other.steps[1].command != script.steps[1].command
    chip = Card(bytes.fromhex("04deadbeef0102"))
    chip.activate()
    for step in script.steps:
        assert chip.answer(bytes.fromhex(step.command)).hex() == step.answer
    assert chip.life is Life.PERSONALISED
    assert b'"claim":"a"' in chip.content


def test_no_script_without_a_claim_that_is_good_for_a_card(ministry: Ministry) -> None:
    uid = "04deadbeef0102"
    assert ask(ministry, "/scripts", "s", script_for("a", uid))[0] == 409
    ask(ministry, "/claims", "a", wish())
    assert ask(ministry, "/scripts", "s", script_for("a", uid))[0] == 200
    assert ask(ministry, "/prints", "p", printed("a"))[0] == 201
    assert ask(ministry, "/scripts", "s", script_for("a", uid))[0] == 409
    assert ask(ministry, "/scripts", "s", b'{"claim":"a","uid":"xx","office":"x"}')[0] == 400
    assert ask(ministry, "/scripts", "", script_for("a", uid))[0] == 400


def test_a_chip_has_one_claim_and_a_print_names_a_chip_of_its_own(ministry: Ministry) -> None:
    uid, nik = "04deadbeef0102", "3574010101809099"
    fields = msgspec.structs.replace(RECORD.fields, nik=nik)
    other = msgspec.structs.replace(RECORD, fields=fields)
    ministry.seed([other])
    ask(ministry, "/claims", "a", wish())
    ask(ministry, "/claims", "b", wish(other))
    assert ask(ministry, "/scripts", "s", script_for("a", uid))[0] == 200
    assert ask(ministry, "/scripts", "t", script_for("b", uid))[0] == 409

    def report(claim: str, chip: str) -> bytes:
        plain = msgspec.json.decode(printed(claim), type=PrintReport)
        return msgspec.json.encode(msgspec.structs.replace(plain, chip=chip))

    assert ask(ministry, "/prints", "p", report("b", uid))[0] == 409
    assert ask(ministry, "/prints", "p", report("a", "04deadbeef0103"))[0] == 409
    assert ask(ministry, "/prints", "p", report("a", uid))[0] == 201


def test_the_same_claim_is_one_claim_however_often(ministry: Ministry) -> None:
    first = ask(ministry, "/claims", "a", wish())
    again = ask(ministry, "/claims", "a", wish())
    assert (first[0], again[0]) == (201, 200)
    assert msgspec.json.decode(first[1], type=Granted) == msgspec.json.decode(
        again[1], type=Granted
    )
    assert ministry.act({"act": "look"})["claims"] == 1


def test_a_claim_is_answered_as_it_stands_now(ministry: Ministry) -> None:
    ask(ministry, "/claims", "a", wish())
    ask(ministry, "/prints", "a:printed:1", printed("a"))
    status, body = ask(ministry, "/claims", "a", wish())
    granted = msgspec.json.decode(body, type=Granted)
    assert (status, granted.state) == (200, "consumed")
    assert granted.printed_on == NOW.date()


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"deceased": True}, 410, "deceased"),
        ({"moved": Move(on=NOW.date(), to="LUMAJANG")}, 409, "moved"),
        ({"card": CARD}, 409, "already_printed"),
        ({"status": "DUPLICATE_RECORD"}, 422, "duplicate"),
        ({"status": "PROCESSING"}, 409, "not_ready"),
        ({"data_version": 2}, 409, "stale_version"),
    ],
)
def test_who_gets_no_claim(
    changes: dict[str, object], status: int, reason: str, ministry: Ministry
) -> None:
    ministry.seed([msgspec.structs.replace(RECORD, **changes)])
    got, body = ask(ministry, "/claims", "a", wish())
    assert (got, msgspec.json.decode(body, type=Refused).reason) == (status, reason)


def test_two_offices_cannot_claim_one_right(ministry: Ministry) -> None:
    ask(ministry, "/claims", "a", wish())
    status, body = ask(ministry, "/claims", "b", wish(office="kabupaten-probolinggo"))
    assert (status, msgspec.json.decode(body, type=Refused).reason) == (409, "claimed_by_other")


def test_a_print_is_taken_down_once(ministry: Ministry) -> None:
    ask(ministry, "/claims", "a", wish())
    first = ask(ministry, "/prints", "a:printed:1", printed("a"))
    assert first[0] == 201
    assert msgspec.json.decode(first[1], type=Receipt).key == "a:printed:1"
    assert ask(ministry, "/prints", "a:printed:1", printed("a"))[0] == 200
    assert ask(ministry, "/prints", "a:printed:1", printed("a", attempt=2))[0] == 422
    assert ask(ministry, "/prints", "a:printed:2", printed("a", attempt=2))[0] == 409


def test_a_handover_needs_a_print_and_a_print_a_claim(ministry: Ministry) -> None:
    assert ask(ministry, "/prints", "a:printed:1", printed("a"))[0] == 409
    ask(ministry, "/claims", "a", wish())
    assert ask(ministry, "/handovers", "c:handed_over", handed_over("a"))[0] == 409
    ask(ministry, "/prints", "a:printed:1", printed("a"))
    assert ask(ministry, "/handovers", "c:handed_over", handed_over("a"))[0] == 201
    answer = ministry.handle(Request("GET", f"/records/{NIK}"))
    record = msgspec.json.decode(answer.body, type=Record)
    assert record.status == "CARD_ISSUED"
    assert record.card is not None
    assert record.card.received


def void(claim: str, generation: int = 1) -> bytes:
    report = VoidReport(
        claim=claim,
        nik=RECORD.fields.nik,
        generation=generation,
        cause="damaged",
        office="kota-probolinggo",
        at=datetime(2026, 3, 9, 9, 0, tzinfo=WIB),
    )
    return msgspec.json.encode(report)


def test_a_void_card_makes_room_for_one_of_the_next_generation(ministry: Ministry) -> None:
    assert ask(ministry, "/voids", "a:void", void("a"))[0] == 409  # no card is known
    ask(ministry, "/claims", "a", wish())
    ask(ministry, "/prints", "a:printed:1", printed("a"))
    for status in (201, 200):
        code, body = ask(ministry, "/voids", "a:void", void("a"))
        assert (code, msgspec.json.decode(body, type=Receipt).state) == (status, "recorded")
    code, body = ask(ministry, "/voids", "b:void", void("b"))
    assert (code, msgspec.json.decode(body, type=Receipt).state) == (200, "already_void")
    assert ask(ministry, "/voids", "a:void", void("a", 2))[0] == 422
    assert ask(ministry, "/voids", "c:void", void("c", 3))[0] == 409
    assert ask(ministry, "/claims", "d", wish())[0] == 409
    assert (
        ask(ministry, "/claims", "e", wish(msgspec.structs.replace(RECORD, generation=2)))[0] == 201
    )


def test_a_number_that_nobody_has_is_unknown(ministry: Ministry) -> None:
    assert ministry.handle(Request("GET", "/records/3513012909009999")).status == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/claims", 405), ("POST", "/nothing", 404), ("PUT", "/prints", 405),
     ("POST", f"/records/{NIK}", 405)],
)  # fmt: skip
def test_what_is_not_in_the_contract(
    method: str, path: str, status: int, ministry: Ministry
) -> None:
    assert ministry.handle(Request(method, path)).status == status


def test_a_key_is_needed_and_a_body_has_a_limit(ministry: Ministry) -> None:
    assert ask(ministry, "/claims", "", wish())[0] == 400
    assert ask(ministry, "/claims", "k" * 201, wish())[0] == 400
    assert ask(ministry, "/claims", "a", b" " * (MAX_BODY + 1))[0] == 413


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/claims", "/prints", "/handovers", "/voids"]),
    body=st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.text(max_size=5) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["nik", "claim", "generation"]), inner, max_size=3
                )
            ),
        ).map(lambda value: json.dumps(value).encode()),
    ),
)
def test_whatever_arrives_is_answered_and_changes_nothing(
    path: str, body: bytes, ministry: Ministry
) -> None:
    status, _ = ask(ministry, path, "a", body)
    assert status in (400, 404, 409)
    assert ministry.act({"act": "look"}) == {"weather": "up", "claims": 0, "reports": 0}


@pytest.mark.parametrize(
    "act",
    [{}, {"act": "weather"}, {"act": "weather", "is": "hail"},
     {"act": "weather", "is": "slow", "seconds": -1}, {"act": 3}],
)  # fmt: skip
def test_an_act_it_does_not_know_is_refused(act: dict[str, object], ministry: Ministry) -> None:
    with pytest.raises(ActRefused):
        ministry.act(act)  # type: ignore[arg-type]
