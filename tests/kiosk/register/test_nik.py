"""What is read for a NIK, against every row of the table of cases and for any text at all."""

import ast
import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.register.nik import Doubt, Nik, Problem, read_nik
from kiosk.text import CUT
from tests.kiosk.register.cases import Row, rows

TODAY = date(2017, 5, 18)
BASELINE = "3513011501909001"

PROBLEMS = {
    "day 31 in a 30-day month": Problem.BIRTH_DATE,
    "day 00": Problem.BIRTH_DATE,
    "day 40 (female zero)": Problem.BIRTH_DATE,
    "day 32-40 gap": Problem.BIRTH_DATE,
    "day 72 and above": Problem.BIRTH_DATE,
    "day 81 (stdnum: 81 mod 40 = 1)": Problem.BIRTH_DATE,
    "day 99 (stdnum: 99 mod 40 = 19)": Problem.BIRTH_DATE,
    "month 00": Problem.BIRTH_DATE,
    "month 13": Problem.BIRTH_DATE,
    "29 Feb, YY=99: neither 1999 nor 2099": Problem.BIRTH_DATE,
    "serial 0000": Problem.SERIAL,
    "province unknown (99)": Problem.PROVINCE,
    "Arabic-Indic digits": Problem.NOT_DIGITS,
    "superscript last digit": Problem.NOT_DIGITS,
    "letter O": Problem.NOT_DIGITS,
    "letter l": Problem.NOT_DIGITS,
    "Excel scientific text": Problem.SPREADSHEET,
    "float text .0": Problem.SPREADSHEET,
    "15 digits": Problem.TOO_SHORT,
    "17 digits": Problem.TOO_LONG,
    "NIK 0 = not yet issued": Problem.NOT_ISSUED,
    "empty": Problem.EMPTY,
}
DOUBTS = {
    "kecamatan 00": Doubt.DISTRICT,
    "kecamatan unknown (99)": Doubt.DISTRICT,
    "regency unknown (3599)": Doubt.DISTRICT,
    "Tarakan before Kaltara 64.73": Doubt.DISTRICT,
    "new Papua 93.01 seen on 18 May 2017": Doubt.DISTRICT,
    "Excel kept 15 digits": Doubt.ENDS_IN_ZERO,
    "KK number typed as NIK": Doubt.FAMILY_CARD,
}
SUGGESTIONS = {
    "letter O": BASELINE,
    "letter l": BASELINE,
    "Arabic-Indic digits": BASELINE,
}
BIRTH_DATES = {
    "29 Feb, YY=00: only 2000 works": (date(2000, 2, 29),),
    "29 Feb, YY=96: 1996": (date(1996, 2, 29),),
    "29 Feb, YY=04: 1904 or 2004": (date(1904, 2, 29), date(2004, 2, 29)),
    "YY=00, 17 on 18 May 2017": (date(1900, 5, 18), date(2000, 5, 18)),
    "YY=00, 16 on 18 May 2017 (born 19 May 2000)": (date(1900, 5, 19), date(2000, 5, 19)),
    "YY=17 newborn or centenarian on 18 May 2017": (date(1917, 1, 15), date(2017, 1, 15)),
    "YY=18, future on 18 May 2017": (date(1918, 1, 15),),
}
CASES = {row["case"]: row for row in rows("nik_cases.csv")}
CELL_OF_A_NUMBER = "numeric cell: int type"
TEXTS = [row for case, row in CASES.items() if case != CELL_OF_A_NUMBER]


def name(row: Row) -> str:
    return row["case"]


def typed(row: Row) -> str:
    text = ast.literal_eval(row["input_ascii"])
    assert isinstance(text, str)
    assert text == row["input"]
    return text


def numbers(*wanted: str) -> list[Row]:
    return [row for row in TEXTS if row["wanted"] in wanted]


def test_every_row_is_a_case() -> None:
    assert len(CASES) == len(rows("nik_cases.csv")) == 52
    assert {row["wanted"] for row in CASES.values()} == {"accept", "warn", "normalise", "reject"}
    assert set(PROBLEMS) == {row["case"] for row in numbers("reject")}
    assert set(DOUBTS) == {row["case"] for row in numbers("warn")}
    assert set(SUGGESTIONS) | set(BIRTH_DATES) <= set(CASES)


@pytest.mark.parametrize("row", numbers("accept"), ids=name)
def test_accepts(row: Row) -> None:
    reading = read_nik(typed(row))
    assert (reading.nik, reading.problem, reading.suggestion) == (typed(row), None, None)
    assert Nik(typed(row)).doubts(TODAY) == frozenset()


@pytest.mark.parametrize("row", numbers("warn"), ids=name)
def test_doubts_but_accepts(row: Row) -> None:
    assert read_nik(typed(row)).nik == typed(row)
    assert Nik(typed(row)).doubts(TODAY) == {DOUBTS[row["case"]]}


@pytest.mark.parametrize("row", numbers("normalise"), ids=name)
def test_reads_past_what_is_no_digit(row: Row) -> None:
    assert read_nik(typed(row)).nik == BASELINE


@pytest.mark.parametrize("row", numbers("reject"), ids=name)
def test_rejects(row: Row) -> None:
    reading = read_nik(typed(row))
    assert (reading.nik, reading.problem) == (None, PROBLEMS[row["case"]])
    assert reading.suggestion == SUGGESTIONS.get(row["case"])


def test_a_number_of_a_spreadsheet_is_no_text() -> None:
    number = ast.literal_eval(CASES[CELL_OF_A_NUMBER]["input_ascii"])
    assert number == int(CASES[CELL_OF_A_NUMBER]["input"])
    with pytest.raises(TypeError):
        read_nik(number)


