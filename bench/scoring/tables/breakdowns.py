"""Break a run down by groups of pages, and page by page.

- ``breakdown(results, by, sampling) -> DataFrame``: a line for each corpus, track, group and adapter, every metric with its interval and n;
- ``groups(results, by) -> DataFrame`` of group names by corpus and page_id, for ``by`` in :data:`DIMENSIONS`;
- ``page_table(results, metric) -> DataFrame``: a line for each page, a column for each adapter, hardest pages first;
- ``complexity(results) -> dict``: chatnoir's page complexity.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import BoilerbenchError
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from bench.scoring.tables.matrix import Matrix, Results

UNKNOWN = "(unknown)"
SYNONYMS = {"category": "collection"}  # WCXB's older name of a page type
SOURCE = "everything"  # the floor that returns a page's whole text
THRESHOLD = 0.33  # quantile of complexity that divides low from high in chatnoir's evaluation
WORD = re.compile(r"\w+")


def breakdown(results: Results, by: str, sampling: Sampling | None = None) -> pd.DataFrame:
    """Return the figures of every group of pages, corpus by corpus and track by track.

    Columns: corpus, track, by, group, adapter, n, coverage and, for each metric ``m``, ``m``, ``m_low`` and ``m_high``.
    Pages whose group is not known form the group ``(unknown)``. Groups come in sorted order (quarters and levels in their own).
    A page may be in several groups only by ``devices``. Raises BoilerbenchError where ``by`` is not in :data:`DIMENSIONS`.
    """
    import pandas as pd

    chosen, members = sampling or Sampling(), groups(results, by)
    lines = []
    for (corpus, track), matrix in results.matrices.items():
        own = members[(members["corpus"] == corpus) & (members["kind"] == track)]
        for group, part in own.groupby("group", sort=True):
            about = {"corpus": corpus, "track": track, "by": by, "group": group}
            lines += _lines(results, matrix.on(part["page_id"]), chosen, about)
    metrics = [column for metric in results.scorer.metrics for column in (metric, f"{metric}_low", f"{metric}_high")]
    return pd.DataFrame(lines, columns=["corpus", "track", "by", "group", "adapter", "n", "coverage", *metrics])


def _lines(results: Results, matrix: Matrix, sampling: Sampling, about: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the lines of one group of pages, one for each adapter."""
    if not matrix.adapters:
        return []
    good = _covered(results, matrix)
    lines = []
    for name, metrics in matrix.scored(sampling).estimates().items():
        line = {**about, "adapter": name, "n": metrics[results.scorer.headline].n, "coverage": good.get(name, np.nan)}
        for metric, estimate in metrics.items():
            line |= {metric: estimate.value, f"{metric}_low": estimate.low, f"{metric}_high": estimate.high}
        lines.append(line)
    return lines


def _covered(results: Results, matrix: Matrix) -> dict[str, float]:
    """Return adapter -> share of these pages with status ok, among those it was tried on."""
    table = results.extractions
    part = table[(table["corpus"] == matrix.corpus) & table["page_id"].isin(matrix.page_ids) & (table["status"] != "skipped")]
    return {str(name): float((own["status"] == "ok").mean()) for name, own in part.groupby("adapter", sort=True)}


def groups(results: Results, by: str) -> pd.DataFrame:
    """Return corpus, page_id, kind and group of every scored page.

    Raises BoilerbenchError for an unknown dimension.
    """
    import pandas as pd

    if by not in DIMENSIONS:
        raise BoilerbenchError(f"pages cannot be broken down by {by!r}", f"one of: {', '.join(DIMENSIONS)}")
    scored = set(zip(results.scores["corpus"], results.scores["page_id"], strict=True))
    kept = [key in scored for key in zip(results.pages["corpus"], results.pages["page_id"], strict=True)]
    pages = results.pages[kept].reset_index(drop=True)
    made = pages[["corpus", "page_id", "kind"]].assign(group=pd.Series(DIMENSIONS[by](results, pages), dtype=object))
    exploded = made.explode("group", ignore_index=True)
    return pd.DataFrame(exploded.assign(group=[_name(group) for group in exploded["group"]]))


def _name(group: object) -> str:
    """Return a group's name, "(unknown)" for none."""
    return UNKNOWN if group is None or group == "" or isinstance(group, float) else str(group)


def _column(name: str) -> Callable[[Results, pd.DataFrame], list[object]]:
    """Return a grouping by a column of the pages."""

    def grouped(_results: Results, pages: pd.DataFrame) -> list[object]:
        """Return the column, or that nothing is known."""
        return list(pages[name]) if name in pages else [UNKNOWN] * len(pages)

    return grouped


def _type(_results: Results, pages: pd.DataFrame) -> list[object]:
    """Group by page type under its current name."""
    return [SYNONYMS.get(str(kind), kind) for kind in pages["type"]]


def _language(_results: Results, pages: pd.DataFrame) -> list[object]:
    """Group by primary language: ``pt-BR`` and ``pt`` are one."""
    return [str(lang or "").replace("_", "-").split("-")[0].lower() for lang in pages["lang"]]


def _devices(_results: Results, pages: pd.DataFrame) -> list[object]:
    """Group by boilerplate device; a page is in the group of each device it has."""
    return [list(devices) if devices is not None and len(devices) else "(none)" for devices in pages["devices"]]


