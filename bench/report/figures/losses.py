"""Where the loss is: what the missing words were, and where the extra ones came from, a pair of stacked bars a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.report.figures import Figure
from bench.report.rendering import markup, render
from bench.report.scales import GLYPH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.report.scopes import Scope

LEFT, BAR, GAP, TOP, ROW = 168.0, 460.0, 56.0, 26.0, 22.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a bar: its left end, width, label ("" where there is no room), and whether it takes the stronger tint."""

    x: float
    width: float
    label: str
    strong: bool


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the losses of a scope; None where the run has none."""
    lost = [loss for loss in scope.losses if loss.missing_words or loss.extra_words]
    if not lost:
        return None
    rows = [
        (
            loss.adapter,
            _pieces(loss.missing, LEFT),
            _pieces(loss.extra, LEFT + BAR + GAP),
            f"{loss.missing_words:,}",
            f"{loss.extra_words:,}",
        )
        for loss in lost
    ]
    right = LEFT + BAR + GAP
    svg = render(
        "figures/losses.svg", prefix=f"{prefix}-lo", rows=rows, top=TOP, step=ROW, left=LEFT, right=right, bar=BAR,
        size=(right + BAR + GAP, TOP + ROW * len(rows) + 4),
    )  # fmt: skip
    words = (
        "Left: required words that are missing, by what they are in gold. Right: words "
        "that gold lacks, by the region of the page they stand in. Counts in words."
    )
    return Figure("losses", "Where the loss is", words, (markup(svg),), wide=True)


def _pieces(shares: Sequence[tuple[str, float]], left: float) -> list[Piece]:
    """Return a bar's parts, largest first, labelled where the name and per cent fit."""
    found, at = [], left
    for number, (name, share) in enumerate(shares):
        width, label = share * BAR, f"{name} {share:.0%}"
        found.append(Piece(at, width, label if len(label) * GLYPH + 6 <= width else "", number % 2 == 0))
        at += width
    return found
