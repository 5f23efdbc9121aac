"""How the cost of every protocol grows with page length and with the number of pages: a table, and a plot as SVG.

    python tests/benchmarks/growth.py [--svg FILE] [--protocols NAME ...] [--lengths N ...] [--patience SECONDS]

Pages are made up (seeded), so that no corpus is needed: words by Zipf's law in lines of prose, every eighth line code, a formula or
a table, and an output that lost, gained and moved a tenth of the lines each. CPU milliseconds, medians of 5, gold prepared anew each
time. A protocol is stopped at the first length that takes longer than the patience allows.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
import time
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bench.model import Block, Gold
from bench.scoring import SCORERS, load
from bench.scoring.tables import losses
from bench.scoring.text import diff

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.model import Scorer

LENGTHS = (625, 1_250, 2_500, 5_000, 10_000, 20_000)  # words
PAGES = (25, 50, 100, 200)
PAGE_WORDS = 600
ROUNDS = 5
WIDTH, HEIGHT, MARGIN = 900, 560, 60  # of the plot, in pixels
LEGEND = 190
COLOURS = ("#0b6e99", "#c2410c", "#3f7d20", "#7c3aed", "#b0005e", "#8a6d00")
DASHES = ("", "7 4", "2 3")

Curve = dict[int, float]


def lines(words: int, seeded: random.Random) -> list[str]:
    """Return lines of about 40 words, so many words in all."""
    found: list[str] = []
    for at in range(max(1, words // 40)):
        prose = [f"w{int(seeded.paretovariate(0.8)) % 30_000}" for _ in range(40)]
        said = " ".join(prose[:20]) + ". " + " ".join(prose[20:]) + "."
        special = (f"```\n{said}\n```", f"$${said}$$", "| a | b |\n|---|---|\n" + f"| {' '.join(prose[:5])} | {' '.join(prose[5:])} |")
        found.append(special[at // 8 % 3] if at % 8 == 7 else said)
    return found


def made(words: int, *, optional: bool = False, seed: int = 0) -> tuple[Gold, str]:
    """Return a gold of so many words and an output; a quarter of the gold is optional where asked."""
    seeded = random.Random(f"{words} {seed}")
    wanted = lines(words, seeded)
    spare = lines(words, seeded)
    output = [seeded.choice(spare) if seeded.random() < 0.1 else line for line in wanted if seeded.random() > 0.1]
    seeded.shuffle(spare)
    for _ in range(len(output) // 10):
        output.insert(seeded.randrange(len(output)), output.pop(seeded.randrange(len(output))))
    text = "\n\n".join(wanted)
    blocks = tuple(Block(line, optional=optional and at % 4 == 3) for at, line in enumerate(wanted))
    snippets = tuple(line[:40] for line in wanted[::10])
    return Gold("page", blocks, snippets, snippets[::-1], {"markdown": text}), "\n\n".join(output)


def works(names: Sequence[str]) -> dict[str, Callable[[Gold, str], object]]:
    """Return what is measured by name: protocols, ``aligned`` with optional gold, page diffs and losses."""
    found: dict[str, Callable[[Gold, str], object]] = {name: scored(load(name)) for name in SCORERS}
    found |= {"aligned+optional": scored(load("aligned")), "diff": diff.diff}
    found["losses"] = lambda gold, text: losses.counted(losses.prepare(gold), text)
    return {name: work for name, work in found.items() if not names or name in names}


def scored(scorer: Scorer) -> Callable[[Gold, str], object]:
    """Return what scores one output from nothing."""
    return lambda gold, text: scorer.row(scorer.prepare(gold), text)


def cpu_ms(work: Callable[[], object], patience: float) -> float:
    """Return the median CPU milliseconds of some calls, of one where it takes a quarter of the patience."""
    spent: list[float] = []
    while len(spent) < ROUNDS and sum(spent) < patience / 4:
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return 1000 * statistics.median(spent)


def by_length(name: str, work: Callable[[Gold, str], object], lengths: Sequence[int], patience: float) -> Curve:
    """Return milliseconds by length, up to the first that takes too long."""
    work(*made(200))  # caches and imports
    found: Curve = {}
    for length in lengths:
        gold, text = made(length, optional=name.endswith("+optional"))
        found[length] = cpu_ms(partial(work, gold, text), patience)
        if found[length] > 1000 * patience:
            break
    return found


def by_pages(name: str, work: Callable[[Gold, str], object], counts: Sequence[int], patience: float) -> Curve:
    """Return milliseconds of so many pages of :data:`PAGE_WORDS` words each."""
    pages = [made(PAGE_WORDS, optional=name.endswith("+optional"), seed=at) for at in range(max(counts))]
    return {count: cpu_ms(lambda: [work(*page) for page in pages[:count]], patience) for count in counts}  # noqa: B023 - called at once


def exponent(curve: Mapping[int, float]) -> float:
    """Return the slope of log cost over log size between the third size and the last: 1 is linear, 2 quadratic."""
    sizes = sorted(curve)[2:] or sorted(curve)
    if len(sizes) < 2:
        return math.nan
    return math.log(curve[sizes[-1]] / curve[sizes[0]]) / math.log(sizes[-1] / sizes[0])


def table(title: str, curves: Mapping[str, Curve], sizes: Sequence[int]) -> str:
    """Return a plain table of milliseconds with the exponent of growth."""
    head = f"{title:<20}" + "".join(f"{size:>10,}" for size in sizes) + f"{'exponent':>10}"
    rows = [
        f"{name:<20}" + "".join(f"{curve[size]:>10.2f}" if size in curve else f"{'-':>10}" for size in sizes) + f"{exponent(curve):>10.2f}"
        for name, curve in curves.items()
    ]
    return "\n".join([head, *rows])


def svg(curves: Mapping[str, Curve], sizes: Sequence[int]) -> str:
    """Return a log-log plot of milliseconds over words, with a dotted guide that grows as n log n from each end of the field."""
    low = math.floor(math.log10(min(value for curve in curves.values() for value in curve.values())))
    high = math.ceil(math.log10(max(value for curve in curves.values() for value in curve.values())))
    left, right, top, bottom = MARGIN, WIDTH - LEGEND, 40, HEIGHT - MARGIN

    def x(size: float) -> float:
        return left + (right - left) * math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])

    def y(value: float) -> float:
        return bottom - (bottom - top) * (math.log10(value) - low) / (high - low)

    def line(curve: Mapping[int, float], style: str) -> str:
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in sorted(curve.items()))
        return f'<polyline fill="none" points="{points}" {style}/>'

    parts = [f'<text x="{left}" y="22" font-size="15">CPU milliseconds a page by words of gold</text>']
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(f'<line x1="{left}" x2="{right}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    parts += [f'<text x="{x(size):.1f}" y="{bottom + 20}" text-anchor="middle">{size:,}</text>' for size in sizes]
    for start in (10.0**power for power in range(low, high)):
        guide = {size: start * size * math.log(size) / (sizes[0] * math.log(sizes[0])) for size in sizes}
        parts.append(line({size: value for size, value in guide.items() if value <= 10.0**high}, 'stroke="#999" stroke-dasharray="1 5"'))
    for at, (name, curve) in enumerate(curves.items()):
        style = f'stroke="{COLOURS[at % len(COLOURS)]}" stroke-width="2" stroke-dasharray="{DASHES[at // len(COLOURS) % len(DASHES)]}"'
        parts.append(line(curve, style))
        parts.append(f'<line x1="{right + 14}" x2="{right + 44}" y1="{top + 20 * at}" y2="{top + 20 * at}" {style}/>')
        parts.append(f'<text x="{right + 50}" y="{top + 4 + 20 * at}">{escape(name)}</text>')
    parts.append(f'<text x="{right + 14}" y="{top + 10 + 20 * len(curves)}" fill="#666">dotted: n log n</text>')
    body = "\n".join(parts)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    return f"{head}\n{body}\n</svg>\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print both tables, write the plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--svg", type=Path, default=Path(".benchmarks/growth.svg"), help="where the plot goes (%(default)s)")
    parser.add_argument("--protocols", nargs="*", default=[], help="names of protocols, aligned+optional, diff, losses (all)")
    parser.add_argument("--lengths", nargs="*", type=int, default=list(LENGTHS), help="words of a page")
    parser.add_argument("--patience", type=float, default=2.0, help="CPU seconds a page after which a protocol is stopped (%(default)s)")
    given = parser.parse_args(arguments)
    chosen = works(given.protocols)
    if not chosen or len(given.lengths) < 2:
        parser.error("name protocols that exist and at least two lengths")
    curves = {name: by_length(name, work, sorted(given.lengths), given.patience) for name, work in chosen.items()}
    sys.stdout.write(table("ms by words", curves, sorted(given.lengths)) + "\n\n")
    given.svg.parent.mkdir(parents=True, exist_ok=True)
    given.svg.write_text(svg(curves, sorted(given.lengths)), encoding="utf-8")
    counted = {name: by_pages(name, work, PAGES, given.patience) for name, work in chosen.items()}
    sys.stdout.write(table("ms by pages", counted, PAGES) + f"\n\nplot: {given.svg}\n")


if __name__ == "__main__":
    main()
