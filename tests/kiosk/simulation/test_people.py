"""The invented residents: enough, of real villages, and of every kind."""

from datetime import date

from devices.entropy import SeededEntropy
from kiosk.register.nik import read_nik
from kiosk.register.regions import villages
from kiosk.simulation.people import CITY, REGENCY, residents
from kiosk.visit.codes import Code

TODAY = date(2026, 3, 2)
EVERYBODY = residents(SeededEntropy("demo"), TODAY)
CIRCUMSTANCES = {Code.SERVER_DOWN, Code.PRINTER_OUT, Code.NO_BLANK, Code.CAP_REACHED, Code.PRINTED}
"""Outcomes that are nobody's own: anybody meets them, when the office is in that state."""


def test_there_are_enough_and_no_two_alike() -> None:
    assert len(EVERYBODY) >= 200
    assert len({each.nik for each in EVERYBODY}) == len(EVERYBODY)


def test_their_numbers_are_possible_and_end_where_no_village_counts() -> None:
    for each in EVERYBODY:
        assert read_nik(each.nik).nik == each.nik
        assert 9001 <= int(each.nik[12:]) <= 9999
        assert 9001 <= int(each.fields.family_card[12:]) <= 9999


def test_they_live_in_real_villages_of_city_and_regency() -> None:
    known = {
        (each.name.upper(), each.district.upper(), each.kind)
        for each in villages(CITY) + villages(REGENCY)
    }
    lived_in = {
        (each.fields.village, each.fields.district, each.fields.village_type) for each in EVERYBODY
    }
    assert lived_in <= known
    assert {each.fields.regency for each in EVERYBODY} == {
        "KOTA PROBOLINGGO",
        "KABUPATEN PROBOLINGGO",
    }


def test_there_is_somebody_for_every_row() -> None:
    assert {each.shows for each in EVERYBODY} == set(Code) - CIRCUMSTANCES


def test_their_numbers_tell_sex_and_birth() -> None:
    for each in EVERYBODY:
        day = int(each.nik[6:8])
        assert (day > 40) == (each.fields.sex == 2)
        assert each.nik[6:12] == f"{day:02}{each.fields.birth_date:%m%y}"


def test_the_same_seed_gives_the_same_people_and_another_others() -> None:
    assert residents(SeededEntropy("demo"), TODAY) == EVERYBODY
    assert residents(SeededEntropy("other"), TODAY) != EVERYBODY