@pytest.mark.parametrize("row", numbers("accept", "warn", "normalise"), ids=name)
def test_birth_and_sex(row: Row) -> None:
    nik = Nik(read_nik(typed(row)).nik or "")
    if row["case"] in BIRTH_DATES:
        assert nik.birth_dates(TODAY) == BIRTH_DATES[row["case"]]
    if said := re.fullmatch(r"(\d\d-\d\d-\d{4}) ([LP])", row["why"]):
        born = datetime.strptime(said[1], "%d-%m-%Y").date()  # noqa: DTZ007 - a day, no instant
        assert nik.birth_dates(TODAY) == (born,)
        assert nik.sex == {"L": 1, "P": 2}[said[2]]


@pytest.mark.parametrize("library", ["python_stdnum_2_2", "nik_lookup_1_0_0"])
@pytest.mark.parametrize("row", numbers("accept", "warn", "normalise"), ids=name)
def test_no_day_that_other_readers_find_is_ruled_out(row: Row, library: str) -> None:
    nik = Nik(read_nik(typed(row)).nik or "")
    answer = row[library]
    if answer.startswith("ok "):
        assert date.fromisoformat(answer.removeprefix("ok ")) in nik.birth_dates(date.max)
    else:
        assert answer.startswith("Invalid") or answer == "UnknownAdministrativeCodeError"


def test_parts() -> None:
    nik = Nik("3574055501909123")
    assert (nik.province, nik.regency, nik.district) == ("35", "35.74", "35.74.05")
    assert (nik.sex, nik.serial) == (2, 9123)


@pytest.mark.parametrize("digits", ["", "0", "3513 0115 0190 9001", "9901011501909001"])
def test_no_nik_is_made_of_anything_else(digits: str) -> None:
    with pytest.raises(ValueError, match="no NIK") as refusal:
        Nik(digits)
    assert not digits or digits not in str(refusal.value)


def test_a_place_of_a_later_edition_is_doubted_only_until_then() -> None:
    papua = Nik("9301011501909001")
    assert Doubt.DISTRICT in papua.doubts(date(2022, 12, 31))
    assert papua.doubts(date(2023, 1, 1)) == frozenset()


@pytest.mark.parametrize(
    ("digits", "on", "doubted"),
    [
        ("3513011805179001", date(2017, 7, 17), True),
        ("3513011805179001", date(2017, 7, 18), False),
        ("3513015805179001", date(2017, 7, 17), False),
        ("3513011805179001", date(2017, 5, 17), False),
    ],
    ids=["60 days on", "61 days on", "a girl's", "the day before"],
)
def test_the_number_of_a_new_family_card(digits: str, on: date, doubted: bool) -> None:
    assert (Doubt.FAMILY_CARD in Nik(digits).doubts(on)) is doubted


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("351301150190900.0", Problem.SPREADSHEET),
        ("351301150190900,00", Problem.SPREADSHEET),
        ("3,51301e15", Problem.SPREADSHEET),
        ("-", Problem.EMPTY),
        ("'", Problem.EMPTY),
        ("0000 0000 0000 0000", Problem.NOT_ISSUED),
        ("9" * 10_000, Problem.TOO_LONG),
        ("35130115019090½1", Problem.NOT_DIGITS),
        ("35130115019090⑩", Problem.NOT_DIGITS),
    ],
)
def test_more_that_is_no_nik(text: str, problem: Problem) -> None:
    assert read_nik(text).problem == problem


def test_nothing_is_suggested_that_would_be_rejected() -> None:
    assert read_nik("9O01011501909001").suggestion is None


def test_full_width_separators() -> None:
    assert read_nik("３５．１３．０１－１５０１９０－９００１").nik == BASELINE


def test_what_was_typed_is_shown_again_and_cut() -> None:
    assert read_nik("  3513\t0115 ").typed == "3513 0115"
    assert read_nik("5" * 41).typed == "5" * 39 + CUT


near_niks = st.text("0123456789OolI.,-'E+٣３¹", max_size=20)
niks = st.builds(
    "3513{:02}{:02}{:02}{:02}{:04}".format,
    *(st.integers(0, 99) for _ in range(4)),
    st.integers(9001, 9999),
)


@given(st.text() | near_niks)
def test_any_text_is_a_number_or_a_problem(text: str) -> None:
    reading = read_nik(text)
    assert (reading.nik is None) is (reading.problem is not None)
    assert len(reading.typed) <= 40
    for number in (reading.nik, reading.suggestion):
        assert number is None or Nik(number).digits == number


@given(st.text() | near_niks | niks)
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    reading = read_nik(text)
    again = read_nik(reading.nik or reading.typed)
    assert (again.nik, again.problem) == (reading.nik, reading.problem)
    assert again.suggestion == reading.suggestion


@given(near_niks | niks, st.data())
def test_spacing_changes_nothing(text: str, data: st.DataObject) -> None:
    gaps = st.sampled_from(["", "", " ", "\u00a0", "\u200b", "\t", "\u3000", "\n", "\ufeff"])
    spaced = "".join(data.draw(gaps) + each for each in text) + data.draw(gaps)
    plain, reading = read_nik(text), read_nik(spaced)
    assert (reading.nik, reading.problem) == (plain.nik, plain.problem)
    assert reading.suggestion == plain.suggestion


@given(niks, st.dates(date(2017, 1, 1), date(2099, 12, 31)))
def test_a_day_of_birth_says_what_the_number_says(text: str, on: date) -> None:
    digits = read_nik(text).nik
    if digits is None:
        return
    nik = Nik(digits)
    for born in nik.birth_dates(on):
        assert born <= on
        assert f"{born.day + 40 * (nik.sex - 1):02}{born:%m%y}" == digits[6:12]
    assert nik.doubts(on) <= frozenset(Doubt)
