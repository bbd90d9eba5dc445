"""How the endings are called that are more than a code, and which documents each asks for."""

from db.states import CARD_HERE, DISPUTED, NOT_FOUND
from kiosk.desk.matter import VOID_REFUSED
from kiosk.visit.facts import Field

NOTHING_ELSE = ("nik_or_slip",)
PHOTO = "photo_unreadable"
"""The ending and the case of somebody whose photo on record cannot be printed."""
RECORD = "record_unreadable"
"""The ending and the case of somebody whose record cannot be read here; who it is is not known."""
TOO_MANY = "too_many_numbers"
"""The ending of whoever comes when too many numbers were tried at the kiosk, their own or not."""
CASES = (DISPUTED, PHOTO, RECORD, NOT_FOUND, VOID_REFUSED)
"""What a case can be about besides the codes that open one."""
DOCUMENTS: dict[str, tuple[str, ...]] = {
    "server_down": NOTHING_ELSE,
    "server_down_kept": NOTHING_ELSE,
    "nik_unknown": ("family_card", "birth_certificate", "old_card"),
    "not_identified": ("family_card", "any_photo_id"),
    TOO_MANY: ("family_card", "any_photo_id"),
    "report_death": ("death_letter", "family_card", "card_of_deceased", "own_card", "witnesses"),
    "deceased": ("family_card", "birth_certificate", "village_letter"),
    "case_open": NOTHING_ELSE,
    "moved": ("moving_letter", "family_card", "old_card"),
    "moved_said": ("moving_letter", "family_card", "old_card"),
    "underage": ("family_card",),
    "never_recorded": ("family_card", "birth_certificate"),
    "in_pipeline": NOTHING_ELSE,
    "failed": ("family_card",),
    PHOTO: ("family_card", "old_card"),
    "adjudicate": ("family_card", "birth_certificate"),
    "duplicate": ("family_card", "every_card"),
    "unknown_status": ("family_card",),
    RECORD: ("family_card",),
    "data_changed": ("family_card", "old_card"),
    "data_changed_since": ("family_card", "old_card"),
    "card_waiting": ("family_card", "old_card"),
    CARD_HERE: NOTHING_ELSE,
    DISPUTED: ("any_photo_id",),
    NOT_FOUND: NOTHING_ELSE,
    "card_waiting_unknown": ("family_card",),
    "card_in_the_making": NOTHING_ELSE,
    "already_printed": ("family_card", "present_card", "police_letter_if_lost"),
    "already_printed_unknown": ("family_card", "present_card", "police_letter_if_lost"),
    "damaged": ("damaged_card", "family_card"),
    "lost": ("police_letter", "family_card"),
    "lost_no_letter": ("police_letter", "family_card"),
    "withdrawn": NOTHING_ELSE,
    "given_up": NOTHING_ELSE,
    VOID_REFUSED: NOTHING_ELSE,
    "printer_out": NOTHING_ELSE,
    "printer_to_fill": NOTHING_ELSE,
    "no_blank": NOTHING_ELSE,
    "cap_reached": NOTHING_ELSE,
}
"""What to bring, by ending; with lines that changed come their proofs."""
NO_BLANK_YET = "no_blank_yet"
"""The ending of somebody whose card cannot be replaced for want of a blank."""
BEFORE_A_CARD = (NO_BLANK_YET, "printer_out", "printer_to_fill", "cap_reached")
"""Endings before which no card was ended: whoever replaces one brings it, or the letter, again."""

PROOFS: dict[Field, tuple[str, ...]] = {
    Field.NAME: ("birth_certificate", "court_order"),
    Field.BIRTH: ("birth_certificate",),
    Field.SEX: ("birth_certificate",),
    Field.BLOOD_TYPE: ("blood_test",),
    Field.ADDRESS: ("village_letter",),
    Field.RT_RW: ("village_letter",),
    Field.VILLAGE: ("village_letter",),
    Field.DISTRICT: ("village_letter",),
    Field.RELIGION: ("religion_letter",),
    Field.MARITAL_STATUS: ("marriage_proof",),
    Field.OCCUPATION: ("work_letter",),
    Field.CITIZENSHIP: ("citizenship_letter",),
    Field.FAMILY_CARD: ("family_card",),
    Field.FAMILY_RELATION: ("family_card", "birth_certificate"),
    Field.FATHER: ("birth_certificate",),
    Field.MOTHER: ("birth_certificate",),
}
"""What proves a change, by line of the family card."""
