"""Print what a corpus holds, and what its pages are like beside those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from bench.corpus.page_measures import CorpusMeasures

_ABOVE = 10  # figures from here on are counts, and printed whole


def show(counts: Mapping[str, Any], measured: Mapping[str, CorpusMeasures]) -> None:
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
