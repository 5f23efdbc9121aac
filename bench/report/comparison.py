"""Write the comparison of two runs as a page of its own, as lines of a table, or as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path

from bench.errors import RunError
from bench.files import whole
from bench.report.drawing.rendering import fixed, markup, metric, p_value, render, resource, sealed, signed
from bench.report.drawing.scales import linear
from bench.report.drawing.stylesheets import sheet
from bench.report.movements import pages_compared, verdict
from bench.report.pages import glossary
from bench.report.scopes import protocols_of, title
from bench.scoring import load
from bench.scoring.tables import INTERVAL
from bench.scoring.tables.manifest_changes import ManifestChange, manifest_changes
from bench.scoring.tables.run_differences import AdapterDifference, MetricDifference, RunDifference, run_differences
from bench.store import boards, frames
from bench.store.frames import RunFrames

WIDTH, HEIGHT = 220.0, 44.0
BESIDE = ("precision", "recall")  # metrics that stand beside the headline in the table
EVERY = ("adapter", "metric", "before", "after", "difference", INTERVAL, "p")  # columns of the table of every metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs compared: what moved, what differs in how they were made, what could not be compared and why."""

    before: Path
    after: Path
    differences: tuple[RunDifference, ...]
    changes: tuple[ManifestChange, ...]
    notes: tuple[str, ...]


def compare(before: Path, after: Path) -> Comparison:
    """Compare the runs in two folders by every protocol, corpus and track that both have.

    Raises RunError where the two have nothing in common that could be compared.
    """
    runs = frames.read_all(before), frames.read_all(after)
    unlike = _unlike(*runs)
    old, new = ([run.results(name) for name in protocols_of(run) if name not in unlike] for run in runs)
    differences = run_differences(old, new, boards.sampling(runs[1].manifest.options))
    if not differences:
        problem = f"{before.name} and {after.name} share no page and adapter scored by one protocol"
        raise RunError("; ".join([problem, *unlike.values()]), "two runs over the same corpus", "boilerbench history")
    same = ("both are the same run, so nothing can have moved",) if runs[0].manifest.id == runs[1].manifest.id and before == after else ()
    changes = manifest_changes(runs[0].manifest, runs[1].manifest)
    return Comparison(before=before, after=after, differences=differences, changes=changes, notes=(*same, *unlike.values()))


def _unlike(before: RunFrames, after: RunFrames) -> dict[str, str]:
    """Return protocol -> why what the two runs hold by it cannot be compared."""
    reasons = {}
    for name in sorted({*before.scores, *after.scores}):
        stored = [run.version_of(name) for run in (before, after) if name in run.scores]
        if len(stored) == 1:
            reasons[name] = f"{name} is not compared: only the {'earlier' if name in before.scores else 'later'} run was scored by it"
        elif stored[0] != stored[1] or stored[0][0] != str(load(name).version):
            told = " and ".join(dict.fromkeys(_version(name, *version) for version in stored))
            installed = "each other" if stored[0] != stored[1] else f"the installed {name}@{load(name).version}"
            runs = " and ".join(f"boilerbench score {run.folder.name} --protocol {name}" for run in (before, after))
            reasons[name] = f"{name} is not compared: the runs were scored by {told}, which is not like {installed}; type: {runs}"
    return reasons


def _version(name: str, version: str, variant: str) -> str:
    """Return a protocol as signatures name it."""
    return f"{name}@{version}" + (f" ({variant})" if variant else "")


