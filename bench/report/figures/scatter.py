"""Scatter figures with intervals and labels: precision against recall, quality against speed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from bench.report.drawing.rendering import fixed, markup, metric, render
from bench.report.drawing.scales import Label, Scale, decades, floor_to, linear, logarithmic, place, reach_of, ticks
from bench.report.figures import Figure
from bench.report.figures.series import Style, bounds, headline, styles
from bench.report.scopes import Scope, contenders
from bench.scoring.tables import trade_offs

WIDTH, HEIGHT = 560.0, 400.0
LEFT, TOP, RIGHT, BOTTOM = 44.0, 14.0, 420.0, 360.0  # of the plot; labels without room stand right of it
GUTTER = 436.0
REACH = 0.3  # a contender this far under the best is named in the caption instead of squeezing all others


@dataclass(frozen=True, slots=True)
class Mark:
    """One adapter on paper: its mark's place, its whiskers as a path, its label."""

    name: str
    x: float
    y: float
    whiskers: str
    style: Style
    label: Label


def precision_recall(scope: Scope, prefix: str) -> Figure | None:
    """Draw precision against recall with iso-F1 curves; None for protocols without both."""
    if not {"precision", "recall"} <= set(scope.scorer.metrics):
        return None
    unit = 100 if scope.scorer.percent else 1
    pairs = {r.adapter: (bounds(r.metrics["recall"], unit), bounds(r.metrics["precision"], unit)) for r in scope.board.standings}
    shown, _ = _frame(scope, {name: min(r[0], p[0]) for name, (r, p) in pairs.items()})
    if not shown:
        return None
    left, low = (_edge([pairs[name][axis][1] for name in shown]) for axis in (0, 1))
    across, up = linear(left, 1, LEFT, RIGHT), linear(low, 1, BOTTOM, TOP)
    curves = [curve for f in _iso_levels(left, low) if (curve := _curve(f, left, low, across, up))]
    points = _points(scope, [(name, pairs[name]) for name in shown], across, up, [curve[1:] for curve in curves])
    svg = render(
        "figures/scatter.svg",
        prefix=f"{prefix}-pr",
        title="Precision against recall",
        description=_described(scope, "precision and recall"),
        points=points,
        x_ticks=[(across(t), fixed(t, 2)) for t in ticks(left, 1)],
        y_ticks=[(up(t), fixed(t, 2)) for t in ticks(low, 1)],
        x_name="recall",
        y_name="precision",
        curves=curves,
        steps="",
        box=(LEFT, TOP, RIGHT, BOTTOM),
        size=(WIDTH, reach_of([point.label for point in points], HEIGHT)),
    )
    outside = [f"{name} ({fixed(r[0])} recall, {fixed(p[0])} precision)" for name, (r, p) in pairs.items() if name not in shown]
    words = _caption("Curves join equal F1; whiskers are 95 % intervals.", outside)
    return Figure("precision-recall", "Precision against recall", words, (markup(svg),))


def quality_speed(scope: Scope, prefix: str) -> Figure | None:
    """Draw the headline against the median time of a page; None where nothing was timed."""
    timed = {standing.adapter: standing for standing in scope.board.standings if standing.p50_ms > 0}
    quality = {name: headline(scope, standing) for name, standing in timed.items()}
    lows = {name: low for name, (value, low, _) in quality.items() if not isnan(value)}
    if scope.scorer.headline in scope.scorer.lower_is_better:
        return None
    shown, low = _frame(scope, lows)
    if len(shown) < 2:
        return None
    times = [timed[name].p50_ms for name in shown]
    first, last = min(times) / 1.6, max(max(times) * 1.6, min(times) * 4)
    across, up = logarithmic(first, last, LEFT, RIGHT), linear(low, 1, BOTTOM, TOP)
    spans = [(name, ((timed[name].p50_ms,) * 3, quality[name])) for name in shown]
    points = _points(scope, spans, across, up)
    front = trade_offs.front({name: (timed[name].p50_ms, quality[name][0]) for name in shown if not timed[name].floor})
    svg = render(
        "figures/scatter.svg", prefix=f"{prefix}-qs", title="Quality against speed", description=_described(scope, "quality and time"),
        points=points, x_ticks=[(across(t), f"{t:g}") for t in decades(first, last)], y_ticks=[(up(t), fixed(t, 2)) for t in ticks(low, 1)],
        x_name="median ms per page (log scale)", y_name=metric(scope.board.metric), curves=[], steps=_steps(front, points),
        box=(LEFT, TOP, RIGHT, BOTTOM), size=(WIDTH, reach_of([point.label for point in points], HEIGHT)),
    )  # fmt: skip
    outside = [f"{name} ({fixed(value[0])} at {timed[name].p50_ms:.1f} ms)" for name, value in quality.items() if name not in shown]
    words = "On the stepped line no other contender is both faster and better: " + ", ".join(front) + "."
    return Figure("quality-speed", "Quality against speed", _caption(words, outside), (markup(svg),))


