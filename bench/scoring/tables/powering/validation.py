"""Hold estimates without gold, and powered intervals, against gold that is there.

Gold is hidden from the estimates of :mod:`bench.scoring.statistics.agreement`, and shown to powered intervals on few random pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.errors import ProtocolError
from bench.model import GoldState
from bench.scoring.statistics.correlation import LEAST, spearman
from bench.scoring.statistics.coverage import DRAWS, Coverage, coverage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from bench.scoring.tables.matrix import Matrix, Results

METRIC = "f1"  # what estimates are held against: precision and recall follow from the same shingles
SIZES = (20, 30, 50)  # pages with gold that powered intervals are shown
_WITH_GOLD = (GoldState.CLEANED, GoldState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Estimated:
    """One adapter's mean over pages: what gold says and what was estimated without it, on 0-1."""

    adapter: str
    gold: float
    estimated: float


@dataclass(frozen=True, slots=True)
class Match:
    """How well estimates match gold on so many pages: rank correlation, mean absolute error and mean error (estimate - gold)."""

    type: str  # of the pages, "" for all
    pages: int
    spearman: float
    error: float
    bias: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How well estimates matched gold on a published corpus, as this release was measured."""

    corpus: str
    adapters: int
    families: int
    match: Match
    types: tuple[Match, ...] = ()
    intervals: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What holding estimates against gold says of one corpus and track.

    ``adapters`` are contenders that were tried on every page, best by gold first. ``types`` are those with a name; none of fewer than two.
    ``intervals`` are powered ones of differences, for :data:`SIZES` that leave half of the pages without gold.
    """

    corpus: str
    track: str
    protocol: str
    families: int
    adapters: tuple[Estimated, ...]
    match: Match
    types: tuple[Match, ...]
    intervals: tuple[Coverage, ...]


def known() -> tuple[Known, ...]:
    """Return what validation gave on published corpora; the figures come with the package."""
    import tomllib
    from importlib.resources import files

    held = tomllib.loads((files("bench.scoring.statistics") / "validation.toml").read_text(encoding="utf-8"))
    return tuple(
        Known(
            corpus=one["name"],
            adapters=one["adapters"],
            families=one["families"],
            match=_known_match(one),
            types=tuple(map(_known_match, one.get("types", ()))),
            intervals=tuple(Coverage(**each) for each in one["intervals"]),
        )
        for one in held["corpora"]
    )


def _known_match(held: Mapping[str, Any]) -> Match:
    return Match(held.get("type", ""), held["pages"], held["spearman"], held["error"], held["bias"])


def validations(results: Results, families: Mapping[str, str], *, draws: int = DRAWS, seed: int = 0) -> list[Validation]:
    """Return the validation of each corpus and track of a run with :attr:`Results.agreement`.

    ``families`` is adapter -> family. Pages of drafts are left out. Raises ProtocolError where a protocol has no F1 or nothing can be held
    against anything.
    """
    if METRIC not in results.scorer.metrics or results.scorer.percent:
        raise ProtocolError(f"{results.scorer.name} has no F1, which is what is estimated", "a protocol with it", "--protocol aligned")
    made = [_validation(results, matrix, families, draws, seed) for matrix in results.matrices.values()]
    if not (usable := [one for one in made if one is not None]):
        what = f"no corpus of this run has cleaned gold and {LEAST} extractors of {LEAST} families that were tried on every page"
        raise ProtocolError(what, "a run of more extractors", "boilerbench run --corpus CORPUS --adapters all")
    return usable


def _validation(results: Results, matrix: Matrix, families: Mapping[str, str], draws: int, seed: int) -> Validation | None:
    """Return one corpus held against its gold; None where too few adapters or pages can be."""
    pages = results.pages.set_index(["corpus", "page_id"]).loc[list(matrix.keys)]
    has_gold = pages["gold"].isin(_WITH_GOLD).to_numpy() if "gold" in pages else np.ones(len(pages), bool)
    names = [name for name in matrix.adapters if name not in results.manifest.floors]
    truth = matrix.of(METRIC)[[matrix.adapters.index(name) for name in names]]
    guessed = _estimates(results, matrix, names)
    seen = has_gold & np.isfinite(guessed).any(axis=0)
    tried = np.isfinite(truth[:, seen]).all(axis=1) & np.isfinite(guessed[:, seen]).all(axis=1)
    truth, guessed, names = truth[tried][:, seen], guessed[tried][:, seen], [names[at] for at in np.flatnonzero(tried)]
    if len(names) < LEAST or not seen.any():
        return None
    types = pages["type"].fillna("").to_numpy(str)[seen] if "type" in pages else np.full(int(seen.sum()), "")
    kinds = sorted({*types.tolist()} - {""})
    means = zip(names, truth.mean(axis=1).tolist(), guessed.mean(axis=1).tolist(), strict=True)
    sizes = [size for size in SIZES if 2 * size <= truth.shape[1]]
    return Validation(
        corpus=matrix.corpus,
        track=matrix.track,
        protocol=results.scorer.name,
        families=len({families.get(name, name) for name in names}),
        adapters=tuple(sorted((Estimated(*one) for one in means), key=lambda one: (-one.gold, one.adapter))),
        match=_match("", truth, guessed),
        types=tuple(_match(kind, truth[:, types == kind], guessed[:, types == kind]) for kind in kinds) if len(kinds) > 1 else (),
        intervals=coverage(truth, guessed, sizes, draws=draws, seed=seed),
    )


def _match(kind: str, truth: NDArray[np.float64], guessed: NDArray[np.float64]) -> Match:
    ours, theirs = truth.mean(axis=1), guessed.mean(axis=1)
    return Match(kind, truth.shape[1], spearman(theirs, ours), float(np.abs(theirs - ours).mean()), float((theirs - ours).mean()))


def _estimates(results: Results, matrix: Matrix, names: Sequence[str]) -> NDArray[np.float64]:
    """Return estimated F1, (names, pages of the matrix); NaN where there is none."""
    if results.agreement is None:
        return np.full((len(names), len(matrix.page_ids)), np.nan)
    table = results.agreement[results.agreement["corpus"] == matrix.corpus]
    wide = table.pivot_table(index="adapter", columns="page_id", values=METRIC, aggfunc="first", dropna=False)
    return np.asarray(wide.reindex(index=list(names), columns=list(matrix.page_ids)).to_numpy(float))
