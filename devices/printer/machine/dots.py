"""The dots of a card, as the machine has them."""

import numpy as np
from numpy.typing import NDArray

COLUMNS, ROWS = 1016, 648
"""Of a landscape card at 300 dpi."""

Dots = NDArray[np.uint8]
"""(ROWS, COLUMNS), top row first: 0 … levels-1."""


def black_bytes(dots: Dots) -> bytes:
    """Return a black panel as it lies in memory: 1016 lines of 81 bytes."""
    return np.packbits(dots[::-1].T.astype(bool), axis=1).tobytes()
