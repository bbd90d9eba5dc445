"""Nobody is promised a blank that somebody else has, and nobody is served out of turn."""

import json

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from db.models import Audit, Balance, Claim
from db.owed import Place
from db.states import Account, ClaimState, Need, PlaceState
from kiosk.desk.matter import Wish
from kiosk.documents.slip import Kind
from kiosk.issuance import audit, blanks
from kiosk.issuance.allocation import PRINTING
from kiosk.issuance.verdict import Verdict
from kiosk.policy import Policy
from tests.kiosk.bench import OFFICERS
from tests.kiosk.desk.ledger import NEEDS, PEOPLE, SITI, Ledger, ledger

FIRST, SECOND, DAMAGED, LOST, LAST = PEOPLE
SEED = Policy(order=(Need.PRINT_READY, Need.DAMAGED, Need.LOST))
SHORT = Policy(refused_while_short=(Need.DAMAGED, Need.LOST), short_below=3)


def test_first_cards_come_first_under_the_article_s_policy() -> None:
    office = ledger(SEED)
    for nik in (LOST, DAMAGED, FIRST, SECOND):
        office.wait(nik)
    for expected in ({FIRST}, {FIRST, SECOND}, {FIRST, SECOND, DAMAGED}):
        office.receive(1)
        assert office.called() == expected
    assert office.check().violations == []


def test_under_another_policy_the_damaged_come_first() -> None:
    office = ledger(Policy(order=(Need.DAMAGED, Need.PRINT_READY)))
    for nik in (LOST, FIRST, DAMAGED):
        office.wait(nik)
    office.receive(2)
    assert office.called() == {DAMAGED, FIRST}


def test_lost_and_damaged_wait_while_blanks_are_short() -> None:
    office = ledger(SHORT)
    office.wait(LOST)
    office.receive(2)
    assert office.called() == set()
    assert not office.prints(DAMAGED)
    assert office.prints(FIRST)
    office.receive(2)
    assert office.called() == {LOST}


def test_a_promise_lapses_and_the_blank_goes_to_whoever_is_next() -> None:
    office = ledger(SEED)
    office.wait(FIRST)
    office.wait(SECOND)
    office.receive(1)
    office.passes(SEED.promise_days)
    assert office.called() == {FIRST}
    office.passes(1)
    assert office.called() == {SECOND}
    assert not office.prints(FIRST)
    assert office.prints(SECOND)
    assert office.check().violations == []


def test_what_was_not_started_is_still_promised_and_what_was_spoiled_is_made_good() -> None:
    office = ledger(SEED)
    for nik in (FIRST, SECOND):
        office.wait(nik)
    office.receive(1)
    assert office.prints(FIRST, Verdict.NOT_STARTED)
    assert office.called() == {FIRST}
    assert office.prints(FIRST, Verdict.SPOILED)
    assert office.called() == set()
    office.receive(1)
    assert office.called() == {FIRST}
    assert office.check().violations == []


def test_there_is_no_way_to_the_front_but_a_supervisor_s() -> None:
    office = ledger(msgspec.structs.replace(SEED, hardship_reserve=1))
    for nik in (FIRST, SECOND):
        office.wait(nik)
    office.receive(1)
    before = Audit.select().count()
    office.wait(SECOND)
    (again,) = office.matters.of(SECOND)
    office.matters.phone(again.reference, "08123456789")
    assert again.turn is not None
    assert again.turn.number == 2
    assert office.called() == set()
    assert not any(office.prints(nik) for nik in PEOPLE)
    assert "Q.call" not in {entry.act for entry in list(audit.entries("kiosk-1"))[before:]}
    assert office.matters.hardship(again.reference, SITI, "dialysis far from home")
    assert office.called() == {SECOND}
    last = list(audit.entries("kiosk-1"))[-1]
    assert (last.act, json.loads(last.payload)["by"]) == ("Q.hardship", "siti")
    assert not office.matters.hardship(again.reference, SITI, "once more")
    assert office.prints(SECOND)
    assert office.check().violations == []


def test_who_walks_in_has_nothing_of_what_is_kept_for_hardship() -> None:
    office = ledger(msgspec.structs.replace(SEED, hardship_reserve=2))
    office.receive(2)
    assert not any(office.prints(nik) for nik in PEOPLE)
    office.receive(1)
    assert office.prints(SECOND)
    assert not office.prints(FIRST)
    assert office.check().violations == []


# -- whatever happens, in whatever order -----------------------------------------------------------

