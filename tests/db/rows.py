"""Rows of an office with one printer, as few columns as say something."""

from peewee import Model

from db.models import Attempt, Audit, Card, Claim, Move, Outbox, Void

NIK, OTHER = "3513012909009001", "3513012909009002"
AT = "2026-03-02T08:00:00.000+07:00"


def claim(key: str, nik: str = NIK, generation: int = 1, **fields: object) -> None:
    plain = {"state": "CLAIMING", "eligibility": "ready", "data_version": 1, "data_hash": "0" * 64}
    row = plain | {"key": key, "nik": nik, "generation": generation, "opened_at": AT} | fields
    Claim.insert(**row).execute()


def attempt(key: str, of: str = "a", number: int = 1, **fields: object) -> None:
    row = {"key": key, "claim": of, "number": number, "printer": "SIM0001", "box": "box-1"}
    plain = {"state": "RESERVED", "eligibility": "ready", "opened_at": AT}
    Attempt.insert(**(row | plain | fields)).execute()


def arm(key: str) -> None:
    evidence = {"image_sha": "0" * 64, "panels": 5, "fed0": 0, "panels0": 0}
    change(Attempt, key, "ARMED", **evidence)


def card(key: str, of: str, nik: str = NIK, **fields: object) -> None:
    row = {"key": key, "attempt": of, "nik": nik, "state": "HELD", "printed_at": AT}
    Card.insert(**(row | fields)).execute()


def change(table: type[Model], key: str, state: str, **fields: object) -> None:
    table.update(state=state, **fields).where(table.key == key).execute()  # type: ignore[attr-defined]


def move(target: str, source: str, number: int) -> None:
    row = {"box": "box-1", "source": source, "target": target, "number": number}
    Move.insert(**row, cause="test", at=AT).execute()


def report(key: str) -> None:
    row = {"key": key, "claim": "a", "kind": "prints", "body": b"{}", "digest": "0" * 64}
    Outbox.insert(**row, state="PENDING", at=AT).execute()


def void(key: str = "a", nik: str = NIK, **fields: object) -> None:
    row = {"key": key, "nik": nik, "generation": 1, "state": "PENDING", "cause": "damaged"}
    Void.insert(**(row | {"officer": "budi", "withdrawn_at": AT} | fields)).execute()
    told = {"key": f"{key}:void", "claim": key, "kind": "voids", "body": b"{}", "digest": "0" * 64}
    Outbox.insert(**told, state="PENDING", at=AT).execute()


def acknowledge(key: str) -> None:
    Outbox.update(state="ACKED").where(Outbox.key == f"{key}:void").execute()
    change(Void, key, "VOID")


def audited(seq: int, prev_hash: str) -> None:
    row = {"kiosk": "k", "seq": seq, "at": AT, "act": "T1", "payload": "{}", "hash": f"h{seq}"}
    Audit.insert(**row, prev_hash=prev_hash).execute()


def printed(key: str, of: str = "a", number: int = 1, **counters: int) -> None:
    attempt(key, of, number)
    arm(key)
    change(Attempt, key, "PRINTED", **({"fed1": 1, "panels1": 5} | counters))
