"""Quality and speed of an extractor over its releases, each in an environment of its own, measured in one job."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

from bench.errors import AdapterError
from bench.model import Estimate
from bench.speed import recording
from bench.speed.environments import interpreter
from bench.speed.releases.drawing import Line, draw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bench.engine.plan import Options
    from bench.model import Adapter, Corpus

CPU = "cpu_ms"  # geometric mean over the pages that every release extracts, milliseconds of CPU a page
_SPEED = recording.Options(pages=6, rounds=2, processes=2)


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure releases on: one corpus, one protocol, where runs go, how to run; ``own`` are the user's rows."""

    corpus: Corpus
    protocol: str
    out: Path
    options: Options
    own: Mapping[str, Adapter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """One release: its figures by metric (and :data:`CPU`), or why there are none."""

    version: str
    figures: Mapping[str, Estimate]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """An adapter over releases, in the order asked for. ``headline`` is the protocol's metric to look at first."""

    adapter: str
    corpus: str
    protocol: str
    headline: str
    releases: tuple[Release, ...]

    def svg(self) -> str:
        """Return the timeline drawn: the headline metric and the CPU time a page."""
        nothing = Estimate(math.nan, math.nan, math.nan, math.nan, 0)
        names = [release.version for release in self.releases]
        shown = [name for name in (self.headline, CPU) if any(name in release.figures for release in self.releases)]
        titles = {CPU: "CPU ms a page", self.headline: f"{self.headline} ({self.protocol}), 95 % intervals"}
        lines = [Line(titles[name], tuple(release.figures.get(name, nothing) for release in self.releases)) for name in shown]
        return draw(f"{self.adapter} on {self.corpus}", names, lines)


def pinned(row: Adapter, version: str) -> Adapter:
    """Return a row that lives in the environment of one release of its package; raises AdapterError for a row without a package."""
    if not row.package or row.package == "boilerbench":
        raise AdapterError(
            f"{row.name} has no package whose releases could be compared", "a row of an installed package", "boilerbench list"
        )
    return replace(row, name=f"{row.name}@{version}", env=f"{row.package}@{version}")


def timeline(
    row: Adapter, versions: Sequence[str], task: Task, *, speed: bool = True, say: Callable[[str], None] = lambda _: None
) -> Timeline:
    """Install and measure every release; one that cannot be installed or does not work stays in the timeline with the reason.

    Raises AdapterError where none works.
    """
    from bench.scoring import load

    if not versions:
        raise AdapterError("no release is named", "releases to measure", f"boilerbench timeline {row.name} --versions 1.0,2.0")
    rows, notes = _installed([pinned(row, version) for version in dict.fromkeys(versions)], say)
    if not rows:
        raise AdapterError(f"no release of {row.package} could be installed: {next(iter(notes.values()))}", "releases that install here")
    found = {name: dict(figures) for name, figures in quality(rows, task).items()}
    if speed:
        for name, figure in cost(rows, task, say).items():
            found.setdefault(name, {})[CPU] = figure
    releases = tuple(
        Release(version, found.get(f"{row.name}@{version}", {}), notes.get(f"{row.name}@{version}", ""))
        for version in dict.fromkeys(versions)
    )
    return Timeline(row.name, task.corpus.name, task.protocol, load(task.protocol).headline, releases)


def _installed(rows: Sequence[Adapter], say: Callable[[str], None]) -> tuple[list[Adapter], dict[str, str]]:
    """Make the environments; return the rows whose environment is ready, and why the others have none."""
    ready, notes = [], {}
    for row in rows:
        try:
            interpreter(row, say)
            ready.append(row)
        except AdapterError as problem:
            notes[row.name] = problem.what
            say(f"{row.name}: {problem.what}")
    return ready, notes


def quality(rows: Sequence[Adapter], task: Task) -> dict[str, dict[str, Estimate]]:
    """Run and score the rows, note the run in the history, return row -> metric -> figure (HTML pages where the corpus has any)."""
    from bench.engine.run import run
    from bench.store import boards, history, measured

    names = [row.name for row in rows]
    folder = run(
        [task.corpus], names, (task.protocol,), out=task.out, options=task.options, own={**task.own, **{row.name: row for row in rows}}
    )
    found = boards.of_run(folder, (task.protocol,))
    measured.record(folder, task.out / history.FOLDER, found)
    return {standing.adapter: dict(standing.metrics) for standing in found[0].rows} if found else {}


def cost(rows: Sequence[Adapter], task: Task, say: Callable[[str], None] = lambda _: None) -> dict[str, Estimate]:
    """Return row -> CPU milliseconds a page: the geometric mean over the pages that all rows extract, measured in turn."""
    how = replace(_SPEED, limits=task.options.limits, path=(str(task.options.folder),))
    taken = recording.record([task.corpus], rows, how, say)
    times: dict[str, dict[str, float]] = {}
    for series in taken.series:
        if series.cpu_ns:
            times.setdefault(series.adapter, {})[series.page_id] = max(median(series.cpu_ns), 1.0) / 1e6
    shared = set.intersection(*(set(pages) for pages in times.values())) if times else set()
    if not shared:
        return {}
    means = {name: math.exp(fmean(math.log(pages[page]) for page in sorted(shared))) for name, pages in times.items()}
    return {name: Estimate(mean, math.nan, math.nan, math.nan, len(shared)) for name, mean in means.items()}


def figure_of(row: Adapter, metric: str, task: Task, good: str, say: Callable[[str], None] = lambda _: None) -> Callable[[str], float]:
    """Return what measures one release for :func:`bench.speed.releases.bisect.bisect`: a metric of the protocol, or ``cpu`` against ``good``."""

    def measured(version: str) -> float:
        """Return the figure of one release."""
        one = pinned(row, version)
        interpreter(one, say)
        if metric != "cpu":
            found = quality([one], task).get(one.name, {})
            if metric not in found:
                raise AdapterError(f"{one.name} has no {metric} on {task.corpus.name}", "a metric of the protocol", "boilerbench protocols")
            return found[metric].value
        from bench.speed.regression import Plan, gate

        plan = Plan(limits=task.options.limits, path=(str(task.options.folder),))
        return 1.0 if version == good else gate(pinned(row, good), one, task.corpus, plan, say=say).ratio.value

    return measured
