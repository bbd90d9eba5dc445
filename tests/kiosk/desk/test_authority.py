"""An officer is a value that only a PIN can make."""

from dataclasses import replace

import pytest
from argon2 import PasswordHasher, extract_parameters

from devices.entropy import SeededEntropy
from kiosk.desk.authority import (
    HASHER,
    Credential,
    Operator,
    Supervisor,
    TwoOfficers,
    nobody,
    prove,
)
from kiosk.simulation import founding

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = CHEAP.hash("budi's own", salt=bytes(16))


@pytest.mark.parametrize("kind", [Operator, Supervisor])
def test_nobody_makes_an_officer_without_a_pin(kind: type[Operator]) -> None:
    with pytest.raises(TypeError, match="Only signing in"):
        kind("budi", object())


def test_an_officer_cannot_become_another() -> None:
    budi = prove(Credential("budi", HASH), "budi's own", CHEAP)
    assert isinstance(budi, Operator)
    with pytest.raises((TypeError, ValueError)):
        replace(budi, name="ani")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        replace(budi, name="ani", seal=object())


def test_a_pin_that_fits_makes_what_the_account_says() -> None:
    operator = prove(Credential("budi", HASH), "budi's own", CHEAP)
    supervisor = prove(Credential("budi", HASH, supervisor=True), "budi's own", CHEAP)
    assert (type(operator), type(supervisor)) == (Operator, Supervisor)


@pytest.mark.parametrize("hashed", [HASH, nobody(CHEAP).pin_hash, "$argon2id$v=19$m=8", ""])
def test_a_pin_that_does_not_fit_makes_nobody(hashed: str) -> None:
    assert prove(Credential("budi", hashed), "wrong", CHEAP) is None


@pytest.mark.parametrize("hasher", [CHEAP, HASHER])
def test_nobody_costs_what_everybody_costs(hasher: PasswordHasher) -> None:
    real = hasher.hash("budi's own", salt=bytes(16))
    assert extract_parameters(nobody(hasher).pin_hash) == extract_parameters(real)


def test_what_a_pin_costs_is_what_the_standard_recommends() -> None:
    """RFC 9106, section 4: t=3, p=4, 64 MiB where 2 GiB are too many; argon2id."""
    assert HASHER.hash("budi's own").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_one_officer_cannot_be_two() -> None:
    two = founding.officers(SeededEntropy("two"))
    assert len(set(two.names)) == 2
    with pytest.raises(ValueError, match="Two different officers"):
        TwoOfficers(two.first, two.first)
