"""Slips at the start and at the end of a visit."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from devices.receipt.receipt import Fault
from kiosk.desk.matter import Matter, Wish
from kiosk.documents import paper as documents
from kiosk.documents.command import judge
from kiosk.documents.slip import Kind, Slip, sign
from kiosk.locale.catalogue import COMPLETE, catalogue
from kiosk.message import message
from kiosk.numbers import UNANSWERED
from kiosk.policy import Policy
from kiosk.register.nik import read_nik
from kiosk.visit.codes import Code
from kiosk.visit.events import (
    Back,
    Begin,
    Cancel,
    Confirm,
    Event,
    PresentSlip,
    ShowCode,
    SubmitNik,
    SubmitPhone,
)
from kiosk.visit.facts import Facts, Purpose
from kiosk.visit.outcomes import PROMISES, wishes
from kiosk.visit.slips import Conclude, Opened
from kiosk.visit.views import (
    CodeView,
    FingerView,
    NikView,
    OutcomeView,
    Paper,
    PhoneView,
    WaitView,
    WritingView,
)
from kiosk.visit.visit import Visit
from tests.kiosk.bench import OPENING, Bench, found, somebody
from tests.kiosk.issuance.kills import killed_at
from tests.kiosk.locale.endings import ENDINGS
from tests.kiosk.visit.guest import Guest
from tests.kiosk.visit.stage import HOLDER, PLACE, Stage

ANNA = somebody(Code.PRINT_READY)
TODAY = OPENING.date()
KEY = bytes(range(32))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = found(tmp_path, [ANNA], blanks=0)
    yield bench
    assert bench.office.check().violations == []
    bench.close()


class AtOffice(Stage):
    """A visit whose jobs an office does."""

    WRITES = False

    def __init__(self, bench: Bench) -> None:
        self.clock = bench.clock
        self.bench = bench
        self.visit = Visit(bench.clock, Policy(), PLACE, "id")

    def work(self) -> None:
        """Let the office do the job at hand."""
        assert self.visit.job is not None
        self.visit.send(self.visit.job.run(self.bench.office, self.visit.send))


@pytest.fixture
def at(bench: Bench) -> AtOffice:
    """Return a visit of somebody while the server is down."""
    bench.weather("down")
    at = AtOffice(bench)
    at.want(Begin(Purpose.OWN_CARD), SubmitNik(ANNA.nik))
    at.work()
    return at


def of(bench: Bench) -> list[str]:
    return [each.reference for each in bench.office.matters.of(ANNA.nik)]


def test_every_ending_but_the_final_one_opens_something() -> None:
    shown_otherwise = {Code.NIK_IMPOSSIBLE, Code.PRINT_READY, Code.PRINTED}
    assert set(Code) - set(PROMISES) == shown_otherwise | {Code.ALREADY_PRINTED}


def test_an_ending_is_shown_when_what_it_promises_is_written(at: AtOffice) -> None:
    at.shows(WritingView)
    at.want(Confirm())
    at.shows(WritingView)
    at.work()
    slip = at.shows(OutcomeView).slip
    assert slip is not None
    assert [slip.kept.reference] == of(at.bench)
    found = at.bench.office.matters.find(slip.token)
    assert isinstance(found, Matter)
    at.want(ShowCode())
    assert at.shows(CodeView).slip == slip
    at.want(Back())
    assert at.shows(OutcomeView).slip == slip


def test_nobody_waits_for_paper_that_came_while_the_code_was_looked_at(at: AtOffice) -> None:
    job = at.visit.job
    assert job is not None
    heard: list[Event] = []
    job.run(at.bench.office, heard.append)
    at.visit.send(heard[0])
    printing = at.shows(OutcomeView).slip
    assert printing is not None
    assert printing.paper is Paper.PRINTING
    at.want(ShowCode(), Back())
    slip = at.shows(OutcomeView).slip
    assert slip is not None
    assert slip.paper is Paper.NONE


def test_whoever_goes_back_before_it_is_written_has_nothing_open(at: AtOffice) -> None:
    job = at.visit.job
    assert job is not None
    at.want(Back())
    at.shows(NikView)
    job.run(at.bench.office, lambda _: None)  # it was given to the office before
    at.work()
    assert of(at.bench) == []


@pytest.mark.parametrize("moment", ["in", "after"])
def test_cut_off_at_that_point_nothing_was_promised_that_is_not_written(
    moment: str, at: AtOffice
) -> None:
    with killed_at(f"Q.open.{moment}"):
        at.work()
    at.shows(WritingView)
    at.bench.reopen()
    assert len(of(at.bench)) == (moment == "after")
    at.visit = Visit(at.clock, Policy(), PLACE, "id")
    at.want(Begin(Purpose.OWN_CARD), SubmitNik(ANNA.nik))
    at.work()
    at.work()
    slip = at.shows(OutcomeView).slip
    assert slip is not None
    assert [slip.kept.reference] == of(at.bench)


def test_whoever_leaves_before_it_is_written_has_it_all_the_same(at: AtOffice) -> None:
    job = at.visit.job
    at.want(Cancel())
    assert at.visit.ended
    assert job is not None
    job.run(at.bench.office, lambda _: None)
    assert len(of(at.bench)) == 1


def test_an_answer_taken_back_opens_nothing(at: AtOffice) -> None:
    at.work()
    at.want(Back())
    at.shows(NikView)
    at.work()
    assert of(at.bench) == []


def test_what_was_open_before_stays_open(at: AtOffice) -> None:
    before = at.bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, "server_down"))
    at.work()
    at.want(Back())
    at.work()
    assert of(at.bench) == [before.reference]


def test_a_number_to_call_may_be_left_or_not(at: AtOffice) -> None:
    at.work()
    at.want(Confirm())
    at.shows(PhoneView)
    at.want(SubmitPhone("0812"))
    at.work()
    assert at.shows(PhoneView).problem is not None
    at.want(SubmitPhone("081234567890"))
    at.work()
    slip = at.shows(OutcomeView).slip
    assert slip is not None
    assert slip.phoned
    at.want(Confirm())
    assert at.visit.ended


def test_nobody_needs_a_telephone(at: AtOffice) -> None:
    at.work()
    at.want(Confirm(), SubmitPhone(""))
    assert at.visit.ended


def test_a_stranger_cannot_change_whom_we_call(at: AtOffice) -> None:
    at.bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, "server_down"))
    at.work()
    at.want(Confirm())
    assert at.visit.ended


def test_the_paper_is_told_and_where_it_fails_too(at: AtOffice) -> None:
    at.bench.touch_receipts(act="cover", **{"is": "open"})
    at.work()
    slip = at.shows(OutcomeView).slip
    assert slip is not None
    assert slip.paper is Paper.NOT_PRINTED
    at.bench.touch_receipts(act="cover", **{"is": "closed"})
    assert Guest(at.bench, ANNA).slip().paper is Paper.PRINTED


def promise(name: str) -> tuple[Facts, tuple[Wish, ...]]:
    """Return what is known of Anna at an ending, and what it opens for her."""
    ending = ENDINGS[name]
    facts = replace(ending.facts, nik=read_nik(ANNA.nik), identity=HOLDER)
    return facts, wishes(ending.code, facts, Policy(), claim_kept=ending.claim_kept)


PROMISING = [name for name in ENDINGS if promise(name)[1]]


def test_every_kind_of_slip_is_opened_by_one_of_the_endings() -> None:
    assert {wish.kind for name in PROMISING for wish in promise(name)[1]} == set(Kind)


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize("name", PROMISING)
def test_every_paper_says_what_to_bring_where_when_and_what_is_kept(
    name: str, language: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, (facts, opens) = ENDINGS[name].view, promise(name)
    papers, receipts = [], bench.office.receipts
    assert receipts is not None
    prints = receipts.print

    def seen(paper: documents.Paper) -> Fault | None:
        papers.append(paper)
        return prints(paper)

    monkeypatch.setattr(receipts, "print", seen)
    opened = Conclude(view, facts, opens, language).run(bench.office, lambda _: None, lambda: False)
    assert isinstance(opened, Opened)
    assert opened.paper is Paper.PRINTED
    assert len(papers) == len(opens)
    words = catalogue(language)
    wanted = [words.say(each) for each in (*view.bring, view.where, view.when, view.kept)]
    for paper in papers:
        assert [each for each in wanted if each not in paper.words] == []


def slip_of(bench: Bench, **otherwise: object) -> str:
    section = bench.office.config.office
    slip = Slip(Kind.QUEUE, "482109375557", section.id, TODAY, TODAY + timedelta(days=9))
    key = bench.office.config.slips.private_key.read_bytes()
    return sign(replace(slip, **otherwise), key)  # type: ignore[arg-type]


def closed(bench: Bench) -> str:
    matter = bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, "no_blank"))
    bench.office.matters.close(matter.reference)
    return matter.token


def withdrawn(bench: Bench) -> str:
    matter = bench.office.matters.open(Wish(Kind.CASE, ANNA.nik, "moved"))
    bench.office.matters.take_back([matter.reference], ())
    return matter.token


def expired(bench: Bench) -> str:
    matter = bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, "no_blank"))
    bench.clock.sleep_until(bench.clock.monotonic() + 400 * 86_400)
    return matter.token


def changed(bench: Bench) -> str:
    token = slip_of(bench)
    return token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]


def newer(bench: Bench) -> str:
    return "KgAA" + slip_of(bench)[4:]


PROBLEMS: dict[str, tuple[Callable[[Bench], str], str]] = {
    "something else": (lambda _: "https://example.org/ticket", "slip.problem.not_a_slip"),
    "half": (lambda bench: slip_of(bench)[:60], "slip.problem.not_a_slip"),
    "hostile": (lambda _: "\x1b]0;K\x07" + "K" * 5000, "slip.problem.not_a_slip"),
    "tampered": (changed, "slip.problem.tampered"),
    "newer": (newer, "slip.problem.newer"),
    "other office": (lambda b: slip_of(b, office="elsewhere"), "slip.problem.other_office"),
    "unknown": (slip_of, "slip.problem.unknown"),
    "expired": (expired, "slip.problem.expired"),
    "future": (lambda b: slip_of(b, issued=TODAY + timedelta(days=1)), "slip.problem.future"),
    "used": (closed, "slip.problem.used"),
    "withdrawn": (withdrawn, "slip.problem.withdrawn"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_slip_that_does_not_count_says_why_and_the_number_still_does(
    name: str, bench: Bench
) -> None:
    make, said = PROBLEMS[name]
    at, token = AtOffice(bench), make(bench)
    at.want(PresentSlip(token))
    at.shows(WaitView)
    at.work()
    view = at.shows(NikView)
    assert (view.typed, view.problem and view.problem.id) == ("", said)
    bench.office.close()
    answer = judge(bench.office.config, token, bench.clock)
    bench.open()
    assert not answer.yes
    assert answer.document["reason"] == said.removeprefix("slip.problem.")
    assert answer.text.endswith(catalogue(bench.office.config.language).say(message(said)))
    at.want(SubmitNik(ANNA.nik))
    at.work()
    at.shows(FingerView)


def test_the_number_of_a_slip_is_typed_like_a_nik(bench: Bench) -> None:
    matter = bench.office.matters.open(Wish(Kind.QUEUE, ANNA.nik, "server_down"))
    at = AtOffice(bench)
    wrong = f"{(int(matter.reference) + 1) % 10**12:012}"
    at.want(Begin(Purpose.OWN_CARD), SubmitNik(wrong))
    at.work()
    view = at.shows(NikView)
    assert (view.typed, view.problem and view.problem.id) == (wrong, "nik.no_slip")
    at.want(SubmitNik(matter.reference))
    at.work()
    assert at.shows(FingerView).slip == matter.reference
    at.want(Back())
    assert at.shows(NikView).typed == matter.reference


def test_nobody_fills_the_table_with_numbers(bench: Bench) -> None:
    bench.weather("down")
    most = UNANSWERED
    numbers = [
        f"351313{day:02}0190{serial:04}" for day in range(1, 28) for serial in range(9001, 9011)
    ]
    at = AtOffice(bench)
    for number in numbers[: most + 1]:
        at = AtOffice(bench)
        at.want(Begin(Purpose.OWN_CARD), SubmitNik(number))
        at.work()
        if at.visit.job is not None:
            at.work()
    view = at.shows(OutcomeView)
    assert (view.code, view.slip) == (Code.NOT_IDENTIFIED, None)
    assert view.heading.id == "outcome.too_many_numbers.heading"
    assert [each.id for each in view.also] == ["also.no_number"]
    assert sum(len(bench.office.matters.of(number)) for number in numbers) == most
