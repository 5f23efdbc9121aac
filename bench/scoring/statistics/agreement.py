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
from dataclasses import dataclass
from typing import Self

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
    page = _Votes.of(held, families)
    return _estimated(page, _content(page.votes, page.sizes)) if len(page.votes) >= FEWEST else np.full((len(held), 3), np.nan)


def consensus(held: NDArray[np.bool_], families: Sequence[str]) -> float:
    """Return how far the families of a page agree: the median F1 of the shingles of each two, on 0-1.

    Where a family has several outputs, a shingle counts by the share of them that hold it. 1 where no output has a shingle, NaN of one
    family.
    """
    return _consensus(_Votes.of(held, families))


def page_figures(held: NDArray[np.bool_], families: Sequence[str]) -> NDArray[np.float64]:
    """Return all that is said of a page, (outputs, 6), NaN where there are too few families.

    The columns are those of :func:`estimated`; :func:`consensus`, the same for all; an output's errors, in shingles that are likely no
    content and yet held or content and yet lacking; and how many of those another family makes too, so that they may be none, or none that
    can be seen.
    """
    page = _Votes.of(held, families)
    result = np.full((len(held), 6), np.nan)
    result[:, 3] = _consensus(page)
    if len(page.votes) >= FEWEST:
        content = _content(page.votes, page.sizes)
        result[:, :3], result[:, 4:] = _estimated(page, content), _errors(page, content)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Votes:
    """A page as families see it: distinct kinds of shingles.

    ``patterns`` (outputs, kinds) says which output holds which kind, ``sizes`` (kinds,) how many shingles it has, ``numbers`` (outputs,)
    is each output's family, ``votes`` (families, kinds) the share of a family's outputs that hold it.
    """

    patterns: NDArray[np.float64]
    sizes: NDArray[np.float64]
    numbers: NDArray[np.intp]
    votes: NDArray[np.float64]

    @classmethod
    def of(cls, held: NDArray[np.bool_], families: Sequence[str]) -> Self:
        """Return the votes of a page's outputs."""
        numbers = np.unique(np.asarray(families, np.str_), return_inverse=True)[1]
        members = (np.arange(int(numbers.max(initial=-1)) + 1)[:, None] == numbers).astype(float)
        patterns, sizes = _patterns(held)
        return cls(patterns, sizes, numbers, members @ patterns / members.sum(axis=1, keepdims=True))


def _estimated(page: _Votes, content: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return estimates of each output by ``content`` (families, kinds): what the other families say."""
    wanted = content[page.numbers] * page.sizes
    return _figures(np.einsum("ok,ok->o", page.patterns, wanted), page.patterns @ page.sizes, wanted.sum(axis=1))


def _errors(page: _Votes, content: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an output's errors and those that another family makes too, (outputs, 2), in shingles."""
    ordered, family = np.sort(page.votes, axis=0), np.arange(len(page.votes))[:, None]
    highest = np.where(family == page.votes.argmax(axis=0), ordered[-2], ordered[-1])  # of the other families
    lowest = np.where(family == page.votes.argmin(axis=0), ordered[1], ordered[0])
    added, lacking = (1 - content) * page.sizes, content * page.sizes
    kinds = ((added, lacking), (added * highest, lacking * (1 - lowest)))
    return np.stack([_over(page.patterns, held[page.numbers], absent[page.numbers]) for held, absent in kinds], axis=1)


def _over(patterns: NDArray[np.float64], held: NDArray[np.float64], absent: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of one weight over the kinds that an output holds, and of another over the rest."""
    return np.asarray(np.einsum("ok,ok->o", patterns, held - absent) + absent.sum(axis=1))


def _consensus(page: _Votes) -> float:
    """Return how far the families agree."""
    if len(page.votes) <= 1:
        return np.nan
    lengths, (first, second) = page.votes @ page.sizes, np.triu_indices(len(page.votes), 1)
    shared = np.minimum(page.votes[first], page.votes[second]) @ page.sizes
    both = lengths[first] + lengths[second]
    return float(np.median(np.where(both > 0, 2 * shared / np.maximum(both, 1e-9), 1.0)))


def _patterns(held: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the distinct columns of a table (outputs, columns), and how often each stands there."""
    codes = np.zeros(held.shape[1], np.int64)
    for start in range(0, len(held), _BITS):  # as many outputs at once as one number has room for beside the patterns so far
        part = held[start : start + _BITS]
        if start:
            codes = np.unique(codes, return_inverse=True)[1]
        codes = codes << len(part) | sum((row.astype(np.int64) << at for at, row in enumerate(part)), np.zeros_like(codes))
    _, first, sizes = np.unique(codes, return_index=True, return_counts=True)
    return held[:, first].astype(float), sizes.astype(float)


def _content(votes: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability that each kind of shingle is content, from what all families but one vote.

    ``votes`` is (families, kinds); so is what is returned, a line for each family that is left out. A line that has settled stays.
    """
    count = len(votes)
    content = (votes.sum(axis=0) - votes) / (count - 1)
    others = 1.0 - np.eye(count)
    moving = np.arange(count)
    for _ in range(_STEPS):
        before = content[moving]
        weighted = before * sizes
        whole, held_whole = weighted.sum(axis=1, keepdims=True), weighted @ votes.T
        rest, held_rest = float(sizes.sum()) - whole, votes @ sizes - held_whole
        share = _within(whole / np.maximum(whole + rest, 1e-9), 0.02, 0.98)
        holds = _within((held_whole + _PRIOR * _HOLDS_CONTENT) / (whole + _PRIOR), 0.02, 0.98)
        holds_rest = _within((held_rest + _PRIOR * _HOLDS_REST) / (rest + _PRIOR), 0.01, 0.9)
        absent = np.log((1 - holds) / (1 - holds_rest)) * others[moving]
        present = np.log(holds / holds_rest) * others[moving] - absent
        odds = np.log(share / (1 - share)) + absent.sum(axis=1, keepdims=True) + present @ votes
        after = 1 / (1 + np.exp(-_within(odds, -30, 30)))
        content[moving] = after
        moving = moving[np.abs(after - before).max(axis=1, initial=0.0) >= _STEADY]
        if not len(moving):
            break
    return np.asarray(content)


def _within(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Return values held between two bounds, with less ado than ``numpy.clip``."""
    return np.minimum(np.maximum(values, low), high)


def _figures(right: NDArray[np.float64], returned: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return F1, precision, recall (outputs, 3) from sizes; nothing is right where nothing is wanted."""
    there = wanted > 0
    precision = np.divide(right, returned, out=np.zeros(len(right)), where=returned > 0)
    recall = np.divide(right, wanted, out=np.zeros(len(right)), where=there)
    f1 = np.divide(2 * right, returned + wanted, out=np.zeros(len(right)), where=there)
    return np.where(there[:, None], np.stack([f1, precision, recall], axis=1), (returned == 0).astype(float)[:, None])
