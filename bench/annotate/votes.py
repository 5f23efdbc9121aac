"""Votes of extractors on the blocks of a page: the share of a block's words that each family returned."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from bench.annotate.blocks import PageBlocks
from bench.scoring.text import lcs
from bench.scoring.text.tokens import words

Shares = NDArray[np.float64]


def votes(blocks: PageBlocks, texts: Mapping[str, str], families: Mapping[str, str]) -> Shares:
    """Return what share of each leaf's words each family returned, (families, leaves), 0-1.

    ``texts`` maps adapters to their outputs for the page, "" for nothing; ``families`` maps them to families, by default each is its own.
    Words count where the page and an output align (longest common subsequence, case ignored), so a short heading counts where its place is.
    A family has the mean of its adapters. Leaves without a word have what the leaf before them has.
    """
    listed = [words(leaf.text.lower()) for leaf in blocks.leaves]
    page = [word for leaf in listed for word in leaf]
    owners = np.repeat(np.arange(len(listed)), [len(leaf) for leaf in listed])
    sizes = np.bincount(owners, minlength=len(listed)) if listed else np.zeros(0)
    known = lcs.alphabet(page)
    code = lcs.codes(page, known)
    shares: dict[str, list[Shares]] = {}
    for name in sorted(texts):
        aligned = lcs.blocks(code, lcs.codes(words(texts[name].lower()), known))
        hit = np.zeros(len(page))
        for start, _, size in aligned:
            hit[start : start + size] = 1.0
        counts = np.bincount(owners, weights=hit, minlength=len(listed)) if listed else np.zeros(0)
        shares.setdefault(families.get(name, name), []).append(counts / np.maximum(sizes, 1))
    table = np.array([np.mean(own, axis=0) for _, own in sorted(shares.items())]).reshape(len(shares), len(listed))
    before = np.maximum.accumulate(np.where(sizes > 0, np.arange(len(listed)), 0))
    return table[:, before] if listed else table
