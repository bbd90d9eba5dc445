"""What fails around a visit, through what the simulators let people do, and how it is put right."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.visit.views import PrintStage
from tests.kiosk.bench import Bench

Act = Callable[[Bench], object]


@dataclass(frozen=True)
class Fault:
    """One thing that fails."""

    happens: Act
    mended: Act
    last: PrintStage = PrintStage.PRINTING
    """How far the printer may be with a card that it still harms."""
    told: str = ""
    """The message by which the printer's ending names it to whoever has no card because of it."""
    chips: bool = False
    """Whether it is of the chip's way: then the chip of each card is written."""


def touch(machine: str, *acts: str) -> Act:
    """Return what does those acts to a machine, each written as `act`, `act is` or `act@at`."""

    def act(bench: Bench) -> None:
        for each in acts:
            name, _, where = each.partition("@")
            name, _, state = name.partition(" ")
            given = {"act": name, "is": state or None, "at": where or None}
            getattr(bench, f"touch_{machine}")(**{k: v for k, v in given.items() if v})

    return act


def weather(state: str) -> Act:
    """Return the act that changes the ministry's weather."""
    return lambda bench: bench.weather(state)


AROUND: dict[str, Fault] = {
    "reader silent": Fault(touch("reader", "power off"), touch("reader", "power on")),
    "printer silent": Fault(touch("printer", "power off"), touch("printer", "power on")),
    "printer lost": Fault(lambda b: b.printer_cable.unplug(), lambda b: b.printer_cable.plug()),
    "ministry down": Fault(weather("down"), weather("up")),
    "ministry garbled": Fault(weather("garbled"), weather("up")),
    "receipts without paper": Fault(touch("receipts", "paper out"), touch("receipts", "paper new")),
    "receipts lost": Fault(lambda b: b.receipts_cable.unplug(), lambda b: b.receipts_cable.plug()),
}
"""What may fail in any visit."""
MAKING: dict[str, Fault] = {
    "ribbon out": Fault(
        touch("printer", "ribbon out"), touch("printer", "ribbon new"), told="printer.ribbon"
    ),
    "ribbon torn": Fault(
        touch("printer", "ribbon out@m"), touch("printer", "ribbon new"), told="printer.ribbon"
    ),
    "feeder empty": Fault(
        touch("printer", "feeder empty"),
        touch("printer", "feeder full"),
        PrintStage.PREPARING,
        "printer.feeder_empty",
    ),
    "hopper full": Fault(
        touch("printer", "hopper full"), touch("printer", "hopper room"), told="printer.hopper_full"
    ),
    "cover open": Fault(
        touch("printer", "cover open"), touch("printer", "cover closed"), told="printer.cover_open"
    ),
    "head hot": Fault(touch("printer", "head hot"), touch("printer", "head cool")),
    "jam while feeding": Fault(
        touch("printer", "jam@feed"), touch("printer", "clear"), PrintStage.FEEDING
    ),
    "jam while printing": Fault(touch("printer", "jam@k"), touch("printer", "clear")),
    "jam while ejecting": Fault(touch("printer", "jam@eject"), touch("printer", "clear")),
    "jam before the reject box": Fault(
        touch("printer", "ribbon out@k", "jam@reject"),
        touch("printer", "ribbon new", "clear"),
        told="printer.ribbon",
    ),
    "coupler silent": Fault(
        touch("coupler", "power off"),
        touch("coupler", "power on"),
        PrintStage.FEEDING,
        chips=True,
    ),
    "coupler lost": Fault(
        lambda b: b.coupler_cable.unplug(),
        lambda b: b.coupler_cable.plug(),
        PrintStage.FEEDING,
        chips=True,
    ),
    "chip that does not answer as it must": Fault(
        touch("coupler", "next worn"),
        touch("coupler", "next fresh"),
        PrintStage.PREPARING,
        chips=True,
    ),
    "chip that nobody fed": Fault(
        touch("coupler", "card fresh"),
        touch("coupler", "card none"),
        PrintStage.PREPARING,
        chips=True,
    ),
}
"""What fails only where a card is made, or is to be."""
FAULTS = AROUND | MAKING
