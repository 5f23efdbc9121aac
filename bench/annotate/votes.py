"""Votes of extractors on the blocks of a page: the share of a block's words that each family returned."""

from collections.abc import Mapping

import numpy as np

from bench.corpus.structure.leaves import PageBlocks
from bench.scoring.text.passages import Passages, Shares


def votes(blocks: PageBlocks, texts: Mapping[str, str], families: Mapping[str, str]) -> Shares:
    """Return what share of each leaf's words each family returned, (families, leaves), 0-1.

    ``texts`` maps adapters to their outputs for the page, "" for nothing; ``families`` maps them to families, by default each is its own.
    Words count where :class:`Passages` aligns them. A family has the mean of its adapters. Leaves without a word have what the leaf before
    them has.
    """
    passages = Passages([leaf.text for leaf in blocks.leaves])
    shares: dict[str, list[Shares]] = {}
    for name in sorted(texts):
        shares.setdefault(families.get(name, name), []).append(passages.shares(texts[name]))
    sizes = passages.sizes
    table = np.array([np.mean(own, axis=0) for _, own in sorted(shares.items())]).reshape(len(shares), len(sizes))
    before = np.maximum.accumulate(np.where(sizes > 0, np.arange(len(sizes)), 0))
    return table[:, before] if len(sizes) else table
