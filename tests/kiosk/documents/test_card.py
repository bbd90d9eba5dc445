"""The face of the card: what stands where, and that it is what the printer makes of it."""

import hashlib
import json
from datetime import date, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from devices.cable import Cable
from devices.clock import WIB, VirtualClock
from devices.port import MemoryPort
from devices.printer.evolis.driver import EVOLIS, EvolisPrinter
from devices.printer.evolis.raster import quantised
from devices.printer.evolis.simulator.simulator import PrinterSimulator
from devices.printer.printer import Finished, Panels
from kiosk.documents import card as product
from kiosk.documents.card import UnprintableCard, draw_card, unfit
from kiosk.documents.photo import PHOTO, draw_portrait, draw_signature
from kiosk.ministry.contract import Record
from kiosk.register.names import judge_name
from kiosk.simulation.people import LONG_NAMES
from tests.kiosk.locale.endings import FIELDS, RECORD
from tests.kiosk.register.cases import rows

DAY = date(2026, 3, 2)
WITH_PHOTO = msgspec.structs.replace(
    RECORD, photo=draw_portrait(FIELDS.nik), signature=draw_signature(FIELDS.nik)
)


def face(record: Record = WITH_PHOTO, day: date = DAY, *, specimen: bool = True) -> product.Face:
    return draw_card(record, "PROBOLINGGO", day, specimen=specimen)


def test_it_is_of_the_printer_s_size() -> None:
    y, m, c = face().dyes()
    assert y.shape == m.shape == c.shape == face().black().shape == (648, 1016)


def test_the_rows_stand_in_the_order_of_the_card() -> None:
    assert [row.label.strip() for row in product._rows(FIELDS)] == [
        "Nama",
        "Tempat/Tgl Lahir",
        "Jenis Kelamin",
        "Alamat",
        "RT/RW",
        "Kel/Desa",
        "Kecamatan",
        "Agama",
        "Status Perkawinan",
        "Pekerjaan",
        "Kewarganegaraan",
        "Berlaku Hingga",
    ]


def test_the_values_are_those_of_the_record() -> None:
    values = [row.value for row in product._rows(FIELDS)]
    assert values == [
        "SITI CONTOH",
        "PROBOLINGGO, 29-09-2000",
        "LAKI-LAKI",
        "JL. MELATI 7",
        "002/005",
        "SUKAPURA",
        "SUKAPURA",
        "ISLAM",
        "BELUM KAWIN",
        "PELAJAR/MAHASISWA",
        "WNI",
        "SEUMUR HIDUP",
    ]


def test_an_unknown_blood_type_is_a_dash() -> None:
    assert product._blood(FIELDS) == "Gol. Darah : -"
    assert product._blood(msgspec.structs.replace(FIELDS, blood_type=7)) == "Gol. Darah : B+"


def test_a_specimen_says_so_in_colour_and_leaves_the_letters_alone() -> None:
    stamped, plain = face(), face(specimen=False)
    assert (stamped.black() == plain.black()).all()
    assert (np.asarray(stamped.colour) != np.asarray(plain.colour)).any(axis=2).mean() > 0.03
    around = np.asarray(plain.colour).copy()
    left, top = product.PHOTO_AT
    around[top : top + PHOTO[1], left : left + PHOTO[0]] = 255
    assert (around == 255).all()


def test_another_day_is_another_black_panel() -> None:
    assert (face().black() != face(day=date(2026, 3, 3)).black()).any()


def test_nothing_is_printed_beyond_the_edge_or_onto_the_photo() -> None:
    longest = msgspec.structs.replace(
        FIELDS,
        name=max(LONG_NAMES, key=len),
        address="PERUMAHAN KOPIAN BARAT INDAH BLOK C NOMOR 123 GANG KENANGA",
        religion=7,
        occupation=6,
    )
    ink = face(msgspec.structs.replace(WITH_PHOTO, fields=longest)).black()
    left, top = product.PHOTO_AT
    assert not ink[:, :20].any()
    assert not ink[:, -4:].any()
    assert not ink[-4:].any()
    assert not ink[top : top + PHOTO[1], left : left + PHOTO[0]].any()
    assert not ink[FIRST : FIRST + 300, left - 12 : left - 4].any()


FIRST = product.FIRST_ROW


@pytest.mark.parametrize("name", LONG_NAMES)
def test_the_demo_s_awkward_names_all_fit(name: str) -> None:
    assert unfit(msgspec.structs.replace(FIELDS, name=name)) == frozenset()


def test_every_printable_name_of_the_cases_fits_but_one_word_of_the_widest_letters() -> None:
    names = [judge_name(row["name"]) for row in rows("name_cases.csv")]
    printable = [each.name for each in names if each.printable]
    assert len(printable) > 10
    refused = [each for each in printable if unfit(msgspec.structs.replace(FIELDS, name=each))]
    assert refused == ["W" * 60]


@pytest.mark.parametrize(
    "photo", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", draw_portrait("1" * 16)[:-99]]
)
def test_a_card_without_a_photo_is_not_drawn(photo: bytes) -> None:
    with pytest.raises(UnprintableCard):
        face(msgspec.structs.replace(WITH_PHOTO, photo=photo))


def test_a_card_that_does_not_fit_is_not_drawn() -> None:
    fields = msgspec.structs.replace(FIELDS, village="X" * 100)
    assert unfit(fields) == {"village"}
    with pytest.raises(UnprintableCard):
        face(msgspec.structs.replace(WITH_PHOTO, fields=fields))


def test_what_lies_in_the_hopper_is_what_was_drawn(tmp_path: Path) -> None:
    drawn = face()
    y, m, c = drawn.dyes()
    clock = VirtualClock(datetime(2026, 3, 2, tzinfo=WIB))
    simulator = PrinterSimulator(tmp_path)
    printer = EvolisPrinter(MemoryPort(Cable(simulator), clock), clock, EVOLIS)
    assert printer.make_ready() is None
    panels = Panels(y=y, m=m, c=c, k=drawn.black(), varnish=True)
    assert printer.load(panels, lambda _: None) is None
    memory = simulator.mechanism.memory
    assert (memory["k"].dots.astype(bool) == drawn.black()).all()
    assert (memory["o"].dots == 1).all()
    for name, dye in (("y", y), ("m", m), ("c", c)):
        assert (memory[name].dots == quantised(dye, EVOLIS.levels)).all()
    assert printer.print_loaded(lambda _: None) == Finished()

    card = np.asarray(Image.open(tmp_path / "hopper" / "000001.png").convert("RGB"), np.int16)
    black = drawn.black()
    assert (card[black] == 16).all()
    step = 255 / (EVOLIS.levels - 1)
    wanted = np.asarray(drawn.colour, np.int16)
    assert np.abs(card[~black] - wanted[~black]).max() <= step / 2 + 1
    packed = np.packbits(black[::-1].T, axis=1).tobytes()
    (witness,) = (tmp_path / "cards.jsonl").read_text().splitlines()
    assert json.loads(witness)["k_sha256"] == hashlib.sha256(packed).hexdigest()
    assert len(packed) == 82_296
