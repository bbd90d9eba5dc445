"""How a figure is shown: absolute, and as a ratio to what it is held against."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One thing that was measured, and what it was held against in the same run."""

    what: str
    value: float
    unit: str
    against: str
    """The limit, the sum or the peer that `reference` is."""
    reference: float
    goal: str
    """What the ratio of value to reference should be."""

    def line(self) -> str:
        """Return the figure on one line."""
        ratio = self.value / self.reference if self.reference else float("inf")
        return (
            f"  {self.what:<46} {self.value:>10.3f} {self.unit:<6}"
            f" ×{ratio:<7.3f} of {self.reference:.3f} {self.unit} {self.against} (goal {self.goal})"
        )


@dataclass(frozen=True)
class Block:
    """Figures that belong together."""

    title: str
    figures: tuple[Figure, ...]
    limited_by: str
    """What keeps them from being better."""

    def text(self) -> str:
        """Return the block as it is printed."""
        return "\n".join(
            (self.title, *(each.line() for each in self.figures), f"  limit: {self.limited_by}")
        )
