"""Spread: how per-page figures lie, a histogram and quartiles for each adapter."""

from itertools import groupby

from bench.report.drawing.rendering import markup, metric, number, render
from bench.report.drawing.scales import linear, ticks
from bench.report.figures import Figure
from bench.report.figures.series import styles
from bench.report.scopes import Scope
from bench.scoring.tables.spreads import BINS, Spread, spreads

LEFT, RIGHT, ROW = 150.0, 540.0, 24.0


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the spread of the headline over pages; None without per-page figures."""
    if scope.matrix is None:
        return None
    by_name = {spread.adapter: spread for spread in spreads(scope.matrix) if spread.n}
    across = linear(0, 1, LEFT, RIGHT)
    styled = styles(scope)
    names = [standing.adapter for standing in scope.board.standings if standing.adapter in by_name]
    rows = [(name, styled[name].series, _bars(by_name[name]), _quartiles(by_name[name], 18 + at * ROW)) for at, name in enumerate(names)]
    svg = render(
        "figures/spread.svg",
        prefix=f"{prefix}-sp",
        rows=rows,
        ticks=[(across(t), f"{t:g}") for t in ticks(0, 1)],
        size=(560, 44 + len(rows) * ROW),
        bottom=22 + len(rows) * ROW,
        metric=metric(scope.board.metric),
        description=f"Histogram of {metric(scope.board.metric)} over {scope.board.n} pages for each adapter.",
        top=18.0,
        step=ROW,
        bin=(RIGHT - LEFT) / BINS,
        left=LEFT,
    )
    words = (
        f"Each row counts pages by their own {metric(scope.board.metric)}, in twentieths; the "
        f"thick line spans the middle half, the thin one 5 to 95 %, the notch is the median."
    )
    return Figure("spread", f"Spread of {metric(scope.board.metric)} over pages", words, (markup(svg),))


def _bars(spread: Spread) -> str:
    """Return the histogram as a stepped area, one unit for each bin, at most 15 high.

    It is square-root scaled, so that a few bad pages stay visible.
    """
    most = max(spread.counts) or 1
    path, last = "M0 0", 0
    for tenths, bins in groupby(round(150 * (count / most) ** 0.5) for count in spread.counts):
        path += (f"v{number((last - tenths) / 10)}" if tenths != last else "") + f"h{len(list(bins))}"
        last = tenths
    return path + "V0Z"


def _quartiles(spread: Spread, top: float) -> tuple[str, str, str]:
    """Return the thin line, the thick line and the notch as paths."""
    across = linear(0, 1, LEFT, RIGHT)
    a, b, c, d, e = (across(q) for q in spread.quantiles)
    y = top + 19.5
    return f"M{number(a)} {y}H{number(e)}", f"M{number(b)} {y}H{number(d)}", f"M{number(c)} {y - 3.5:g}v7"
