"""Quality and speed of an extractor over its releases, measured in one job.

Each release has an environment of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

from bench.errors import AdapterError
from bench.model import Estimate
from bench.speed import recording
from bench.speed.interpreter import interpreter
from bench.speed.releases.chart import Curve, draw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bench.engine.plan import Options
    from bench.model import Adapter, Corpus

CPU = "cpu_ms"  # geometric mean over the pages that every release extracts, milliseconds of CPU a page
_SPEED = recording.RecordingOptions(pages=6, rounds=2, processes=2)


@dataclass(frozen=True, slots=True)
class Task:
    """What to measure releases on: one corpus and protocol, where runs go, how to run.

    ``own`` are the user's adapters.
    """

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
    """An adapter over releases, in the order asked for.

    ``headline`` is the protocol's metric to look at first.
    """

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
        curves = [Curve(titles[name], tuple(release.figures.get(name, nothing) for release in self.releases)) for name in shown]
        return draw(f"{self.adapter} on {self.corpus}", names, curves)


def pinned(adapter: Adapter, version: str) -> Adapter:
    """Return an adapter in the environment of one release of its package.

    Raises AdapterError for an adapter without a package.
    """
    if not adapter.package or adapter.package == "boilerbench":
        raise AdapterError(
            f"{adapter.name} has no package whose releases could be compared", "an adapter of an installed package", "boilerbench list"
        )
    return replace(adapter, name=f"{adapter.name}@{version}", env=f"{adapter.package}@{version}")


def timeline(
    adapter: Adapter, versions: Sequence[str], task: Task, *, speed: bool = True, say: Callable[[str], None] = lambda _: None
) -> Timeline:
    """Install and measure every release.

    One that cannot be installed or does not work stays in the timeline with the reason.

    Raises AdapterError where none works.
    """
    from bench.scoring import load

    if not versions:
        raise AdapterError("no release is named", "releases to measure", f"boilerbench timeline {adapter.name} --versions 1.0,2.0")
    adapters, notes = _installed([pinned(adapter, version) for version in dict.fromkeys(versions)], say)
    if not adapters:
        raise AdapterError(
            f"no release of {adapter.package} could be installed: {next(iter(notes.values()))}", "releases that install here"
        )
    figures_of = {name: dict(figures) for name, figures in quality(adapters, task).items()}
    if speed:
        for name, figure in cost(adapters, task, say).items():
            figures_of.setdefault(name, {})[CPU] = figure
    releases = tuple(
        Release(version, figures_of.get(f"{adapter.name}@{version}", {}), notes.get(f"{adapter.name}@{version}", ""))
        for version in dict.fromkeys(versions)
    )
    return Timeline(adapter.name, task.corpus.name, task.protocol, load(task.protocol).headline, releases)


def _installed(adapters: Sequence[Adapter], say: Callable[[str], None]) -> tuple[list[Adapter], dict[str, str]]:
    """Make the environments; return the adapters that have one, and why the others have none."""
    ready, notes = [], {}
    for adapter in adapters:
        try:
            interpreter(adapter, say)
            ready.append(adapter)
        except AdapterError as problem:
            notes[adapter.name] = problem.what
            say(f"{adapter.name}: {problem.what}")
    return ready, notes


def quality(adapters: Sequence[Adapter], task: Task) -> dict[str, dict[str, Estimate]]:
    """Run and score the adapters and note it in the history; return adapter -> metric -> figure.

    The figures are of HTML pages where the corpus has any.
    """
    from bench.engine.run import run
    from bench.store import boards, history, measured

    names = [adapter.name for adapter in adapters]
    folder = run(
        [task.corpus],
        names,
        (task.protocol,),
        out=task.out,
        options=task.options,
        own={**task.own, **{adapter.name: adapter for adapter in adapters}},
    )
    run_boards = boards.of_run(folder, (task.protocol,))
    measured.record(folder, task.out / history.FOLDER, run_boards)
    return {standing.adapter: dict(standing.metrics) for standing in run_boards[0].standings} if run_boards else {}


def cost(adapters: Sequence[Adapter], task: Task, say: Callable[[str], None] = lambda _: None) -> dict[str, Estimate]:
    """Return adapter -> CPU milliseconds of a page.

    That is the geometric mean over the pages that all adapters extract, measured in turn.
    """
    how = replace(_SPEED, limits=task.options.limits, path=(str(task.options.folder),))
    taken = recording.record([task.corpus], adapters, how, say)
    times: dict[str, dict[str, float]] = {}
    for series in taken.series:
        if series.cpu_ns:
            times.setdefault(series.adapter, {})[series.page_id] = max(median(series.cpu_ns), 1.0) / 1e6
    shared = set.intersection(*(set(pages) for pages in times.values())) if times else set()
    if not shared:
        return {}
    means = {name: math.exp(fmean(math.log(pages[page]) for page in sorted(shared))) for name, pages in times.items()}
    return {name: Estimate(mean, math.nan, math.nan, math.nan, len(shared)) for name, mean in means.items()}


def figure_of(adapter: Adapter, metric: str, task: Task, good: str, say: Callable[[str], None] = lambda _: None) -> Callable[[str], float]:
    """Return what measures one release for :func:`bench.speed.releases.bisect.bisect`.

    It gives a metric of the protocol, or ``cpu`` against the release ``good``.
    """

    def measured(version: str) -> float:
        """Return the figure of one release."""
        release = pinned(adapter, version)
        interpreter(release, say)
        if metric != "cpu":
            metrics = quality([release], task).get(release.name, {})
            if metric not in metrics:
                raise AdapterError(
                    f"{release.name} has no {metric} on {task.corpus.name}", "a metric of the protocol", "boilerbench protocols"
                )
            return metrics[metric].value
        from bench.speed.regression import SpeedPlan, gate

        plan = SpeedPlan(limits=task.options.limits, path=(str(task.options.folder),))
        return 1.0 if version == good else gate(pinned(adapter, good), release, task.corpus, plan, say=say).ratio.value

    return measured
