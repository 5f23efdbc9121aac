"""The verb ``speed``, and what ``gate --speed`` does."""

from __future__ import annotations

import math
import os
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli.asking import Json, Out, Pages, Run, adapters_of, corpus_of, run_of
from bench.cli.console import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.config import Config
    from bench.gate.verdict import Verdict
    from bench.model import Corpus, Estimate
    from bench.speed.regression import SpeedVerdict
    from bench.speed.summary import Summary
    from bench.store.run_folder import RunFolder


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    app.command("speed")(speed)


def speed(
    run: Run = "latest",
    corpus: Annotated[list[str] | None, typer.Option(help="Corpora to time (those of the run); may be given again.")] = None,
    adapters: Annotated[list[str] | None, typer.Option(help="Names, groups or name@version; commas (those of the run).")] = None,
    pages: Pages = None,
    per_size: Annotated[int, typer.Option(min=1, help="Pages of each size bucket.")] = 8,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds in each process.")] = 3,
    processes: Annotated[int, typer.Option(min=1, help="Processes an adapter, one after the other.")] = 2,
    seed: Annotated[int, typer.Option(help="Seed of the sample of pages.")] = 0,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Time adapters page by page, in turn, under pytest-benchmark; store speed.json in the run's folder.

    Adapters are timed in processes without the isolation of a run, which would cost time: give it no code that you do not trust.
    """
    from bench import config
    from bench.speed import session, summary
    from bench.speed.recording import RecordingOptions

    chosen = config.load()
    folder = run_of(run, out, chosen)
    manifest = folder.manifest()
    parts = {manifest.sources[one["name"]]: one.get("selection", {}) for one in manifest.corpora}
    corpora = {source: {} for source in corpus} if corpus else parts
    timed = adapters_of(adapters or manifest.names, chosen)
    options = RecordingOptions(pages=per_size, rounds=rounds, processes=processes, seed=seed, path=(str(chosen.folder),))
    session.run(corpora, timed, options, folder.path / "speed.json", pages=str(pages or chosen.run.get("pages") or ""))
    figures = summary.write(folder.path)
    _rebuild(folder)
    _show_speed(figures, folder, as_json=as_json)


def _rebuild(folder: RunFolder) -> None:
    """Write the run's report anew, where it has scores to report."""
    if folder.protocols():
        from bench.report.build import build

        build(folder.path)


def _show_speed(figures: Summary, folder: RunFolder, *, as_json: bool) -> None:
    """Print what the suite found."""
    from bench.cli import console
    from bench.speed.summary import as_data

    if as_json:
        console.as_json(as_data(figures))
        return
    rates = ("p50 ms", "p95 ms", "p99 ms", "pages/s", "MB/s", "peak MB", "import ms")
    columns = ("adapter", "pages", *rates, "growth", "95 % interval", "failed", "version")
    lines = [
        (
            speed.adapter, speed.pages, *(number(value, 2) for value in (speed.p50_ms, speed.p95_ms, speed.p99_ms)),
            number(speed.pages_per_s, 0), number(speed.mb_per_s, 2), number(speed.peak_mb, 0), number(speed.import_ms, 0),
            number(speed.growth.value, 2), interval(speed.growth, 2), speed.failed, speed.version,
        )
        for speed in sorted(figures.adapters, key=lambda speed: speed.p50_ms)
    ]  # fmt: skip
    console.table(columns, lines, title=f"{figures.clock} time a page, one core; growth is the exponent of cost over length")
    for name, why in sorted(figures.missing.items()):
        console.say(f"not timed: {name}: {why}")
    noise = "unknown: too few rounds" if math.isnan(figures.noise) else f"{figures.noise:.1%}"
    console.say(f"machine noise {noise} (90 % range of a fixed loop over its median)")
    print(folder.path / "speed.json")  # noqa: T201 - the result


def interval(figure: Estimate, digits: int) -> str:
    """Return an interval, a dash where there is none."""
    return "-" if math.isnan(figure.low + figure.high) else f"{figure.low:.{digits}f} to {figure.high:.{digits}f}"


def judge(
    against: str | None,
    adapters: Sequence[str],
    spec: str,
    *,
    instructions: bool = False,
    update: bool = False,
    place: Path,
    as_json: bool = False,
    forms: Sequence[str] = (),
) -> int:
    """Do what ``gate --speed`` says; return its exit code: 0 fine, 1 slower, 2 cannot judge.

    ``forms`` are formats as the gate's.

    With ``against`` both versions are measured now; without it, instruction counts are held against those stored at ``place``.
    """
    from bench import config
    from bench.cli import console
    from bench.errors import GateError
    from bench.gate import formats

    chosen, sinks = config.load(), formats.sinks([*forms, *(["json"] if forms and as_json else [])])
    corpus = corpus_of(spec, chosen)
    if not against and not instructions:
        what = "times are only compared with times of the same job"
        raise GateError(what, "a version to measure beside the installed one", "boilerbench gate --speed --against trafilatura@2.3.0")
    if against:
        verdicts = _against(against, adapters, corpus, chosen, instructions=instructions)
    else:
        verdicts = _stored(adapters, corpus, chosen, place, update=update)
    if sinks:
        formats.emit(_in_general(verdicts), sinks, os.environ)
        return _code(verdicts)
    if as_json:
        console.as_json([{**asdict(verdict), "exit_code": verdict.exit_code} for verdict in verdicts])
    for verdict in verdicts:
        if verdict.exit_code and not as_json:
            console.table(("slowest pages", "times"), [(page, f"{ratio:.3f}") for page, ratio in verdict.slowest])
        if not math.isnan(verdict.noise) and verdict.unit == "cpu":
            console.say(f"machine noise {verdict.noise:.1%}; CPU {verdict.before.cpu_s:.1f} s and {verdict.after.cpu_s:.1f} s")
        (console.say if as_json else print)(verdict.summary)
    return _code(verdicts)


def _code(verdicts: Sequence[SpeedVerdict]) -> int:
    """Return one exit code: slower before what cannot be judged."""
    codes = {verdict.exit_code for verdict in verdicts}
    return 1 if 1 in codes else max(codes, default=0)


def _in_general(verdicts: Sequence[SpeedVerdict]) -> Verdict:
    """Return verdicts on speed as one of the gate's.

    An adapter's ratio to its older self is a cost whose floor is 1.
    """
    from bench.gate.verdict import Judgement, Verdict, outcome_of
    from bench.model import Outcome

    judged = tuple(
        Judgement(
            corpus=item.corpus, track="all", adapter=item.after.adapter, metric=f"{item.unit}_ratio", limit="default", floor=1.0,
            value=item.ratio.value, change=item.ratio.value - 1, low=item.ratio.low - 1, high=item.ratio.high - 1, pages=len(item.pages),
            outcome=item.outcome, failing=True, lower_is_better=True, reason=f"{item.before.version} to {item.after.version}",
        )
        for item in verdicts
    )  # fmt: skip
    unsure = _code(verdicts) == Outcome.INCOMPARABLE.exit_code
    outcome = Outcome.INCOMPARABLE if unsure else outcome_of(judged, ())
    return Verdict(outcome=outcome, judgements=judged, notes=tuple(item.summary for item in verdicts))


def _against(against: str, adapters: Sequence[str], corpus: Corpus, chosen: Config, *, instructions: bool) -> list[SpeedVerdict]:
    """Measure each adapter beside its older self."""
    from bench.cli import console
    from bench.speed.regression import SpeedPlan, gate, versions_against
    from bench.speed.valgrind import instructions as counting

    plan = SpeedPlan(path=(str(chosen.folder),))
    pairs = versions_against(against, adapters, chosen.adapters)
    if not instructions:
        return [gate(before, after, corpus, plan, say=console.say) for before, after in pairs]
    counted = [[counting.count(adapter, corpus, plan, say=console.say) for adapter in pair] for pair in pairs]
    return [counting.compare(before, after) for before, after in counted]


def _stored(adapters: Sequence[str], corpus: Corpus, chosen: Config, place: Path, *, update: bool) -> list[SpeedVerdict]:
    """Count the adapters' instructions and hold them against the stored counts, or store them."""
    from bench.cli import console
    from bench.speed.regression import SpeedPlan
    from bench.speed.valgrind import instructions as counting

    verdicts = []
    for adapter in adapters_of(adapters or ["trafilatura"], chosen):
        path = place / "instructions" / f"{adapter.name}-{corpus.name}.json"
        before = None if update else counting.read(path)
        counts = counting.count(adapter, corpus, SpeedPlan(path=(str(chosen.folder),)), say=console.say)
        if before is None:
            counting.write(path, counts)
            console.say(f"stored {path}")
        else:
            verdicts.append(counting.compare(before, counts))
    return verdicts
