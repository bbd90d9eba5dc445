"""What a person beside the printer can do to it, and what can go wrong in its path."""

from collections.abc import Callable, Mapping
from functools import partial

from devices.printer.machine.mechanism import (
    FEEDER_ROOM,
    HOPPER_ROOM,
    PANELS,
    RIBBON,
    STAGES,
    Mechanism,
)
from devices.simulator import ActRefused, Json

Key = tuple[str, str | None, str | None]
"""An act by its name, its state ("is"), and where it happens ("at")."""
KNOWN = (
    "The printer knows the acts look, clear, pull and double; take, perhaps with the number of one"
    ' "card", or "is" newest; jam, and perhaps the stage'
    f' "at": {", ".join(STAGES)}; and, with a state in "is", ribbon new|out (and perhaps the panel'
    ' "at"), feeder full|empty, hopper full|room, cover open|closed, door open|closed, head'
    ' hot|cool, power on|off|cut (and perhaps "after" so many bytes).'
)


def key(act: Mapping[str, Json]) -> Key:
    """Return which act this is; raise `ActRefused`."""
    name, state, where = act.get("act"), act.get("is"), act.get("at")
    if isinstance(name, str) and isinstance(state, str | None) and isinstance(where, str | None):
        return name, state, where
    raise ActRefused(KNOWN)


def take(machine: Mechanism, *numbers: int) -> None:
    """Take those cards out of the hopper; raise `ActRefused` while its door is shut."""
    if not machine.door_open:
        raise ActRefused("The hopper is locked; open its door first.")
    machine.take(*numbers)


def chosen(machine: Mechanism, act: Mapping[str, Json]) -> Callable[[], None] | None:
    """Return the taking of one card, if it lies in the hopper; None if this act chooses none."""
    number = act.get("card")
    if key(act) != ("take", None, None) or number is None:
        return None
    if not isinstance(number, int):
        raise ActRefused(KNOWN)
    return partial(take, machine, number)


def acts(machine: Mechanism) -> dict[Key, Callable[[], None]]:
    """Return what can be done, whatever the electronics do; some of it raises `ActRefused`."""

    def make(name: str, value: bool | int | str | None) -> Callable[[], None]:
        return partial(setattr, machine, name, value)

    def fill(name: str, left: int) -> Callable[[], None]:
        def act() -> None:
            setattr(machine.kept, name, left)
            machine.save()

        return act

    def new_ribbon() -> None:
        machine.kept.ribbon, machine.tears_at = RIBBON, None
        machine.save()

    def clear() -> None:
        machine.jammed, machine.jams_at = False, None

    def pull() -> None:
        if not machine.cover_open:
            raise ActRefused("Open the cover first.")
        machine.pull()

    def fill_hopper() -> None:
        machine.hopper_room = len(machine.hopper)

    return {
        ("look", None, None): lambda: None,
        ("jam", None, None): make("jammed", value=True),
        **{("jam", None, stage): make("jams_at", stage) for stage in STAGES},
        ("clear", None, None): clear,
        ("double", None, None): make("feeds_double", value=True),
        ("take", None, None): lambda: take(machine, *(card.n for card in machine.hopper)),
        ("take", "newest", None): lambda: take(machine, *(card.n for card in machine.hopper[-1:])),
        ("pull", None, None): pull,
        ("ribbon", "new", None): new_ribbon,
        ("ribbon", "out", None): fill("ribbon", 0),
        **{("ribbon", "out", panel): make("tears_at", panel) for panel in PANELS},
        ("feeder", "full", None): fill("feeder", FEEDER_ROOM),
        ("feeder", "empty", None): fill("feeder", 0),
        ("hopper", "full", None): fill_hopper,
        ("hopper", "room", None): make("hopper_room", HOPPER_ROOM),
        ("cover", "open", None): make("cover_open", value=True),
        ("cover", "closed", None): make("cover_open", value=False),
        ("door", "open", None): make("door_open", value=True),
        ("door", "closed", None): make("door_open", value=False),
        ("head", "hot", None): make("hot", value=True),
        ("head", "cool", None): make("hot", value=False),
    }
