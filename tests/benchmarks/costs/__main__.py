"""Measure every bar and print one table.

    python -m tests.benchmarks.costs [--only NAME ...] [--rounds N]

Bars are those of ``bars.BARS``. Commands run in turn, each in a process of its own; figures are medians of the rounds, CPU with all
children. Exit 1 where a bar is missed, or a command fails. Run it on an idle machine: other work moves wall times more than ratios of CPU.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.benchmarks.costs.bars import BARS, lacking
from tests.benchmarks.costs.measuring import Line, table


def main(arguments: list[str]) -> int:
    """Measure, print, and say whether all bars are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=sorted(BARS), default=list(BARS))
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args(arguments)
    load, lines = os.getloadavg()[0], list[Line]()
    with tempfile.TemporaryDirectory(prefix="boilerbench-costs-") as scratch:
        for name in chosen.only:
            lines += _measured(name, Path(scratch), chosen.rounds)
    Console(width=None if sys.stdout.isatty() else 160).print(table(lines, load, len(os.sched_getaffinity(0))))
    return int(any(line.verdict == "MISSED" or line.failed for line in lines))


def _measured(name: str, place: Path, rounds: int) -> list[Line]:
    """Return the lines of one bar, one that says why where it cannot be measured or a command failed."""
    measure, data = BARS[name]
    if why := lacking(*data):
        return [Line(name=name, what="", skipped=why)]
    print(f"{name} ...", file=sys.stderr, flush=True)
    (place / name).mkdir()
    try:
        return list(measure(place / name, rounds))
    except subprocess.CalledProcessError as problem:
        print(problem.stderr, file=sys.stderr)
        return [Line(name=name, what="", failed=f"{' '.join(problem.cmd[1:4])} ended with {problem.returncode}")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
