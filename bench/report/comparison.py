"""Write the comparison of two runs as a page of its own, as lines of a table, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from bench.errors import RunError
from bench.report.drawing.rendering import fixed, markup, metric, p_value, render, resource, sealed, signed
from bench.report.drawing.scales import linear
from bench.report.drawing.stylesheets import sheet
from bench.report.scopes import protocols_of, title
from bench.scoring.tables.run_differences import run_differences
from bench.store import boards, frames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from bench.scoring.tables.matrix import Results
    from bench.scoring.tables.run_differences import AdapterDifference, RunDifference
    from bench.store.frames import RunFrames

WIDTH, HEIGHT = 220.0, 44.0
ALPHA = 0.05
COLUMNS = ("adapter", "before", "after", "difference", "95 %", "p", "better", "same", "worse", "broke", "mended")


def compare(before: Path, after: Path) -> tuple[RunDifference, ...]:
    """Compare the runs in two folders by every protocol, corpus and track that both have.

    Raises RunError where the two have nothing in common that could be compared.
    """
    old, new = frames.read_all(before), frames.read_all(after)
    differences = run_differences(_results(old), _results(new), boards.sampling(new.manifest.options))
    if not differences:
        raise RunError(
            f"{before.name} and {after.name} share no page and adapter scored by one protocol",
            "two runs over the same corpus",
            "boilerbench history",
        )
    return differences


def _results(run: RunFrames) -> Iterable[Results]:
    """Yield the run as each protocol sees it, the default protocol first."""
    return (run.results(protocol) for protocol in protocols_of(run))


def page(before: Path, after: Path, differences: Sequence[RunDifference], files: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return the comparison as a self-contained page.

    ``files`` are pages beside it to link to: corpus -> page id -> file.
    """
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
    from bench.files import whole

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
    return [
        [
            _named(move),
            fixed(move.before),
            fixed(move.after),
            signed(move.pair.difference.value),
            f"{signed(move.pair.difference.low)} to {signed(move.pair.difference.high)}",
            p_value(move.pair.p),
            str(_wins(one, move)[0]),
            str(move.pair.ties),
            str(_wins(one, move)[1]),
            str(len(move.broke)),
            str(len(move.mended)),
        ]
        for move in one.moves
    ]


def verdict(one: RunDifference) -> str:
    """Return what moved, in one sentence."""
    moved = [move for move in one.moves if move.pair.p < ALPHA and abs(move.pair.difference.value) > 0]
    broke = len({page.page for move in one.moves for page in move.broke})
    still = f"No adapter's {metric(one.metric)} moved by more than chance"
    if not moved:
        return f"{still}; {_broken(broke)}." if broke else f"{still}, and no page broke."
    first = moved[0]
    words = f"{first.adapter} moved by {signed(first.pair.difference.value)} {metric(one.metric)} ({p_value(first.pair.p)})"
    more = len(moved) - 1
    return words + (f", {more} other{'s' * (more > 1)} moved too" if more else "") + f"; {_broken(broke)}."


def _broken(count: int) -> str:
    """How many pages broke, in words."""
    return f"{count} page{'s' * (count != 1)} broke for at least one adapter"


def curve(move: AdapterDifference) -> tuple[str, str, str]:
    """Per-page differences from worst to best as areas under and over a line: (worse, better, the line)."""
    changes = move.differences
    if not changes:
        return "", "", ""
    up = linear(-1, 1, HEIGHT - 1, 1)
    middle, step = up(0), WIDTH / len(changes)
    worse, better = (
        "".join(
            f"M{at * step:.1f} {middle:.1f}V{up(value):.1f}h{max(step, 0.6):.2f}V{middle:.1f}z"
            for at, value in enumerate(changes)
            if sign * value > 1e-9
        )
        for sign in (-1, 1)
    )
    return worse, better, f"M0 {middle:.1f}H{WIDTH:.0f}"


def as_document(differences: Sequence[RunDifference]) -> dict[str, object]:
    """Return everything as JSON-ready data; corpus and track are one title."""
    return {"comparisons": [_document(one) for one in differences]}


def _document(one: RunDifference) -> dict[str, object]:
    """Return one comparison as JSON-ready data."""
    fields = asdict(one)
    return {"title": title(fields.pop("corpus"), fields.pop("track")), **fields}


def _wins(one: RunDifference, move: AdapterDifference) -> tuple[int, int]:
    """Pages that got better, and worse."""
    return (move.pair.losses, move.pair.wins) if one.lower_is_better else (move.pair.wins, move.pair.losses)


def _named(move: AdapterDifference) -> str:
    """Return an adapter's name, with its versions where they differ."""
    old, new = move.versions
    return move.adapter if old == new else f"{move.adapter} {old} → {new}"
