"""Make golds of one text, and the figures of a protocol over pages."""

from __future__ import annotations

import numpy as np

from bench.model import Block, Gold
from bench.scoring import load


def gold(text: str, have: tuple[str, ...] = (), must_not: tuple[str, ...] = ()) -> Gold:
    """Return gold of one block that is its own Markdown and its own tagged text."""
    return Gold("page", (Block(text),), have, must_not, {"markdown": text, "structure": text, "tagged": text})


def figures(name: str, *pairs: tuple[Gold, str]) -> dict[str, float]:
    """Return a protocol's metrics over pages of (gold, output)."""
    scorer = load(name)
    rows = np.array([scorer.row(scorer.prepare(truth), text) for truth, text in pairs])
    return dict(zip(scorer.metrics, scorer.finish(scorer.parts(rows).sum(0)).tolist(), strict=True))
