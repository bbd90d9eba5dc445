"""Invented fingers: how often they are taken for themselves and for others, and how they look."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from devices.entropy import SeededEntropy
from devices.fingerprint.person import (
    FALSE_ACCEPTS,
    FALSE_REJECTS,
    THRESHOLDS,
    Condition,
    image_of,
    owner_of,
    score,
    template_of,
)

DRAWS = 10_000
Z = 2.576
"""Standard deviations on either side of the mean that hold 99 % of a normal distribution."""
SIZE = (192, 192)


def interval(rate: float) -> tuple[float, float]:
    """Return between which counts 99 % of runs of that rate lie; wide enough for rare events."""
    mean, deviation = DRAWS * rate, math.sqrt(DRAWS * rate * (1 - rate))
    return mean - Z * deviation - 1, mean + Z * deviation + 1


@pytest.mark.parametrize("condition", Condition, ids=lambda condition: condition.name.lower())
def test_each_state_is_refused_as_often_as_stated_at_each_level(condition: Condition) -> None:
    chance = SeededEntropy(condition.name).stream("scores")
    stored, live = template_of("SITI"), template_of("SITI", condition=condition)
    scores = [score(live, stored, chance) for _ in range(DRAWS)]
    for threshold, rate in zip(THRESHOLDS, FALSE_REJECTS[condition], strict=True):
        low, high = (0, 0) if condition is Condition.STEADY else interval(rate)
        refused = sum(found < threshold for found in scores)
        assert low <= refused <= high, (threshold, refused)


@pytest.mark.parametrize("condition", Condition, ids=lambda condition: condition.name.lower())
def test_another_finger_is_accepted_as_rarely_as_stated_at_each_level(condition: Condition) -> None:
    chance = SeededEntropy(condition.name).stream("scores")
    stored, live = template_of("BUDI"), template_of("SITI", condition=condition)
    scores = [score(live, stored, chance) for _ in range(DRAWS)]
    for threshold, rate in zip(THRESHOLDS, FALSE_ACCEPTS, strict=True):
        low, high = (0, 0) if condition is Condition.STEADY else interval(rate)
        accepted = sum(found >= threshold for found in scores)
        assert low <= accepted <= high, (threshold, accepted)


def test_a_stricter_level_and_a_worse_state_never_make_it_easier() -> None:
    for rates in FALSE_REJECTS.values():
        assert list(rates) == sorted(rates)
    for worse, better in zip(list(Condition)[1:], Condition, strict=False):
        assert all(map(lambda a, b: a >= b, FALSE_REJECTS[worse], FALSE_REJECTS[better]))
    assert list(FALSE_ACCEPTS) == sorted(FALSE_ACCEPTS, reverse=True)


@pytest.mark.parametrize("size", [512, 768, 1536])
def test_a_template_has_its_module_s_size_and_its_owner_whatever_the_state(size: int) -> None:
    templates = [template_of("SITI", size, condition) for condition in Condition]
    assert {len(template) for template in templates} == {size}
    assert {owner_of(template) for template in templates} == {owner_of(templates[0])}
    assert owner_of(template_of("BUDI", size)) != owner_of(templates[0])


def test_noise_is_nobody_s_and_like_nothing() -> None:
    chance = SeededEntropy(1).stream("noise")
    noise = chance.randbytes(768)
    assert owner_of(noise) is None
    assert all(score(noise, noise, chance) < THRESHOLDS[0] for _ in range(100))


def dots(owner: str, condition: Condition = Condition.STEADY) -> NDArray[np.float64]:
    """Return a finger's picture, its dots about their mean."""
    packed = np.frombuffer(image_of(template_of(owner, 512, condition), SIZE), np.uint8)
    grey = np.stack([packed >> 4, packed & 15], axis=1).reshape(SIZE[1], SIZE[0]).astype(float)
    return np.asarray(grey - grey.mean())


def likeness(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the best correlation of two pictures over all shifts of one against the other."""
    product = np.fft.ifft2(np.fft.fft2(first) * np.conj(np.fft.fft2(second))).real
    return float(product.max() / np.sqrt((first**2).sum() * (second**2).sum()))


@pytest.mark.parametrize("condition", Condition, ids=lambda condition: condition.name.lower())
def test_pictures_of_one_finger_are_more_alike_than_those_of_two(condition: Condition) -> None:
    own = likeness(dots("SITI"), dots("SITI", condition))
    others = [likeness(dots(f"somebody {n}"), dots("SITI", condition)) for n in range(20)]
    assert own > 1.3 * max(others), (own, max(others))


def test_a_picture_has_ridges_and_its_sensor_s_size() -> None:
    for width, height in ((256, 288), (192, 192)):
        assert len(image_of(template_of("SITI"), (width, height))) == width * height // 2
    middle = dots("SITI")[60:130, 60:130]
    assert middle.std() > 3
    assert 8 < np.abs(np.diff(np.sign(middle), axis=1)).sum() / 2 / 70 < 70
