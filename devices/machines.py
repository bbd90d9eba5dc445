"""Every simulated machine on a line, made as the options of `run.py sim` say."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from types import MappingProxyType

from devices.simulator import Simulator


def fingerprint(options: Namespace) -> Simulator:
    """A simulated fingerprint reader."""
    from devices.entropy import SeededEntropy
    from devices.fingerprint.simulator.profile import PROFILES
    from devices.fingerprint.simulator.simulator import FingerprintSimulator

    return FingerprintSimulator(
        SeededEntropy(options.seed),
        PROFILES[options.profile],
        folder=options.state,
        finger=options.finger,
    )


def chip(options: Namespace) -> Simulator:
    """A simulated contactless coupler, with chips."""
    from devices.chip.simulator.card import Kind
    from devices.chip.simulator.simulator import CouplerSimulator

    return CouplerSimulator(
        options.seed, card=options.card, kind=Kind(options.type), folder=options.state
    )


def printer(options: Namespace) -> Simulator:
    """A simulated card printer."""
    from devices.chip.simulator.station import over_channel
    from devices.printer.makes import simulator

    return simulator(options.make)(
        options.state,
        stock=options.stock,
        speed=options.speed,
        paced=options.paced,
        station=over_channel(*options.station) if options.station else lambda _: None,
    )


def receipt(options: Namespace) -> Simulator:
    """A simulated receipt printer."""
    from devices.receipt.simulator.simulator import ReceiptSimulator

    return ReceiptSimulator(options.state)


MACHINES: Mapping[str, Callable[[Namespace], Simulator]] = MappingProxyType(
    {"fingerprint": fingerprint, "printer": printer, "receipt": receipt, "chip": chip}
)
"""By their names on the command line."""
