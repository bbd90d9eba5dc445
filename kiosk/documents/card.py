"""The face of a KTP-el as it is printed: 1016 × 648 dots, 300 dpi, ISO/IEC 7810 ID-1.

A blank is already coloured when it comes; the kiosk adds the photo, in dyes, and the data, in
black resin, in the order in which the card has them.
"""

import functools
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk.documents.lettering import Lines, fit, font, width
from kiosk.documents.photo import PHOTO, SIGNATURE, read_photo
from kiosk.ministry.contract import Fields, Record
from kiosk.register import codes

SIZE = (1016, 648)
LABEL_X, COLON_X, VALUE_X = 36, 262, 280
PHOTO_AT = (744, 150)
ROOM = PHOTO_AT[0] - 18 - VALUE_X
"""Pixels of a line of data, beside the photo."""
FIRST_ROW, LAST_LINE = 156, 636
PITCH = 34
"""Pixels from line to line, where there is room."""
HEADER, NUMBER, SMALL = 34, 46, 23
BLOOD_X = 506
UNKNOWN_BLOOD = 13
INK_FROM = 128
"""Grey of a drawn letter from which resin is printed."""
SPECIMEN = "CONTOH / SPECIMEN"
SPECIMEN_DYE = (246, 158, 158)
"""Pink: seen across a room, and every black letter over it can be read."""

Dye = NDArray[np.uint8]


class UnprintableCard(ValueError):
    """A card with these data or this photo cannot be drawn; `unfit` and `read_photo` tell."""


@dataclass(frozen=True)
class Face:
    """What is printed on one blank."""

    colour: Image.Image
    """RGB on white: the photo."""
    ink: Image.Image
    """L on black: what becomes black resin is at least `INK_FROM`."""

    def dyes(self) -> tuple[Dye, Dye, Dye]:
        """Return yellow, magenta and cyan, each (648, 1016), 0 for none to 255 for the most."""
        light = np.asarray(self.colour, np.uint8)
        return 255 - light[:, :, 2], 255 - light[:, :, 1], 255 - light[:, :, 0]

    def black(self) -> NDArray[np.bool_]:
        """Return where black resin goes: (648, 1016)."""
        return np.asarray(self.ink, np.uint8) >= INK_FROM


@dataclass(frozen=True)
class Row:
    """One line of data: what it is called, what it says, and how many lines it may take."""

    names: tuple[str, ...]
    """The fields of the record it shows."""
    label: str
    value: str
    most_lines: int = 1


def unfit(fields: Fields) -> frozenset[str]:
    """Return the names of fields that cannot be printed whole, not even abbreviated."""
    rows = _rows(fields)
    return frozenset(
        name for row in rows if fit(row.value, ROOM, row.most_lines) is None for name in row.names
    )


