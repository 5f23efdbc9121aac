"""Where the words of a text stand among the passages of a page, by alignment."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.scoring.text import lcs
from bench.scoring.text.tokens import words

Shares = NDArray[np.float64]


class Passages:
    """The passages of a page in reading order, ready to be held against texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Split the passages into words, case ignored."""
        listed = [words(text.lower()) for text in texts]
        page = [word for passage in listed for word in passage]
        self.sizes = np.array([len(passage) for passage in listed], float)
        self._owners = np.repeat(np.arange(len(listed)), [len(passage) for passage in listed])
        self._known = lcs.alphabet(page)
        self._code = lcs.codes(page, self._known)

    def shares(self, text: str) -> Shares:
        """Return what share of each passage's words ``text`` holds, 0-1; 0 for a passage without words.

        Words count where the page and the text align (longest common subsequence), so a short heading counts where its place is.
        """
        hit = np.zeros(len(self._code))
        for start, _, size in lcs.blocks(self._code, lcs.codes(words(text.lower()), self._known)):
            hit[start : start + size] = 1.0
        counts = np.zeros(len(self.sizes))
        np.add.at(counts, self._owners, hit)
        return np.asarray(counts / np.maximum(self.sizes, 1), float)
