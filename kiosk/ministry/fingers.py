"""How the simulated ministry compares a finger's image with the one that it has on file.

It looks at nothing but dots. Ridges are made to stand out from their surroundings, and the two
pictures are laid over each other at every place within reach. The score and what is enough are our
choice: no matcher publishes a scale that another shares.
"""

import numpy as np
from numpy.typing import NDArray

from devices.fingerprint.person import image_of, template_of

ENOUGH = 500
"""The least score that matches. In our trials fingers in a poor state have 700, strangers 310."""
AROUND = 12
"""Dots each way whose mean a ridge stands out from."""
REACH = 40
"""Dots by which a finger may lie elsewhere than when it was recorded."""

Ridges = NDArray[np.float64]


def score(owner: str, image: bytes, size: tuple[int, int]) -> int:
    """Return from 0 to 1000 how alike an image is to this person's finger, as it was recorded."""
    on_file = image_of(template_of(owner), size)
    return alike(ridges(on_file, size), ridges(image, size))


def alike(first: Ridges, second: Ridges) -> int:
    """Return from 0 to 1000 how well two pictures cover each other where they do so best."""
    whole = np.sqrt((first**2).sum() * (second**2).sum())
    if whole == 0:
        return 0
    padded = (first.shape[0] * 2, first.shape[1] * 2)
    turned = np.conj(np.fft.rfft2(second, padded))
    everywhere = np.fft.irfft2(np.fft.rfft2(first, padded) * turned, padded)
    near = np.r_[0 : REACH + 1, -REACH:0]
    best = everywhere[np.ix_(near, near)].max() / whole
    return int(np.clip(best, 0, 1) * 1000)


def ridges(image: bytes, size: tuple[int, int]) -> Ridges:
    """Return by how much each dot is darker or lighter than those around it."""
    width, height = size
    packed = np.frombuffer(image, np.uint8)
    grey = np.stack([packed >> 4, packed & 15], -1).reshape(height, width).astype(np.float64)
    side = 2 * AROUND + 1
    sums = np.pad(grey, AROUND, mode="edge").cumsum(0).cumsum(1)
    sums = np.pad(sums, ((1, 0), (1, 0)))
    around = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return np.asarray(grey - around / side**2)
