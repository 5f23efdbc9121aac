"""Break a run down by groups of pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.errors import BoilerbenchError
from bench.model import GoldState
from bench.scoring.statistics.resampling import Sampling
from bench.scoring.text.tokens import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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

    Columns: corpus, track, by, group, adapter, n, coverage, uncleaned (pages whose gold is not known to be cleaned by a person) and, for
    each metric ``m``, ``m``, ``m_low`` and ``m_high``.
    Pages whose group is not known form the group ``(unknown)``. Groups come in sorted order (quarters and levels in their own).
    A page may be in several groups only by ``devices``. Raises BoilerbenchError where ``by`` is not in :data:`DIMENSIONS`.
    """
    import pandas as pd

    members, lines, uncleaned = groups(results, by), list[dict[str, object]](), _uncleaned(results)
    for (corpus, track), matrix in results.matrices.items():
        own = members[(members["corpus"] == corpus) & (members["kind"] == track)]
        for group, part in own.groupby("group", sort=True):
            bad = sum((corpus, page) in uncleaned for page in part["page_id"])
            about = {"corpus": corpus, "track": track, "by": by, "group": group, "uncleaned": bad}
            lines += _lines(results, matrix.on(part["page_id"]), sampling or Sampling(), about)
    metrics = [column for metric in results.scorer.metrics for column in (metric, f"{metric}_low", f"{metric}_high")]
    return pd.DataFrame(lines, columns=["corpus", "track", "by", "group", "adapter", "n", "coverage", "uncleaned", *metrics])


def _uncleaned(results: Results) -> set[tuple[str, str]]:
    """Return (corpus, page id) of the pages whose gold is not known to be cleaned by a person."""
    pages = results.pages
    kept = pages[pages["gold"] != GoldState.CLEANED.value] if "gold" in pages else pages
    return set(zip(kept["corpus"], kept["page_id"], strict=True))


def _lines(results: Results, matrix: Matrix, sampling: Sampling, about: Mapping[str, object]) -> list[dict[str, object]]:
    """Return a line for each adapter on one group of pages; coverage is the share ok of the pages tried."""
    if not matrix.adapters:
        return []
    table = results.extractions
    tried = table[(table["corpus"] == matrix.corpus) & table["page_id"].isin(matrix.page_ids) & (table["status"] != "skipped")]
    covered = (tried["status"] == "ok").groupby(tried["adapter"]).mean()
    lines = []
    for name, metrics in matrix.scored(sampling).figures().estimates().items():
        line = {**about, "adapter": name, "n": metrics[results.scorer.headline].n, "coverage": covered.get(name, np.nan)}
        for metric, estimate in metrics.items():
            line |= {metric: estimate.value, f"{metric}_low": estimate.low, f"{metric}_high": estimate.high}
        lines.append(line)
    return lines


def groups(results: Results, by: str) -> pd.DataFrame:
    """Return corpus, page_id, kind and group of scored pages; BoilerbenchError for an unknown dimension."""
    import pandas as pd

    if by not in DIMENSIONS:
        raise BoilerbenchError(f"pages cannot be broken down by {by!r}", f"one of: {', '.join(DIMENSIONS)}")
    scored = set(zip(results.scores["corpus"], results.scores["page_id"], strict=True))
    kept = [key in scored for key in zip(results.pages["corpus"], results.pages["page_id"], strict=True)]
    pages = results.pages[kept].reset_index(drop=True)
    made = pages[["corpus", "page_id", "kind"]].assign(group=pd.Series(DIMENSIONS[by](results, pages), dtype=object))
    exploded = made.explode("group", ignore_index=True)
    return exploded.assign(group=[UNKNOWN if pd.isna(group) or group == "" else str(group) for group in exploded["group"]])


def _complexity(results: Results, pages: pd.DataFrame) -> list[object]:
    """Group by complexity, low or high, at the 0.33 quantile of each corpus as chatnoir does."""
    values = complexity(results)
    keys = zip(pages["corpus"], pages["page_id"], strict=True)
    return _by_corpus(pages, [values.get(key, np.nan) for key in keys], _levels)