def page(made: Comparison, files: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return the comparison as a self-contained page that links to ``files``: corpus -> page id -> file."""
    found = made.differences
    return sealed(
        render(
            "compare.html",
            made=made,
            differing=[(change.of, change.name, change.before, change.after) for change in made.changes],
            comparisons=found,
            titles=[title(one.corpus, one.track) for one in found],
            columns=[columns(one) for one in found],
            lines=[lines(one) for one in found],
            every=[every(one) for one in found],
            heads=EVERY,
            compared=[pages_compared(one) for one in found],
            curves=[[curve(move) for move in one.moves] for one in found],
            verdicts=[verdict(one) for one in found],
            files=files or {},
            size=(WIDTH, HEIGHT),
            css=markup(sheet("base.css", "report.css", "figure.css", "compare.css")),
            js=markup(resource("theme.js") + resource("report.js")),
        )
    )


def write(before: Path, after: Path, out: Path) -> tuple[Path, Comparison]:
    """Compare two run folders and write ``compare.html`` to ``out``; return its path and the comparison."""
    made = compare(before, after)
    glossary.write(out, index=(out / "index.html").exists())
    with whole(out / "compare.html") as temporary:
        temporary.write_text(page(made, _beside(after, out)), encoding="utf-8")
    return out / "compare.html", made


def _beside(after: Path, out: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the pages of the later run's report, where the comparison is written beside them."""
    listing = out / "pages.json"
    if out.resolve() != (after / "report").resolve() or not listing.is_file():
        return {}
    files: Mapping[str, Mapping[str, str]] = json.loads(listing.read_text("utf-8"))
    return files


def columns(one: RunDifference) -> list[str]:
    """Return the heads of the table of :func:`lines`."""
    beside = [head for item in _beside_headline(one.moves[0]) for head in (metric(item.metric), f"{metric(item.metric)} difference")]
    change = ["before", "after", "difference", INTERVAL, "p", *beside, "no text", "no text difference", "how pages ended"]
    return ["adapter", *change, "better", "same", "worse", "broke", "fixed"]


def lines(one: RunDifference) -> list[list[str]]:
    """Return the lines of a table with :func:`columns`, largest difference first."""
    return [_cells(move) for move in one.moves]


def _beside_headline(move: AdapterDifference) -> list[MetricDifference]:
    """Return the metrics that stand beside the headline: precision and recall where the protocol has them."""
    return [item for item in move.metrics[1:] if item.metric in BESIDE]


def _cells(move: AdapterDifference) -> list[str]:
    """Return one adapter's line, its name with its versions where they differ."""
    pair, (old, new), main = move.pair, move.versions, move.metrics[0]
    name = move.adapter if old == new else f"{move.adapter} {old or 'unknown'} → {new or 'unknown'}"
    beside = [cell for item in _beside_headline(move) for cell in (f"{fixed(item.before)} → {fixed(item.after)}", _change(item))]
    counts = (pair.losses, pair.ties, pair.wins) if main.lower_is_better else (pair.wins, pair.ties, pair.losses)
    figures = [fixed(main.before), fixed(main.after), signed(pair.difference.value), _interval(main), p_value(pair.p)]
    return [name, *figures, *beside, *_ended(move), *map(str, (*counts, len(move.broke), len(move.mended)))]


def _interval(item: MetricDifference) -> str:
    """Return the paired interval of a metric's difference."""
    return f"{signed(item.pair.difference.low)} to {signed(item.pair.difference.high)}"


def _change(item: MetricDifference) -> str:
    """Return a metric's difference with its paired interval."""
    return f"{signed(item.pair.difference.value)} ({_interval(item)})"


def _ended(move: AdapterDifference) -> tuple[str, str, str]:
    """Return pages without text, the paired change of their share in per cent, and statuses that changed."""
    statuses, share = move.statuses, move.statuses.share.difference
    before, after = statuses.without_text
    moved = [
        f"{status} {statuses.before.get(status, 0)} → {statuses.after.get(status, 0)}"
        for status in sorted({*statuses.before, *statuses.after})
        if statuses.before.get(status, 0) != statuses.after.get(status, 0)
    ]
    low, high = (signed(100 * bound, 1) for bound in (share.low, share.high))
    change = "–" if isnan(share.value) else f"{signed(100 * share.value, 1)} % ({low} to {high})"
    swapped = ", ".join(f"{count} {words}" for words, count in statuses.changes.items())
    return f"{before} → {after}", change, ", ".join(moved) or swapped or "as before"


def every(one: RunDifference) -> list[list[str]]:
    """Return every metric of every adapter as lines with the columns :data:`EVERY`."""
    return [
        [move.adapter, metric(item.metric), fixed(item.before), fixed(item.after), signed(item.pair.difference.value), _interval(item),
         p_value(item.pair.p_adjusted)]
        for move in one.moves
        for item in move.metrics
    ]  # fmt: skip


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


def as_document(made: Comparison) -> dict[str, object]:
    """Return everything as JSON-ready data; corpus and track are one title."""
    return {
        "before": made.before.name,
        "after": made.after.name,
        "changes": [asdict(change) for change in made.changes],
        "notes": list(made.notes),
        "comparisons": [_as_data(one) for one in made.differences],
    }


def _as_data(one: RunDifference) -> dict[str, object]:
    """Return one comparison as plain data, its sentence and each headline by itself too."""
    data = {name: value for name, value in asdict(one).items() if name not in {"corpus", "track", "gold", "moves"}}
    moves: Sequence[dict[str, object]] = [
        {**asdict(move), "pair": asdict(move.pair), "before": move.before, "after": move.after} for move in one.moves
    ]
    gold = dict(zip(("before", "after"), (known.as_data() for known in one.gold), strict=True))
    return {"title": title(one.corpus, one.track), "verdict": verdict(one), "gold": gold, "moves": moves, **data}
