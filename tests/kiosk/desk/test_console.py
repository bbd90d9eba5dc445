"""What officers type at the command line, and what they are told."""

import json
from typing import Any

import pytest

from db.models import Audit
from db.states import Cause
from devices.entropy import SeededEntropy
from devices.printer.printer import Progress, Told
from kiosk.desk import attestations
from kiosk.desk.accounts import FREE_FAILURES
from kiosk.desk.authority import Operator, Supervisor, TwoOfficers
from kiosk.desk.options import PLACES
from kiosk.identity import Reason
from kiosk.issuance.issuance import Found
from kiosk.issuance.results import Printed, Refusal
from kiosk.simulation import founding
from tests.kiosk.bench import Bench
from tests.kiosk.desk.officers import ANI, BUDI, DAMAGED, HOLDER, SITI, Desk


def test_the_places_are_those_that_issuance_knows() -> None:
    assert set(PLACES) == {place.value for place in Found}


def test_everybody_reads_who_there_is(desk: Desk) -> None:
    for _ in range(FREE_FAILURES):
        assert not desk.does(["officer", "pin"], "budi", "wrong")
    assert desk.told == ["Too many failures. This name is locked until 2 March 2026 08:01."]
    assert desk.reads() == [
        "budi: operator, active, locked until 2 March 2026 08:01",
        "siti: supervisor, active",
    ]
    assert desk.does(["officer", "unlock", "budi"], *SITI)
    assert desk.does(["officer", "disable", "budi"], *SITI)
    assert desk.reads()[0] == "budi: operator, disabled"


@pytest.mark.parametrize("name", ["budi", "nobody", "not a name"])
def test_a_wrong_name_and_a_wrong_pin_are_answered_alike(name: str, desk: Desk) -> None:
    assert not desk.does(["officer", "pin"], name, "wrong")
    assert desk.told == ["The name or the PIN is not right."]


@pytest.mark.parametrize("line", [["add", "ani"], ["disable", "siti"], ["unlock", "siti"]])
def test_an_operator_does_not_look_after_accounts(line: list[str], desk: Desk) -> None:
    assert not desk.does(["officer", *line], *BUDI)
    assert desk.told[-1] == "Only a supervisor may do this."


def test_whoever_changes_a_pin_types_it_twice(desk: Desk) -> None:
    unlike = ("sawah-88", "sawah-89")
    assert not desk.does(["officer", "pin"], *BUDI, *unlike, *unlike, *unlike)
    assert desk.told[-1] == "The two PINs differ. Type both again."
    assert desk.does(["officer", "pin"], *BUDI, "sawah-88", "sawah-88")
    assert not desk.does(["officer", "pin"], *BUDI)


@pytest.mark.parametrize(
    ("weak", "said"),
    [
        ("123456", "That PIN is too easy to guess."),
        ("ani-2026", "That PIN is too easy to guess."),
        ("aaaaaa", "That PIN is too easy to guess."),
        ("short", "A PIN has 6 to 64 characters."),
        ("Sawah-88", "The keyboard on the screen has small letters, digits, dot, hyphen and space"),
    ],
)
def test_the_rule_is_said_before_a_pin_is_typed_and_a_weak_one_chosen_anew(
    weak: str, said: str, desk: Desk
) -> None:
    assert desk.does(["officer", "add", "ani"], *SITI, weak, "sawah-88", "sawah-88")
    rule, refusal = desk.told[-3:-1]
    assert rule.startswith("A PIN has 6 to 64 small letters, digits, dots, hyphens or spaces")
    assert refusal.startswith(said)


def test_a_name_that_no_account_can_have_is_refused_before_a_pin_is_asked(desk: Desk) -> None:
    assert not desk.does(["officer", "add", "not a name"], *SITI)
    assert desk.told[-1].startswith("A name has 2 to 32")


