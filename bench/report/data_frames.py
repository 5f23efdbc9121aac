"""Runs as pandas data frames, for notebooks: ``bench.leaderboard``, ``bench.scores``, ``bench.compare``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.errors import ProtocolError
from bench.store.run_folder import RunFolder, find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from bench.scoring.tables.leaderboards import Board

    Run = RunFolder | str | Path


def leaderboard(run: Run = "latest", protocol: str = "", *, reports: str | Path = "reports") -> pd.DataFrame:
    """Return the leaderboards of a run, a line for each adapter, best first on each board.

    ``run`` is what :func:`bench.run` returned, ``latest``, an id, or a folder; ``protocol`` names one that was scored (all for "").
    Columns: protocol, corpus, track (html or text), adapter, rank_low, rank_high (missing for yardsticks), each metric with ``_low`` and
    ``_high`` (95 % interval), pages, coverage (0-1), failed, p50_ms, p95_ms, peak_mb, version, settings. Raises RunError where there is no
    such run, ProtocolError where it was not scored by that protocol.
    """
    import pandas as pd

    return pd.DataFrame([line for board in boards(run, protocol, reports=reports) for line in _lines(board)])


def boards(run: Run = "latest", protocol: str = "", *, reports: str | Path = "reports") -> list[Board]:
    """Return the leaderboards of a run as objects that a notebook shows as tables.

    Arguments and errors are those of :func:`leaderboard`; figures are in ``standings``, differences in ``pairs``.
    """
    from bench.store import boards as stored

    folder = _folder(run, reports)
    if protocol:
        _check(folder, protocol)
    return stored.of_run(folder, [protocol] if protocol else None)


def scores(run: Run = "latest", protocol: str = "aligned", *, reports: str | Path = "reports") -> pd.DataFrame:
    """Return the score rows of a run by one protocol, with each page's own metrics.

    There is a line for each adapter and page. Columns: adapter, corpus, page_id, status, the protocol's columns and, after them, those of
    its metrics that are no columns. Raises as :func:`leaderboard` does.
    """
    from bench.scoring import load
    from bench.scoring.statistics.resampling import page_values

    folder = _folder(run, reports)
    _check(folder, protocol)
    frame: pd.DataFrame = folder.scores(protocol).to_pandas()
    scorer = load(protocol)
    values = page_values(scorer, frame[list(scorer.columns)].to_numpy(float)[None])[0]
    for at, metric in enumerate(scorer.metrics):
        if metric not in frame:
            frame[metric] = values[:, at]
    return frame


def compare(before: Run, after: Run = "latest", *, reports: str | Path = "reports") -> pd.DataFrame:
    """Return what moved between two runs, the largest move first on each board.

    There is a line for each adapter that both have. Columns: protocol, corpus, track, adapter, metric (the protocol's headline), before,
    after, difference, low, high (95 % interval), p (adjusted), pages, broke, fixed (pages). Raises RunError where the two have nothing in
    common.
    """
    import pandas as pd

    from bench.report import comparison

    made = comparison.compare(_folder(before, reports).path, _folder(after, reports).path)
    lines = []
    for one in made.differences:
        place = {"protocol": one.protocol, "corpus": one.corpus, "track": one.track}
        for move in one.moves:
            moved, p = move.pair.difference, move.pair.p_adjusted
            figures = {"before": move.before, "after": move.after, "difference": moved.value, "low": moved.low, "high": moved.high, "p": p}
            counts = {"pages": one.pages, "broke": len(move.broke), "fixed": len(move.mended)}
            lines.append({**place, "adapter": move.adapter, "metric": one.metric, **figures, **counts})
    return pd.DataFrame(lines)


def _folder(run: Run, reports: str | Path) -> RunFolder:
    """Return the folder of a run."""
    return run if isinstance(run, RunFolder) else find(run, reports)


def _check(folder: RunFolder, protocol: str) -> None:
    """Raise ProtocolError where a run was not scored by a protocol."""
    if protocol not in (scored := folder.protocols()):
        what = f"the run {folder.path.name} was not scored by {protocol!r}"
        raise ProtocolError(what, f"one of: {', '.join(scored) or 'none'}", f"boilerbench score {folder.path.name} --protocol NAME")


def _lines(board: Board) -> Iterator[dict[str, object]]:
    """Yield the lines of a board."""
    for one in board.standings:
        low, high = one.rank or (None, None)
        figures = {
            f"{name}{ending}": value
            for name in board.metrics
            for ending, value in zip(
                ("", "_low", "_high"), (one.metrics[name].value, one.metrics[name].low, one.metrics[name].high), strict=True
            )
        }
        place = {"protocol": board.protocol, "corpus": "+".join(board.corpora), "track": board.track, "adapter": one.adapter}
        costs = {"p50_ms": one.p50_ms, "p95_ms": one.p95_ms, "peak_mb": one.peak_mb}
        ended = {"pages": one.n, "coverage": one.coverage, "failed": sum(one.failures.values())}
        yield {**place, "rank_low": low, "rank_high": high, **figures, **ended, **costs, "version": one.version, "settings": one.settings}
