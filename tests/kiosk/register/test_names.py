"""What is made of names, against every row of the table of cases and for any text at all."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.register.names import (
    Doubt,
    compare_key,
    judge_name,
    parent_name,
    search_key,
    spelling,
)
from tests.kiosk.register.cases import Row, rows

CASES = rows("name_cases.csv")
REJECTED = {"=CMD|X", "ROBERT'); DROP TABLE", "-"}
DOUBTS = {
    "KARTINI 2": {Doubt.DIGIT},
    "ALEX / SLAMET": {Doubt.SLASH},
    "RE\u0301NY": {Doubt.ACCENT},
    "NULL": {Doubt.PLACEHOLDER},
    "RADEN MAS PANJI ARYO KUSUMO WIDJOJO HADININGRAT SURYO NEGORO JATI": {Doubt.LONG},
}
NORMALISED = {
    "NUR\u00a0HASANAH": "NUR HASANAH",
    "  NUR   HASANAH ": "NUR HASANAH",
    "RE\u0301NY": "R\u00c9NY",
}
AS_PARENT = {"MUNIAH (ALM)": "MUNIAH", "-": None, "NULL": None}
ONE_KEY = ["MA'RUF HIDAYAT", "MA`RUF HIDAYAT", "MA\u2019RUF HIDAYAT", "MA\u02bcRUF HIDAYAT"]


def case(row: Row) -> str:
    return row["name"]


def test_every_special_case_is_a_row() -> None:
    special = {*REJECTED, *DOUBTS, *NORMALISED, *AS_PARENT, *ONE_KEY}
    assert special <= {row["name"] for row in CASES}
    assert len(CASES) == 34


@pytest.mark.parametrize("row", CASES, ids=case)
def test_length_in_the_table_counts_characters_as_stored(row: Row) -> None:
    assert len(row["name"]) == int(row["length"])


@pytest.mark.parametrize("row", CASES, ids=case)
def test_verdict(row: Row) -> None:
    verdict = judge_name(row["name"])
    assert verdict.printable is (row["name"] not in REJECTED)
    assert verdict.doubts == DOUBTS.get(row["name"], set())
    assert verdict.name == NORMALISED.get(row["name"], row["name"])


@pytest.mark.parametrize("row", CASES, ids=case)
def test_verdict_is_what_the_table_says(row: Row) -> None:
    verdict = judge_name(row["name"])
    wanted = row["wanted"]
    if wanted.startswith("valid"):
        assert verdict.printable
        assert not verdict.doubts
    if wanted.startswith("reject"):
        assert not verdict.printable
    assert (parent_name(row["name"]) is None) is wanted.startswith("missing")
    if wanted.endswith("warn"):
        assert verdict.doubts


@pytest.mark.parametrize("row", CASES, ids=case)
def test_in_a_parents_field(row: Row) -> None:
    wanted = AS_PARENT.get(row["name"], NORMALISED.get(row["name"], row["name"]))
    assert parent_name(row["name"]) == wanted


def test_apostrophes_of_every_kind_are_one_spelling() -> None:
    assert {spelling(each) for each in ONE_KEY} == {"MA'RUF HIDAYAT"}
    assert {compare_key(each) for each in ONE_KEY} == {compare_key("MARUF HIDAYAT")}
    assert spelling("SITI NUR JAM\u2018IYAH") == spelling("SITI NUR JAM'IYAH")


@pytest.mark.parametrize(
    ("one", "other"),
    [("MARUF HIDAYAT", "MA'RUF HIDAYAT"), ("DR. SLAMET", "Dr. SLAMET"), ("S.PD", "S.Pd")],
)
def test_alike_but_of_another_legal_spelling(one: str, other: str) -> None:
    assert compare_key(one) == compare_key(other)
    assert spelling(one) != spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NUR HASANAH", "NURHASANAH"),
        ("MOH. HOLIL", "MOHAMMAD HOLIL"),
        ("ACHMAD", "AHMAD"),
        ("SOEDARSO", "SUDARSO"),
    ],
)
def test_not_alike(one: str, other: str) -> None:
    assert compare_key(one) != compare_key(other)


def test_search_finds_what_sounds_alike() -> None:
    assert len({search_key(each) for each in ("ACHMAD", "AHMAD", "AKHMAD", "AHMAT")}) == 1
    assert search_key("SOEDARSO") == search_key("Sudarso")
    assert search_key("DJOKO TJAHJONO") == search_key("JOKO CAHJONO")
    assert search_key("NUR HASANAH") != search_key("NUR HASAN")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "'",
        "...",
        "2",
        "SITI (",
        ") SITI (",
        "СИТИ",
        "سيتي",
        "SITI\ufffd",
        "SITI…",
        "A" * 129,
    ],
)
def test_more_that_is_no_name(text: str) -> None:
    assert not judge_name(text).printable


@pytest.mark.parametrize("text", ["", "-", "null", "(ALM)", "  "])
def test_a_missing_parent(text: str) -> None:
    assert parent_name(text) is None


@pytest.mark.parametrize("text", ["MUNIAH (ALMH)", "MUNIAH(alm.)", "MUNIAH ( ALM )"])
def test_the_mark_of_the_deceased(text: str) -> None:
    assert parent_name(text) == "MUNIAH"
    assert judge_name(text).name == text


names = st.text() | st.text("ABc éÉ'`‘’ʼ-.()/2=;…\u0301\u200b", max_size=70)


@given(names)
def test_any_text_has_a_verdict(text: str) -> None:
    verdict = judge_name(text)
    assert verdict.printable or not verdict.doubts
    assert not verdict.printable or any(map(str.isalpha, verdict.name))
    parent_name(text)


@given(st.text("AHKTDJOCEahktdjoce '`‘’ʼ-.", max_size=60))
def test_one_spelling_has_one_key(text: str) -> None:
    assert compare_key(spelling(text)) == compare_key(text)
    assert search_key(spelling(text)) == search_key(text)


@given(st.text("ABCabc '-.", min_size=1, max_size=60))
def test_a_printable_name_is_kept_letter_by_letter(text: str) -> None:
    verdict = judge_name(text)
    assert verdict.name == " ".join(unicodedata.normalize("NFC", text).split())