def draw_card(record: Record, city: str, day: date, *, specimen: bool) -> Face:
    """Draw one card; raise `UnprintableCard` rather than leave anything out.

    `city` and `day` are place and date of issue. A `specimen` says so across its face.
    """
    fields, picture = record.fields, read_photo(record.photo)
    if picture is None:
        raise UnprintableCard("photo")
    colour = Image.new("RGB", SIZE, "white")
    colour.paste(picture.resize(PHOTO, Image.Resampling.LANCZOS), PHOTO_AT)
    if specimen:
        colour = _stamped(colour)
    ink = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(ink)
    _centred(draw, SIZE[0] // 2, 12, f"PROVINSI {fields.province}", HEADER)
    _centred(draw, SIZE[0] // 2, 49, fields.regency, HEADER)
    draw.text((LABEL_X, 101), "NIK", font=font(HEADER), fill=255)
    draw.text((COLON_X - 120, 93), f": {fields.nik}", font=font(NUMBER), fill=255)
    _data(draw, fields)
    middle = PHOTO_AT[0] + PHOTO[0] // 2
    below = PHOTO_AT[1] + PHOTO[1]
    _centred(draw, middle, below + 8, city, SMALL)
    _centred(draw, middle, below + 34, f"{day:%d-%m-%Y}", SMALL)
    _sign(ink, record.signature, (PHOTO_AT[0], below + 66))
    return Face(colour, ink)


def blank_card() -> Image.Image:
    """Return an invented blank as it lies in the feeder: pale waves, a window for the photo."""
    x, y = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    waves = np.sin(x / 23 + 3 * np.sin(y / 61)) + np.sin(y / 19 + 3 * np.sin(x / 83))
    shade = (waves * 4).astype(np.int16)
    light = np.stack([200 + x // 40 + shade, 226 - y // 90 + shade, 240 + 0 * x + shade // 2], 2)
    picture = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8), "RGB")
    draw = ImageDraw.Draw(picture)
    left, top = PHOTO_AT
    draw.rectangle((left - 3, top - 3, left + PHOTO[0] + 2, top + PHOTO[1] + 2), fill="white")
    return picture


def _rows(fields: Fields) -> list[Row]:
    born = f"{fields.birth_place}, {fields.birth_date:%d-%m-%Y}"
    return [
        Row(("name",), "Nama", fields.name, 2),
        Row(("birth",), "Tempat/Tgl Lahir", born),
        Row(("sex",), "Jenis Kelamin", codes.label("jenis_kelamin", fields.sex)),
        Row(("address",), "Alamat", fields.address, 2),
        Row(("rt_rw",), "     RT/RW", f"{fields.rt}/{fields.rw}"),
        Row(("village",), "     Kel/Desa", fields.village),
        Row(("district",), "     Kecamatan", fields.district),
        Row(("religion",), "Agama", codes.label("agama", fields.religion), 2),
        Row(
            ("marital_status",),
            "Status Perkawinan",
            codes.label("status_perkawinan", fields.marital_status),
        ),
        Row(("occupation",), "Pekerjaan", codes.label("pekerjaan", fields.occupation), 2),
        Row(
            ("citizenship",),
            "Kewarganegaraan",
            codes.label("kewarganegaraan", fields.citizenship),
        ),
        Row((), "Berlaku Hingga", "SEUMUR HIDUP"),
    ]


def _data(draw: ImageDraw.ImageDraw, fields: Fields) -> None:
    rows = [(row, _fitted(row)) for row in _rows(fields)]
    number = sum(len(lines.text) for _, lines in rows)
    pitch = min(PITCH, (LAST_LINE - FIRST_ROW) / number)
    y = float(FIRST_ROW)
    for row, lines in rows:
        draw.text((LABEL_X, y), row.label, font=font(SMALL, bold=False), fill=255)
        draw.text((COLON_X, y), ":", font=font(SMALL, bold=False), fill=255)
        if "sex" in row.names:
            draw.text((BLOOD_X, y), _blood(fields), font=font(SMALL, bold=False), fill=255)
        for line in lines.text:
            draw.text(
                (VALUE_X, y + (SMALL - lines.size) / 2), line, font=font(lines.size), fill=255
            )
            y += pitch


def _fitted(row: Row) -> Lines:
    lines = fit(row.value, ROOM, row.most_lines)
    if lines is None:
        raise UnprintableCard(row.label)
    return lines


def _blood(fields: Fields) -> str:
    known = fields.blood_type != UNKNOWN_BLOOD
    return f"Gol. Darah : {codes.label('golongan_darah', fields.blood_type) if known else '-'}"


def _sign(ink: Image.Image, signature: bytes, at: tuple[int, int]) -> None:
    """Put the signature on the card, if the record has one."""
    picture = read_photo(signature)
    if picture is not None:
        strokes = picture.convert("L").resize(SIGNATURE, Image.Resampling.LANCZOS)
        ink.paste(strokes.point(lambda grey: 255 - grey), at)


def _stamped(colour: Image.Image) -> Image.Image:
    """Write across the card that it is none."""
    return Image.composite(Image.new("RGB", SIZE, SPECIMEN_DYE), colour, _stamp())


@functools.cache
def _stamp() -> Image.Image:
    """Return where the stamp's letters are, the same on every card."""
    stamp = Image.new("L", SIZE, 0)
    draw: Any = ImageDraw.Draw(stamp)
    size = 92
    length = width(SPECIMEN, size)
    draw.text(((SIZE[0] - length) / 2, (SIZE[1] - size) / 2), SPECIMEN, font=font(size), fill=255)
    return stamp.rotate(28, resample=Image.Resampling.BICUBIC)


def _centred(draw: ImageDraw.ImageDraw, x: int, y: int, text: str, size: int) -> None:
    """Draw one line about `x`, smaller where it would not fit."""
    while width(text, size) > 2 * min(x, SIZE[0] - x) - 2 and size > 1:
        size -= 1
    draw.text((x - width(text, size) / 2, y), text, font=font(size), fill=255)
