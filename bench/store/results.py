"""Leaderboards of a run folder: its tables handed to the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.scoring.statistics.resampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.scoring.tables.leaderboards import Board, Results
    from bench.store.run_folder import RunFolder


_PAGES = ("corpus", "page_id", "kind", "site")  # all that a board needs of pages, and of extractions
_RAN = ("adapter", "corpus", "page_id", "status", "wall_ns", "peak_rss")


def results(folder: RunFolder, protocol: str, *, slim: bool = False) -> Results:
    """Return a run as seen by one protocol that was scored, or as much of it as leaderboards need (``slim``): gold and texts are most."""
    from bench.scoring import load
    from bench.scoring.tables.leaderboards import Results

    pages, extractions = folder.pages(_PAGES if slim else None), folder.extractions(_RAN if slim else None)
    return Results(folder.manifest(), load(protocol), pages.to_pandas(), extractions.to_pandas(), folder.scores(protocol).to_pandas())


def sampling(
    folder: RunFolder, *, resamples: int | None = None, seed: int | None = None, unit: str = "site", test: str = "resample"
) -> Sampling:
    """Return how uncertainty is estimated: as the run's manifest says unless told otherwise."""
    options = folder.manifest().options
    chosen = resamples if resamples is not None else int(options.get("resamples", 10_000))
    return Sampling(chosen, seed if seed is not None else int(options.get("seed", 0)), unit, test)


def boards(folder: RunFolder, protocols: Iterable[str], chosen: Sampling, *, metric: str = "", peer: bool = False) -> list[Board]:
    """Return the boards of the protocols named, and the macro board of each where there are several corpora.

    ``metric`` ranks where a protocol has it. Raises ProtocolError where none has.
    """
    from bench.errors import ProtocolError
    from bench.scoring.tables.leaderboards import leaderboards, macro

    seen = [results(folder, name, slim=True) for name in protocols]
    if metric and not any(metric in item.scorer.metrics for item in seen):
        known = sorted({name for item in seen for name in item.scorer.metrics})
        raise ProtocolError(f"no protocol here has a metric {metric!r}", f"one of: {', '.join(known)}", "boilerbench protocols")
    made = []
    for item in seen:
        by = metric if metric in item.scorer.metrics else ""
        made += [*leaderboards(item, chosen, metric=by, peer=peer), *(() if peer else macro(item, chosen, metric=by))]
    return made
