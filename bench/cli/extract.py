"""The verb ``extract``: WARC files through extractors into Parquet, without gold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bench.cli.asking import Cluster, Deadline, Json, Memory, Workers, adapters_of, run_options, wishes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.engine.scale.totals import Totals


def extract(
    warc: Annotated[list[str], typer.Option(help="WARC or WET files, as a glob; may be given again.")],
    adapters: Annotated[list[str] | None, typer.Option(help="Rows by name or group; commas.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the Parquet parts.")] = Path("reports/extracts"),
    pages: Annotated[int, typer.Option(min=0, help="Pages of each file at most (0 = all).")] = 0,
    deadline: Deadline = None,
    memory: Memory = None,
    workers: Workers = None,
    cluster: Cluster = "",
    as_json: Json = False,
) -> None:
    """Stream WARC files through extractors: throughput, failures, and who agrees with whom.

    Each file becomes a Parquet part of its own, which is not made again. Exit 2 where one cannot be read to its end; all others are done.
    """
    from bench import config
    from bench.cli import console
    from bench.engine import plan
    from bench.engine.scale import crawl
    from bench.engine.scale.pace import Pace
    from bench.engine.scale.totals import Totals
    from bench.errors import CorpusError

    chosen = config.load()
    wish = wishes(chosen, adapters=adapters, deadline=deadline, memory=memory, workers=workers)
    made = plan.make([], adapters_of(wish.get("adapters", ["core"]), chosen), run_options(wish, chosen, cluster=cluster))
    work = crawl.files(made, _matching(warc), out, pages)
    pace, total, damaged = Pace(work, lambda line: console.say(console.clean(line))), Totals(), list[CorpusError]()
    for file, outcome in crawl.extract(work, pace.under_way):
        pace.ended(file, outcome)
        if isinstance(outcome, Totals):
            total = total.plus(outcome)
        else:
            damaged.append(outcome)
    if len(damaged) == len(work):
        raise damaged[0]
    names = [adapter.name for adapter in made.adapters if total.tried(adapter.name)]
    for name, reason in made.missing.items():
        console.warn(f"{name} did nothing: {reason}")
    if as_json:
        console.as_json({**_data(total, names), "damaged": [problem.what for problem in damaged]})
    else:
        _show(total, names, "pages/s a Dask worker" if cluster else "pages/s")
    if damaged:
        raise typer.Exit(2)


def _matching(globs: Sequence[str]) -> list[Path]:
    """Return the files that globs match, sorted, each once."""
    import glob

    names = (name for pattern in globs for name in glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute one
    return sorted({Path(name) for name in names})


def _show(total: Totals, names: Sequence[str], unit: str) -> None:
    """Print throughput and failures by extractor, then the agreement of every two."""
    from bench.cli import console
    from bench.engine.scale import agreement

    rate = total.pages / total.seconds if total.seconds else 0.0
    title = f"{total.files:,} files, {total.pages:,} pages, {total.size / 1e6:,.1f} MB; {rate:,.1f} {unit} through all adapters"
    console.table(("adapter", "ok", "empty", "failed", "ms a page", "how it failed"), [_cells(total, name) for name in names], title=title)
    if len(names) > 1:
        square = agreement.matrix(total.agreement, names)
        lines = [[name, *("-" if cell is None else f"{cell:.3f}" for cell in line)] for name, line in zip(names, square, strict=True)]
        console.table(("", *names), lines, title="agreement: mean token F1 between the texts of two adapters")


def _cells(total: Totals, name: str) -> list[str]:
    """Return the cells of one extractor."""
    counts, failed, tried = total.statuses.get(name, {}), total.failed(name), total.tried(name)
    told = ", ".join(f"{count:,} {status}" for status, count in failed.items()) or "-"
    mean = total.spent.get(name, 0) / 1e6 / tried if tried else 0.0
    return [name, f"{counts.get('ok', 0):,}", f"{counts.get('empty', 0):,}", f"{sum(failed.values()):,}", f"{mean:.1f}", told]


def _data(total: Totals, names: Sequence[str]) -> dict[str, object]:
    """Return the whole as plain data."""
    from bench.engine.scale import agreement

    numbers = {"files": total.files, "pages": total.pages, "bytes": total.size, "seconds": total.seconds}
    square = agreement.matrix(total.agreement, names)
    pairs = {first: dict(zip(names, line, strict=True)) for first, line in zip(names, square, strict=True)}
    return {**numbers, "statuses": total.statuses, "wall_ns": total.spent, "agreement": pairs}
