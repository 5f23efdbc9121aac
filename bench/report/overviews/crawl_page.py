"""What came of a crawl as a page: how pages ended, what was left out and why, who agrees with whom, estimates, pages that failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bench.corpus.readers.assembly import said
from bench.report.drawing.rendering import bounds, fixed, metric
from bench.report.overviews import overview
from bench.report.overviews.overview import Line, Overview, Section
from bench.report.scopes import TRACKS
from bench.scoring.statistics.ranks import shown
from bench.scoring.tables import COVERAGE, INTERVAL, RANK, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.engine.scale.evidence import FailedPage
    from bench.engine.scale.totals import Totals
    from bench.scoring.tables.estimated.boards import EstimatedBoard
    from bench.scoring.tables.leaderboards import Standing

FILE = "_report.html"  # datasets pass over the name
_FILES = 200  # files with a line of their own, damaged ones first
_LONGEST = 90  # characters of an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """What is known of a crawl that ended.

    ``floors`` are yardsticks, ``unread`` says which files came to nothing and why.
    """

    total: Totals
    files: Sequence[tuple[str, Totals]]
    adapters: Sequence[str]
    floors: frozenset[str] = frozenset()
    missing: Mapping[str, str]
    unread: Sequence[str] = ()
    failed: Sequence[FailedPage] = ()
    estimated: Sequence[EstimatedBoard] = ()


def write(crawl: Crawl, out: Path) -> Path:
    """Write the page beside the parts of a crawl and return its path."""
    return overview.write(made(crawl), out / FILE)


def made(crawl: Crawl) -> Overview:
    """Lay a crawl out."""
    total = crawl.total
    rate = f", {total.pages / total.seconds:,.1f} pages a second through all adapters" if total.seconds else ""
    size = f"{total.files:,} file{'s' * (total.files != 1)}, {total.size / 1e6:,.1f} MB of pages{rate}."
    absent = tuple(f"{name} did nothing: {reason}." for name, reason in sorted(crawl.missing.items()))
    sections = (_adapters(crawl), *map(_estimates, crawl.estimated), *_agreement(crawl), *_left_out(total), *_failed(crawl), *_files(crawl))
    title = f"{total.pages:,} pages by {len(crawl.adapters)} adapter{'s' * (len(crawl.adapters) != 1)}"
    return Overview(title, "extracted without gold", (size, *absent), sections)


def _adapters(crawl: Crawl) -> Section:
    """Return how the pages of each adapter ended, and what they took."""
    lines = []
    for name in crawl.adapters:
        counts, failed, tried = crawl.total.statuses.get(name, {}), crawl.total.failed(name), crawl.total.tried(name)
        broke = sum(failed.values())
        ended = (*(counts.get(status, 0) for status in ("ok", "empty", "skipped")), broke)
        share = fixed(100 * broke / tried, 2) if tried else "–"
        cells = (*(f"{count:,}" for count in ended), share, fixed(crawl.total.millis(name), 1), said(failed) or "–")
        lines.append((name, name in crawl.floors, cells))
    heads = ("adapter", "ok", "empty", "skipped", "failed", "% failed", "ms a page", "how it failed")
    return Section(title="How pages ended, by adapter", heads=heads, lines=tuple(lines))


def _estimates(one: EstimatedBoard) -> Section:
    """Return the board of estimates of a sample of pages."""
    board, others = one.board, [name for name in one.board.standings[0].metrics if name != one.board.metric]
    heads = ("adapter", RANK, metric(board.metric), INTERVAL, *map(metric, others), COVERAGE)
    return Section(
        title=f"Estimates without gold, {TRACKS[board.track]}",
        heads=heads,
        lines=tuple(_estimate(standing, board.metric, others) for standing in board.standings),
        caption=f"{board.n:,} pages of {board.clusters:,} sites, drawn evenly from all files, by what most families of extractors return",
        notes=one.said,
    )


def _estimate(standing: Standing, name: str, others: Sequence[str]) -> Line:
    """Return the line of an adapter on that board."""
    main = standing.metrics[name]
    beside = (*(fixed(standing.metrics[other].value) for other in others), percent(standing.coverage))
    return (
        standing.adapter,
        standing.floor,
        (shown(standing.rank) or "–", fixed(main.value), bounds(main.low, main.high, between=" to "), *beside),
    )


def _agreement(crawl: Crawl) -> tuple[Section, ...]:
    """Return the agreement of every two adapters."""
    names = [name for name in crawl.adapters if crawl.total.tried(name)]
    if len(names) < 2:
        return ()
    lines = []
    for at, name in enumerate(names, 1):
        values = [crawl.total.agreed(name, other) for other in names]
        lines.append((f"{at} {name}", name in crawl.floors, tuple("–" if value is None else fixed(value) for value in values)))
    caption = "Mean token F1 between the texts of two adapters, over all pages on which one of them returned a word"
    heads = ("adapter", *map(str, range(1, len(names) + 1)))
    return (Section(title="Who agrees with whom", heads=heads, lines=tuple(lines), caption=caption),)


def _left_out(total: Totals) -> tuple[Section, ...]:
    """Return what was read that is no page, by reason, and damage."""
    all_ = total.pages + sum(total.left_out.values())
    counted = [("pages", total.pages), *sorted(total.left_out.items(), key=lambda item: (-item[1], item[0]))]
    lines = tuple((what, False, (f"{count:,}", fixed(100 * count / max(1, all_), 2))) for what, count in counted)
    notes = (f"Damage in files: {said(total.faults)}.",) if total.faults else ()
    return (Section(title="What was read and left out", heads=("what", "records", "% of records"), lines=lines, notes=notes),)


def _failed(crawl: Crawl) -> tuple[Section, ...]:
    """Return the pages that failed, some for each adapter and kind of failure."""
    if not crawl.failed:
        return ()
    lines = tuple(
        (one.adapter, one.adapter in crawl.floors, (one.status, overview.away(one.url, _label(one)), f"{one.file} {one.number}", one.error))
        for one in crawl.failed
    )
    count = sum(sum(crawl.total.failed(name).values()) for name in crawl.adapters)
    caption = f"The first pages of each adapter and status, {len(lines):,} of {count:,}"
    heads = ("adapter", "status", "page", "where it stands", "error")
    return (Section(title="Pages that failed", heads=heads, lines=lines, caption=caption, is_text=True),)


def _label(one: FailedPage) -> str:
    """Return what a page is called: host and path, else its place."""
    try:
        parts = urlsplit(one.url)
    except ValueError:
        return one.number
    text = f"{parts.hostname.removeprefix('www.')}{parts.path}" if parts.hostname else one.number
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _files(crawl: Crawl) -> tuple[Section, ...]:
    """Return the files, damaged ones first, and those that could not be read."""
    ordered = sorted(crawl.files, key=lambda item: (not item[1].faults, item[0]))
    lines = tuple(
        (name, False, (f"{one.pages:,}", f"{sum(one.left_out.values()):,}", f"{one.seconds:,.1f}", said(one.faults) or "–"))
        for name, one in ordered[:_FILES]
    )
    more = len(ordered) - len(lines)
    notes = (f"{more:,} more files without damage are not listed.",) if more else ()
    files = Section(title="Files", heads=("file", "pages", "left out", "seconds", "damage"), lines=lines, notes=notes)
    unread = tuple((what.partition(" ")[0], False, (what,)) for what in crawl.unread)
    return (files, *((Section(title="Files not read", heads=("file", "why"), lines=unread, is_text=True),) if unread else ()))
