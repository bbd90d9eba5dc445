"""Who answers for an act that the machine may not do by itself.

An `Operator` is made by `prove` and by nothing else: by a PIN that fits its hash. Acts that need an
officer demand one by type.
"""

from dataclasses import InitVar, dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_SEAL = object()
"""Known to this module only; whoever lacks it cannot make an officer."""

HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
"""Argon2id with 64 MiB in three passes: the second recommendation of RFC 9106, section 4."""


@dataclass(frozen=True)
class Operator:
    """An officer who has just signed in."""

    name: str
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("Only signing in makes an officer.")


@dataclass(frozen=True)
class Supervisor(Operator):
    """An officer who also looks after the accounts of others."""


@dataclass(frozen=True)
class TwoOfficers:
    """Two different people who vouch for the same act."""

    first: Operator
    second: Operator

    def __post_init__(self) -> None:
        if self.first.name == self.second.name:
            raise ValueError("Two different officers must vouch for this.")

    @property
    def names(self) -> list[str]:
        """Return what the audit says of them."""
        return [self.first.name, self.second.name]


@dataclass(frozen=True)
class Credential:
    """What is kept of an officer, to recognise them by."""

    name: str
    pin_hash: str
    supervisor: bool = False


def nobody(hasher: PasswordHasher) -> Credential:
    """Return a credential that costs as much to check as any other, and that no PIN fits.

    Its digest is all zeros: a PIN that gives it is as hard to find as any preimage.
    """
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return Credential("", f"$argon2id$v=19${costs}${'A' * 22}${'A' * 43}")


def prove(credential: Credential, pin: str, hasher: PasswordHasher) -> Operator | None:
    """Return the officer, a `Supervisor` if they are one, if that is their PIN."""
    try:
        hasher.verify(credential.pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return None
    kind = Supervisor if credential.supervisor else Operator
    return kind(credential.name, _SEAL)
