"""The pages of a corpus whose gold was drawn at random, and what is predicted for all its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.model import GoldState
from bench.scoring.statistics import powered
from bench.scoring.statistics.resampling import clusters
from bench.scoring.tables.matrix import column, of_track

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bench.scoring.statistics.powered import PoweredTerms
    from bench.scoring.statistics.resampling import Sampling
    from bench.scoring.tables.matrix import Matrix, Results

_PREDICTS = ("f1", "precision", "recall")  # estimates that predict the metric of that name; any other is predicted by the first
_NEXT = "boilerbench corpus next FOLDER draws them"


class NotPoweredError(Exception):
    """Why figures rest on pages with gold alone, in words; "" where every page has gold."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Drawn:
    """The pages of a corpus and track whose gold was drawn at random, among all its pages.

    ``gold`` is the matrix of pages with gold that count, ``probabilities`` (all pages,) are 0 for others, ``places`` say where a page of
    ``gold`` stands among all. ``predicted`` is by metric name, (adapters, all pages). ``about`` says what was drawn, in words.
    """

    gold: Matrix
    probabilities: NDArray[np.float64]
    groups: NDArray[np.int64]
    places: NDArray[np.int64]
    predicted: Mapping[str, NDArray[np.float64]]
    is_random: bool
    about: str

    def terms(self, metric: str) -> PoweredTerms:
        """Return what powered estimates of one metric are made of, a line for each adapter of ``gold``."""
        scorer, name = self.gold.scorer, metric if metric in _PREDICTS else _PREDICTS[0]
        values = np.zeros((len(self.gold.adapters), len(self.probabilities)))
        values[:, self.places] = self.gold.of(metric)
        predicted = self.predicted[name] * (100 if scorer.percent else 1)
        return powered.terms(values, -predicted if metric in scorer.lower_is_better else predicted, self.probabilities, self.groups)


def drawn_pages(results: Results, matrix: Matrix, sampling: Sampling) -> Drawn:
    """Return the pages whose gold was drawn at random.

    Raises NotPoweredError where that cannot be said, or is too few to help.
    """
    chosen, has_states = of_track(results.pages, matrix.corpus, matrix.track), "gold" in results.pages
    everything = list(map(str, column(results.pages, "page_id")[chosen]))
    states = column(results.pages, "gold")[chosen] if has_states else ()
    known = {page for page, state in zip(everything, states, strict=has_states) if state == GoldState.CLEANED.value}
    cleaned = known & set(matrix.page_ids)
    if not has_states or len(cleaned) == len(everything) or not cleaned:
        raise NotPoweredError("")
    about: Mapping[str, Any] = next(one for one in results.manifest.corpora if one["name"] == matrix.corpus).get("sampling") or {}
    chances = _chances(about, everything, cleaned)
    gold = matrix.on([page for page in matrix.page_ids if page in chances])
    groups = clusters([str(site or "") for site in column(results.pages, "site")[chosen]], sampling.unit)
    places = {page: at for at, page in enumerate(everything)}
    probabilities = np.array([chances.get(page, 0.0) for page in everything])
    if (count := len(np.unique(groups[probabilities > 0]))) < powered.FEWEST:
        unit = sampling.unit if count == 1 else f"{sampling.unit}s"
        raise NotPoweredError(f"gold on {count} {unit} drawn at random is too little for powered intervals, which take {powered.FEWEST}")
    return Drawn(
        gold=gold,
        probabilities=probabilities,
        groups=groups,
        places=np.array([places[page] for page in gold.page_ids], np.int64),
        predicted=_predicted(results, gold, everything),
        is_random=about["method"] == "random",
        about=_words(about, [page in chances for page in about["drawn"] if page in places], len(chances), len(everything)),
    )


def _chances(about: Mapping[str, Any], everything: Sequence[str], cleaned: set[str]) -> dict[str, float]:
    """Return the probability of each page whose gold counts.

    Those are the drawn pages up to the first that has no gold yet, for a sample with pages skipped is none, and, for themselves alone,
    pages with gold that were not drawn.
    """
    known, here = about.get("drawn", {}), set(everything)
    order = [page for page in known if page in here]
    if not order:
        raise NotPoweredError(f"powered intervals take gold on pages that were drawn at random, which no page of this corpus was; {_NEXT}")
    done = next((at for at, page in enumerate(order) if page not in cleaned), len(order))
    alone = cleaned - set(order)
    share = done / len(order)
    if about["method"] == "random":
        return dict.fromkeys(alone, 1.0) | dict.fromkeys(order[:done], done / max(1, len(everything) - len(alone)))
    return dict.fromkeys(alone, 1.0) | {page: min(1.0, float(known[page]) * share) for page in order[:done]}


def _predicted(results: Results, gold: Matrix, everything: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Return by name what adapters are estimated to score, (adapters of ``gold``, all pages).

    Yardsticks have 0, which says nothing.
    """
    import pandas as pd

    if results.agreement is None:
        raise NotPoweredError("powered intervals take what the adapters agree on, which this run does not hold; boilerbench run makes it")
    if np.isnan(gold.rows).any():
        raise NotPoweredError("powered intervals take adapters that were tried on every page with gold")
    table = results.agreement[results.agreement["corpus"] == gold.corpus]
    judged = [name for name in gold.adapters if name not in results.manifest.floors]
    predicted = {}
    for name in _PREDICTS:
        wide = table.pivot_table(index="adapter", columns="page_id", values=name, aggfunc="first", dropna=False)
        wide = wide.reindex(index=pd.Index(gold.adapters), columns=pd.Index(everything))
        if wide.loc[judged].isna().to_numpy().any():
            raise NotPoweredError("powered intervals take adapters of at least three families, tried on every page")
        predicted[name] = wide.fillna(0.0).to_numpy(float)
    return predicted


def _words(about: Mapping[str, Any], drawn: Sequence[bool], gold: int, pages: int) -> str:
    """Say on what powered figures rest; ``drawn`` says of each drawn page whether its gold counts."""
    how = "at random" if about["method"] == "random" else "with known probabilities, by disagreement"
    done, waiting = sum(drawn), len(drawn) - sum(drawn)
    rest = f", and on {gold - done:,} others that stand for themselves" if gold > done else ""
    left = f"; {waiting:,} more that were drawn wait for gold" if waiting else ""
    ground = f"gold on {done:,} pages drawn {how} (seed {about['seed']}){rest}"
    return f"powered: {ground}, and what the adapters agree on for all {pages:,} pages{left}"