def _frame(scope: Scope, lows: dict[str, float]) -> tuple[list[str], float]:
    """Return which adapters the frame shows (those near the best contender) and its lower edge."""
    best = next((headline(scope, standing)[0] for standing in contenders(scope.board) if standing.adapter in lows), float("nan"))
    if isnan(best):
        return [], 0.0
    high = [standing.adapter for standing in scope.board.standings if headline(scope, standing)[0] >= best - REACH]
    near = [name for name in high if name in lows and lows[name] >= best - 2 * REACH]
    return near, _edge([lows[name] for name in near])


def _edge(lows: Sequence[float]) -> float:
    """Return the lower edge of an axis: a round figure under all of ``lows``."""
    return min(0.95, max(0.0, floor_to(min(lows) - 0.01, 0.05))) if lows else 0.0


def _points(
    scope: Scope,
    spans: Sequence[tuple[str, tuple[tuple[float, ...], tuple[float, ...]]]],
    across: Scale,
    up: Scale,
    texts: Sequence[tuple[float, float, str]] = (),
) -> list[Mark]:
    """Return the marks with whiskers and labels, in the board's order, clear of ``texts``."""
    styled = styles(scope)
    centres = [(across(x[0]), up(y[0])) for _, (x, y) in spans]
    labels = place(centres, [name for name, _ in spans], (LEFT + 2, TOP, RIGHT - 2, BOTTOM - 2), GUTTER, texts)
    return [
        Mark(name, cx, cy, _whiskers(x, y, (cx, cy), across, up), styled[name], label)
        for (name, (x, y)), (cx, cy), label in zip(spans, centres, labels, strict=True)
    ]


def _whiskers(x: tuple[float, ...], y: tuple[float, ...], centre: tuple[float, float], across: Scale, up: Scale) -> str:
    """Return a cross of intervals as a path."""
    cx, cy = centre
    level = f"M{across(x[1]):.1f} {cy:.1f}H{across(x[2]):.1f}" if x[1] != x[2] else ""
    return level + f"M{cx:.1f} {up(y[1]):.1f}V{up(y[2]):.1f}"


def _iso_levels(left: float, low: float) -> list[float]:
    """Return the levels of F1 to draw: about eight between the frame's worst corner and 1."""
    return [level for level in ticks(2 * left * low / (left + low) if left + low else 0.0, 1, 8) if 0 < level < 1]


def _curve(f: float, left: float, low: float, across: Scale, up: Scale) -> tuple[str, float, float, str] | None:
    """Return a curve of equal F1: path, and place (upper left, where few marks lie) and text of its label."""
    line = trade_offs.iso(f, left, low)
    if len(line) < 2:
        return None
    path = "M" + "L".join(f"{across(r):.1f} {up(p):.1f}" for r, p in line)
    r, p = line[0]
    return path, across(r) + 5, up(p) + 10, f"F1 {fixed(f, 2)}"


def _steps(front: Sequence[str], points: Sequence[Mark]) -> str:
    """Return the Pareto front as a stepped path, cheapest first."""
    ordered = sorted((point for point in points if point.name in front), key=lambda point: front.index(point.name))
    path = f"M{ordered[0].x:.1f} {BOTTOM:.1f}V{ordered[0].y:.1f}"
    return path + "".join(f"H{point.x:.1f}V{point.y:.1f}" for point in ordered[1:]) + f"H{RIGHT:.1f}"


def _described(scope: Scope, what: str) -> str:
    """Return what the figure shows, for those who do not see it."""
    about = f"{what.capitalize()} of {len(scope.board.standings)} adapters on {scope.board.n} pages of {scope.title}"
    return f"{about}; the leaderboard holds the same figures."


def _caption(words: str, outside: Sequence[str]) -> str:
    """Return the caption, with what lies outside the frame."""
    return words + (" Outside the frame: " + "; ".join(outside) + "." if outside else "")
