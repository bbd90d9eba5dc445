"""After a visit nothing in the process remembers the resident."""

import asyncio
import gc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from devices.fingerprint.person import template_of
from kiosk.documents.photo import draw_portrait
from kiosk.simulation.people import Resident, residents
from kiosk.visit.codes import Code
from screens.resident.welcome import WelcomeScreen
from tests.kiosk.bench import OPENING
from tests.screens.counter import Counter, counter, drop_time_outs_of_the_pilot

Needles = list[str | bytes]


def somebody() -> Resident:
    """Return a resident that no other test keeps, in a street where no other lives."""
    from devices.entropy import SeededEntropy

    everybody = residents(SeededEntropy("forgotten"), OPENING.date())
    found = next(each for each in everybody if each.shows is Code.PRINT_READY)
    return replace(found, fields=structs.replace(found.fields, address="GANG PELUPA NO. 9"))


def needles(resident: Resident) -> Needles:
    """Return what must be gone: number, names, address, photo, template."""
    fields = resident.fields
    texts = (resident.nik, fields.name, fields.mother, fields.address, fields.family_card)
    photo, template = draw_portrait(resident.nik), template_of(resident.nik)
    return [*texts, photo[60:200], template[20:60]]


def reach(roots: Iterable[object]) -> set[int]:
    """Return the ids of everything that can be reached from what is somebody else's."""
    seen: set[int] = set()
    todo = list(roots)
    while todo:
        each = todo.pop()
        if id(each) not in seen and not isinstance(each, type) and not callable(each):
            seen.add(id(each))
            todo += gc.get_referents(each)
    return seen


def holders() -> Iterator[object]:
    """Yield what can hold another; structs and tuples of plain values are not tracked."""
    for each in gc.get_objects():
        yield each
        yield from (held for held in gc.get_referents(each) if not gc.is_tracked(held))


def remembered(wanted: Needles, others: set[int]) -> Iterator[str]:
    """Yield where something of the resident is still held."""
    for holder, _ in held(wanted, others):
        yield f"{type(holder).__qualname__} {getattr(holder, '__wrapped__', '')}"


def held(wanted: Needles, others: set[int]) -> Iterator[tuple[object, object]]:
    """Yield what holds something of the resident, and that."""
    gc.collect()
    for holder in holders():
        if id(holder) in others:
            continue
        for each in gc.get_referents(holder):
            if id(each) in others or not isinstance(each, str | bytes | bytearray):
                continue
            for needle in wanted:
                if isinstance(each, str) is isinstance(needle, str) and needle in each:  # type: ignore[operator]
                    yield holder, each


async def to_the_data(at: Counter, resident: Resident) -> None:
    await at.shows("WelcomeScreen")
    await at.press("enter")
    await at.shows("NikScreen")
    at.reader.act({"act": "finger", "owner": resident.nik}, at.clock.monotonic())
    await at.press(*resident.nik, "enter")
    await at.shows("ReviewScreen")
    await at.press("enter")
    await at.pilot.pause()


async def left_alone(at: Counter) -> None:
    at.clock.move(121)
    await at.shows("OverlayScreen")
    await at.press("enter")
    await at.shows("ReviewScreen")
    at.clock.move(121)
    await at.shows("OverlayScreen")
    at.clock.move(46)


async def stopped(at: Counter) -> None:
    at.app.screen.query_one("#cancel").focus()
    await at.press("enter")


async def given_the_card(at: Counter) -> None:
    for _ in range(3):
        await at.press("enter")
        await at.pilot.pause()
    for _ in range(3):
        await at.shows("QuestionScreen")
        await at.press("down", "enter")
    await at.shows("ReadyScreen")
    await at.press("enter")
    await at.shows("CollectScreen")
    door = at.printer.mechanism
    await at.until(lambda: "pintu" in at.text())
    door.door_open = True
    await at.until(lambda: "tutup" in at.text())
    door.take(1)
    door.door_open = False
    await at.shows("FarewellScreen")
    await at.press("enter")


@pytest.mark.parametrize("end", [left_alone, stopped, given_the_card])
def test_nothing_in_the_process_remembers(end: object, tmp_path: Path) -> None:
    async def visit() -> list[str]:
        resident = somebody()
        before = list(held(needles(resident), set()))  # of other tests, whose people have the names
        theirs = {id(each) for pair in before for each in pair}
        async with counter(tmp_path, [resident]) as at:
            await to_the_data(at, resident)
            wanted = needles(resident)
            here = theirs | reach([resident, wanted, at.ministry, at.reader._finger])
            assert list(remembered(wanted, here)), "the test sees nothing while it is there"
            await end(at)  # type: ignore[operator]
            await at.shows("WelcomeScreen")
            assert isinstance(at.app.screen, WelcomeScreen)
            assert len(at.app.screen_stack) == 2
            await at.until(
                lambda: at.reader.module.buffers.get(1) == at.reader.module.buffers.get(2)
            )
            await at.until(lambda: not at.printer.mechanism.memory["k"].dots.any())
            await at.pilot.pause(0.3)
            drop_time_outs_of_the_pilot()
            here = theirs | reach([resident, wanted, at.ministry, at.reader._finger])
            return sorted(set(remembered(wanted, here)))

    assert asyncio.run(visit()) == []
