"""`make bench`: print every figure."""

from tests.benchmarks import fingerprint, memory, printer, screens

for measure in (
    fingerprint.verify,
    fingerprint.transfer,
    fingerprint.silent,
    printer.weight,
    printer.waiting,
    printer.gone,
    screens.journey,
    screens.start,
    memory.growth,
):
    print(measure().text(), end="\n\n", flush=True)  # noqa: T201
