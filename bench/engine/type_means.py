"""A run's figures by page type, as the measurement of prediction needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.store.run_folder import RunFolder


def by_type(folder: RunFolder, protocol: str, only: str = "") -> Mapping[str, Mapping[str, float]]:
    """Return adapter -> page type -> headline figure over the HTML pages of that type; floors left out.

    ``only`` keeps one page type. A figure is the protocol's own for a corpus of those pages, so averaging follows its rules; pages an
    adapter was never tried on are absent from it. Scores are made where the run has none of this protocol yet.
    """
    import numpy as np

    from bench.engine.score import score_run
    from bench.scoring import load

    scorer = load(protocol)
    if protocol not in folder.protocols():
        score_run(folder, [protocol])
    floors = {str(row["name"]) for row in folder.manifest().adapters if row["floor"]}
    types = {(row["corpus"], row["page_id"]): row["type"] for row in folder.pages().to_pylist() if row["kind"] == Kind.HTML}
    kept: dict[tuple[str, str], list[list[float]]] = {}
    for row in folder.scores(protocol).to_pylist():
        kind = types.get((row["corpus"], row["page_id"]))
        if kind is not None and row["adapter"] not in floors and only in {"", kind}:
            kept.setdefault((row["adapter"], kind), []).append([row[name] for name in scorer.columns])
    place = scorer.metrics.index(scorer.headline)
    found: dict[str, dict[str, float]] = {}
    for (adapter, kind), rows in sorted(kept.items()):
        found.setdefault(adapter, {})[kind] = float(scorer.finish(scorer.parts(np.asarray(rows, float)).sum(axis=-2))[place])
    return found
