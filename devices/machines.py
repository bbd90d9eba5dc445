"""Every simulated machine on a line: the options of `run.py sim`, and what is made of them."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
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


def add_options(command: ArgumentParser, name: str) -> None:
    """Add what can be said of the machine of that name, and of its line if it has one."""
    from devices.cable import MIXTURES

    line = command.add_mutually_exclusive_group()
    line.add_argument("--tcp", type=address, metavar="HOST:PORT", help="port 0: any")
    if name in MACHINES:
        line.add_argument("--pty", action="store_true", help="a new pseudo-terminal (default)")
        command.add_argument("--seed", default="1", help="of all chance (default 1)")
        command.add_argument("--faults", choices=list(MIXTURES), default="none", help="of its line")
        command.add_argument("--link", type=Path, metavar="PATH", help="always its pseudo-terminal")
    command.add_argument("--control", type=address, metavar="HOST:PORT", help="control channel")
    command.add_argument("--parent", type=int, metavar="PID", help="stop when it is gone")
    command.add_argument("--state", type=Path, metavar="DIR", help=KEPT[name])
    if name == "fingerprint":
        command.add_argument("--profile", choices=["r30x", "as608", "r503"], default="r30x")
        command.add_argument("--finger", metavar="NAME", help="whose finger never lets go")
    if name == "chip":
        command.add_argument("--card", choices=["fresh", "worn", "two", "none"], default="fresh")
        command.add_argument("--type", choices=["a", "b"], default="a", help="of ISO 14443")
    if name == "printer":
        add_make(command)
        command.add_argument("--stock", type=Path, metavar="PNG", help="picture of the blanks")
        command.add_argument("--speed", type=float, default=1.0, help="how much quicker")
        command.add_argument("--paced", action="store_true", help="bytes take their line's time")
        command.add_argument(
            "--station", type=address, metavar="HOST:PORT", help="control channel of its coupler"
        )


def add_make(command: ArgumentParser) -> None:
    """Add the make of card printer."""
    makes = ["evolis", "epcl"]
    command.add_argument("--make", choices=makes, default=makes[0], help="of the card printer")


def address(text: str) -> tuple[str, int]:
    """Return host and port; raise ArgumentTypeError."""
    from devices.bench import parse_address

    try:
        return parse_address(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


KEPT = {
    "fingerprint": "keep library and settings",
    "printer": "remember, and keep cards",
    "receipt": "remember, and keep slips",
    "chip": "keep what was written",
    "ministry": "where its records are (default: ministry)",
}
"""What each machine keeps in its folder."""
