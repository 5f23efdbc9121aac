"""The history as a page: for each metric of a corpus and protocol a line for each adapter, the latest change, the last runs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bench.report.drawing import palette
from bench.report.drawing.rendering import bounds, fixed, metric, signed
from bench.report.drawing.scales import ticks
from bench.report.figures import trend as drawing
from bench.report.figures.series import Style
from bench.report.overviews import overview
from bench.report.overviews.overview import Line, Overview, Section
from bench.report.scopes import TRACKS
from bench.scoring.tables import INTERVAL
from bench.store.history import COSTS, uncleaned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.report.overviews.trends import Trend, TrendStep
    from bench.store.history import HistoryEntry

FILE = "history.html"
NOTE = (
    "Change is against the run before, where both are alike: the same corpus and version of the protocol, the same settings and, for "
    "costs, the same machine. Where they are not, the reason stands in its place and the line breaks."
)
_COLUMNS = 8  # runs with a column of their own


def write(selected: Sequence[Trend], root: Path) -> Path:
    """Write ``history.html`` to the folder of all runs, ``root``, and return its path."""
    return overview.write(made(selected, root), root / FILE)


def made(selected: Sequence[Trend], root: Path) -> Overview:
    """Lay trends out; runs whose report lies below ``root`` are linked to."""
    groups = [list(group) for _, group in groupby(sorted(selected, key=_group), _group)]
    entries = {step.entry.run: step.entry for one in selected for step in one.steps}
    days = sorted(entry.created[:10] for entry in entries.values())
    span = f"{days[0]} to {days[-1]}" if days[0] != days[-1] else days[0]
    count = f"{len(entries):,} run{'s' * (len(entries) != 1)}"
    sections = tuple(_section(group, f"h{at}") for at, group in enumerate(groups))
    return Overview(f"Figures over {count}, {span}", count, (NOTE,), (*sections, _runs(list(entries.values()), root)))


def _group(one: Trend) -> tuple[bool, str, str, str, str]:
    """Return what trends of one figure share; scores come before costs."""
    return one.protocol in COSTS, one.corpus, one.track, one.protocol, one.metric


def _section(group: Sequence[Trend], prefix: str) -> Section:
    """Return the figure and the table of one metric."""
    one, digits = group[0], _digits(group)
    known = {step.entry.run: step.entry for trend in group for step in trend.steps}
    runs = sorted(known.values(), key=lambda entry: (entry.created, entry.run))
    last = runs[-_COLUMNS:]
    size = 10 if len({entry.created[:10] for entry in last}) == len(last) else 16  # the day, with the minute where two are of one day
    days = [entry.created[:size].replace("T", " ") for entry in last]
    heads = ("adapter", "version", "runs", "latest", INTERVAL, "change", *days)
    ordered = sorted(group, key=lambda trend: trend.steps[-1].entry.value, reverse=one.protocol not in COSTS)
    lines = tuple(_line(trend, [entry.run for entry in last], digits) for trend in ordered)
    track = f", {TRACKS.get(one.track, one.track)}" if one.track else ""
    name = metric(one.metric)
    return Section(
        title=f"{name} on {one.corpus}{track}, by {one.protocol}",
        heads=heads,
        lines=lines,
        caption=f"The latest {name} of each adapter, its change, and {name} of the last {len(last)} runs",
        notes=_gold(group),
        figure=_figure(group, prefix) if len(runs) > 1 else "",
    )


def _line(one: Trend, runs: Sequence[str], digits: int) -> Line:
    """Return the line of an adapter."""
    step, values = one.steps[-1], {step.entry.run: fixed(step.entry.value, digits) for step in one.steps}
    entry = step.entry
    interval = bounds(entry.low, entry.high, digits, " to ")
    cells = (entry.version or "–", str(len(one.steps)), fixed(entry.value, digits), interval, _change(step, digits))
    return one.adapter, False, (*cells, *(values.get(run, "–") for run in runs))


def _change(step: TrendStep, digits: int) -> str:
    """Return the change against the run before, or why there is none."""
    return step.broken or signed(step.change, digits)


def _digits(group: Sequence[Trend]) -> int:
    """Return how many decimals figures of this size need."""
    highest = max(abs(step.entry.value) for one in group for step in one.steps)
    return 3 if highest <= 1 else 1


def _gold(group: Sequence[Trend]) -> tuple[str, ...]:
    """Return what is to be said of the gold behind the latest figures."""
    told = sorted({text for one in group if (text := uncleaned(one.steps[-1].entry)) != "-"})
    return (f"Pages without cleaned gold behind the latest figures: {', '.join(told)}.",) if told else ()


def _figure(group: Sequence[Trend], prefix: str) -> str:
    """Return the lines of all adapters over the last runs."""
    kept = sorted({(step.entry.created, step.entry.run) for one in group for step in one.steps})[-drawing.LATEST :]
    steps = {one.adapter: [step for step in one.steps if (step.entry.created, step.entry.run) in kept] for one in group}
    steps = {name: held for name, held in steps.items() if held}
    packages = {name: held[-1].entry.package or name for name, held in steps.items()}
    styled = {name: Style(at, palette.MARKS[at]) for name, at in palette.series(sorted(packages), packages, set()).items()}
    lines = {name: [step.entry for step in held] for name, held in steps.items()}
    broken = {name: [bool(step.broken) for step in held[1:]] for name, held in steps.items()}
    return drawing.over_runs(lines, broken, _axis(group[0], [step.entry.value for held in steps.values() for step in held]), styled, prefix)


def _axis(one: Trend, values: Sequence[float]) -> drawing.Axis:
    """Return the axis of a metric: costs and counts begin at 0, a score shortly below the lowest."""
    name, highest = metric(one.metric), max(values)
    if one.protocol not in COSTS and highest <= 100:
        return drawing.Axis.of_scores(name, values, 1 if highest <= 1 else 100)
    step = (ticks(0, highest) or [0.0, 1.0])[1] if highest > 0 else 1.0
    return drawing.Axis(name, 0.0, step * max(1, -(-highest // step)))


def _runs(entries: Sequence[HistoryEntry], root: Path) -> Section:
    """Return the runs, latest first, with links to the reports that are there."""
    ordered = sorted(entries, key=lambda entry: (entry.created, entry.run), reverse=True)
    lines = tuple((_report(entry.run, root), False, (entry.created, entry.commit or "–", entry.machine or "–")) for entry in ordered)
    return Section(title="Runs", heads=("run", "when", "commit", "machine"), lines=lines, is_text=True)


def _report(run: str, root: Path) -> str:
    """Return the name of a run, linked to its report where that is there."""
    place = f"runs/{run}/report/index.html"
    return overview.linked(place, run) if (root / place).is_file() else run