Act = tuple[str, int]
acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["receive", "receive and die"]), st.integers(1, 4)),
        st.tuples(st.sampled_from(["wait", "print", "hardship", "hand over"]), st.integers(0, 4)),
        st.tuples(st.sampled_from(["wait twice", "appoint"]), st.integers(0, 4)),
        st.tuples(st.sampled_from(["spoil", "not start", "close"]), st.integers(0, 4)),
        st.tuples(st.just("pass"), st.sampled_from([1, 10, 20])),
    ),
    max_size=25,
)
policies = st.builds(
    Policy,
    order=st.permutations(list(Need)).map(tuple),
    short_below=st.integers(0, 3),
    refused_while_short=st.sampled_from([(), (Need.LOST,), (Need.LOST, Need.DAMAGED)]),
    hardship_reserve=st.integers(0, 2),
)


SLIPS = {
    "wait": (Kind.QUEUE, "no_blank"),
    "wait twice": (Kind.QUEUE, "printer_out"),
    "appoint": (Kind.APPOINTMENT, PRINTING),
}
TENDED = {"receive", "pass"}
"""After these nobody waits while a blank is free."""


def rank(policy: Policy, place: Place) -> tuple[bool, int, int]:
    return not place.hardship, policy.order.index(Need(place.need)), place.seq


def refused(policy: Policy, place: Place, stock: int) -> bool:
    short = stock < policy.short_below and Need(place.need) in policy.refused_while_short
    return short and not place.hardship


def waiting() -> list[Place]:
    return list(Place.select().where(Place.state == PlaceState.WAITING))


def done(office: Ledger, act: Act) -> None:
    """Do one thing; a print that succeeds must have been its turn."""
    what, number = act
    nik = PEOPLE[number % len(PEOPLE)]
    match what:
        case "receive" | "receive and die":
            blanks.receive(office.journal, f"box-{number}", number, OFFICERS)
            if what in TENDED:
                office.allocation.call()
        case "wait" | "wait twice" | "appoint":
            kind, about = SLIPS[what]
            office.matters.open(Wish(kind, nik, about))
        case "pass":
            office.passes(number)
        case "hardship":
            for matter in office.matters.of(nik):
                office.matters.hardship(matter.reference, SITI, "hard")
        case "close":
            for matter in office.matters.of(nik):
                office.matters.close(matter.reference)
        case "hand over":
            office.hands_over(nik)
        case _:
            printed(office, nik, what)


def printed(office: Ledger, nik: str, what: str) -> None:
    if Claim.get(Claim.nik == nik).state != ClaimState.GRANTED:
        return
    policy, stock, promised = office.policy, blanks.stock(), nik in office.called()
    place = office.allocation.place_of(nik)
    need = NEEDS[PEOPLE.index(nik)]
    mine = (True, policy.order.index(need), 10**9) if place is None else rank(policy, place)
    ahead = [
        each for each in waiting() if rank(policy, each) < mine and not refused(policy, each, stock)
    ]
    verdicts = {"spoil": Verdict.SPOILED, "not start": Verdict.NOT_STARTED}
    given = office.prints(nik, verdicts.get(what, Verdict.PRINTED))
    if given and not promised:
        kept = 0 if place is not None and place.hardship else policy.hardship_reserve
        assert stock - kept > len(ahead)
    assert given or not promised


def nobody_was_passed_over(office: Ledger, called: set[str], act: str) -> None:
    """Whoever was called now comes before everybody who might have been called and still waits."""
    policy, stock = office.policy, blanks.stock()
    left = [each for each in waiting() if not refused(policy, each, stock)]
    now = Place.select().where(Place.state == PlaceState.CALLED)
    new = [each for each in now if each.nik not in called and not each.hardship]
    for place in new if act != "not start" else []:
        assert all(rank(policy, place) < rank(policy, each) for each in left)
        assert stock >= policy.hardship_reserve
    assert act not in TENDED or not left or stock <= policy.hardship_reserve
    today = office.clock.wall().date().isoformat()
    assert act != "pass" or all((place.promised_until or "") >= today for place in now)


def reserved() -> int:
    rows = Balance.select().where(Balance.account == Account.RESERVED)
    return sum(row.number for row in rows)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(policies, st.permutations(PEOPLE), acts)
def test_no_blank_is_promised_twice_and_none_given_out_of_turn(
    policy: Policy, come: list[str], happens: list[Act]
) -> None:
    office = ledger(policy)
    for nik in come[1:]:
        office.wait(nik)
    for act in happens:
        called = office.called()
        done(office, act)
        assert reserved() == len(office.called())
        nobody_was_passed_over(office, called, act[0])
    assert office.check().violations == []
    office.database.close()
