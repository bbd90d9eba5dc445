"""`decide` and `conclude` against the tables as they were transcribed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.states import Cause
from devices.clock import WIB
from kiosk.identity import Identity, Method
from kiosk.issuance.results import HandedOver, LocalCard, NotNow, Printed, Refusal, Withdrawn
from kiosk.ministry.client import Unavailable, UnknownNik
from kiosk.ministry.contract import CardOnRecord, Move, Record, Status
from kiosk.policy import Policy
from kiosk.register.nik import read_nik
from kiosk.visit import decide as product
from kiosk.visit.codes import Ask, Audience, Code, Outcome, Right
from kiosk.visit.facts import Condition, Facts, Field, Purpose, Unidentified
from tests.kiosk.locale.endings import CASE, FIELDS
from tests.kiosk.visit import tables
from tests.kiosk.visit.tables import Known

QUESTIONS: Mapping[str, str] = {
    "nik": "NIK",
    "answer": "RECORD",
    "identified": "IDENTITY",
    "purpose": "PURPOSE",
    "wrong": "DATA",
}
"""What the product calls asking for a fact, where it is not the fact's own name."""

RECEIVED = CardOnRecord(printed_on=date(2025, 5, 5), printed_at="KANTOR", received=True)
CARDS = {
    "none": None,
    "received": RECEIVED,
    "not_received": msgspec.structs.replace(RECEIVED, received=False, lies_at="KECAMATAN"),
}
PRINTED = LocalCard("x/1", datetime(2026, 2, 1, 9, 0, tzinfo=WIB), "KANTOR", in_hopper=True)


def facts_of(known: Known) -> Facts:
    """Return plain facts as the product holds them."""
    return Facts(
        today=known["today"],  # type: ignore[arg-type]
        nik=_nik(known),
        record=_record(known),
        local_card=_local_card(known),
        withdrawn=_withdrawn(known),
        unlike_card=bool(known.get("unlike_card")),
        identity=_identity(known),
        purpose=Purpose(str(known["purpose"])) if "purpose" in known else None,
        wrong=frozenset(map(Field, known["wrong"])) if "wrong" in known else None,  # type: ignore[call-overload]
        moved=_told(known, "moved"),
        married=_told(known, "married"),
        death_in_family=_told(known, "death_in_family"),
        matters=(replace(CASE, about="report_death"),) if known.get("death_case") else (),
        another_death=_told(known, "another_death"),
        condition=Condition(str(known["condition"])) if "condition" in known else None,
        police_letter=_told(known, "police_letter"),
    )


def _told(known: Known, fact: str) -> bool | None:
    return bool(known[fact]) if fact in known else None


def _nik(known: Known):  # type: ignore[no-untyped-def] # noqa: ANN202
    if "nik" not in known:
        return None
    return read_nik("0" * 16 if known["nik"] == "impossible" else FIELDS.nik)


def _local_card(known: Known) -> LocalCard | None:
    at = known.get("local_card")
    if at == "handed_over":
        taken = HandedOver(PRINTED.printed_at, Method.SENSOR)
        return replace(PRINTED, in_hopper=False, handed_over=taken)
    return None if at is None else PRINTED


def _withdrawn(known: Known) -> Withdrawn | None:
    cause = known.get("withdrawn")
    return None if cause is None else Withdrawn(Cause(str(cause)), 1)


def _identity(known: Known) -> Identity | Unidentified | None:
    if "identified" not in known:
        return None
    holder = Identity(FIELDS.nik, Method.SENSOR, 120)
    return holder if known["identified"] else Unidentified.NO_MATCH


def _record(known: Known) -> Record | UnknownNik | Unavailable | None:
    answer = known.get("answer")
    if answer != "record":
        return {None: None, "none": Unavailable.DOWN, "unknown": UnknownNik()}[answer]  # type: ignore[index]
    changed = {"birth_date": known["birth_date"], "marital_status": known["marital_status"]}
    return Record(
        fields=msgspec.structs.replace(FIELDS, **changed),
        status=str(known["status"]),
        status_since=date(2026, 1, 1),
        data_version=1,
        generation=1,
        deceased=bool(known["deceased"]),
        moved=Move(on=date(2026, 1, 1), to="LUMAJANG") if known["registered_as_moved"] else None,
        card=CARDS[str(known["record_card"])],
        photo=b"",
    )


def expect(known: Known) -> None:
    """Assert that product and transcription say the same of these facts."""
    said = product.decide(facts_of(known), Policy())
    row = tables.decided(known)
    if isinstance(row, str):
        assert isinstance(said, Ask)
        assert said.question.name == QUESTIONS.get(row, row.upper())
    else:
        assert row is not None, "no row of the transcription decides"
        assert said == Outcome(Code(row.code), Audience[row.told], Right[row.right])


