"""An office, and somebody who types at its command line."""

import argparse
from dataclasses import dataclass, field

from kiosk.desk.commands import act, show
from kiosk.desk.console import Console
from kiosk.desk.options import add_commands
from kiosk.locale.catalogue import catalogue
from kiosk.visit.codes import Code
from tests.kiosk.bench import Bench, somebody

HOLDER, DAMAGED = somebody(Code.PRINT_READY), somebody(Code.DAMAGED)
SITI, BUDI, ANI = ("siti", "satu dua tiga"), ("budi", "kebun-77"), ("ani", "sawah-88")


@dataclass
class Desk:
    """An office with Siti, who supervises, and Budi; and somebody who types."""

    bench: Bench
    told: list[str] = field(default_factory=list)

    def does(self, line: list[str], *typed: str) -> bool:
        """Type a command, then the answers; return whether it was done. All must be asked for."""
        options = parser().parse_args(line)
        answers = list(typed)

        def answer(question: str) -> str:
            assert question.endswith(": ")
            return answers.pop(0)

        self.told.clear()
        console = Console(catalogue("en"), answer, answer, self.told.append)
        done = act(options, self.bench.office, console)
        assert answers == []
        return done

    def reads(self, *line: str) -> list[str]:
        """Return what a list says; without words that of officers."""
        self.told.clear()
        options = parser().parse_args(line or ("officer", "list"))
        console = Console(catalogue("en"), input, input, self.told.append)
        show(options, self.bench.office.config, console, self.bench.clock)
        return self.told


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser()
    add_commands(whole.add_subparsers(), lambda _: 0)
    return whole
