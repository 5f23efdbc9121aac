"""Small multiples: one panel for each page type or language, all on one scale."""

from collections import defaultdict
from math import isnan

from bench.report.drawing.rendering import markup, metric, number, render
from bench.report.drawing.scales import floor_to, linear, ticks
from bench.report.figures import Figure
from bench.report.figures.series import headline, styles
from bench.report.scopes import Scope, Slice, contenders

LEFT, RIGHT, TOP, ROW = 132.0, 262.0, 22.0, 13.0


def types(scope: Scope, prefix: str) -> Figure | None:
    """Draw one panel for each page type."""
    return _draw(scope, "type", "types", "By page type", f"{prefix}-ty")


def languages(scope: Scope, prefix: str) -> Figure | None:
    """Draw one panel for each language."""
    return _draw(scope, "lang", "languages", "By language", f"{prefix}-la")


def _draw(scope: Scope, group: str, key: str, title: str, prefix: str) -> Figure | None:
    """Draw the panels of one group of slices; None where there are none."""
    slices = [cut for cut in scope.slices if cut.group == group]
    if not slices:
        return None
    order = [standing.adapter for standing in scope.board.standings]
    low = _lowest(scope, slices)
    panels = tuple(markup(_panel(scope, cut, order, low, prefix, at)) for at, cut in enumerate(slices))
    words = (
        f"{metric(scope.board.metric)} with 95 % intervals; rows in the order of all pages, one scale. "
        "What touches the left edge goes on below it."
    )
    return Figure(key, title, words, panels, wide=True)


def _lowest(scope: Scope, slices: list[Slice]) -> float:
    """Return the lower edge of the shared scale: under all contenders' values, yardsticks may fall off."""
    known = [value for cut in slices for one in contenders(cut.board) if not isnan(value := headline(scope, one)[0])]
    return max(0.0, floor_to(min(known) - 0.05, 0.1)) if known else 0.0


def _panel(scope: Scope, cut: Slice, order: list[str], low: float, prefix: str, at: int) -> str:
    """Return one panel, with paths for each series; the first has the names, others point there."""
    styled, across = styles(scope), linear(low, 1, LEFT, RIGHT)
    standings = {standing.adapter: standing for standing in cut.board.standings}
    whiskers, dots = defaultdict[int, str](str), defaultdict[int, str](str)
    for place, name in enumerate(order):
        if name in standings and not isnan((span := headline(scope, standings[name]))[0]):
            y, series = number(TOP + place * ROW + 6), styled[name].series
            start, end = round(across(span[1])), round(across(span[2]))
            whiskers[series] += f"M{start} {y}h{end - start}"
            dots[series] += f"M{number(across(span[0]), 0)} {y}h0"
    return render(
        "figures/panel.svg",
        prefix=f"{prefix}{at}",
        rows=f"{prefix}n",
        names=order if not at else (),
        whiskers=sorted(whiskers.items()),
        dots=sorted(dots.items()),
        name=cut.title,
        n=cut.board.n,
        top=TOP,
        step=ROW,
        bottom=TOP + len(order) * ROW,
        ticks=[(across(t), f"{t:g}") for t in ticks(low, 1, 3)],
        size=(280, TOP + len(order) * ROW + 20),
        metric=scope.board.metric,
    )
