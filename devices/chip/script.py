"""What is done to a chip: commands, each with the one answer that is right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A command APDU and the response APDU that must follow (ISO 7816-4), status word included."""

    command: bytes
    answer: bytes