def test_two_officers_take_a_box_in(desk: Desk) -> None:
    receive = ["blanks", "receive", "box-2", "250"]
    assert not desk.does(receive, *BUDI, *BUDI)
    assert desk.told[-1] == "It takes two different officers."
    assert not desk.does(receive, *BUDI, "siti", "wrong")
    assert desk.bench.office.issuance.blanks()["stock"] == 1
    assert desk.does(receive, *BUDI, *SITI)
    assert desk.told[-1] == "250 blanks of box box-2 were taken in. The stock is now 251."
    assert desk.bench.office.check().ok


@pytest.mark.parametrize(("box", "number"), [("box-2", "0"), ("box-2", "10001"), ("b x", "5")])
def test_no_box_is_like_that(box: str, number: str, desk: Desk) -> None:
    assert not desk.does(["blanks", "receive", box, number])
    assert len(desk.told) == 1


def lost_in_the_machine(bench: Bench) -> str:
    """Let the power fail as a blank is fed; return the attempt that nobody can judge."""

    def cut(told: Told) -> None:
        if told.step is Progress.FEEDING:
            bench.touch_printer(act="power", **{"is": "cut"})

    assert isinstance(bench.office.issuance.issue(bench.record(HOLDER), cut), Refusal)
    attempt = bench.office.issuance.unresolved()
    assert attempt is not None
    return attempt


def test_two_officers_say_where_a_blank_is_and_the_printer_works_again(desk: Desk) -> None:
    bench = desk.bench
    attempt = lost_in_the_machine(bench)

    def resolve(key: str) -> list[str]:
        return ["attempt", "resolve", key, "feeder", "--reason", "counted the feeder"]

    assert not desk.does(resolve("guessed"))
    assert desk.told == [f"What waits for officers to decide is {attempt}"]
    assert not desk.does(resolve(attempt), *SITI, *SITI)
    bench.touch_printer(act="power", **{"is": "off"})
    assert not desk.does(resolve(attempt), *SITI, *BUDI)
    assert desk.told[-1].startswith("The printer does not answer")
    bench.touch_printer(act="power", **{"is": "on"})
    bench.clock.sleep_until(bench.clock.monotonic() + 5)
    assert desk.does(resolve(attempt), *SITI, *BUDI)
    assert desk.told[-1] == "Done. The printer may work again."
    assert not desk.does(resolve(attempt))
    assert desk.told == ["No printing waits for officers to decide."]
    assert isinstance(bench.office.issuance.issue(bench.record(HOLDER), lambda _: None), Printed)
    assert bench.office.check().ok


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "  x ",
        "y" * 201,
        f"card of {HOLDER.nik}",
        "card of 3574 1407 0170 9001",
        "card of 3574-1407/0170.9001 (hers)",
        "card of 3574_1407_0170_9001",
        "card of ３５７４１４０７０１７０９００１",
        "card of 3 5\u200b7 4 1 4 0 7 0 1 7 0 9 0 0 1",
        "card of ٣٥٧٤١٤٠٧٠١٧٠٩٠٠١",
    ],
)
def test_a_reason_is_short_and_names_nobody(reason: str, desk: Desk) -> None:
    key = lost_in_the_machine(desk.bench)
    assert not desk.does(["attempt", "resolve", key, "feeder", "--reason", reason])
    assert desk.told[0].startswith("Give a reason")


def test_two_officers_destroy_the_cut_cards_that_they_counted(desk: Desk) -> None:
    bench = desk.bench
    founding.put_on_file(bench.ministry, [DAMAGED], bench.clock, SeededEntropy("cut"))
    voids, holder = bench.office.issuance.voids, bench.holder(DAMAGED)
    assert not desk.does(["card", "destroy", "7/2026", "1"])
    assert desk.told == ["0 cut cards may be destroyed; 0 still wait for the server."]
    siti = bench.office.accounts.sign_in(*SITI)
    assert isinstance(siti, Supervisor)
    voids.withdraw(bench.record(DAMAGED), Cause.DAMAGED, holder, siti)
    assert not desk.does(["card", "destroy", "7/2026", "1"])
    assert desk.told == ["0 cut cards may be destroyed; 1 still wait for the server."]
    bench.report()
    assert not desk.does(["card", "destroy", DAMAGED.nik, "1"])
    assert not desk.does(["card", "destroy", "7/2026", "1"], *SITI, *SITI)
    assert desk.does(["card", "destroy", "7/2026", "1"], *SITI, *BUDI)
    assert desk.told[-1] == "Destroyed: 1 cards, minutes 7/2026."
    assert bench.office.check().ok


