"""The chance that a block is content, by what families of extractors returned of it and how far they agree on the page.

Where families agree, half of them must have returned a block. Where they do not, most of them miss content more than they add
boilerplate, and fewer must. The chance is logistic in: the share of families (with a slope of its own up to one half), whether the markup
names the block boilerplate, whether it lies between blocks that half of the families have, and how little the families agree. The weights
are those of a logistic regression on half of the pages of WCXB development and of article-extraction-benchmark, rounded; see
docs/validation.md.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bench.corpus.structure.leaves import PageBlocks

Numbers = NDArray[np.float64]
HALF = 0.5  # of the families
_WEIGHTS = {"always": -3.2, "share": 8.5, "share up to half": -2.5, "boilerplate": -1.1, "between": 0.7}
_WEIGHTS_OF_DISSENT = {"always": 2.7, "share": -8.5, "share up to half": 7.0}
_TRUST = 0.75  # how far the threshold goes from one half to the one that is best if chances are exact: they are not


def chances(blocks: PageBlocks, shares: Numbers, sizes: Numbers) -> Numbers:
    """Return the chance of each leaf that it is content, 0-1.

    ``shares`` (families, leaves) says what share of a leaf's words each family returned, ``sizes`` how many words it has. Where no
    family returned anything, the markup alone speaks: what it does not name boilerplate is as likely content as not.
    """
    share = shares.mean(axis=0) if len(shares) else np.zeros(len(blocks.leaves))
    boilerplate = np.array([bool(leaf.region) for leaf in blocks.leaves], float)
    if not share.any():
        return np.where(boilerplate > 0, HALF / 2, HALF)
    terms = {"always": np.ones(len(share)), "share": share, "share up to half": np.minimum(share, HALF)}
    dissent = 1.0 - agreement(shares, sizes)
    logit = sum(_WEIGHTS_OF_DISSENT[name] * dissent * values for name, values in terms.items())
    logit += sum(_WEIGHTS[name] * values for name, values in (terms | {"boilerplate": boilerplate, "between": _between(share)}).items())
    return np.asarray(1.0 / (1.0 + np.exp(-logit)))


def agreement(shares: Numbers, sizes: Numbers) -> float:
    """Return how far families agree on a page: the median word F1 of each two; 1 of one, 0 of none."""
    held = shares * sizes
    if len(held) < 2:
        return float(len(held))
    pairs = [(np.minimum(one, other).sum(), one.sum() + other.sum()) for one, other in combinations(held, 2)]
    return float(np.median([2 * common / both if both else 0.0 for common, both in pairs]))


def threshold(chance: Numbers, sizes: Numbers) -> float:
    """Return the chance from which on leaves are kept: one half, or less where few leaves are likely.

    Word F1 is expected to be highest from some chance on, at most one half (Lipton, Elkan and Narayanaswamy, ECML 2014; the expectation of
    the ratio is taken for the ratio of expectations).
    """
    order = np.argsort(-chance, kind="stable")
    true, size = np.cumsum((chance * sizes)[order]), np.cumsum(sizes[order])
    if not len(order) or not size[-1]:
        return HALF
    best = float(chance[order[int((true / (size + true[-1])).argmax())]])
    return HALF + _TRUST * (min(best, HALF) - HALF)


def _between(share: Numbers) -> Numbers:
    """Return 1 for leaves from the first to the last that half of the families have, else 0."""
    voted = np.flatnonzero(share >= HALF)
    places = np.arange(len(share))
    return ((places >= voted[0]) & (places <= voted[-1])).astype(float) if len(voted) else np.zeros(len(share))
