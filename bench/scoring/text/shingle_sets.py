"""Distinct word 4-grams of several texts of one page, as numbers: what says how alike the texts are.

Extractors return each other's lines, so a line, or a sentence, is tokenised once for all texts that hold it. Words are those of
:mod:`bench.scoring.text.tokens`, so that scripts without spaces have 4-grams too.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.scoring.text.reader import cut
from bench.scoring.text.tokens import words_by_line

SIZE = 4  # words a shingle
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, and far from powers of two; of a million shingles two collide on one page in 37 million


def shingle_sets(texts: Sequence[str]) -> list[NDArray[np.uint64]]:
    """Return the distinct shingles of each text, ascending; texts of one call share their numbers.

    A shingle is four words in a row; a text of one to three words is one short shingle, a text without a word has none.
    """
    sets = {text: np.unique(shingles) for text, shingles in _shingles(texts).items()}
    return [sets[text] for text in texts]


def shingle_table(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return which text holds which of all their shingles, (texts, shingles)."""
    found = _shingles(texts)
    places = {text: at for at, text in enumerate(found)}
    return table([*found.values()])[[places[text] for text in texts]]


def table(sets: Sequence[NDArray[np.uint64]]) -> NDArray[np.bool_]:
    """Return which set holds which of all their shingles, (sets, shingles); repeats do not matter."""
    pool, places = np.unique(np.concatenate([*sets, np.empty(0, np.uint64)]), return_inverse=True)
    held = np.zeros((len(sets), len(pool)), bool)
    held[np.repeat(np.arange(len(sets)), [len(one) for one in sets]), places] = True
    return held


def _shingles(texts: Sequence[str]) -> dict[str, NDArray[np.uint64]]:
    """Return the shingles of each distinct text, in its order."""
    parts = {text: cut(text) for text in texts}
    words = _words(list(dict.fromkeys(line for lines in parts.values() for line in lines)))
    return {text: _of(np.concatenate([words[line] for line in lines])) for text, lines in parts.items()}


def _words(lines: Sequence[str]) -> dict[str, NDArray[np.uint64]]:
    """Return the words of distinct lines as numbers from 1, the same word the same number."""
    if not lines:
        return {}
    words = words_by_line(lines)
    numbers = {word: at for at, word in enumerate(dict.fromkeys(["\n", *words]))}
    listed = np.fromiter(map(numbers.__getitem__, words), np.uint64, len(words))
    ends = np.flatnonzero(listed == 0)
    starts = np.concatenate([[0], ends + 1])
    return {line: listed[start:end] for line, start, end in zip(lines, starts.tolist(), [*ends.tolist(), len(listed)], strict=True)}


def _of(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the shingles of words given as numbers."""
    count = max(len(words) - SIZE + 1, min(len(words), 1))
    mixed = np.zeros(count, np.uint64)
    for at in range(min(SIZE, len(words))):
        mixed = mixed * _MULTIPLIER + words[at : at + count]
    return mixed
