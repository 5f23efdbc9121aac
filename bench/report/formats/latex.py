"""Leaderboards as LaTeX tables (booktabs), one for each scope over all its pages."""

from collections.abc import Iterator, Sequence

from bench.escaping import latex
from bench.report.drawing.rendering import fixed, metric
from bench.report.scopes import Scope, contenders
from bench.scoring.tables.timing import marked, notes


def render(scopes: Sequence[Scope]) -> str:
    r"""Return one ``table`` for each scope; needs ``\usepackage{booktabs}``."""
    return "\n".join(line for scope in scopes for line in _table(scope))


def _table(scope: Scope) -> Iterator[str]:
    """One table; the best contender is bold, as are all that share its letters with it."""
    board, digits = scope.board, scope.digits
    others = [name for name in board.metrics if name != board.metric]
    best = next(iter(contenders(board)), None)
    yield r"\begin{table}" + "\n" + r"\centering"
    title = f"{latex(scope.scorer.name)} on {latex(scope.title)}"
    notice = rf" \textbf{{Warning: {latex(board.gold.notice)}.}}" if board.gold.notice else ""
    yield rf"\caption{{{title}, {board.n} pages; 95\,\% intervals; rows that share a letter are not told apart.{notice}}}"
    yield r"\begin{tabular}{lrrlrr" + "r" * len(others) + "r}" + "\n" + r"\toprule"
    heads = ["Adapter", metric(board.metric), r"95\,\%", "Letters", "Answered", "Failed", *map(metric, others), "ms p50"]
    yield " & ".join(head if "\\" in head else latex(head) for head in heads) + r" \\" + "\n" + r"\midrule"
    for standing in board.standings:
        estimate, value = standing.metrics[board.metric], fixed(standing.metrics[board.metric].value, digits)
        tied = best is not None and not standing.floor and bool(set(standing.letters) & set(best.letters))
        cells = [
            rf"\emph{{{latex(standing.adapter)}}}" if standing.floor else latex(standing.adapter),
            rf"\textbf{{{value}}}" if tied else value,
            f"{fixed(estimate.low, digits)}--{fixed(estimate.high, digits)}",
            latex(standing.letters),
            f"{standing.tried - sum(standing.failures.values())}/{standing.tried}",
            str(sum(standing.failures.values())),
            *(fixed(standing.metrics[name].value, digits) for name in others),
            latex(marked(fixed(standing.wall_p50_ms, 1), standing)),
        ]
        yield " & ".join(cells) + r" \\"
    yield r"\bottomrule" + "\n" + r"\end{tabular}"
    yield from (rf"\par\footnotesize {latex(note)}" for note in notes(board.standings))
    yield "% " + latex(board.signature) + "\n" + r"\end{table}" + "\n"
