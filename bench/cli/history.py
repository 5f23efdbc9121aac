"""Verbs over time: history, timeline and bisect."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli.asking import Json, Out, adapters_of, corpus_of, listed, reports, run_of
from bench.cli.console import number
from bench.cli.speed import interval

if TYPE_CHECKING:
    from bench.config import Config
    from bench.model import Adapter
    from bench.report.overviews.trends import Trend
    from bench.speed.releases.timeline import Task, Timeline


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    for verb in (history, timeline, bisect):
        app.command(verb.__name__)(verb)


def history(
    add: Annotated[list[str] | None, typer.Option(help="First append this run (again): latest, an id, or a folder.")] = None,
    adapter: Annotated[str, typer.Option(help="Only this adapter.")] = "",
    corpus: Annotated[str, typer.Option(help="Only this corpus.")] = "",
    protocol: Annotated[str, typer.Option(help="Only this protocol; run and speed are costs.")] = "",
    metric: Annotated[list[str] | None, typer.Option(help="Only these metrics; all shows each (f1, p50_ms).")] = None,
    as_page: Annotated[bool, typer.Option("--report", help="Also write it as a page: history.html in the folder of all runs.")] = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Show each metric over runs, commits and versions."""
    from bench import config
    from bench.cli import console
    from bench.errors import RunError
    from bench.report.overviews import history_page
    from bench.report.overviews.trends import trends
    from bench.store import history as store
    from bench.store import measured

    chosen = config.load()
    root = reports(out, chosen)
    for run in add or ():
        measured.record(run_of(run, out, chosen), root / store.FOLDER)
    wanted = metric or ["f1", "p50_ms"]
    entries = store.read(root / store.FOLDER)
    selected = trends(entries, adapter=adapter, corpus=corpus, protocol=protocol, metrics=() if "all" in wanted else wanted)
    if not selected:
        what = f"{root / store.FOLDER} holds nothing like that" if entries else f"{root / store.FOLDER} is empty"
        raise RunError(what, "runs that were added", "boilerbench history --add latest")
    path = history_page.write(selected, root) if as_page else None
    if as_json:
        console.as_json([asdict(trend) for trend in selected])
        return
    for trend in selected:
        _show_trend(trend)
    if path:
        print(path)  # noqa: T201 - the result


def _show_trend(trend: Trend) -> None:
    """Print one trend as a table."""
    from bench.cli import console
    from bench.store import history as history_of

    track = f" ({trend.track})" if trend.track not in {"", "html"} else ""
    told = any(history_of.uncleaned(step.entry) != "-" for step in trend.steps)  # of a trend on cleaned gold alone there is nothing to tell
    lines = [
        (
            step.entry.created, step.entry.commit or "-", step.entry.version, f"{step.entry.value:.4f}",
            "-" if math.isnan(step.entry.low) else f"{step.entry.low:.4f} to {step.entry.high:.4f}",
            step.broken or ("-" if math.isnan(step.change) else f"{step.change:+.4f}"), step.entry.run,
            *([history_of.uncleaned(step.entry)] if told else []),
        )
        for step in trend.steps
    ]  # fmt: skip
    title = f"{trend.adapter}: {trend.protocol} {trend.metric} on {trend.corpus}{track}"
    columns = (
        "when",
        "commit",
        "version",
        trend.metric,
        "95 % interval",
        "change",
        "run",
        *(["pages without cleaned gold"] if told else []),
    )
    console.table(columns, lines, title=title)


