"""Places by name and by code."""

from datetime import date
from importlib import resources

import pytest

from kiosk.register.regions import Region, Village, is_district, is_province, region, villages

TODAY = date(2017, 5, 18)


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        ("35", "provinsi", "Jawa Timur"),
        ("34", "provinsi", "Daerah Istimewa Yogyakarta"),
        ("35.13", "kabupaten", "Probolinggo"),
        ("35.74", "kota", "Probolinggo"),
        ("31.01", "kabupaten_administrasi", "Kepulauan Seribu"),
        ("35.13.08", "kecamatan", "Krucil"),
        ("35.13.15.2017", "desa", "Soka'an"),
    ],
)
def test_names(code: str, kind: str, name: str) -> None:
    place = region(code)
    assert isinstance(place, Region)
    assert (place.code, place.kind, place.name) == (code, kind, name)


@pytest.mark.parametrize("code", ["", "99", "35.99", "3513", "35.13.99", "٣٥"])
def test_no_such_place(code: str) -> None:
    assert region(code) is None


@pytest.mark.parametrize(
    ("regency", "kelurahan", "desa", "districts"), [("35.13", 5, 325, 24), ("35.74", 29, 0, 5)]
)
def test_villages(regency: str, kelurahan: int, desa: int, districts: int) -> None:
    found = villages(regency)
    kinds = [each.kind for each in found]
    assert (kinds.count("kelurahan"), kinds.count("desa")) == (kelurahan, desa)
    assert len({each.district for each in found}) == districts
    assert [each.code for each in found] == sorted({each.code for each in found})


def test_a_village_lies_in_its_district() -> None:
    assert Village("35.13.14.1008", "kelurahan", "Kandangjati Kulon", "Kraksaan") in villages(
        "35.13"
    )


@pytest.mark.parametrize("regency", ["", "35", "35.1", "35.78", "35.13.01"])
def test_no_villages_elsewhere(regency: str) -> None:
    assert villages(regency) == ()


def test_provinces_of_every_edition() -> None:
    listed = [code for code in range(100) if is_province(f"{code:02}")]
    assert len(listed) == 38
    assert {34, 35, 65, 93, 96} <= set(listed)


def test_districts_in_force_on_a_day() -> None:
    table = resources.files("kiosk.register") / "data" / "districts.csv"
    codes = [line[:6] for line in table.read_text("utf-8").splitlines()]
    assert sum(is_district(code, TODAY) for code in codes) == 7160
    assert sum(is_district(code, date(2026, 1, 1)) for code in codes) == 7879


@pytest.mark.parametrize("code", ["", "351300", "3513", "35.13.01", "647301", "351399"])
def test_no_such_district(code: str) -> None:
    assert not is_district(code, date.max)


def test_every_village_is_in_a_district_that_numbers_begin_with() -> None:
    for village in villages("35.13") + villages("35.74"):
        assert is_district(village.code[:8].replace(".", ""), TODAY)


def test_the_authors_notice_goes_with_the_data() -> None:
    notice = resources.files("kiosk.register") / "data" / "LICENSE-wilayah.txt"
    assert "Copyright (c) 2017-2025 Cahya DSN" in notice.read_text("utf-8")
