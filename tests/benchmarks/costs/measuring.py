"""Commands measured in turn, and the table of their ratios."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took, its children included: seconds of CPU and of wall time, and the peak memory of its largest process in MB."""

    cpu_s: float
    wall_s: float
    rss_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table: a figure and the most it may be, NaN for one to compare with; ``skipped`` or ``failed`` say why not."""

    name: str
    what: str  # ``CPU, ours over the bare loop``: what the figure is
    figure: float = float("nan")
    bar: float = float("nan")
    unit: str = "x"
    n: int = 0
    skipped: str = ""
    failed: str = ""

    @property
    def verdict(self) -> str:
        """Whether the bar is kept."""
        if self.skipped:
            return f"skipped: {self.skipped}"
        if self.failed:
            return f"FAILED: {self.failed}"
        if math.isnan(self.bar):
            return "to compare"
        return "kept" if self.figure <= self.bar else "MISSED"


def cost(command: Sequence[str]) -> Cost:
    """Run a command to its end and return what it took; raises CalledProcessError where it fails."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        _, status, used = os.wait4(process.pid, 0)  # the only call that gives the use of one child with its own children
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, list(command), stderr=said.read().decode(errors="replace")[-2000:])
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - started, used.ru_maxrss * 1024 / 1e6)


def medians(costs: Sequence[Cost]) -> Cost:
    """Return the median of each quantity."""
    return Cost(*(statistics.median(getattr(one, name) for one in costs) for name in ("cpu_s", "wall_s", "rss_mb")))


def in_turn(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[Cost]]:
    """Run commands in turn, the order turned each round, and return what each took."""
    names, costs = list(commands), {name: list[Cost]() for name in commands}
    for number in range(rounds):
        for name in names if number % 2 == 0 else names[::-1]:
            costs[name].append(cost(commands[name]))
    return costs


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost], quantity: str) -> float:
    """Return the median over rounds of ours over theirs."""
    return statistics.median(getattr(one, quantity) / getattr(other, quantity) for one, other in zip(ours, theirs, strict=True))


def table(lines: Sequence[Line], load: float, cores: int) -> Table:
    """Return the table of all lines, with the machine's load in its title."""
    made = Table(
        title=f"costs, medians of n rounds in turn; {cores} cores, load {load:.1f} at the start (figures hold for an idle machine)"
    )
    for head in ("what is measured", "figure", "n", "at most", "verdict"):
        made.add_column(head, justify="right" if head in {"figure", "n", "at most"} else "left")
    for line in lines:
        shown = ["-", "-"] if line.skipped or line.failed else [f"{line.figure:.2f} {line.unit}", str(line.n)]
        bar = "-" if math.isnan(line.bar) else f"{line.bar:g} {line.unit}"
        made.add_row(f"{line.name}: {line.what}", *shown, bar, line.verdict)
    return made
