"""Chance: named streams that do not disturb one another."""

from devices.entropy import SeededEntropy, SystemEntropy


def test_a_stream_is_the_same_for_the_same_seed_and_name() -> None:
    assert SeededEntropy(1).stream("a").random() == SeededEntropy("1").stream("a").random()
    assert SeededEntropy(1).stream("a").random() != SeededEntropy(2).stream("a").random()
    assert SeededEntropy(1).stream("a").random() != SeededEntropy(1).stream("b").random()


def test_one_more_draw_shifts_no_other_stream() -> None:
    entropy = SeededEntropy(1)
    alone = entropy.stream("b").random()
    first = entropy.stream("a")
    first.random()
    first.random()
    assert entropy.stream("b").random() == alone


def test_the_draws_are_pinned() -> None:
    assert SeededEntropy("demo").stream("residents").randrange(10**9) == 871_513_423


def test_secrets_have_their_size() -> None:
    assert len(SeededEntropy(1).secret(32, "key")) == 32
    assert SystemEntropy().secret(32, "key") != SystemEntropy().secret(32, "key")
