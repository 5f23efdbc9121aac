"""Leaderboards as GitHub Markdown tables."""

from collections.abc import Iterator, Sequence

from bench.escaping import code, markdown
from bench.report import across_table, cost_table
from bench.report.across_table import AcrossTable
from bench.report.cost_table import CostTable
from bench.report.drawing.rendering import bounds, fixed, metric, pages
from bench.report.scopes import Scope, Slice
from bench.scoring.statistics.ranks import shown
from bench.scoring.tables import ALONE, COSTS, COVERAGE, FAILED, INTERVAL, RANK, percent
from bench.scoring.tables.leaderboards import Board, Standing
from bench.scoring.tables.timing import marked, notes


def render(scopes: Sequence[Scope]) -> str:
    """Every board, the signature under those over all pages, then boards side by side, then costs."""
    boards = [line for scope in scopes for cut in scope.slices for line in _board(scope, cut)]
    across = [line for grid in across_table.of_scopes(scopes) for line in _across(across_table.table(grid))]
    return "\n".join([*boards, *across, *(line for one in cost_table.of_scopes(scopes) for line in _costs(cost_table.table(one)))])


def _costs(made: CostTable) -> Iterator[str]:
    """One table of costs."""
    yield f"### {markdown(made.title)}\n"
    yield "| " + " | ".join(map(markdown, made.heads)) + " |"
    yield "|:--|" + "--:|" * (len(made.heads) - 1)
    for name, floor, cells in made.lines:
        yield "| " + " | ".join([f"*{markdown(name)}*" if floor else markdown(name), *cells]) + " |"
    yield ""
    yield from (f"{markdown(note)}\n" for note in made.notes)


def _across(made: AcrossTable) -> Iterator[str]:
    """One table of boards side by side, the best contender of each column bold."""
    yield f"### {markdown(made.title)}\n"
    yield "| " + " | ".join(map(markdown, made.heads)) + " |"
    yield "|:--|" + "--:|" * (len(made.heads) - 1)
    for name, floor, cells in made.lines:
        label = f"*{markdown(name)}*" if floor else markdown(name)
        yield "| " + " | ".join([label, *(f"**{text}**" if best else text for text, best in cells)]) + " |"
    yield ""
    yield from (f"{markdown(note)}\n" for note in made.notes)


def _board(scope: Scope, cut: Slice) -> Iterator[str]:
    """One board."""
    board = cut.board
    others = list(board.others)
    part = f", {markdown(cut.title)}" if cut.group else ""
    yield f"### {markdown(scope.scorer.name)}, {markdown(scope.title)}{part} ({pages(board.n)})\n"
    if board.gold.notice:
        yield f"**Warning: {markdown(board.gold.notice)}.**\n"
    figures = (metric(board.metric), INTERVAL, RANK, *_alone(board))
    heads = ("adapter", *figures, COVERAGE, FAILED, *map(metric, others), *COSTS)
    yield "| " + " | ".join(heads) + " |"
    yield "|" + ":--|" + "--:|" * 2 + ":--|" + "--:|" * len(_alone(board)) + "--:|:--|" + "--:|" * (len(others) + 3)
    for standing in board.standings:
        yield "| " + " | ".join(_cells(scope, cut, standing, others)) + " |"
    yield ""
    if board.basis:
        yield f"{markdown(board.basis)}\n"
    if board.no_ranks:
        yield f"{markdown(board.no_ranks)}\n"
    yield from (f"{markdown(note)}\n" for note in notes(board.standings))
    if not cut.group:
        yield f"`{code(board.signature)}`\n"


def _alone(board: Board) -> list[str]:
    """Return the heads of what pages with gold say alone, on a powered board."""
    return [ALONE, INTERVAL] if board.powered else []


def _gold_alone(scope: Scope, cut: Slice, standing: Standing) -> list[str]:
    """Return what pages with gold say alone of one adapter, on a powered board."""
    plain = standing.classical.get(cut.board.metric)
    if not cut.board.powered:
        return []
    digits = scope.digits
    return [fixed(plain.value, digits), bounds(plain.low, plain.high, digits)] if plain else ["–", "–"]


def _cells(scope: Scope, cut: Slice, standing: Standing, others: Sequence[str]) -> list[str]:
    """One row's cells."""
    digits, estimate, name = scope.digits, standing.metrics[cut.board.metric], markdown(standing.adapter)
    failed = ", ".join(f"{count} {status}" for status, count in standing.failures.items()) or "none"
    return [
        f"*{name}*" if standing.floor else name,
        fixed(estimate.value, digits),
        bounds(estimate.low, estimate.high, digits),
        shown(standing.rank).replace("-", "–") or "–",
        *_gold_alone(scope, cut, standing),
        percent(standing.coverage),
        failed,
        *(fixed(standing.metrics[other].value, digits) for other in others),
        *(marked(fixed(time, 1), standing).replace("*", r"\*") for time in (standing.p50_ms, standing.p95_ms)),
        fixed(standing.peak_mb, 0),
    ]
