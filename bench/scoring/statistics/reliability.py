"""How far readers agree on labels of the same items (numpy only).

F1, Cohen's kappa and Krippendorff's alpha are functions of counts that add up over pages, so they are resampled as any other figure:
``measure(weights @ counts)``.
"""

import numpy as np
from numpy.typing import NDArray

MISSING = -1  # the label of an item that a reader did not judge


def confusion(first: NDArray[np.int64], second: NDArray[np.int64], labels: int) -> NDArray[np.float64]:
    """Return how often label i of one reader meets label j of the other, (labels, labels).

    Items that either did not judge are left out.
    """
    both = (first != MISSING) & (second != MISSING)
    counts = np.bincount(first[both] * labels + second[both], minlength=labels * labels)
    return counts.reshape(labels, labels).astype(np.float64)


def coincidences(judged: NDArray[np.int64], labels: int) -> NDArray[np.float64]:
    """Return the coincidence matrix of labels by (readers, items), (labels, labels).

    Each item that m readers judged adds each ordered pair of its labels with the weight 1 / (m - 1); one that fewer than two judged adds
    nothing (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, step 2).
    """
    tally = np.stack([(judged == label).sum(axis=0) for label in range(labels)]).astype(np.float64)
    readers = tally.sum(axis=0)
    weights = np.divide(1.0, readers - 1, out=np.zeros_like(readers), where=readers > 1)
    pairs: NDArray[np.float64] = (tally * weights) @ tally.T - np.diag((tally * weights).sum(axis=1))
    return pairs


def cohen_kappa(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return kappa of confusion matrices (..., labels, labels); Cohen 1960, Educ. Psychol. Meas. 20(1).

    NaN where nothing was judged, and where both readers gave one and the same label to all: chance then explains all agreement.
    """
    total = counts.sum(axis=(-2, -1))
    agreed = np.trace(counts, axis1=-2, axis2=-1) * total
    chance = (counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1)
    return _divided(agreed - chance, total**2 - chance)


def krippendorff_alpha(pairs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return nominal alpha of coincidence matrices (..., labels, labels).

    Krippendorff 2011, step 4. NaN where labels do not vary.
    """
    sums = pairs.sum(axis=-1)
    total = sums.sum(axis=-1)
    differing = total - np.trace(pairs, axis1=-2, axis2=-1)
    expected = total**2 - (sums**2).sum(axis=-1)
    return 1 - _divided((total - 1) * differing, expected)


def label_f1(counts: NDArray[np.float64], label: int = 0) -> NDArray[np.float64]:
    """Return F1 of one label in confusion matrices (..., labels, labels).

    It is the same whoever is held against whom; NaN where neither gave the label.
    """
    return _divided(2 * counts[..., label, label], counts[..., label, :].sum(axis=-1) + counts[..., :, label].sum(axis=-1))


def _divided(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    above, below = np.asarray(above, np.float64), np.asarray(below, np.float64)
    return np.asarray(np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0))
