"""Print boards of estimates without gold: tables of their own, never beside scores."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cli import console
from bench.scoring.tables import COSTS, COVERAGE, FAILED, INTERVAL, RANK, percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from bench.cli.console import Part
    from bench.scoring.tables.estimated.boards import EstimatedBoard
    from bench.scoring.tables.leaderboards import Standing

_FIGURES = ("est. F1", INTERVAL, RANK, "est. precision", "est. recall")
_ENDED = (COVERAGE, FAILED, *COSTS, "version", "settings")


def parts(boards: Sequence[EstimatedBoard]) -> Iterator[Part]:
    """Yield boards for people: estimates with intervals, what they rest on, and where extractors differ."""
    from bench.scoring.tables import timing

    for one in boards:
        board = one.board
        track = f" ({board.track})" if board.track != "html" else ""
        title = f"estimates without gold on {board.corpora[0]}{track}: {console.pages(board.n, board.clusters)}"
        cells = [_cells(one, standing) for standing in board.standings]
        yield {"columns": ["adapter", "family", *_FIGURES, *_ENDED], "lines": cells, "title": title}
        for line in (*one.said, *filter(None, [board.no_ranks]), *timing.notes(board.standings)):
            yield console.clean(line, 600)
        if one.disagreements:
            lines = [[each.page_id, f"{each.consensus:.2f}", each.drops or "-", each.adds or "-"] for each in one.disagreements]
            yield ""
            title = "pages on which the families agree least, held against what most of them return"
            yield {"columns": ["page", "agreement", "drops most", "adds most"], "lines": lines, "title": title}
        yield board.signature + "\n"


def next_steps(boards: Sequence[EstimatedBoard], corpora: Iterable[Mapping[str, Any]]) -> Iterator[Part]:
    """Yield what to type for gold of each corpus with estimates that is a folder of saved pages.

    ``corpora`` are those of a run's manifest. A folder with an index has drafts or gold already.
    """
    from bench.corpus.readers.native import INDEX

    estimated = {name for one in boards for name in one.board.corpora}
    for corpus in corpora:
        folder = Path(corpus["source"])
        if corpus["name"] in estimated and folder.is_dir() and not (folder / INDEX).exists():
            typed = f"boilerbench corpus new {shlex.quote(corpus['source'])}"
            yield f"next: {console.clean(typed, 600)} drafts gold from what they agree on; sign some pages, and figures are scores\n"


def _cells(one: EstimatedBoard, standing: Standing) -> list[str]:
    """Return the cells of one adapter; yardsticks are neither voters nor judged, so none is here."""
    from bench.scoring.statistics.ranks import shown
    from bench.scoring.tables import timing

    f1, precision, recall = (standing.metrics[name] for name in one.board.metrics)
    times = [timing.marked(console.number(time, 1), standing) for time in (standing.p50_ms, standing.p95_ms)]
    return [
        standing.adapter,
        one.families[standing.adapter],
        console.number(f1.value, 3),
        console.interval(f1.low, f1.high),
        shown(standing.rank) or "-",
        console.number(precision.value, 3),
        console.number(recall.value, 3),
        percent(standing.coverage),
        ", ".join(f"{count} {status}" for status, count in standing.failures.items()) or "-",
        *times,
        console.number(standing.peak_mb, 0),
        standing.version,
        standing.settings,
    ]


def as_data(boards: Sequence[EstimatedBoard], *, pairs: bool = False) -> list[dict[str, object]]:
    """Return boards as plain data for ``--json``, with their pairwise comparisons if asked for."""
    return [{name: value for name, value in one.as_data().items() if pairs or name != "pairs"} for one in boards]