def timeline(
    adapter: Annotated[str, typer.Argument(help="Adapter to follow over its package's releases.")],
    versions: Annotated[str, typer.Option(help="Releases, commas: 1.6.4,1.12.2,2.3.1.")],
    corpus: Annotated[str, typer.Option(help="Corpus to measure on.")] = "embedded",
    protocol: Annotated[str, typer.Option(help="Scoring protocol.")] = "aligned",
    with_speed: Annotated[bool, typer.Option("--speed/--no-speed", help="Time the releases too.")] = True,
    svg: Annotated[Path | None, typer.Option(help="Where to draw it (timeline-ADAPTER.svg beside the runs).")] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Install releases side by side, measure quality and speed of each, draw both over releases."""
    from bench import config
    from bench.cli import console
    from bench.speed.releases import timeline as over_releases

    chosen = config.load()
    followed = _row(adapter, chosen)
    task = _task(corpus, protocol, reports(out, chosen), chosen)
    gold = _warned(task)
    over = over_releases.timeline(followed, listed([versions]), task, speed=with_speed, say=console.say)
    place = svg or task.out / f"timeline-{followed.name}.svg"
    _write(place, over.svg())
    if as_json:
        console.as_json({**asdict(over), "svg": str(place), "gold": gold})
    else:
        _show_timeline(over)
        print(place)  # noqa: T201 - the result


def _row(name: str, chosen: Config) -> Adapter:
    """Return the one adapter that a name stands for; raises AdapterError for a group."""
    from bench.errors import AdapterError

    adapters = adapters_of([name], chosen)
    if len(adapters) > 1:
        raise AdapterError(f"{name} is {len(adapters)} adapters", "one adapter", "boilerbench list")
    return adapters[0]


def _write(path: Path, text: str) -> None:
    """Write a text file whole."""
    from bench.files import whole

    with whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _task(spec: str, protocol: str, out: Path, chosen: Config) -> Task:
    """Return what releases are measured on."""
    from bench.engine.plan import Options
    from bench.speed.releases.timeline import Task

    return Task(corpus_of(spec, chosen), protocol, out, Options(folder=chosen.folder), chosen.adapters)


def _warned(task: Task) -> dict[str, object]:
    """Warn where figures will rest on gold that no person cleaned; return the counts for JSON."""
    from bench.cli.printed.boards import warn
    from bench.drafts import GoldCounts

    known = GoldCounts.of_corpus(task.corpus)
    warn({task.corpus.name: known})
    return known.as_data()


def _show_timeline(over: Timeline) -> None:
    """Print a timeline as a table."""
    from bench.cli import console
    from bench.speed.releases.timeline import CPU

    metrics = list(dict.fromkeys([over.headline, *(name for release in over.releases for name in release.figures if name != CPU)]))
    lines = []
    for release in over.releases:
        main = release.figures.get(over.headline)
        cells = [number(release.figures[name].value, 3) if name in release.figures else "-" for name in metrics]
        cost = number(release.figures[CPU].value, 2) if CPU in release.figures else "-"
        lines.append((release.version, cells[0], interval(main, 3) if main else "-", *cells[1:], cost, release.note or "-"))
    columns = ("release", over.headline, "95 % interval", *metrics[1:], "CPU ms a page", "note")
    console.table(columns, lines, title=f"{over.adapter} over releases: {over.protocol} on {over.corpus}")


def bisect(
    adapter: Annotated[str, typer.Argument(help="Adapter whose package's releases to search.")],
    good: Annotated[str, typer.Option(help="Release in which the figure was still good.")],
    bad: Annotated[str, typer.Option(help="Release in which it is bad.")],
    metric: Annotated[str, typer.Option(help="Metric of the protocol, or cpu (time against the good release).")] = "f1",
    corpus: Annotated[str, typer.Option(help="Corpus to measure on.")] = "embedded",
    protocol: Annotated[str, typer.Option(help="Scoring protocol.")] = "aligned",
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Find the release in which a metric moved, measuring as few releases as it takes."""
    from bench import config
    from bench.cli import console
    from bench.errors import ProtocolError
    from bench.registry import unknown
    from bench.scoring import load
    from bench.speed.releases.bisect import bisect as search
    from bench.speed.releases.index import between, releases
    from bench.speed.releases.timeline import figure_of, pinned

    chosen = config.load()
    followed = _row(adapter, chosen)
    metrics = (*load(protocol).metrics, "cpu")
    if metric not in metrics:
        raise unknown("metric", metric, metrics, ProtocolError, "boilerbench protocols")
    task = _task(corpus, protocol, reports(out, chosen), chosen)
    gold = _warned(task)
    versions = between(releases(pinned(followed, good).package), good, bad)
    console.say(f"{len(versions)} releases from {good} to {bad}")
    outcome = search(versions, figure_of(followed, metric, task, good, console.say), 0.015 if metric == "cpu" else 0.0, console.say)
    if as_json:
        console.as_json({**asdict(outcome), "gold": gold})
        return
    console.table(("release", metric), [(version, f"{value:.4f}") for version, value in outcome.measured])
    unsure = f" (or in one that could not be measured: {', '.join(outcome.unknown)})" if outcome.unknown else ""
    print(f"{metric} of {followed.name} moved in {outcome.first_bad}{unsure}; {outcome.last_good} was still good")  # noqa: T201 - the result
