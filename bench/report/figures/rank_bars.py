"""Ranks: from which place to which each contender may stand, as bars."""

from bench.report.drawing.rendering import markup, metric, number, render
from bench.report.drawing.scales import linear, ticks
from bench.report.figures import Figure
from bench.report.figures.series import styles
from bench.report.scopes import Scope, contenders

LEFT, RIGHT, TOP, ROW = 150.0, 540.0, 18.0, 17.0


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the interval of each contender's rank; None where there are no ranks, or no two contenders."""
    ranked = [standing for standing in contenders(scope.board) if standing.rank]
    if len(ranked) < 2 or scope.board.no_ranks:
        return None
    last, styled = len(contenders(scope.board)), styles(scope)
    across = linear(1, last, LEFT, RIGHT)
    rows = []
    for at, standing in enumerate(ranked):
        low, high = standing.rank or (1, last)
        y = TOP + at * ROW + ROW / 2
        bar = f"M{number(across(low))} {number(y)}H{number(across(high))}"
        rows.append((standing.adapter, styled[standing.adapter].series, bar, y))
    places = sorted({1, last, *(int(tick) for tick in ticks(1, last) if tick == int(tick) and tick < last - last / 12)})
    bottom = TOP + len(rows) * ROW
    svg = render(
        "figures/ranks.svg",
        prefix=f"{prefix}-ra",
        rows=rows,
        ticks=[(across(place), str(place)) for place in places],
        box=(LEFT, TOP - 4, RIGHT, bottom + 2),
        size=(560, bottom + 38),
        metric=metric(scope.board.metric),
    )
    words = (
        "Each bar goes from 1 + how many contenders are significantly better to their number less how many are significantly worse. "
        "Bars that share a place: no significant difference on these pages."
    )
    return Figure("ranks", f"Ranks by {metric(scope.board.metric)}", words, (markup(svg),))
