"""Trend: the headline of each contender over the runs in the history, on one corpus by one protocol."""

from itertools import pairwise

from bench.report.drawing.rendering import fixed, markup, metric, number, render
from bench.report.drawing.scales import Scale, floor_to, linear, place, reach_of, ticks
from bench.report.figures import Figure
from bench.report.figures.series import styles
from bench.report.scopes import Scope, contenders
from bench.store.history import HistoryEntry

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM, GUTTER = 560.0, 400.0, 44.0, 14.0, 410.0, 370.0, 424.0
LATEST = 40  # runs shown


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the trend; None with fewer than two runs of this corpus and protocol."""
    names = [standing.adapter for standing in contenders(scope.board)]
    runs = list(dict.fromkeys(entry.run for entry in scope.history))[-LATEST:]
    lines = {name: [entry for entry in scope.history if entry.adapter == name and entry.run in runs] for name in names}
    if len(runs) < 2:
        return None
    unit = 100 if scope.scorer.percent else 1
    lowest = min((entry.value / unit for entries in lines.values() for entry in entries), default=0.0)
    low = max(0.0, floor_to(lowest - 0.02, 0.05))
    across, up = linear(0, len(runs) - 1, LEFT + 8, RIGHT - 8), linear(low, 1, BOTTOM, TOP)
    at = {run: float(place_) for place_, run in enumerate(runs)}
    styled = styles(scope)
    drawn = [(name, styled[name], *_line(entries, at, unit, across, up)) for name, entries in lines.items() if entries]
    labels = place([item[4] for item in drawn], [item[0] for item in drawn], (LEFT, TOP, LEFT, BOTTOM), GUTTER)
    svg = render(
        "figures/trend.svg",
        prefix=f"{prefix}-tr",
        drawn=list(zip(drawn, labels, strict=True)),
        y_ticks=[(up(t), fixed(t, 2)) for t in ticks(low, 1)],
        ends=_ends(*(next(e.created for e in scope.history if e.run == run) for run in (runs[0], runs[-1]))),
        box=(LEFT, TOP, RIGHT, BOTTOM),
        size=(WIDTH, reach_of(labels, HEIGHT)),
        metric=metric(scope.board.metric),
        count=len(runs),
    )
    words = f"The last {len(runs)} runs on this very corpus and protocol; a line breaks where settings or version changed."
    return Figure("trend", f"{metric(scope.board.metric)} over runs", words, (markup(svg),))


def _ends(first: str, last: str) -> tuple[str, str]:
    """Return the days of two times, with the minutes where both are of one day."""
    size = 16 if first[:10] == last[:10] else 10
    return first[:size].replace("T", " "), last[:size].replace("T", " ")


def _line(entries: list[HistoryEntry], at: dict[str, float], unit: int, across: Scale, up: Scale) -> tuple[str, str, tuple[float, float]]:
    """Return a line that breaks where settings or version change, its dots, the place of the last one."""
    places = [(across(at[entry.run]), up(entry.value / unit)) for entry in entries]
    texts = [f"{number(x)} {number(y)}" for x, y in places]
    made_by = [(entry.settings, entry.version) for entry in entries]
    strokes = ["M", *("L" if old == new else "M" for old, new in pairwise(made_by))]
    return "".join(map("".join, zip(strokes, texts, strict=True))), "".join(f"M{text}h0" for text in texts), places[-1]
