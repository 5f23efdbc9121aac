"""Estimate precision, recall and F1 of a page's outputs without gold, from what families of extractors agree on (numpy only).

Each output is a set of shingles. Content is taken for a hidden class of the shingles that the outputs hold together, seen through the
families: a family holds content with one probability and boilerplate with another, both unknown, and they are found with the class by
expectation maximisation, page by page (Dawid and Skene, Applied Statistics 28, 1979). An output is held against what the *other* families
say, so that no adapter, nor one that shares its code, vouches for itself:

    true positives = sum of P(content) over the shingles it holds
    precision = true positives / shingles it holds,  recall = true positives / sum of P(content) over all shingles

One family has one vote, shared by its outputs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

VERSION = 1  # of the estimates: raised when they change for the same outputs
FEWEST = 3  # families: an output is held against at least two others
_BITS = 32  # outputs
_STEPS = 30  # of expectation maximisation, at most
_STEADY = 1e-4  # a probability that moves by less has settled
_PRIOR = 2.0  # shingles' worth of belief in a family as below: keeps few shingles from making a family perfect or useless
_HOLDS_CONTENT, _HOLDS_REST = 0.8, 0.1  # that belief: what share of content, and of the rest, a family holds


def estimated(held: NDArray[np.bool_], families: Sequence[str]) -> NDArray[np.float64]:
    """Return the estimated F1, precision and recall of each output of a page, (outputs, 3), on 0-1.

    ``held`` (outputs, shingles) says which output holds which shingle, ``families`` names each output's family. All are NaN where there
    are fewer than :data:`FEWEST` families. An output without a shingle has 0, or 1 where the others hold nothing either.
    """
    numbers = np.unique(np.asarray(families, np.str_), return_inverse=True)[1]
    count = int(numbers.max(initial=-1)) + 1
    result = np.full((len(held), 3), np.nan)
    if count < FEWEST:
        return result
    patterns, sizes = _patterns(held)
    votes = np.stack([patterns[numbers == family].mean(axis=0) for family in range(count)])
    for family in range(count):
        content = _content(np.delete(votes, family, axis=0), sizes) * sizes
        own = numbers == family
        result[own] = _figures(patterns[own] @ content, patterns[own] @ sizes, float(content.sum()))
    return result


def consensus(held: NDArray[np.bool_], families: Sequence[str]) -> float:
    """Return how far the families of a page agree: the median F1 of the shingles of each two, on 0-1.

    Where a family has several outputs, a shingle counts by the share of them that hold it. 1 where no output has a shingle, NaN of one
    family.
    """
    numbers = np.unique(np.asarray(families, np.str_), return_inverse=True)[1]
    count = int(numbers.max(initial=-1)) + 1
    if count <= 1:
        return np.nan
    patterns, sizes = _patterns(held)
    votes = np.stack([patterns[numbers == family].mean(axis=0) for family in range(count)])
    lengths, (first, second) = votes @ sizes, np.triu_indices(count, 1)
    shared = np.minimum(votes[first], votes[second]) @ sizes
    both = lengths[first] + lengths[second]
    return float(np.median(np.where(both > 0, 2 * shared / np.maximum(both, 1e-9), 1.0)))


def _patterns(held: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the distinct columns of a table (outputs, columns), and how often each stands there."""
    codes = np.zeros(held.shape[1], np.int64)
    for start in range(0, len(held), _BITS):  # as many outputs at once as one number has room for beside the patterns so far
        part = held[start : start + _BITS]
        codes = np.unique(codes << len(part) | (1 << np.arange(len(part))) @ part, return_inverse=True)[1]
    _, first, sizes = np.unique(codes, return_index=True, return_counts=True)
    return held[:, first].astype(float), sizes.astype(float)


def _content(votes: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability that each kind of shingle is content, from votes (families, kinds)."""
    content = votes.mean(axis=0)
    for _ in range(_STEPS):
        whole, rest = float(content @ sizes), float((1 - content) @ sizes)
        share = np.clip(whole / max(whole + rest, 1e-9), 0.02, 0.98)
        holds = np.clip((votes @ (content * sizes) + _PRIOR * _HOLDS_CONTENT) / (whole + _PRIOR), 0.02, 0.98)
        holds_rest = np.clip((votes @ ((1 - content) * sizes) + _PRIOR * _HOLDS_REST) / (rest + _PRIOR), 0.01, 0.9)
        odds = np.log(share / (1 - share)) + np.log(holds / holds_rest) @ votes + np.log((1 - holds) / (1 - holds_rest)) @ (1 - votes)
        before, content = content, 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        if np.abs(content - before).max(initial=0.0) < _STEADY:
            break
    return np.asarray(content)


def _figures(right: NDArray[np.float64], returned: NDArray[np.float64], wanted: float) -> NDArray[np.float64]:
    """Return F1, precision, recall (outputs, 3) from sizes; nothing is right where nothing is wanted."""
    if wanted <= 0:
        return np.repeat((returned == 0).astype(float)[:, None], 3, axis=1)
    precision = np.divide(right, returned, out=np.zeros(len(right)), where=returned > 0)
    return np.stack([2 * right / (returned + wanted), precision, right / wanted], axis=1)