people = st.fixed_dictionaries(
    {
        "today": st.just(date(2026, 3, 2)),
        "nik": st.sampled_from(["possible"] * 9 + ["impossible"]),
        "answer": st.sampled_from(["record"] * 8 + ["none", "unknown"]),
        "local_card": st.sampled_from([None, None, None, "in_hopper", "handed_over"]),
        "withdrawn": st.sampled_from([None] * 8 + list(map(str, Cause))),
        "unlike_card": st.sampled_from([False] * 5 + [True]),
        "identified": st.sampled_from([True] * 7 + [False]),
        "purpose": st.sampled_from(["own_card"] * 7 + ["report_death"]),
        "deceased": st.sampled_from([False] * 9 + [True]),
        "registered_as_moved": st.sampled_from([False] * 9 + [True]),
        "birth_date": st.sampled_from(
            [date(1980, 5, 17), date(2009, 3, 2), date(2009, 3, 3), date(2008, 2, 29)]
        ),
        "marital_status": st.sampled_from([1, 2, 3, 4]),
        "status": st.sampled_from([*tables.ALL, *(["PRINT_READY_RECORD"] * 9), "NEW_STATUS", ""]),
        "record_card": st.sampled_from(list(CARDS)),
        "wrong": st.sampled_from([(), (), (), ("name",), ("address", "rt_rw")]),
        "moved": st.sampled_from([False, False, True]),
        "married": st.sampled_from([False, False, True]),
        "death_in_family": st.booleans(),
        "death_case": st.sampled_from([False, False, True]),
        "another_death": st.booleans(),
        "condition": st.sampled_from(list(map(str, Condition))),
        "police_letter": st.booleans(),
    }
)
answers = st.frozensets(
    st.sampled_from(
        ["nik", "answer", "identified", "purpose", "wrong", "moved", "married",
         "death_in_family", "another_death", "condition", "police_letter"]
    )
)  # fmt: skip


@given(people)
def test_whoever_comes_meets_the_same_row_in_both_tables(person: Known) -> None:
    expect(person)


@pytest.mark.parametrize("name", tables.NAMES)
@settings(max_examples=25)
@given(data=st.data())
def test_around_each_row_both_tables_say_the_same(name: str, data: st.DataObject) -> None:
    changed = data.draw(st.sets(st.sampled_from(sorted(tables.READY)), max_size=3))
    person = data.draw(people)
    expect({**tables.READY, **tables.EXAMPLES[name], **{fact: person[fact] for fact in changed}})


@given(people, answers)
def test_what_is_not_told_yet_is_asked_in_the_same_order(
    person: Known, answered: frozenset[str]
) -> None:
    if "answer" in answered:
        expect(tables.partly_told(person, answered))
    else:
        expect({"today": person["today"], **({"nik": person["nik"]} if "nik" in answered else {})})


@pytest.mark.parametrize("name", tables.NAMES)
def test_each_row_has_somebody_who_shows_it(name: str) -> None:
    row = tables.decided(tables.EXAMPLES[name])
    assert isinstance(row, tables.Row)
    assert row.name == name
    expect(tables.EXAMPLES[name])


@pytest.mark.parametrize("place", range(len(tables.NAMES)), ids=tables.NAMES)
def test_no_row_can_be_missed(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    name = tables.NAMES[place]
    without = product.TABLE_1[:place] + product.TABLE_1[place + 1 :]
    monkeypatch.setattr(product, "TABLE_1", without)
    with pytest.raises(AssertionError):
        expect(tables.EXAMPLES[name])


@pytest.mark.parametrize("place", range(len(tables.NAMES)), ids=tables.NAMES)
def test_the_rows_are_the_same_in_the_same_order(place: int) -> None:
    row, said = tables.TABLE_1[place], product.TABLE_1[place]
    assert (row.code, row.told, row.right) == (said.code, said.audience.name, said.right.name)
    assert len(tables.TABLE_1) == len(product.TABLE_1)


def test_only_three_codes_give_a_right_to_a_card() -> None:
    yes = {row.code for row in product.TABLE_1 if row.right is Right.YES}
    assert yes == {Code.DAMAGED, Code.LOST, Code.PRINT_READY}


@given(people, st.text().filter(lambda text: text not in tables.ALL))
def test_a_status_that_nobody_knows_is_never_printable(person: Known, status: str) -> None:
    said = product.decide(facts_of({**person, "status": status}), Policy())
    assert isinstance(said, Outcome)
    assert said.right is Right.NONE


def test_every_central_status_is_in_the_transcription() -> None:
    assert set(tables.ALL) == set(map(str, Status))


def test_table_2_concludes_from_what_issuance_says() -> None:
    said = [product.conclude(Refusal(NotNow(code))) for code in tables.TABLE_2[:-1]]
    said.append(product.conclude(Printed(PRINTED)))
    wanted = [Outcome(Code(code), Audience.HOLDER, Right.YES) for code in tables.TABLE_2]
    assert said == wanted
    assert [row.code for row in product.TABLE_2] == list(tables.TABLE_2)


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (date(2008, 2, 29), date(2025, 3, 1)),
        (date(2009, 3, 2), date(2026, 3, 2)),
        (date(2008, 12, 31), date(2025, 12, 31)),
    ],
)
def test_the_day_on_which_somebody_turns_seventeen(born: date, day: date) -> None:
    assert product.birthday(born, 17) == day
