"""Trend: the headline of each contender over the runs in the history, on one corpus by one protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from markupsafe import Markup

from bench.report.drawing.rendering import fixed, markup, metric, number, render
from bench.report.drawing.scales import floor_to, linear, place, reach_of, ticks
from bench.report.figures import Figure
from bench.report.figures.series import Style, styles
from bench.report.scopes import Scope, contenders
from bench.store.history import HistoryEntry

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM, GUTTER = 560.0, 400.0, 44.0, 14.0, 410.0, 370.0, 424.0
LATEST = 40  # runs shown


@dataclass(frozen=True, slots=True)
class Axis:
    """What the upright axis shows: a metric from ``low`` to ``high``, in the metric's own unit."""

    metric: str
    low: float
    high: float

    @classmethod
    def of_scores(cls, metric: str, values: Sequence[float], unit: float) -> Self:
        """Return the axis of a score that ends at ``unit``, from a twentieth under the lowest of ``values``."""
        return cls(metric, max(0.0, floor_to(min(values, default=0.0) / unit - 0.02, 0.05)) * unit, unit)

    def ticks(self) -> list[tuple[float, str]]:
        """Return round figures and how they are written; decimals only where the axis is as short as 1."""
        return [(tick, fixed(tick, 2) if self.high <= 1 else f"{tick:g}") for tick in ticks(self.low, self.high)]


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the trend; None with fewer than two runs of contenders on this corpus by this protocol."""
    names = [standing.adapter for standing in contenders(scope.board)]
    runs = list(dict.fromkeys(entry.run for entry in scope.history if entry.adapter in names))[-LATEST:]
    lines = {name: [entry for entry in scope.history if entry.adapter == name and entry.run in runs] for name in names}
    if len(runs) < 2:
        return None
    values = [entry.value for entries in lines.values() for entry in entries]
    axis = Axis.of_scores(metric(scope.board.metric), values, 100 if scope.scorer.percent else 1)
    broken = {name: [_made_by(old) != _made_by(new) for old, new in pairwise(entries)] for name, entries in lines.items()}
    words = f"The last {len(runs)} runs on this very corpus and protocol; a line breaks where settings or version changed."
    svg = over_runs({name: entries for name, entries in lines.items() if entries}, broken, axis, styles(scope), f"{prefix}-tr")
    return Figure("trend", f"{axis.metric} over runs", words, (svg,))


def over_runs(
    lines: Mapping[str, Sequence[HistoryEntry]], broken: Mapping[str, Sequence[bool]], axis: Axis, styled: Mapping[str, Style], prefix: str
) -> Markup:
    """Return a line for each name, oldest entry first.

    ``broken`` says of each entry but the first whether a new line begins.
    """
    created = {entry.run: entry.created for entries in lines.values() for entry in entries}
    runs = sorted(created, key=lambda run: (created[run], run))
    across, up = linear(0, max(1, len(runs) - 1), LEFT + 8, RIGHT - 8), linear(axis.low, axis.high, BOTTOM, TOP)
    places = {name: [(across(runs.index(entry.run)), up(entry.value)) for entry in entries] for name, entries in lines.items()}
    drawn = [(name, styled[name], *_line(at, broken[name]), at[-1]) for name, at in places.items()]
    labels = place([item[4] for item in drawn], [item[0] for item in drawn], (LEFT, TOP, LEFT, BOTTOM), GUTTER)
    svg = render(
        "figures/trend.svg",
        prefix=prefix,
        drawn=list(zip(drawn, labels, strict=True)),
        y_ticks=[(up(tick), text) for tick, text in axis.ticks()],
        ends=_ends(created[runs[0]], created[runs[-1]]),
        box=(LEFT, TOP, RIGHT, BOTTOM),
        size=(WIDTH, reach_of(labels, HEIGHT)),
        metric=axis.metric,
        count=len(runs),
    )
    return markup(svg)


def _ends(first: str, last: str) -> tuple[str, str]:
    """Return the days of two times, with the minutes where both are of one day."""
    size = 16 if first[:10] == last[:10] else 10
    return first[:size].replace("T", " "), last[:size].replace("T", " ")


def _made_by(entry: HistoryEntry) -> tuple[str, str]:
    """Return what a line of one run's trend may not mix."""
    return entry.settings, entry.version


def _line(places: Sequence[tuple[float, float]], broken: Sequence[bool]) -> tuple[str, str]:
    """Return a line that begins anew where it is broken, and its dots."""
    texts = [f"{number(x)} {number(y)}" for x, y in places]
    strokes = ["M", *("M" if is_broken else "L" for is_broken in broken)]
    return "".join(map("".join, zip(strokes, texts, strict=True))), "".join(f"M{text}h0" for text in texts)
