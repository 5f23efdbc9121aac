"""Write the comparison of two runs as a page of its own, as lines of a table, or as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.errors import RunError
from bench.files import whole
from bench.report.drawing.rendering import fixed, markup, metric, p_value, render, resource, sealed, signed
from bench.report.drawing.scales import linear
from bench.report.drawing.stylesheets import sheet
from bench.report.scopes import protocols_of, title
from bench.scoring.tables.run_differences import AdapterDifference, RunDifference, run_differences
from bench.store import boards, frames

WIDTH, HEIGHT = 220.0, 44.0
ALPHA = 0.05
COLUMNS = ("adapter", "before", "after", "difference", "95 %", "p", "better", "same", "worse", "broke", "mended")


def compare(before: Path, after: Path) -> tuple[RunDifference, ...]:
    """Compare the runs in two folders by every protocol, corpus and track that both have.

    Raises RunError where the two have nothing in common that could be compared.
    """
    runs = frames.read_all(before), frames.read_all(after)
    old, new = (map(run.results, protocols_of(run)) for run in runs)
    differences = run_differences(old, new, boards.sampling(runs[1].manifest.options))
    if not differences:
        problem = f"{before.name} and {after.name} share no page and adapter scored by one protocol"
        raise RunError(problem, "two runs over the same corpus", "boilerbench history")
    return differences


def page(before: Path, after: Path, differences: Sequence[RunDifference], files: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return the comparison as a self-contained page that links to ``files``: corpus -> page id -> file."""
    return sealed(
        render(
            "compare.html",
            before=before.name,
            after=after.name,
            comparisons=differences,
            titles=[title(one.corpus, one.track) for one in differences],
            columns=COLUMNS,
            lines=[lines(one) for one in differences],
            curves=[[curve(move) for move in one.moves] for one in differences],
            verdicts=[verdict(one) for one in differences],
            files=files or {},
            size=(WIDTH, HEIGHT),
            css=markup(sheet("base.css", "figure.css", "compare.css")),
            js=markup(resource("theme.js") + resource("report.js")),
        )
    )


def write(before: Path, after: Path, out: Path) -> tuple[Path, tuple[RunDifference, ...]]:
    """Compare two run folders and write ``compare.html`` to ``out``; return its path and the differences."""
    differences = compare(before, after)
    with whole(out / "compare.html") as temporary:
        temporary.write_text(page(before, after, differences, _beside(after, out)), encoding="utf-8")
    return out / "compare.html", differences


def _beside(after: Path, out: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the pages of the later run's report, where the comparison is written beside them."""
    listing = out / "pages.json"
    if out.resolve() != (after / "report").resolve() or not listing.is_file():
        return {}
    files: Mapping[str, Mapping[str, str]] = json.loads(listing.read_text("utf-8"))
    return files


def lines(one: RunDifference) -> list[list[str]]:
    """Return the lines of a table with :data:`COLUMNS`, largest difference first."""
    return [_cells(move, lower=one.lower_is_better) for move in one.moves]


def _cells(move: AdapterDifference, *, lower: bool) -> list[str]:
    """Return one adapter's line, its name with its versions where they differ."""
    pair, (old, new) = move.pair, move.versions
    name = move.adapter if old == new else f"{move.adapter} {old} → {new}"
    change = [signed(pair.difference.value), f"{signed(pair.difference.low)} to {signed(pair.difference.high)}", p_value(pair.p)]
    counts = (pair.losses, pair.ties, pair.wins) if lower else (pair.wins, pair.ties, pair.losses)
    return [name, fixed(move.before), fixed(move.after), *change, *map(str, (*counts, len(move.broke), len(move.mended)))]


def verdict(one: RunDifference) -> str:
    """Return what moved, in one sentence."""
    moved = [move for move in one.moves if move.pair.p < ALPHA and abs(move.pair.difference.value) > 0]
    broke = len({page.page for move in one.moves for page in move.broke})
    broken = f"{broke} page{'s' * (broke != 1)} broke for at least one adapter"
    if not moved:
        return f"No adapter's {metric(one.metric)} moved by more than chance{f'; {broken}' if broke else ', and no page broke'}."
    first = moved[0]
    words = f"{first.adapter} moved by {signed(first.pair.difference.value)} {metric(one.metric)} ({p_value(first.pair.p)})"
    more = len(moved) - 1
    return words + (f", {more} other{'s' * (more > 1)} moved too" if more else "") + f"; {broken}."


def curve(move: AdapterDifference) -> tuple[str, str, str]:
    """Per-page differences from worst to best as areas under and over a line: (worse, better, the line)."""
    changes = move.differences
    if not changes:
        return "", "", ""
    up = linear(-1, 1, HEIGHT - 1, 1)
    middle, step = up(0), WIDTH / len(changes)
    wide = f"{max(step, 0.6):.2f}"
    bars = [f"M{at * step:.1f} {middle:.1f}V{up(value):.1f}h{wide}V{middle:.1f}z" for at, value in enumerate(changes)]
    worse, better = ("".join(bar for bar, value in zip(bars, changes, strict=True) if sign * value > 1e-9) for sign in (-1, 1))
    return worse, better, f"M0 {middle:.1f}H{WIDTH:.0f}"


def as_document(differences: Sequence[RunDifference]) -> dict[str, object]:
    """Return everything as JSON-ready data; corpus and track are one title."""
    comparisons = [{"title": title(one.corpus, one.track), **asdict(one)} for one in differences]
    return {"comparisons": [{name: one[name] for name in one if name not in {"corpus", "track"}} for one in comparisons]}
