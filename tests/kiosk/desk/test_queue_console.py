"""What officers type about the queue, cases and Suket, and what they are told."""

from kiosk.desk.matter import Wish
from kiosk.documents.reference import grouped
from kiosk.documents.slip import Kind
from kiosk.issuance import audit
from kiosk.policy import Policy
from tests.kiosk.bench import OFFICERS
from tests.kiosk.desk.officers import BUDI, HOLDER, SITI, Desk

CALLED, NEXT = "3574014107019001", "3574014107019002"


def queued(desk: Desk) -> list[str]:
    """Put two people into the queue, and call one; return their references in groups."""
    matters = desk.bench.office.matters
    matters.open(Wish(Kind.CASE, NEXT, "moved"))
    references = []
    for nik in (CALLED, NEXT):
        reference = matters.open(Wish(Kind.QUEUE, nik, "no_blank", with_suket=True)).reference
        references.append(grouped(reference))
    return references


def test_everybody_reads_the_queue_and_an_officer_whom_to_call(desk: Desk) -> None:
    assert desk.reads("queue", "list") == ["Nobody waits for a blank."]
    first, second = queued(desk)
    kept = "a blank is kept until 16 March 2026"
    assert desk.reads("queue", "list") == [f"{first}: called; {kept}", f"1. {second}: first card"]
    assert desk.does(["queue", "call-list"], *BUDI)
    assert desk.told == [f"no telephone number: slip {first}, {kept}"]
    desk.bench.office.matters.phone(first.replace(" ", ""), "0812 3456 7890")
    assert not desk.does(["queue", "call-list"], "budi", "wrong")
    assert not any("0812" in line for line in desk.told)
    assert desk.does(["queue", "call-list"], *BUDI)
    assert desk.told == [f"081234567890: slip {first}, {kept}"]
    payloads = [entry.payload for entry in audit.entries(desk.bench.office.issuance.journal.kiosk)]
    assert not any(secret in row for row in payloads for secret in ("81234567890", CALLED, NEXT))
    newest = desk.bench.office.matters.open(Wish(Kind.QUEUE, CALLED, "printer_out"))
    desk.bench.office.matters.phone(newest.reference, "0899 9999 9999")
    assert desk.does(["queue", "call-list"], *BUDI)
    assert desk.told == [f"089999999999: slip {first}, {kept}"]


def test_who_waits_for_the_server_is_listed_and_called_by_the_number_they_left(desk: Desk) -> None:
    matters = desk.bench.office.matters
    came = [matters.open(Wish(Kind.QUEUE, nik, "server_down")) for nik in (CALLED, NEXT)]
    first, second = (grouped(each.reference) for each in came)
    waits = "waits for the ministry's server"
    assert desk.reads("queue", "list") == [f"1. {first}: {waits}", f"2. {second}: {waits}"]
    assert desk.does(["queue", "call-list"], *BUDI)
    assert desk.told == ["Nobody is to be called now."]
    assert matters.phone(came[1].reference, "081234567890")
    assert desk.does(["queue", "call-list"], *BUDI)
    again = "may come again once the ministry's server answers"
    assert desk.told == [f"081234567890: slip {second}, {again}"]


def test_only_a_supervisor_with_a_reason_calls_out_of_turn(desk: Desk) -> None:
    first, second = queued(desk)
    desk.bench.office.issuance.receive_blanks("box-2", 1, OFFICERS)
    third = grouped(
        desk.bench.office.matters.open(Wish(Kind.QUEUE, HOLDER.nik, "no_blank")).reference
    )
    line = ["queue", "hardship", third, "--reason"]
    assert not desk.does([*line, f"for {CALLED}"])
    assert not desk.does([*line, "dialysis"], *BUDI)
    assert not desk.does([*line, "dialysis"], *SITI)
    assert desk.told[-1] == "There is no blank in stock. Take blanks in first."
    assert not desk.does(["queue", "hardship", first, "--reason", "is called already"])
    desk.bench.decide(Policy(hardship_reserve=1))
    desk.bench.office.issuance.receive_blanks("box-3", 1, OFFICERS)
    assert desk.reads("queue", "list")[-1] == f"1. {third}: first card"
    assert desk.does([*line, "dialysis"], *SITI)
    assert desk.told[-1] == f"{third}: called; a blank is kept until 16 March 2026"
    last = list(audit.entries(desk.bench.office.issuance.journal.kiosk))[-1]
    assert (last.act, '"by":"siti"' in last.payload) == ("Q.hardship", True)
    assert second != third


def test_somebody_is_called_out_of_turn_by_whichever_slip_they_show(desk: Desk) -> None:
    desk.bench.decide(Policy(hardship_reserve=1))
    matters = desk.bench.office.matters
    place = matters.open(Wish(Kind.QUEUE, HOLDER.nik, "printer_out")).reference
    newest = matters.open(Wish(Kind.QUEUE, HOLDER.nik, "no_blank")).reference
    assert desk.does(["queue", "hardship", newest, "--reason", "dialysis"], *SITI)
    assert desk.told[-1] == f"{grouped(place)}: called; a blank is kept until 16 March 2026"
    assert desk.bench.office.check().violations == []


def test_a_case_is_closed_and_a_suket_signed_by_an_officer(desk: Desk) -> None:
    queued(desk)
    (shown,) = desk.reads("case", "list")
    assert shown.endswith(": moved, opened on 2 March 2026")
    desk.bench.office.matters.open(Wish(Kind.CASE, CALLED, "unknown_status"))
    assert ": status of the data not known, " in desk.reads("case", "list")[1]
    assert not desk.does(["case", "close", "1234"])
    assert desk.does(["case", "close", shown[:14]], *BUDI)
    assert desk.does(["case", "close", desk.reads("case", "list")[0][:14]], *BUDI)
    assert desk.reads("case", "list") == ["No case is open."]
    assert desk.reads("suket", "list")[0] == "0001-2026: to be signed, valid until 29 August 2026"
    assert not desk.does(["suket", "signed", "0009-2026"])
    for _ in range(2):
        assert desk.does(["suket", "signed", "0001-2026"], *BUDI)
    assert desk.reads("suket", "list")[0] == "0001-2026: signed, valid until 29 August 2026"
    assert desk.bench.office.matters.extend(CALLED) is not None
    desk.bench.clock.sleep_until(desk.bench.clock.monotonic() + 86_400)
    assert desk.bench.office.matters.extend(CALLED) is not None
    assert desk.reads("suket", "list")[0] == "0001-2026: to be signed, valid until 30 August 2026"
    assert desk.bench.office.check().violations == []
    desk.bench.clock.sleep_until(desk.bench.clock.monotonic() + 200 * 86_400)
    assert desk.reads("suket", "list") == ["No certificate stands in for a card."]
    assert not desk.does(["suket", "signed", "0001-2026"])
