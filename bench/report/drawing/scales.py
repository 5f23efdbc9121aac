"""Map figures to places on paper: scales, ticks, and labels that do not overlap."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

Scale = Callable[[float], float]


def linear(low: float, high: float, start: float, end: float) -> Scale:
    """Return a scale from [low, high] to [start, end]; what lies outside is held at the nearer end."""
    width = high - low or 1.0
    return lambda value: start + (min(max(value, low), high) - low) / width * (end - start)


def logarithmic(low: float, high: float, start: float, end: float) -> Scale:
    """Return a logarithmic scale from [low, high], both above 0."""
    inner = linear(math.log10(low), math.log10(high), start, end)
    return lambda value: inner(math.log10(max(value, low)))


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About ``count`` round figures within [low, high]."""
    raw = (high - low) / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw)) if raw > 0 else 1.0
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw - 1e-12), power)
    first = math.ceil(low / step - 1e-9)
    return [round(at * step, 10) for at in range(first, math.floor(high / step + 1e-9) + 1)]


def decades(low: float, high: float) -> list[float]:
    """1, 2 and 5 times powers of ten within [low, high]."""
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [m * 10.0**e for e in exponents for m in (1, 2, 5) if low <= m * 10.0**e <= high]


def floor_to(value: float, step: float) -> float:
    """Return the multiple of ``step`` at or under ``value``."""
    return math.floor(value / step + 1e-9) * step


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands: its baseline, anchor, and whether a line leads there from the point (``far``)."""

    x: float
    y: float
    anchor: str
    far: bool


HEIGHT = 12.0  # of a label's box, at 11 px
BESIDE = (
    *((9, 4, "start"), (-9, 4, "end"), (0, -9, "middle"), (0, 17, "middle")),
    *((8, -6, "start"), (8, 14, "start"), (-8, -6, "end"), (-8, 14, "end")),
)  # places of a label from its point: steps right and down, anchor; best first
GLYPH = 5.9  # mean width of a character at 11 px: measured on names of adapters in DejaVu Sans, wider than most system fonts


def place(
    points: Sequence[tuple[float, float]],
    names: Sequence[str],
    bounds: tuple[float, float, float, float],
    gutter: float,
    texts: Sequence[tuple[float, float, str]] = (),
) -> list[Label]:
    """Put a label beside each point where there is room, else in a column at ``gutter``, by height.

    The column goes on under ``bounds`` where it is full (:func:`reach_of`). ``texts`` stand there already: left end, baseline, words.
    """
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    written = [(x, y - HEIGHT + 2, x + len(text) * GLYPH, y + 2) for x, y, text in texts]
    labels: dict[int, Label] = {}
    for at, ((x, y), name) in enumerate(zip(points, names, strict=True)):
        near = _near(x, y, len(name) * GLYPH, [*written, *(box for i, box in enumerate(taken) if i != at)], bounds)
        if near:
            labels[at], box = near
            taken.append(box)
    far = sorted((at for at in range(len(points)) if at not in labels), key=lambda at: points[at][1])
    top = bounds[1] + HEIGHT / 2
    heights = _apart([points[at][1] for at in far], HEIGHT + 1, top, max(bounds[3] - 2, top + (HEIGHT + 1) * (len(far) - 1)))
    for at, y in zip(far, heights, strict=True):
        labels[at] = Label(gutter, y + 4, "start", far=True)
    return [labels[at] for at in range(len(points))]


def reach_of(labels: Sequence[Label], height: float) -> float:
    """Return how high a figure of ``height`` must be to hold its labels too."""
    return max([height, *(label.y + HEIGHT / 2 for label in labels)])


def _near(
    x: float, y: float, width: float, taken: Sequence[tuple[float, float, float, float]], bounds: tuple[float, float, float, float]
) -> tuple[Label, tuple[float, float, float, float]] | None:
    """Return the first free place beside a point, with its box."""
    for dx, dy, anchor in BESIDE:
        left = x + dx - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        box = (left, y + dy - HEIGHT + 2, left + width, y + dy + 2)
        inside = box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]
        if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            return Label(x + dx, y + dy, anchor, far=False), box
    return None


def _apart(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return ascending heights moved to stand ``gap`` apart within [low, high], or closer without room."""
    if not heights:
        return []
    gap = min(gap, (high - low) / max(1, len(heights) - 1))
    down = list(accumulate([max(heights[0], low), *heights[1:]], lambda last, height: max(height, last + gap)))
    up = accumulate([min(down[-1], high), *down[-2::-1]], lambda last, height: min(height, last - gap))
    return list(up)[::-1]
