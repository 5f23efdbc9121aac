"""Leaderboards as LaTeX tables (booktabs), one for each scope over all its pages."""

import re
from collections.abc import Iterator, Sequence

from bench.escaping import latex
from bench.model import Estimate
from bench.report import across_table
from bench.report.across_table import AcrossTable
from bench.report.drawing.rendering import bounds, fixed, metric, pages
from bench.report.scopes import Scope
from bench.scoring.statistics.ranks import shown
from bench.scoring.tables import ALONE, COVERAGE, FAILED, INTERVAL, P50, RANK, percent
from bench.scoring.tables.timing import marked, notes


def render(scopes: Sequence[Scope]) -> str:
    r"""Return one ``table`` for each scope, then boards side by side; needs ``\usepackage{booktabs}``."""
    tables = [line for scope in scopes for line in _table(scope)]
    return "\n".join([*tables, *(line for grid in across_table.of_scopes(scopes) for line in _across(across_table.table(grid)))])


def _across(made: AcrossTable) -> Iterator[str]:
    """One table of boards side by side, the best contender of each column bold."""
    yield r"\begin{table}" + "\n" + r"\centering"
    yield rf"\caption{{{latex(made.title)}; bold: the best, of means those of which none is significantly better.}}"
    yield rf"\label{{tab:{_slug(f'boilerbench {made.title}')}}}"
    yield r"\begin{tabular}{l" + "r" * (len(made.heads) - 1) + "}\n" + r"\toprule"
    yield " & ".join(map(latex, made.heads)) + r" \\" + "\n" + r"\midrule"
    for name, floor, cells in made.lines:
        label = rf"\emph{{{latex(name)}}}" if floor else latex(name)
        texts = (rf"\textbf{{{text}}}" if best else text for text, best in cells)
        yield " & ".join([label, *texts]) + r" \\"
    yield r"\bottomrule" + "\n" + r"\end{tabular}"
    yield from (rf"\par\footnotesize {latex(note)}" for note in made.notes)
    yield r"\end{table}" + "\n"


def _table(scope: Scope) -> Iterator[str]:
    """One table; bold are the contenders whose rank begins at 1."""
    board, digits = scope.board, scope.digits
    others = board.others
    note = f"; {latex(board.no_ranks)}" if board.no_ranks else "; bold: none is significantly better"
    yield r"\begin{table}" + "\n" + r"\centering"
    title = f"{latex(scope.scorer.name)} on {latex(scope.title)}"
    notice = rf" \textbf{{Warning: {latex(board.gold.notice)}.}}" if board.gold.notice else ""
    yield rf"\caption{{{title}, {pages(board.n)}; 95\,\% intervals{note}.{notice}}}"
    yield rf"\label{{tab:{_label(scope)}}}"
    yield r"\begin{tabular}{lrrc" + "r" * board.powered + "rr" + "r" * len(others) + "r}" + "\n" + r"\toprule"
    alone = (ALONE,) if board.powered else ()
    heads = ("adapter", metric(board.metric), INTERVAL, RANK, *alone, COVERAGE, FAILED, *map(metric, others), P50)
    yield " & ".join(map(latex, heads)) + r" \\" + "\n" + r"\midrule"
    for standing in board.standings:
        estimate, value = standing.metrics[board.metric], fixed(standing.metrics[board.metric].value, digits)
        is_best = standing.rank is not None and standing.rank[0] == 1
        cells = [
            rf"\emph{{{latex(standing.adapter)}}}" if standing.floor else latex(standing.adapter),
            rf"\textbf{{{value}}}" if is_best else value,
            bounds(estimate.low, estimate.high, digits, "--", "--"),
            shown(standing.rank).replace("-", "--") or "--",
            *([_gold_alone(standing.classical.get(board.metric), digits)] if board.powered else []),
            latex(percent(standing.coverage)),
            str(sum(standing.failures.values())),
            *(fixed(standing.metrics[name].value, digits) for name in others),
            latex(marked(fixed(standing.p50_ms, 1), standing)),
        ]
        yield " & ".join(cells) + r" \\"
    yield r"\bottomrule" + "\n" + r"\end{tabular}"
    yield from (rf"\par\footnotesize {latex(note)}" for note in (*([board.basis] if board.basis else []), *notes(board.standings)))
    yield "% " + latex(board.signature) + "\n" + r"\end{table}" + "\n"


def _label(scope: Scope) -> str:
    """Return what a table is referred to by: letters, digits and hyphens."""
    return _slug(f"boilerbench {scope.scorer.name} {scope.title}")


def _slug(text: str) -> str:
    """Return text as letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _gold_alone(plain: Estimate | None, digits: int) -> str:
    """Return what pages with gold say alone, with its interval."""
    return f"{fixed(plain.value, digits)} ({bounds(plain.low, plain.high, digits, '--', '--')})" if plain else "--"
