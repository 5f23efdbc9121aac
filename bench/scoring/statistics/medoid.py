"""Choose the output of a page that is most like the others, without gold (numpy only).

All outputs of a page make a pool of shingles. A shingle weighs the share of families of extractors that hold it, to the power
:data:`SHARPNESS`; how like the others an output is, is the F1 of its shingles against that pool:

    likeness = 2 * sum of weights it holds / (shingles it holds + sum of all weights)

The families least like the pool are then left out, so that what they drag in weighs nothing, and likeness is worked out again among the
rest. One family has one vote, shared by its outputs: settings of one library are no witnesses for each other.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SHARPNESS = 1.5  # a shingle that half of the families hold weighs 0.35; docs/combinations.md has the figures for other values
KEPT = 2 / 3  # of the families, those most like the pool, and all that tie with the last of them
FEWEST = 3  # families that are never left out: of two outputs neither is more like the other
_DIGITS = 9  # likenesses that differ by less are a tie: the order of summing moves the last digits


def likeness(held: NDArray[np.bool_], families: Sequence[str]) -> NDArray[np.float64]:
    """Return how like the others each output of a page is, (outputs,), on 0-1.

    ``held`` (outputs, shingles) says which output holds which shingle, ``families`` names each output's family. An output without a
    shingle has no vote and is 0, and so are those of families that were left out.
    """
    result = np.zeros(len(held))
    names = {name: at for at, name in enumerate(sorted(set(families)))}
    numbers = np.array([names[name] for name in families], np.int64)
    voters = np.flatnonzero(held.any(axis=1))
    if not len(voters):
        return result
    first = _against_pool(held[voters], numbers[voters])
    best = np.zeros(len(names))
    np.maximum.at(best, numbers[voters], np.round(first, _DIGITS))
    ranked = np.sort(best[np.unique(numbers[voters])])[::-1]
    least = ranked[min(len(ranked), max(FEWEST, math.ceil(KEPT * len(ranked)))) - 1]
    second = voters[best[numbers[voters]] >= least]
    result[second] = _against_pool(held[second], numbers[second])
    return np.round(result, _DIGITS)


def _against_pool(held: NDArray[np.bool_], numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the F1 of each output against the weighted pool of all of them."""
    votes = [held[numbers == number].mean(axis=0) for number in np.unique(numbers)]
    weights = np.mean(votes, axis=0) ** SHARPNESS
    return np.asarray(2 * (held @ weights) / (held.sum(axis=1) + weights.sum()))