def _by_corpus(pages: pd.DataFrame, values: list[float], label: Callable[[NDArray[np.float64]], list[str]]) -> list[object]:
    """Label the known values corpus by corpus and return the labels in page order."""
    numbers, corpora = np.array(values, float), pages["corpus"].to_numpy()
    labels: list[object] = [UNKNOWN] * len(numbers)
    for corpus in sorted(set(corpora)):
        at = np.flatnonzero((corpora == corpus) & ~np.isnan(numbers))
        for index, name in zip(at, label(numbers[at]) if len(at) else (), strict=True):
            labels[index] = name
    return labels


def _quarters(lengths: NDArray[np.float64]) -> list[str]:
    """Name each length's quarter with its range in words."""
    place = np.searchsorted(np.quantile(lengths, [0.25, 0.5, 0.75]), lengths, side="left")
    spans = {q: (lengths[place == q].min(), lengths[place == q].max()) for q in sorted(set(place.tolist()))}
    return [f"Q{q + 1} ({spans[q][0]:.0f}-{spans[q][1]:.0f} words)" for q in place.tolist()]


def _levels(values: NDArray[np.float64]) -> list[str]:
    """Name each complexity low or high."""
    border = float(np.quantile(values, THRESHOLD))
    return [f"low (< {border:.2f})" if value < border else f"high (>= {border:.2f})" for value in values]


def gold_words(blocks: Iterable[Mapping[str, Any]] | float | None, split: Callable[[str], list[str]] = WORD.findall) -> float:
    """Return how many words a page's gold blocks hold, NaN without gold."""
    return np.nan if blocks is None or isinstance(blocks, float) else float(sum(len(split(block["text"])) for block in blocks))


def complexity(results: Results, source: str = SOURCE, *, optional: bool = True) -> dict[tuple[str, str], float]:
    """Return chatnoir's page complexity by (corpus, page id): 1 - gold words / words of the page, 0 to 1.

    The page's text (without scripts and styles) is what the adapter ``source`` returned in this run; pages without it, or without gold,
    have no complexity. ``optional``: optional blocks of gold count too. Words are runs of word characters
    (Bevendorff et al. 2023, "An Empirical Comparison of Web Content Extraction Algorithms", SIGIR).
    """
    table = results.extractions
    whole = table[(table["adapter"] == source) & (table["status"] == "ok")]
    texts = {(str(c), str(p)): len(WORD.findall(text)) for c, p, text in zip(whole["corpus"], whole["page_id"], whole["text"], strict=True)}
    pages = results.pages
    golds = {
        (str(c), str(p)): gold_words(_kept(b, optional=optional))
        for c, p, b in zip(pages["corpus"], pages["page_id"], pages["blocks"], strict=True)
    }
    return {
        key: float(np.clip(1 - golds[key] / whole_words, 0, 1))
        for key, whole_words in sorted(texts.items())
        if whole_words and key in golds and golds[key] == golds[key]
    }


def _kept(blocks: Iterable[Mapping[str, Any]] | float | None, *, optional: bool) -> Iterable[Mapping[str, Any]] | float | None:
    """Return the blocks of a page that count, as they are without any."""
    return blocks if optional or blocks is None or isinstance(blocks, float) else [block for block in blocks if not block["optional"]]


DIMENSIONS: Mapping[str, Callable[[Results, pd.DataFrame], list[object]]] = {
    "type": lambda _, pages: [SYNONYMS.get(str(kind), kind) for kind in pages["type"]],
    "language": lambda _, pages: [str(lang or "").replace("_", "-").split("-")[0].lower() for lang in pages["lang"]],
    "site": lambda _, pages: list(pages["site"]),
    "length": lambda _, pages: _by_corpus(pages, [gold_words(blocks, words) for blocks in pages["blocks"]], _quarters),
    "complexity": _complexity,
    "devices": lambda _, pages: [list(own) if own is not None and len(own) else "(none)" for own in pages["devices"]],
}
