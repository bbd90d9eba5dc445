"""A simulated chip accepts the script of its issuer for its own number, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.chip.script import Step
from devices.chip.simulator.card import ATTEMPTS, Apdu, Card, Life
from devices.chip.simulator.issuer import CAPACITY, PIECE, SELECT, script, uid_of

CONTENT = bytes(number % 251 for number in range(3 * PIECE + 7))


def card(number: int = 1, *, worn: bool = False) -> Card:
    card = Card(uid_of("1", number, size=7), worn=worn)
    card.activate()
    return card


def run(card: Card, steps: list[Step]) -> bytes | None:
    """Run a script; return the first answer that is not right."""
    for step in steps:
        answer = card.answer(step.command)
        if answer != step.answer:
            return answer
    return None


@pytest.mark.parametrize("size", [1, PIECE, PIECE + 1, CAPACITY])
def test_its_own_script_is_accepted_once(size: int) -> None:
    content = bytes(size)
    chip = card()
    assert run(chip, script(chip.uid, content)) is None
    assert (chip.life, chip.content) == (Life.PERSONALISED, content)
    assert run(chip, script(chip.uid, content)) == bytes.fromhex("6985")
    assert chip.content == content


def test_a_script_for_another_chip_is_refused_and_the_third_closes_it_for_ever() -> None:
    chip = card()
    strange = script(card(2).uid, CONTENT)
    for _ in range(ATTEMPTS):
        assert run(chip, strange) == bytes.fromhex("6982")
    assert run(chip, script(chip.uid, CONTENT)) == bytes.fromhex("6983")
    assert (chip.life, chip.content) == (Life.BLOCKED, b"")


@given(st.data())
def test_a_script_with_one_bit_changed_writes_nothing_that_counts(data: st.DataObject) -> None:
    chip = card()
    steps = script(chip.uid, CONTENT)
    number = data.draw(st.integers(0, len(steps) - 1))
    damaged = bytearray(steps[number].command)
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    wanted = steps[number].answer
    for step in steps[:number]:
        assert chip.answer(step.command) == step.answer
    last = number == len(steps) - 1
    if last and bytes(damaged)[:-1] == steps[number].command[:-1]:
        return  # how much answer is wanted is no part of the command
    assert chip.answer(bytes(damaged)) != wanted
    run(chip, steps[number + 1 :])
    assert chip.life is not Life.PERSONALISED


@given(st.permutations(range(len(script(card().uid, CONTENT)))))
def test_order_matters(order: list[int]) -> None:
    chip = card()
    steps = script(chip.uid, CONTENT)
    for number in order:
        chip.answer(steps[number].command)
    assert (chip.life is Life.PERSONALISED) == (order == sorted(order))


def test_a_step_left_out_or_done_twice_is_noticed() -> None:
    for number in range(1, len(script(card().uid, CONTENT))):
        for times in (0, 2):
            chip = card()
            steps = script(chip.uid, CONTENT)
            steps[number : number + 1] = [steps[number]] * times
            run(chip, steps)
            assert (times == 2 and number == len(steps) - 2) or chip.life is not Life.PERSONALISED


def test_a_script_that_was_cut_off_begins_anew_when_the_field_is_back() -> None:
    chip = card()
    steps = script(chip.uid, CONTENT)
    assert run(chip, steps[:3]) is None
    assert chip.life is Life.BEGUN
    chip.power_off()
    chip.activate()
    assert run(chip, steps[3:]) == bytes.fromhex("6985")
    assert run(chip, steps) is None


def test_a_worn_memory_says_so() -> None:
    chip = card(worn=True)
    assert run(chip, script(chip.uid, CONTENT)) == bytes.fromhex("6581")


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("", "6700"),
        ("00A404", "6700"),
        ("00A4040C07F04B5450", "6700"),
        ("00A4040C07F04B54502D454C0000", "6700"),
        ("00A4040C07F04B54502D454D", "6A82"),
        ("00A4000C023F00", "6A82"),
        ("00B0000010", "6D00"),
        ("80CA9F7F00", "6E00"),
        ("84AA000000", "6D00"),
        ("84D6000008" + "00" * 8, "6985"),
    ],
)
def test_what_it_does_not_know_it_refuses_as_iso_7816_says(command: str, answer: str) -> None:
    assert card().answer(bytes.fromhex(command)).hex().upper() == answer


def test_without_an_authentication_code_nothing_is_taken() -> None:
    chip = card()
    chip.answer(SELECT)
    assert chip.answer(bytes.fromhex("84D6000004DEADBEEF")) == bytes.fromhex("6700")
    assert chip.answer(bytes.fromhex("84F0800F")) == bytes.fromhex("6700")


@given(st.binary(max_size=300))
def test_no_bytes_break_it(sent: bytes) -> None:
    chip = card()
    chip.answer(SELECT)
    assert len(chip.answer(sent)) == 2
    apdu = Apdu.parse(sent)
    assert apdu is None or apdu.head + apdu.data in sent


@pytest.mark.parametrize("size", [0, CAPACITY + 1])
def test_what_no_chip_holds_has_no_script(size: int) -> None:
    with pytest.raises(ValueError, match="A chip holds"):
        script(card().uid, bytes(size))


def test_every_blank_has_its_number() -> None:
    numbers = {uid_of(seed, number, size=7) for seed in ("1", "2") for number in range(500)}
    assert len(numbers) == 1000
    assert {number[0] for number in numbers} == {0x04}