def vouched(desk: Desk, *names: str, reason: Reason = Reason.WORN) -> None:
    """Let officers vouch for the holder."""
    office = desk.bench.office
    signed = [office.accounts.sign_in(*{"siti": SITI, "budi": BUDI, "ani": ANI}[n]) for n in names]
    first, *others = [each for each in signed if isinstance(each, Operator)]
    by = TwoOfficers(first, *others) if others else first
    assert len(others) + 1 == len(names)
    office.issuance.attest(desk.bench.record(HOLDER), by, reason)


def reviews() -> list[dict[str, Any]]:
    rows = Audit.select().where(Audit.act == "O.review").order_by(Audit.seq)
    return [json.loads(row.payload) for row in rows]


def test_a_supervisor_looks_through_the_day_and_what_is_left_waits_for_tomorrow(desk: Desk) -> None:
    review = ["officer", "review"]
    assert desk.does(review, *SITI)
    assert desk.told[-1] == "No attestation waits to be looked at."
    assert reviews() == []
    vouched(desk, "budi")
    vouched(desk, "budi", reason=Reason.INJURED)
    vouched(desk, "budi", reason=Reason.READER)
    assert desk.does(review, *SITI, "1", " 2 ", "")
    key = desk.told[1].partition("right ")[2][:8]
    assert desk.told[1:4] == [
        f"2 March 2026 08:00, right {key}: budi. Reason: {reason}"
        for reason in ("Finger is worn", "Finger is injured", "Reader is broken")
    ]
    assert HOLDER.nik not in str(desk.told)
    assert desk.told[-1] == "Written down. Right: 1. To be looked into: 1. Later: 1."
    vouched(desk, "budi")
    assert desk.does(review, *SITI, "1", "1")
    assert "Reader is broken" in desk.told[1]
    assert desk.does(review, *SITI)
    first, second = reviews()
    assert (first["by"], len(first["flagged"]), len(first["left"])) == ("siti", 1, 1)
    assert first["flagged"][0] < first["left"][0] == first["upto"] < second["upto"]
    assert (second["flagged"], second["left"]) == ([], [])
    assert desk.bench.office.check().ok


def test_nobody_reviews_what_they_signed_themselves(desk: Desk) -> None:
    desk.does(["officer", "add", "ani", "--role", "supervisor"], *SITI, ANI[1], ANI[1])
    vouched(desk, "siti", "budi")
    vouched(desk, "budi")
    assert desk.does(["officer", "review"], *SITI, "1")
    assert "you signed this yourself" in desk.told[-2]
    journal = desk.bench.office.issuance.journal
    (own,) = attestations.waiting(journal.kiosk)
    assert own.officers == ("siti", "budi")
    siti = desk.bench.office.accounts.sign_in(*SITI)
    assert isinstance(siti, Supervisor)
    for confirmed, flagged in ({own.seq}, set()), (set(), {own.seq}), ({1}, set()):
        with pytest.raises(ValueError, match=r"only what waits|signed themselves"):
            attestations.review(journal, siti, confirmed, flagged)
    assert desk.does(["officer", "review"], *ANI, "2")
    assert attestations.waiting(journal.kiosk) == ()


def test_an_operator_reviews_nothing(desk: Desk) -> None:
    vouched(desk, "budi")
    assert not desk.does(["officer", "review"], *BUDI)
    assert desk.told[-1] == "Only a supervisor may do this."
    assert len(attestations.waiting(desk.bench.office.issuance.journal.kiosk)) == 1
