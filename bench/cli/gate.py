"""The verb ``gate``: hold a run against the accepted baseline, say what regressed, and exit 0, 1 or 2."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bench.cli.asking import IgnoreUnknown, Json, Out, Run, Several, corpus_of, listed, refuse, run_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.gate.thresholds import Terms
    from bench.model import Corpus
    from bench.store.run_folder import RunFolder

_FORMATS = "NAME or NAME=FILE: text json markdown junit github bmf bigger-is-better smaller-is-better openmetrics."

_Against = Annotated[str | None, typer.Option(help="Judge against another run instead of a baseline; with --speed PACKAGE@VERSION.")]
_CommonPages = Annotated[
    bool, typer.Option("--common-pages", help="Judge what both sides have, though pages of the baseline are gone or changed.")
]

_ReportUrl = Annotated[
    str | None, typer.Option(help="Where the report will be read, for links to its pages; {run} stands for the id of the run.")
]


def attach(app: typer.Typer) -> None:
    """Add this group's verbs to the app."""
    app.command("gate")(gate)


def gate(
    run: Run = "latest",
    baseline: Annotated[Path | None, typer.Option(help="Folder of baselines, or one file (reports/baseline).")] = None,
    against: _Against = None,
    update: Annotated[bool, typer.Option("--update", help="Accept the run as the new baseline.")] = False,
    allow_regression: Annotated[bool, typer.Option("--allow-regression", help="With --update: let floors fall.")] = False,
    rule: Annotated[str | None, typer.Option(help="floor: any fall counts; significant: its interval must exclude zero too.")] = None,
    fail_on: Annotated[list[str] | None, typer.Option(help="How far it may go: f1:-0.01, f1[type=forum]:-0.02, p95_ms:+20%.")] = None,
    common_pages: _CommonPages = False,
    predictions: Annotated[list[Path] | None, typer.Option(help="Judge stored outputs (NAME@VERSION.json, NAME=FILE), not a run.")] = None,
    ignore_unknown: IgnoreUnknown = False,
    corpus: Annotated[str, typer.Option(help="Corpus of the stored outputs, or to measure speed on (embedded).")] = "",
    protocol: Annotated[list[str] | None, typer.Option(help="Protocols to score stored outputs by (the baseline's).")] = None,
    allow_drafts: Annotated[bool, typer.Option("--allow-drafts", help="Judge by gold too that no person has cleaned.")] = False,
    estimated: Annotated[bool, typer.Option("--estimated", help="Judge pages without gold, by estimates (est_f1).")] = False,
    out: Out = None,
    speed: Annotated[bool, typer.Option("--speed", help="Judge speed: measure the installed version beside --against, in turn.")] = False,
    instructions: Annotated[bool, typer.Option("--instructions", help="Count instructions; without --against, by stored ones.")] = False,
    adapters: Annotated[list[str] | None, typer.Option(help="With --speed: adapters to measure (the one named like the package).")] = None,
    form: Annotated[list[str] | None, typer.Option("--format", help=_FORMATS)] = None,
    report_url: _ReportUrl = None,
    as_json: Json = False,
) -> None:
    """Judge a run: exit 0 fine, 1 regressed, 2 cannot judge. In CI: boilerbench run && boilerbench gate."""
    from bench import config
    from bench.errors import BoilerbenchError
    from bench.gate import formats, judging, thresholds

    timed, source = speed or instructions, corpus or "embedded"
    refuse(
        {
            "--allow-regression": allow_regression and not update, "--adapters": adapters and not timed,
            "--corpus": corpus and not (predictions or timed), "--protocol": protocol and not predictions,
            "--against": against and update, "--predictions": predictions and timed, "--format": form and update,
            "--fail-on": fail_on and timed, "--rule": rule and timed, "--allow-drafts": allow_drafts and timed,
            "--estimated": estimated and (timed or predictions), "--ignore-unknown": ignore_unknown and not predictions,
            "--common-pages": common_pages and (timed or update), "--report-url": report_url and (timed or update),
        }, "boilerbench gate --help")  # fmt: skip
    chosen = config.load()
    how: dict[str, Any] = {"allow_drafts": allow_drafts, "common_pages": common_pages, "estimated": estimated}
    asked = thresholds.terms(chosen, fail_on, rule, report_url=report_url, **how)
    sinks, place = formats.sinks([*(form or []), *(["json"] if as_json else [])]), baseline or asked.place
    if timed:
        from bench.cli import speed as measured

        how = {"instructions": instructions, "update": update, "place": place, "as_json": as_json, "forms": form or ()}
        raise typer.Exit(measured.judge(against, adapters or (), source, **how))
    judged = _made(run, out)
    if predictions:
        place = judging.file_of(place, (held := corpus_of(source, chosen)).name)
        judged = _stored(predictions, held, protocol, place, ignored=ignore_unknown)
    if update:
        return _accepted(judged, place, asked, allow=allow_regression, as_json=as_json)
    try:
        with judged as folder:
            verdict = judging.against(folder, run_of(against, out), asked) if against else judging.judge(folder, place, asked)
    except BoilerbenchError as problem:
        verdict = judging.incomparable(problem)
    formats.emit(verdict, sinks, os.environ)
    raise typer.Exit(verdict.exit_code)


@contextmanager
def _made(run: str, out: Path | None) -> Iterator[RunFolder]:
    """Give the folder of a run."""
    yield run_of(run, out)


@contextmanager
def _stored(files: list[Path], corpus: Corpus, protocols: Several, place: Path, *, ignored: bool) -> Iterator[RunFolder]:
    """Give a folder, while it is needed, that holds stored outputs as a run."""
    from tempfile import TemporaryDirectory

    from bench.gate import judging

    with TemporaryDirectory(prefix="boilerbench-") as scratch:
        yield judging.stored(files, corpus, listed(protocols or ()), place, Path(scratch), ignore_unknown=ignored)


def _accepted(judged: AbstractContextManager[RunFolder], place: Path, asked: Terms, *, allow: bool, as_json: bool) -> None:
    """Accept a run and print what that moved."""
    from bench.cli import console
    from bench.gate import judging

    with judged as folder:
        moved = judging.update(folder, place, allow=allow, asked=asked)
    lines = [(str(path), *move.key, move.before, move.after) for path, moves in moved.items() for move in moves]
    columns = ("file", "track", "adapter", "protocol", "metric", "before", "after")
    if as_json:
        console.as_json([dict(zip(columns, line, strict=True)) for line in lines])
        return
    if lines:
        console.table(columns[1:], [(*line[1:5], *(console.number(value, 6) for value in line[5:])) for line in lines])
    for path, moves in moved.items():
        console.say(f"{path}: {len(moves)} floors moved")
