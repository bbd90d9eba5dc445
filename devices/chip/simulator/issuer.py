"""The issuer of chips that do not exist: their numbers, their keys, and what is written on them.

What a KTP-el's chip understands is not public; the commands here are of ISO 7816-4 and our choice.
As with real cards, each chip has a key of its own, derived from its number, so that a script made
for one chip is nothing to any other.
"""

import hashlib
import hmac

from devices.chip.script import Step

MASTER = hashlib.sha256(b"issuer of chips that do not exist").digest()
"""In an office only the ministry's security module has such a key."""
MAC = 8
"""Bytes of a command's authentication code, and of the chip's answer to the last."""
PIECE = 200
"""Bytes written at a time."""
CAPACITY = 8192
"""Bytes that a chip holds."""
APPLICATION = bytes.fromhex("F04B54502D454C")
"""A name of the proprietary, unregistered kind (ISO 7816-4: it begins with F)."""
SELECT = bytes.fromhex("00A4040C") + bytes([len(APPLICATION)]) + APPLICATION
OK = bytes.fromhex("9000")


class Ins:
    """Instructions, all of class 84: with an authentication code behind the data."""

    CLA = 0x84
    UPDATE_BINARY = 0xD6
    SET_STATUS = 0xF0


def uid_of(seed: str, number: int, *, size: int) -> bytes:
    """Return the number of the chip in the blank of that number, in 4 or 7 bytes.

    It begins with 04, NXP's mark; 08 would mean a number drawn by lot (ISO 14443-3).
    """
    return b"\x04" + hashlib.sha256(f"{seed}/chip/{number}".encode()).digest()[: size - 1]


def key_of(uid: bytes) -> bytes:
    """Return the chip's own key."""
    return hmac.digest(MASTER, b"key" + uid, "sha256")


def chain(key: bytes, before: bytes, sent: bytes) -> bytes:
    """Return the state after a command: 32 bytes that know of all before it; 8 of them are sent."""
    return hmac.digest(key, before + sent, "sha256")


def proof(key: bytes, last: bytes) -> bytes:
    """Return what a chip says when it holds everything: no other chip can."""
    return hmac.digest(key, b"sealed" + last, "sha256")[:MAC]


def script(uid: bytes, content: bytes) -> list[Step]:
    """Return what writes the content on the chip of that number, and closes it for ever.

    Raises ValueError if the chip does not hold as much.
    """
    if not 0 < len(content) <= CAPACITY:
        raise ValueError(f"A chip holds 1 to {CAPACITY} bytes, not {len(content)}.")
    key, state = key_of(uid), bytes(32)
    steps = [Step(SELECT, OK)]
    for at in range(0, len(content), PIECE):
        piece = content[at : at + PIECE]
        size = len(piece) + MAC
        sent = bytes([Ins.CLA, Ins.UPDATE_BINARY, *at.to_bytes(2), size]) + piece
        state = chain(key, state, sent)
        steps.append(Step(sent + state[:MAC], OK))
    sent = bytes([Ins.CLA, Ins.SET_STATUS, 0x80, 0x0F, MAC])
    state = chain(key, state, sent)
    steps.append(Step(sent + state[:MAC] + b"\x00", proof(key, state) + OK))
    return steps
