"""Named instants at which the proofs cut the power; in the office they do nothing."""

NAMES = (
    "M.step",
    "T1.in",
    "T1.after",
    "E1.sent",
    "E1.timeout",
    "E1.after",
    "T2.in",
    "T2.after",
    "T3.in",
    "T3.after",
    "E2.after",
    "E3.after",
    "T4.in",
    "T4.after",
    "E4.sent",
    "E4.timeout",
    "E4.after",
    "E5.poll",
    "E6.reject",
    "T5.in",
    "T5.after",
    "E7.timeout",
    "E7.after",
    "T6.in",
    "T6.after",
    "T7.in",
    "T7.after",
    "E8.after",
    "T8.in",
    "T8.after",
    "T12.in",
    "T12.after",
    "T15.in",
    "T15.after",
    "R.fence",
    "R.armed",
    "R.reserved",
    "R.claiming",
    "R.presenting",
)
"""Every failpoint on the way of a card: `T` before and after the commit of a transaction,
`E` around an effect on the world, `R` at a step of recovery, `M` inside a migration."""


def failpoint(name: str) -> None:
    """Do nothing."""
