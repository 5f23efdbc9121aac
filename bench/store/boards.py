"""Leaderboards of a run folder: its tables handed to the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import ProtocolError
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.tables.leaderboards import leaderboards, macro

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from bench.model import Scorer
    from bench.scoring.tables.leaderboards import Board
    from bench.scoring.tables.matrix import Results
    from bench.store.run_folder import RunFolder

_SAMPLING = ("resamples", "seed", "unit", "test", "level", "alpha")  # options of a manifest


def sampling(options: Mapping[str, Any], **asked: object) -> Sampling:
    """Return how uncertainty is estimated: as a manifest's ``options`` say, unless ``asked`` differently."""
    chosen = {name: options[name] for name in _SAMPLING if name in options}
    return Sampling(**{**chosen, **{name: value for name, value in asked.items() if value is not None}})


def boards(folder: RunFolder, protocols: Iterable[str], chosen: Sampling, *, metric: str = "", peer: bool = False) -> list[Board]:
    """Return the boards of protocols, with the mean board of each where there are several corpora.

    ``metric`` ranks where a protocol has it; raises ProtocolError where none has.
    """
    from bench.store import frames

    run = frames.read(folder, protocols, pages=frames.BOARD_PAGES, extractions=frames.BOARD_EXTRACTIONS, beside=True, plain=True)
    return of_results([run.results(name) for name in run.scores], chosen, metric=metric, peer=peer)


def of_results(seen: Sequence[Results], chosen: Sampling, *, metric: str = "", peer: bool = False) -> list[Board]:
    """Return the boards of a run as protocols see it; raises ProtocolError as :func:`boards`."""
    check_metric([results.scorer for results in seen], metric)
    made = []
    for results in seen:
        by = metric if metric in results.scorer.metrics else ""
        made += [*leaderboards(results, chosen, metric=by, peer=peer), *(() if peer else macro(results, chosen, metric=by))]
    return made


def check_metric(scorers: Sequence[Scorer], metric: str) -> None:
    """Raise ProtocolError where a metric is named that none of these protocols has."""
    if metric and not any(metric in scorer.metrics for scorer in scorers):
        known = sorted({name for scorer in scorers for name in scorer.metrics})
        raise ProtocolError(f"no protocol here has a metric {metric!r}", f"one of: {', '.join(known)}", "boilerbench protocols")


def of_run(folder: RunFolder, protocols: Iterable[str] | None = None) -> list[Board]:
    """Return the boards of the protocols named (all that were scored) by the run's own sampling."""
    return boards(folder, folder.protocols() if protocols is None else protocols, sampling(folder.manifest().options))
