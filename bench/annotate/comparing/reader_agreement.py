"""How far readers agree: F1 of words, Cohen's kappa and Krippendorff's alpha, with intervals, over all pages and by page type."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bench.annotate.comparing.collecting import Collected
from bench.annotate.comparing.word_labels import DROP, LABELS, OPTIONAL, Divergence, WordLabels, divergences, word_labels
from bench.model import Estimate, Page
from bench.scoring.statistics import reliability
from bench.scoring.statistics.intervals import clusters_of, interval
from bench.scoring.statistics.resampling import Sampling, clusters, weights

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Figures of one set of words.

    ``f1`` is the mean over pages and pairs of readers of the F1 of the words in either one's gold; ``kappa`` the mean over pairs of
    readers (Light, Psychological Bulletin 76, 1971), ``alpha`` that of all readers, both over the words of all pages. NaN where labels do
    not vary.
    """

    f1: Estimate
    kappa: Estimate
    alpha: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeAgreement:
    """How far readers agree on pages of one type.

    ``with_optional`` tells keep, optional and drop apart; in its F1 both of the first are gold. ``without`` leaves out the words that any
    reader of the page calls optional, which scores leave out too.
    """

    type: str  # "" for all pages
    pages: int
    words: int
    with_optional: Agreed
    without: Agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAgreement:
    """How far readers agree on one page, by all words: F1, how many words they label differently, and where most."""

    id: str
    type: str
    readers: tuple[str, ...]
    f1: float
    without: float  # the same without words that any of them calls optional
    differing: int
    words: int
    most: tuple[Divergence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderAgreement:
    """What comparing readers gives; ``pages`` are those where they differ most first."""

    readers: tuple[str, ...]
    overall: TypeAgreement
    types: tuple[TypeAgreement, ...]
    pairs: tuple[tuple[str, str, int, float], ...]  # two readers, pages that both read, kappa of all words
    pages: tuple[PageAgreement, ...]
    unit: str  # what is resampled: site, or page where no page has a site


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """Counts of every page that add up: (pages, pairs, 3, 3) and (pages, 3, 3); ``f1`` and ``read`` are (pages, pairs)."""

    confusions: Floats
    coincidences: Floats
    f1: Floats
    read: Floats

    def at(self, chosen: NDArray[np.bool_]) -> "_Counts":
        """Return the counts of some pages."""
        return _Counts(self.confusions[chosen], self.coincidences[chosen], self.f1[chosen], self.read[chosen])

    def measured(self, drawn: Floats) -> Floats:
        """Return F1, kappa and alpha, (resamples, 3), of page weights (resamples, pages)."""
        read = (drawn @ self.read).sum(axis=1)
        f1 = np.divide((drawn @ (self.f1 * self.read)).sum(axis=1), read, out=np.full(len(drawn), np.nan), where=read > 0)
        kappas = reliability.cohen_kappa(np.tensordot(drawn, self.confusions, 1))
        known = np.isfinite(kappas).sum(axis=1)
        kappa = np.divide(np.nansum(kappas, axis=1), known, out=np.full(len(drawn), np.nan), where=known > 0)
        return np.stack([f1, kappa, reliability.krippendorff_alpha(np.tensordot(drawn, self.coincidences, 1))], axis=1)


def reader_agreement(collected: Collected, *, resamples: int = 2000, seed: int = 0) -> ReaderAgreement:
    """Return how far readers agree, with intervals by bootstrap over sites.

    Where no page has a site, pages are resampled.
    """
    labelled = [word_labels(read) for read in collected.pages]
    pages = [read.page for read in collected.pages]
    readers = tuple(sorted({name for one in labelled for name in one.readers}))
    everything, required = (_counts(labelled, readers, skipped=skipped) for skipped in (-1, OPTIONAL))
    types, sizes = np.array([page.type for page in pages], np.str_), np.array([len(one.words) for one in labelled])
    sites = [page.site for page in pages]
    sampling = Sampling(resamples=resamples, seed=seed, unit="site" if any(sites) else "page")

    def of(kind: str) -> TypeAgreement:
        """Return the figures of one page type, "" for all."""
        chosen = types == kind if kind else np.ones(len(pages), bool)
        groups = clusters([site for site, is_chosen in zip(sites, chosen, strict=True) if is_chosen], sampling.unit)
        both = [_agreed(counts.at(chosen), groups, sampling, kind) for counts in (everything, required)]
        return TypeAgreement(type=kind, pages=len(groups), words=int(sizes[chosen].sum()), with_optional=both[0], without=both[1])

    kinds = sorted({*types.tolist()} - {""})
    listed = [_page(*one) for one in zip(labelled, types.tolist(), pages, _means(everything), _means(required), strict=True)]
    return ReaderAgreement(
        readers=readers,
        overall=of(""),
        types=tuple(of(kind) for kind in kinds) if len(kinds) > 1 else (),
        pairs=_pairs(everything, readers),
        pages=tuple(sorted(listed, key=lambda page: (page.f1, -page.differing, page.id))),
        unit=sampling.unit,
    )


def _counts(labelled: Sequence[WordLabels], readers: Sequence[str], *, skipped: int) -> _Counts:
    """Return the counts of all pages; words that any reader labels ``skipped`` are left out."""
    couples = list(combinations(readers, 2))
    confusions = np.zeros((len(labelled), len(couples), len(LABELS), len(LABELS)))
    coincidences = np.zeros((len(labelled), len(LABELS), len(LABELS)))
    read = np.zeros((len(labelled), len(couples)))
    for at, one in enumerate(labelled):
        kept = one.labels[:, (one.labels != skipped).all(axis=0)]
        coincidences[at] = reliability.coincidences(kept, len(LABELS))
        for pair, (left, right) in enumerate(couples):
            if left in one.readers and right in one.readers:
                read[at, pair] = 1
                sides = kept[one.readers.index(left)], kept[one.readers.index(right)]
                confusions[at, pair] = reliability.confusion(*sides, len(LABELS))
    content = np.add.reduceat(np.add.reduceat(confusions, [0, DROP], axis=-1), [0, DROP], axis=-2)  # keep and optional are gold
    f1 = reliability.label_f1(content)
    return _Counts(confusions, coincidences, np.where(np.isnan(f1), 1.0, f1), read)  # two empty golds are the same gold


def _agreed(counts: _Counts, groups: NDArray[np.int64], sampling: Sampling, name: str) -> Agreed:
    value = counts.measured(np.ones((1, len(groups))))[0]
    resampled = np.concatenate([counts.measured(drawn) for drawn in weights(groups, sampling, name)])
    low, high = interval(resampled, clusters_of(groups), sampling.level, axis=0)
    figures = zip(value.tolist(), low.tolist(), high.tolist(), strict=True)
    return Agreed(*(Estimate(middle, below, above, sampling.level, len(groups)) for middle, below, above in figures))


def _means(counts: _Counts) -> list[float]:
    """Return the F1 of each page, the mean over pairs of its readers."""
    means: list[float] = ((counts.f1 * counts.read).sum(axis=1) / counts.read.sum(axis=1)).tolist()
    return means


def _pairs(counts: _Counts, readers: Sequence[str]) -> tuple[tuple[str, str, int, float], ...]:
    kappas = reliability.cohen_kappa(counts.confusions.sum(axis=0))
    listed = zip(combinations(readers, 2), counts.read.sum(axis=0).tolist(), kappas.tolist(), strict=True)
    return tuple((*pair, int(pages), kappa) for pair, pages, kappa in listed if pages)


def _page(one: WordLabels, kind: str, page: Page, f1: float, without: float) -> PageAgreement:
    differing = int((one.labels != one.labels[:1]).any(axis=0).sum())
    most = tuple(divergences(one)[:3])
    return PageAgreement(
        id=page.id, type=kind, readers=one.readers, f1=f1, without=without, differing=differing, words=len(one.words), most=most
    )
