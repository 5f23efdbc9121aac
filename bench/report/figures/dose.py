"""Dose: the headline of each adapter against the dose of one change, with intervals."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from bench.report.drawing.rendering import fixed, markup, metric, number, render
from bench.report.drawing.scales import floor_to, linear, place, reach_of, ticks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from bench.model import Estimate
    from bench.report.drawing.scales import Scale
    from bench.stress.board import ChangeBoard, StressBoard

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM, GUTTER = 560.0, 270.0, 44.0, 14.0, 400.0, 240.0, 414.0


def draw(board: StressBoard, one: ChangeBoard, series: Mapping[str, int], prefix: str) -> Markup:
    """Draw one change; ``series`` are the colours of the adapters, yardsticks may fall off below."""
    unit = 100 if board.percent else 1
    points = {
        name: [(0.0, board.plain[name]), *((step.dose, step.figures[name]) for step in one.doses)]
        for name in board.adapters
        if not isnan(board.plain[name].value)
    }
    low, high = _range([each.value / unit for name, held in points.items() if name not in board.floors for _, each in held])
    across, up = linear(0, one.doses[-1].dose, LEFT + 10, RIGHT - 10), linear(low, high, BOTTOM, TOP)
    drawn = [(name, series[name], *_line(held, unit, across, up)) for name, held in points.items()]
    labels = place([item[5] for item in drawn], [item[0] for item in drawn], (LEFT, TOP, LEFT, BOTTOM), GUTTER)
    svg = render(
        "figures/dose.svg",
        prefix=prefix,
        drawn=list(zip(drawn, labels, strict=True)),
        change=one.name,
        metric=metric(board.metric),
        y_ticks=[(up(tick), fixed(tick, 2)) for tick in ticks(low, high, 4)],
        x_ticks=[(across(dose), f"{dose:g}") for dose in (0.0, *(step.dose for step in one.doses))],
        box=(LEFT, TOP, RIGHT, BOTTOM),
        size=(WIDTH, reach_of(labels, HEIGHT)),
    )
    return markup(svg)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the scale: around all contenders' figures, 0 to 1 where there are none."""
    known = [value for value in values if not isnan(value)]
    return (max(0.0, floor_to(min(known) - 0.03, 0.05)), max(known) + 0.03) if known else (0.0, 1.0)


def _line(held: Sequence[tuple[float, Estimate]], unit: int, across: Scale, up: Scale) -> tuple[str, str, str, tuple[float, float]]:
    """Return the line over the doses, its dots, its whiskers, and the place of the last dot."""
    places = [(across(dose), each) for dose, each in held if not isnan(each.value)]
    spots = [(x, up(each.value / unit)) for x, each in places]
    line = "".join(f"{'L' if at else 'M'}{number(x)} {number(y)}" for at, (x, y) in enumerate(spots))
    dots = "".join(f"M{number(x)} {number(y)}h0" for x, y in spots)
    bars = [(x, up(each.low / unit), up(each.high / unit)) for x, each in places if not isnan(each.low)]
    return line, dots, "".join(f"M{number(x)} {number(low)}V{number(high)}" for x, low, high in bars), spots[-1]
