"""Draw figures over releases as an SVG file.

There is one panel for each metric, one point for each release, whiskers where there is an interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bench.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from bench.model import Estimate

WIDTH, LEFT, PANEL, GAP, TOP, FOOT = 640.0, 64.0, 130.0, 34.0, 52.0, 74.0  # pixels
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")  # Okabe and Ito, readable for the colour blind


@dataclass(frozen=True, slots=True)
class Curve:
    """One metric over releases; NaN where a release has no figure. ``low`` and ``high`` may be NaN too."""

    name: str
    figures: tuple[Estimate, ...]


@lru_cache(maxsize=1)
def _template() -> Template:
    """Return the template, with escaping on: release names come from a registry."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("bench.speed.releases"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return made.get_template("timeline.svg")


def draw(title: str, names: Sequence[str], curves: Sequence[Curve]) -> str:
    """Return the SVG: ``names`` along the bottom, one panel for each curve of as many figures."""
    step = (WIDTH - LEFT - 30) / max(len(names), 1)
    across = [round(LEFT + step * (at + 0.5), 1) for at in range(len(names))]
    panels = [_panel(curve, across, TOP + at * (PANEL + GAP), COLOURS[at % len(COLOURS)]) for at, curve in enumerate(curves)]
    foot = TOP + len(curves) * (PANEL + GAP) - GAP + 18
    size = {"width": WIDTH, "height": foot + FOOT, "left": LEFT, "right": WIDTH - 20, "foot": foot}
    return _template().render(title=title, panels=panels, names=list(zip(across, map(visible, names), strict=True)), **size)


def _panel(curve: Curve, across: Sequence[float], top: float, colour: str) -> dict[str, object]:
    """Return one panel's paths; a release without a figure leaves a gap in the curve."""
    low, high = _range(curve.figures)

    def at(value: float) -> float:
        """Return the height of a figure."""
        return round(top + PANEL * (1 - (value - low) / (high - low)), 1)

    shown = [(x, figure) for x, figure in zip(across, curve.figures, strict=True) if not math.isnan(figure.value)]
    joined, path = False, ""
    for x, figure in zip(across, curve.figures, strict=True):
        if math.isnan(figure.value):
            joined = False
            continue
        path += f"{'L' if joined else 'M'}{x} {at(figure.value)}"
        joined = True
    whiskers = "".join(f"M{x} {at(figure.low)}V{at(figure.high)}" for x, figure in shown if not math.isnan(figure.low + figure.high))
    points = [(x, at(figure.value), f"{figure.value:.4g}") for x, figure in shown]
    ticks = [(at(low + (high - low) * part / 4), f"{low + (high - low) * part / 4:.3g}") for part in range(5)]
    return {"name": curve.name, "top": top, "colour": colour, "line": path, "whiskers": whiskers, "points": points, "ticks": ticks}


def _range(figures: Sequence[Estimate]) -> tuple[float, float]:
    """Return the ends of a panel's scale: all figures and intervals, with a tenth of room."""
    known = [value for figure in figures for value in (figure.value, figure.low, figure.high) if not math.isnan(value)]
    if not known:
        return 0.0, 1.0
    room = (max(known) - min(known)) / 10 or abs(known[0]) / 10 or 1.0
    return min(known) - room, max(known) + room
