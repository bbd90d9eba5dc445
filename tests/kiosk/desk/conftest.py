"""One office for each test of what officers type."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from devices.entropy import SeededEntropy
from kiosk.desk.accounts import Accounts
from tests.kiosk.bench import found
from tests.kiosk.desk.officers import BUDI, HOLDER, SITI, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield an office whose PINs are cheap to check."""
    bench = found(tmp_path, [HOLDER], blanks=1)
    office = bench.office
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    entropy = SeededEntropy("desk")
    secret = office.config.office.namespace.bytes
    office.accounts = Accounts(office.issuance.journal, bench.clock, entropy, secret, cheap)
    desk = Desk(bench)
    assert desk.reads()[0].startswith("There is no officer yet.")
    assert desk.does(["officer", "first", "siti"], SITI[1], SITI[1])
    assert desk.does(["officer", "add", "budi"], *SITI, BUDI[1], BUDI[1])
    yield desk
    bench.close()
