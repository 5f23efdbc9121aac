"""Where the loss is: stacked bars of what the missing words were and where the extra ones came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from bench.report.drawing.rendering import fixed, markup, render
from bench.report.drawing.scales import GLYPH
from bench.report.figures import Figure
from bench.report.scopes import Scope
from bench.scoring.tables.loss_shares import Loss

LEFT, TOP, ROW, GAP = 168.0, 26.0, 22.0, 56.0
BARS = (260.0, 440.0)  # of what is missing, mostly paragraphs, and of what is extra, of many classes
STEP = 92.0  # of the columns of figures
HEADS = ("first par. lost", "last par. lost", "order", "repeated", "run together")


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a bar: left end, width, label ("" without room), and whether its tint is strong."""

    x: float
    width: float
    label: str
    strong: bool


def draw(scope: Scope, prefix: str) -> Figure | None:
    """Draw the losses of a scope; None where the run has none."""
    lost = [loss for loss in scope.losses if loss.missing_words or loss.extra_words]
    if not lost:
        return None
    right = LEFT + BARS[0] + GAP
    edge = right + BARS[1] + GAP
    places = [edge + (at + 1) * STEP for at in range(len(HEADS))]
    lines = [
        (loss, _pieces(loss.missing, LEFT, BARS[0]), _pieces(loss.extra, right, BARS[1]), list(zip(places, _cells(loss), strict=True)))
        for loss in lost
    ]
    box = {"left": LEFT, "right": right, "bars": BARS, "size": (edge + STEP * len(HEADS) + 4, TOP + ROW * len(lines) + 4)}
    heads = list(zip(places, HEADS, strict=True))
    svg = render("figures/losses.svg", prefix=f"{prefix}-lo", rows=lines, top=TOP, step=ROW, heads=heads, **box)
    words = (
        "Left: required words that are missing, by what they are in gold; all of a page's where it failed. Right: words that gold lacks, "
        "by the region of the page they stand in: content is what no markup tells from the text, elsewhere what stands in no region. "
        "Counts in words; boilerbench score --losses prints every share. Then what is missing of all first and all last paragraphs, the "
        "F1 that wrong order costs, the share of the output that repeats, and the share of block boundaries where two words became one."
    )
    return Figure("losses", "Where the loss is", words, (markup(svg),), wide=True)


def _cells(loss: Loss) -> list[str]:
    """Return the figures under :data:`HEADS`."""
    shares = [loss.edges[0], loss.edges[1], loss.repeated, loss.glued]
    first, last, repeated, glued = ("–" if isnan(share) else f"{share:.1%}" for share in shares)
    return [first, last, fixed(loss.order), repeated, glued]


def _pieces(shares: Sequence[tuple[str, float]], left: float, bar: float) -> list[Piece]:
    """Return a bar's parts, largest first, labelled by name and per cent, or name, or nothing, as fits."""
    pieces, at = [], left
    for number, (name, share) in enumerate(shares):
        width = share * bar
        label = next((text for text in (f"{name} {share:.0%}", name) if len(text) * GLYPH + 10 <= width), "")
        pieces.append(Piece(at, width, label, number % 2 == 0))
        at += width
    return pieces
