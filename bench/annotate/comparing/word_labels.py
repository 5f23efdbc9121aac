"""The label that each reader gives to each word of a page: keep, optional or drop."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bench.annotate.comparing.collecting import PageReadings
from bench.corpus.structure.leaves import page_blocks
from bench.model import Block
from bench.scoring.text import lcs
from bench.scoring.text.tokens import words

LABELS = ("keep", "optional", "drop")
KEEP, OPTIONAL, DROP = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class WordLabels:
    """Words of one page and the labels that readers give them, (readers, words), places of :data:`LABELS`.

    ``words`` are those of the page in reading order, then those that a reader has beside them, such as words that were mended.
    """

    readers: tuple[str, ...]
    words: tuple[str, ...]
    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Divergence:
    """Words in a row that readers label differently: how many, how they begin, and what each reader says."""

    words: int
    text: str
    labels: Mapping[str, str]


def word_labels(read: PageReadings) -> WordLabels:
    """Return the labels of a page's words.

    A reading is placed on the page by the longest common subsequence of words, case ignored, so that a word which stands twice counts where
    its sentence stands. Words of a reading that find no place count by themselves: the n-th of one reader is the n-th of another.
    """
    page = [word for leaf in page_blocks(read.page).leaves for word in words(leaf.text.lower())]
    names = tuple(sorted(read.by_reader))
    known = lcs.alphabet(page)
    code = lcs.codes(page, known)
    placed, beside = zip(*(_placed(code, known, read.by_reader[name]) for name in names), strict=True)
    extra = sorted({key for own in beside for key in own})
    more = np.array([[own.get(key, DROP) for key in extra] for own in beside], np.int64).reshape(len(names), len(extra))
    return WordLabels(names, (*page, *(word for word, _ in extra)), np.concatenate([np.stack(placed), more], axis=1))


def divergences(labelled: WordLabels) -> list[Divergence]:
    """Return where readers differ, most words first: runs of words that each reader labels alike."""
    labels = labelled.labels
    starts = [0, *(np.flatnonzero((labels[:, 1:] != labels[:, :-1]).any(axis=0)) + 1).tolist(), labels.shape[1]]
    found = []
    for start, stop in pairwise(starts):
        own = labels[:, start] if stop > start else np.zeros(1)
        if (own != own[0]).any():
            said = {name: LABELS[label] for name, label in zip(labelled.readers, own.tolist(), strict=True)}
            found.append(Divergence(stop - start, " ".join(labelled.words[start : min(stop, start + 12)]), said))
    return sorted(found, key=lambda one: -one.words)


def _placed(code: str, known: Mapping[str, str], blocks: Sequence[Block]) -> tuple[NDArray[np.int64], dict[tuple[str, int], int]]:
    """Return the labels of the page's words, and of words that found no place.

    The latter go by word and how often it stood there before.
    """
    held = [(word, OPTIONAL if block.optional else KEEP) for block in blocks for word in words(block.text.lower())]
    places = [at for at, (word, _) in enumerate(held) if word in known]  # other words have no character in a code
    labels = np.full(len(code), DROP, np.int64)
    waiting = dict.fromkeys(range(len(held)))
    for start, other, size in lcs.blocks(code, lcs.codes([word for word, _ in held], known)):
        for step in range(size):
            at = places[other + step]
            labels[start + step] = held[at][1]
            del waiting[at]
    seen = Counter[str]()
    beside: dict[tuple[str, int], int] = {}
    for at in waiting:
        word, label = held[at]
        beside[word, seen[word]] = label
        seen[word] += 1
    return labels, beside
