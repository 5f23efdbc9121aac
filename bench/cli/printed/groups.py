"""Print a run by groups of pages: one metric, one line for each adapter, one column for each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cli import console

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from bench.scoring.statistics.resampling import Sampling
    from bench.store.run_folder import RunFolder


def show(folder: RunFolder, protocols: Sequence[str], by: str, sampling: Sampling, *, metric: str = "", as_json: bool = False) -> None:
    """Print a table for each protocol, corpus and track.

    The last column is the mean over groups, which weighs each alike.
    """
    from bench.scoring.tables.breakdowns import breakdown
    from bench.store import frames

    records: list[dict[str, object]] = []
    run = frames.read(folder, protocols, beside=True)
    for protocol in protocols:
        seen = run.results(protocol)
        name = metric if metric in seen.scorer.metrics else seen.scorer.headline
        groups = breakdown(seen, by, sampling)
        if as_json:
            records += [
                {str(key): value for key, value in record.items()} for record in groups.assign(protocol=protocol).to_dict("records")
            ]
            continue
        for (corpus, track), part in groups.groupby(["corpus", "track"], sort=False):
            _table(part, name, f"{protocol} {name} on {corpus} ({track}) by {by}")
    if as_json:
        console.as_json(records)


def _table(part: pd.DataFrame, metric: str, title: str) -> None:
    """Print one table, best macro mean first; the head of a column says how many pages are in its group."""
    wide = part.pivot_table(index="adapter", columns="group", values=metric, sort=False)
    wide["macro"] = wide.mean(axis=1)
    pages = part.groupby("group", sort=False)["n"].max()
    columns = [f"{group} ({pages[group]})" if group in pages else str(group) for group in wide.columns]
    ranked = wide.sort_values("macro", ascending=False, kind="stable")
    lines = [[name, *(console.number(value, 3) for value in ranked.loc[name])] for name in ranked.index]
    console.table(["adapter", *columns], lines, title=title)
