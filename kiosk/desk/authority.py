"""Who answers for an act that the machine may not do by itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TwoOfficers:
    """Two different people who vouch for the same act."""

    first: str
    second: str

    def __post_init__(self) -> None:
        if not self.first or not self.second or self.first == self.second:
            raise ValueError("Two different officers must vouch for this.")
