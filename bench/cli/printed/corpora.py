"""Print what a corpus holds, what its pages are like beside those of others, what an audit found and what was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from bench.corpus.gold.audit.finding import AuditFinding
    from bench.corpus.page_measures import CorpusMeasures
    from bench.model import Corpus

_LISTED = 20  # findings of one code that a terminal is told; imported gold can have thousands
_ABOVE = 10  # figures from here on are counts, and printed whole


def show_stats(counts: Mapping[str, Any], measured: Mapping[str, CorpusMeasures]) -> None:
    """Print the counts of one corpus, then the measures of all, by name."""
    tables = {key: value for key, value in counts.items() if isinstance(value, dict)}
    console.table(["corpus", ""], [[key, value] for key, value in counts.items() if key not in tables and value != ""])
    for key, table in tables.items():
        if table:
            console.table([key, "n"], list(table.items()))
    if any(one.pages for one in measured.values()):
        _measures(measured)
    for name, one in measured.items():
        if one.unparsable:
            console.say(f"{console.clean(name)}: {one.unparsable:,} pages cannot be parsed and are in no measure")


def _measures(measured: Mapping[str, CorpusMeasures]) -> None:
    """Print quartiles, what pages carry, and the roles of gold, a column or three for each corpus."""
    from bench.corpus.page_measures import CARRIES, COMMENTS, MEASURES

    named = [f"{name} ({one.pages:,} HTML pages)" for name, one in measured.items()]
    lines = [[measure, *(_quartiles(one, measure) for one in measured.values())] for measure in MEASURES]
    console.table(["measure", *measured], lines, title=f"25 % / median / 75 % over pages: {', '.join(named)}")
    carries = [[what, *(_share(one.carries.get(what)) for one in measured.values())] for what in (*CARRIES, COMMENTS)]
    console.table(["pages with", *measured], carries, title="share of HTML pages")
    roles = list(dict.fromkeys(role for one in measured.values() for role in one.roles))
    if roles:
        lines = [[role, *(_share(one.roles.get(role, 0.0) if one.roles else None) for one in measured.values())] for role in roles]
        console.table(["role", *measured], lines, title="share of gold words")


def _quartiles(one: CorpusMeasures, measure: str) -> str:
    """Return quartiles as one cell, a dash where there are none."""
    return " / ".join(_figure(value) for value in one.quartiles[measure]) if measure in one.quartiles else "-"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= _ABOVE or value == int(value) else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def not_read(corpus: Corpus) -> dict[str, object]:
    """Return what of its source a corpus leaves out, by reason, and how many of its pages two splits have."""
    return {"left_out": dict(corpus.left_out), "repeated": corpus.repeated}


def tell_not_read(corpus: Corpus) -> None:
    """Say what of its source a corpus leaves out, and how many of its pages two splits have."""
    from bench.corpus.readers.assembly import said

    if corpus.left_out:
        console.say(f"{corpus.name}: left out {said(corpus.left_out)}")
    if corpus.repeated:
        console.say(f"{corpus.name}: {corpus.repeated:,} {'page is' if corpus.repeated == 1 else 'pages are'} in more than one split")


def show_audit(
    corpus: Corpus, findings: Sequence[AuditFinding], settled: Sequence[AuditFinding], run: str, *, every: bool, as_json: bool
) -> None:
    """Print what an audit found: some of each code or ``every`` finding, and how many a reader settled.

    ``run`` names the run whose extractors were asked, "" where none were.
    """
    from bench.corpus.gold.audit.finding import CODES

    counts = Counter((str(finding.severity), finding.code) for finding in findings)
    if as_json:
        summary = [{"severity": severity, "code": code, "count": count} for (severity, code), count in sorted(counts.items())]
        facts = {"corpus": corpus.name, "pages": len(corpus.pages), "run": run, "summary": summary, **not_read(corpus)}
        console.as_json({**facts, "findings": [asdict(item) for item in findings], "settled": [asdict(item) for item in settled]})
        return
    shown = findings if every else _first_of_each(findings)
    listed = [*((str(item.severity), item) for item in shown), *(("settled", item) for item in (settled if every else ()))]
    if listed:
        lines = [[how, item.code, _near(item.where) or item.page_id, item.detail, item.expected] for how, item in listed]
        console.table(["severity", "code", "where", "detail", "expected"], lines)
    if findings:
        console.table(["severity", "code", "n", "meaning"], [[*key, count, CODES[key[1]]] for key, count in sorted(counts.items())])
    tell_not_read(corpus)
    if left := len(findings) - len(shown):
        console.say(f"{left:,} findings are not listed, for their code has more than {_LISTED}; --all or --json has them")
    again = f"boilerbench run --corpus {corpus.source or corpus.name}"
    console.say(f"extractors of run {run} were asked" if run else f"extractors were not asked: no run over these pages; {again}")
    stand = f", and {len(settled):,} that a reader settled (--all)" if settled else ""
    console.say(f"{corpus.name}: {len(corpus.pages):,} pages, {len(findings):,} findings{stand}")


def _first_of_each(findings: Sequence[AuditFinding]) -> list[AuditFinding]:
    """Return the first findings of each code, in order."""
    seen: Counter[str] = Counter()
    kept: list[AuditFinding] = []
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= _LISTED:
            kept.append(finding)
    return kept


def _near(where: str) -> str:
    """Return a place as it is shortest to type from the folder one is in."""
    here = Path.cwd()
    return str(Path(where).relative_to(here)) if where and Path(where).is_absolute() and Path(where).is_relative_to(here) else where
