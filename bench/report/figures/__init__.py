"""Figures: one a file, geometry in Python, strokes in a template; each takes a scope and returns a figure or None."""

from dataclasses import dataclass

from markupsafe import Markup

from bench.registry import resolve
from bench.report.scopes import Scope

FIGURES = {
    "ranks": "bench.report.figures.rank_bars:draw",
    "precision-recall": "bench.report.figures.scatter:precision_recall",
    "quality-speed": "bench.report.figures.scatter:quality_speed",
    "spread": "bench.report.figures.spread:draw",
    "trend": "bench.report.figures.trend:draw",
    "types": "bench.report.figures.multiples:types",
    "languages": "bench.report.figures.multiples:languages",
    "hardest": "bench.report.figures.heat:draw",
    "losses": "bench.report.figures.loss_bars:draw",
    "win-loss": "bench.report.figures.winloss:draw",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One drawn figure: its SVG elements (one, or several small multiples), and words above and below.

    ``table`` is the same as a table, where a page does better with one: smaller, and read cell by cell by those who do not see it.
    """

    key: str
    title: str
    caption: str
    svgs: tuple[Markup, ...]
    wide: bool = False
    table: Markup | None = None


def draw(name: str, scope: Scope, prefix: str) -> Figure | None:
    """Draw a figure of a scope, None where there is nothing to draw; ``prefix`` makes its ids unique."""
    target = resolve(FIGURES[name])
    if not callable(target):
        raise TypeError(f"{FIGURES[name]} is no function")
    figure = target(scope, prefix)
    return figure if isinstance(figure, Figure) else None