def _length(_results: Results, pages: pd.DataFrame) -> list[object]:
    """Group by quarters of gold length in words, over the pages of each corpus."""
    lengths = [gold_words(blocks, words) for blocks in pages["blocks"]]
    return _by_corpus(pages, lengths, _quarters)


def _complexity(results: Results, pages: pd.DataFrame) -> list[object]:
    """Group by complexity, low or high, at the 0.33 quantile of each corpus as chatnoir does."""
    values = complexity(results)
    keys = zip(pages["corpus"], pages["page_id"], strict=True)
    return _by_corpus(pages, [values.get(key, np.nan) for key in keys], _levels)


def _by_corpus(pages: pd.DataFrame, values: list[float], label: Callable[[NDArray[np.float64]], list[str]]) -> list[object]:
    """Label values corpus by corpus and return the labels in page order."""
    numbers, corpora = np.array(values, float), pages["corpus"].to_numpy()
    labels: list[object] = [UNKNOWN] * len(numbers)
    for corpus in sorted(set(corpora)):
        at = np.flatnonzero((corpora == corpus) & ~np.isnan(numbers))
        for index, name in zip(at, label(numbers[at]), strict=True):
            labels[index] = name
    return labels


def _quarters(lengths: NDArray[np.float64]) -> list[str]:
    """Name each length's quarter with its range in words."""
    if not len(lengths):
        return []
    place = np.searchsorted(np.quantile(lengths, [0.25, 0.5, 0.75]), lengths, side="left")
    spans = {q: (lengths[place == q].min(), lengths[place == q].max()) for q in sorted(set(place.tolist()))}
    return [f"Q{q + 1} ({spans[q][0]:.0f}-{spans[q][1]:.0f} words)" for q in place.tolist()]


def _levels(values: NDArray[np.float64]) -> list[str]:
    """Name each complexity low or high."""
    if not len(values):
        return []
    border = float(np.quantile(values, THRESHOLD))
    return [f"low (< {border:.2f})" if value < border else f"high (>= {border:.2f})" for value in values]


def gold_words(blocks: object, split: Callable[[str], list[str]] = WORD.findall) -> float:
    """Return how many words a page's gold blocks hold, NaN without gold."""
    if blocks is None or isinstance(blocks, float):
        return float("nan")
    listed: list[Mapping[str, str]] = list(blocks)  # type: ignore[call-overload]
    return float(sum(len(split(block["text"])) for block in listed))


def complexity(results: Results) -> dict[tuple[str, str], float]:
    """Return chatnoir's page complexity by (corpus, page id).

    It is 1 - gold words / words of the page's whole text, clipped to 0-1.
    The whole text (without scripts and styles) is what the floor ``everything`` returned in this run; pages without it, or without gold,
    have no complexity. Words are runs of word characters (Bevendorff et al. 2023, "An Empirical Comparison of Web Content Extraction
    Algorithms", SIGIR).
    """
    table = results.extractions
    whole = table[(table["adapter"] == SOURCE) & (table["status"] == "ok")]
    texts = {(str(c), str(p)): len(WORD.findall(text)) for c, p, text in zip(whole["corpus"], whole["page_id"], whole["text"], strict=True)}
    pages = results.pages
    golds = {(str(c), str(p)): gold_words(b) for c, p, b in zip(pages["corpus"], pages["page_id"], pages["blocks"], strict=True)}
    return {
        key: float(np.clip(1 - golds[key] / whole_words, 0, 1))
        for key, whole_words in sorted(texts.items())
        if whole_words and key in golds and golds[key] == golds[key]
    }


DIMENSIONS: Mapping[str, Callable[[Results, pd.DataFrame], list[object]]] = {
    "type": _type,
    "language": _language,
    "site": _column("site"),
    "length": _length,
    "complexity": _complexity,
    "devices": _devices,
}


def page_table(results: Results, metric: str = "") -> pd.DataFrame:
    """Return a line for each page: corpus, track, page_id, ``mean``, ``spread`` and every adapter's figure.

    Hardest pages (lowest mean over adapters that are not floors) first; ``spread`` is best minus worst of those. NaN where skipped or
    undefined on a single page.
    """
    import pandas as pd

    name = metric or results.scorer.headline
    floors = results.manifest.floors
    frames = []
    for matrix in results.matrices.values():
        frame = pd.DataFrame(matrix.of(name).T, columns=list(matrix.adapters))
        judged = frame[[adapter for adapter in matrix.adapters if adapter not in floors]]
        ends = {"mean": judged.mean(axis=1), "spread": judged.max(axis=1) - judged.min(axis=1)}
        frames.append(frame.assign(corpus=matrix.corpus, track=matrix.track, page_id=list(matrix.page_ids), **ends))
    if not frames:
        return pd.DataFrame(columns=["corpus", "track", "page_id", "mean", "spread"])
    table = pd.concat(frames, ignore_index=True)
    first = ["corpus", "track", "page_id", "mean", "spread"]
    lower = name in results.scorer.lower_is_better
    return table[first + [c for c in table if c not in first]].sort_values(
        ["mean", "corpus", "page_id"], ascending=[not lower, True, True], kind="stable", ignore_index=True
    )
