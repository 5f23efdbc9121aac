"""Print what came of a crawl: throughput, failures, what was left out, who agrees with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console, ending

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.engine.failures import NeverWorked
    from bench.engine.plan import Plan
    from bench.engine.scale.totals import Totals
    from bench.engine.scale.warc_part import WarcFile
    from bench.errors import CorpusError

    Pairs = Mapping[str, Mapping[str, float | None]]


def followed(work: Sequence[WarcFile]) -> tuple[list[tuple[WarcFile, Totals]], list[CorpusError]]:
    """Do all files and say how they go; return those read, by name, and why others were not."""
    from bench.engine.scale import crawl
    from bench.engine.scale.totals import Totals

    pace = crawl.Pace(work, lambda line: console.say(console.clean(line)))
    done, damaged = list[tuple["WarcFile", Totals]](), list["CorpusError"]()
    for file, outcome in crawl.extract(work, pace.under_way):
        pace.ended(file, outcome)
        if isinstance(outcome, Totals):
            done.append((file, outcome))
        else:
            damaged.append(outcome)
    return sorted(done, key=lambda one: str(one[0].source)), damaged


def pairs_of(total: Totals, plan: Plan) -> Pairs:
    """Return the agreement of every two adapters that were tried."""
    names = [adapter.name for adapter in plan.adapters if total.tried(adapter.name)]
    return {first: {second: total.agreed(first, second) for second in names} for first in names}


def page(plan: Plan, files: Sequence[tuple[WarcFile, Totals]], total: Totals, damaged: Sequence[CorpusError], out: Path) -> Path:
    """Write the report of a crawl beside its parts and return its path."""
    from bench.engine.plan import manifest
    from bench.engine.scale import evidence
    from bench.report.overviews import crawl_page

    parts = [file.part for file, _ in files]
    broke = any(total.failed(adapter.name) for adapter in plan.adapters)
    crawl = crawl_page.Crawl(
        total=total,
        files=[(file.source.name, one) for file, one in files],
        adapters=[adapter.name for adapter in plan.adapters if adapter.name not in plan.missing],
        floors=frozenset(adapter.name for adapter in plan.adapters if adapter.floor),
        missing=plan.missing,
        unread=[problem.what for problem in damaged],
        failed=evidence.failed_pages(parts) if broke else (),
        estimated=evidence.estimates(manifest(plan, "crawl", ""), parts),
    )
    return crawl_page.write(crawl, out)


def as_data(total: Totals, pairs: Pairs, damaged: Sequence[CorpusError], broken: Sequence[NeverWorked]) -> dict[str, object]:
    """Return the same for ``--json``."""
    numbers = {"files": total.files, "pages": total.pages, "bytes": total.size, "seconds": total.seconds, "wall_ns": total.spent}
    told = {"damaged": [problem.what for problem in damaged], "never_worked": ending.as_data(broken)}
    left = {"left_out": total.left_out, "faults": total.faults, "unprotected": total.unprotected}
    return {**numbers, **left, "statuses": total.statuses, "agreement": pairs, **told}


def warn(missing: Mapping[str, str], unprotected: Mapping[str, str]) -> None:
    """Say which adapters did nothing and why, and what workers were not kept from."""
    from bench.engine import failures
    from bench.workers.isolation import protections

    for line in failures.together(missing):
        console.warn(line)
    if lacking := protections.lacking(unprotected):
        console.warn(f"{'; '.join(lacking)}: boilerbench doctor")


def show(total: Totals, pairs: Pairs, unit: str) -> None:
    """Print throughput and failures by extractor, then the agreement of every two."""
    from bench.corpus.readers.assembly import said

    rate = total.pages / total.seconds if total.seconds else 0.0
    read = f"{total.files:,} file{'s' if total.files != 1 else ''}, {console.pages(total.pages, total.pages)}"
    title = f"{read}, {total.size / 1e6:,.1f} MB; {rate:,.1f} {unit} through all adapters"
    console.table(("adapter", "ok", "empty", "failed", "ms a page", "how it failed"), [_cells(total, name) for name in pairs], title=title)
    if total.left_out:
        print(f"left out: {said(total.left_out)}")  # noqa: T201 - the result
    if len(pairs) > 1:
        lines = [[name, *("-" if cell is None else f"{cell:.3f}" for cell in line.values())] for name, line in pairs.items()]
        console.table(("", *pairs), lines, title="agreement: mean token F1 between the texts of two adapters")


def _cells(total: Totals, name: str) -> list[str]:
    """Return the cells of one extractor."""
    from bench.corpus.readers.assembly import said

    counts, failed = total.statuses.get(name, {}), total.failed(name)
    ended = (counts.get("ok", 0), counts.get("empty", 0), sum(failed.values()))
    return [name, *(f"{count:,}" for count in ended), console.number(total.millis(name), 1), said(failed) or "-"]
