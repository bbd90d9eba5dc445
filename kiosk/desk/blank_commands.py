"""What officers type to take blanks into stock, and to say where one is."""

import argparse
import re

from kiosk.desk.console import Console, sound_reason, two_officers
from kiosk.issuance.blanks import MAX_BOX
from kiosk.issuance.issuance import Found, Issuance
from kiosk.office import Office

BOX = re.compile(r"[A-Za-z0-9._/-]{1,40}")


def receive(office: Office, console: Console, box: str, number: int) -> bool:
    """Take a sealed box of blanks into stock."""
    if not BOX.fullmatch(box):
        console.say("staff.box")
        return False
    if not 0 < number <= MAX_BOX:
        console.say("staff.number", most=MAX_BOX)
        return False
    by = two_officers(office.accounts, console)
    if by is None:
        return False
    office.issuance.receive_blanks(box, number, by)
    console.say("staff.received", box=box, number=number, stock=office.issuance.blanks()["stock"])
    return True


def resolve(office: Office, console: Console, options: argparse.Namespace) -> bool:
    """Say where two officers saw a blank."""
    reason = sound_reason(console, options.reason)
    if reason is None:
        return False
    office.tend()
    if not _waits(office.issuance, console, options.key):
        return False
    by = two_officers(office.accounts, console)
    if by is None:
        return False
    if not office.issuance.resolve(options.key, Found(options.found), by, reason):
        console.say("staff.no_evidence")
        return False
    office.tend()
    console.say("staff.resolved")
    return True


def _waits(issuance: Issuance, console: Console, key: str) -> bool:
    waiting = issuance.unresolved()
    if waiting is None:
        console.say("staff.nothing_waits")
    elif waiting != key:
        console.say("staff.other_waits", attempt=waiting)
    return waiting == key
