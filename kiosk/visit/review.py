"""The lines of the family card as a resident reads them, and those that cannot be printed."""

from kiosk.message import Message, message
from kiosk.ministry.contract import Fields
from kiosk.register import codes
from kiosk.register.names import judge_name
from kiosk.text import CUT, UNKNOWN
from kiosk.visit.facts import Field
from kiosk.visit.views import FieldRow, Group


def rows(fields: Fields, group: Group, wrong: frozenset[Field]) -> tuple[FieldRow, ...]:
    """Return the lines of one group, with those marked that were called wrong."""
    return tuple(FieldRow(field, value(fields, field), field in wrong) for field in group.value)


def value(fields: Fields, field: Field) -> Message | str:
    """Return what stands in one line; codes as the card prints them."""
    match field:
        case Field.BIRTH:
            return message("value.birth", place=fields.birth_place, date=fields.birth_date)
        case Field.RT_RW:
            return f"{fields.rt} / {fields.rw}"
        case Field.SEX:
            return codes.label("jenis_kelamin", fields.sex)
        case Field.BLOOD_TYPE:
            return codes.label("golongan_darah", fields.blood_type)
        case Field.RELIGION:
            return codes.label("agama", fields.religion)
        case Field.MARITAL_STATUS:
            return codes.label("status_perkawinan", fields.marital_status)
        case Field.OCCUPATION:
            return codes.label("pekerjaan", fields.occupation)
        case Field.CITIZENSHIP:
            return codes.label("kewarganegaraan", fields.citizenship)
        case Field.FAMILY_RELATION:
            return codes.label("shdk", fields.family_relation)
        case _:
            text: str = getattr(fields, field.value)
            return text


def unprintable(fields: Fields) -> frozenset[Field]:
    """Return lines that cannot be printed as they stand, whatever the resident says.

    A name that is no name, any text that the filter had to cut or could not read, and any that
    has no room on the card.
    """
    from kiosk.documents.card import unfit

    damaged = {Field(name) for name in unfit(fields)} | {
        field
        for field in Field
        if isinstance(text := value(fields, field), str) and (text.endswith(CUT) or UNKNOWN in text)
    }
    if not judge_name(fields.name).printable:
        damaged.add(Field.NAME)
    if fields.birth_place.endswith(CUT) or UNKNOWN in fields.birth_place:
        damaged.add(Field.BIRTH)
    return frozenset(damaged)
