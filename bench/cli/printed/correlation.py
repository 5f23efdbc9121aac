"""Print how well one corpus predicts another: adapters by rank, correlations with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.scoring.statistics.correlation import RankCorrelation


def show(made: RankCorrelation, protocol: str) -> None:
    """Print the ranks on both corpora, then the measures, also of one adapter a family."""
    lines = [[one.adapter, f"{one.ours:.3f}", f"{one.our_rank:g}", f"{one.theirs:.3f}", f"{one.their_rank:g}"] for one in made.rows]
    over = ", ".join(kind or "all pages" for kind in made.types)
    console.table(["adapter", "ours", "rank", "theirs", "rank"], lines, title=f"{protocol}, mean over: {over}")
    measures = [
        ["Spearman's rho", f"{made.spearman:.3f}", _range(*made.spearman_interval), len(lines)],
        ["Kendall's tau-b", f"{made.kendall:.3f}", _range(*made.kendall_interval), len(lines)],
    ]
    if (few := made.by_family) is not None:
        sides = (("Spearman's rho, one adapter a family", few.spearman), ("Kendall's tau-b, one adapter a family", few.kendall))
        measures += [[name, f"{one.value:.3f}", _range(one.low, one.high), one.n] for name, one in sides]
    console.table(["measure", "value", "95 % interval", "adapters"], measures)


def show_types(parts: Mapping[str, RankCorrelation]) -> None:
    """Print Spearman's rho of each page type alone, where there are several, also of one adapter a family."""
    if len(parts) < 2:
        return
    lines = []
    for kind, one in parts.items():
        few = one.by_family.spearman if one.by_family else None
        alone = [console.number(few.value, 3), _range(few.low, few.high), few.n] if few else ["-", "-", "-"]
        lines.append([kind or "unknown", console.number(one.spearman, 3), _range(*one.spearman_interval), len(one.rows), *alone])
    columns = ["type", "Spearman's rho", "95 % interval", "adapters", "one adapter a family", "95 % interval", "families"]
    console.table(columns, lines, title="Spearman's rho by page type")


def _range(low: float, high: float) -> str:
    """Return two bounds as text."""
    return f"{low:.3f} to {high:.3f}"
